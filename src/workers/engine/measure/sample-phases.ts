import { PHASES } from '../../../contract/tick.ts';
import type { Sample } from './sample.ts';

const QUEUED = PHASES.indexOf('queued');
const DNS = PHASES.indexOf('dns');
const CONNECT = PHASES.indexOf('connect');
const TLS = PHASES.indexOf('tls');
const SEND = PHASES.indexOf('send');
const WAIT = PHASES.indexOf('wait');
const RECEIVE = PHASES.indexOf('receive');

/** Of a phase that a sample does not have. */
const NONE = -1;

/** To be filled by `phasesOf`, again and again. */
export function emptyPhases(): Float64Array {
  return new Float64Array(PHASES.length).fill(NONE);
}

/**
 * How long a sample was in each phase, as its histograms and its row among the kept requests both have it.
 *
 * | phase   | from                                     | to                                                            |
 * |---------|------------------------------------------|---------------------------------------------------------------|
 * | queued  | when the plan wanted it                  | its start; none where no time was set                         |
 * | dns     | its start, or that of its last hop       | the name is resolved                                          |
 * | connect | the end of the one before                | the TCP handshake is done                                     |
 * | tls     | the end of the one before                | the TLS handshake is done                                     |
 * | send    | the end of the one before                | the last byte left, or an answer began; none of a single write |
 * | wait    | the end of the one before; all hops before it | the first byte came; none where it came amid sending     |
 * | receive | the first byte                           | its end                                                       |
 *
 * Where no answer began, the phase that it ended in has the rest. Together they are the time from when it was due to its end.
 * @param into in the order of PHASES, µs; −1: it has no such phase
 */
export function phasesOf(sample: Sample, into: Float64Array): void {
  const { intendedUs, startedUs, hopUs, dnsUs, connectUs, tlsUs, firstByteUs, endedUs } = sample;
  const { isLong, sentUs } = sample;
  const hopFromUs = Math.max(startedUs, hopUs);
  const resolvedUs = Math.max(hopFromUs, dnsUs);
  const connectedUs = Math.max(resolvedUs, connectUs);
  const readyUs = Math.max(connectedUs, tlsUs);
  const isAnswered = firstByteUs >= 0;
  const isEarly = isLong && isAnswered && sentUs < 0;
  const leftUs = isLong ? Math.max(readyUs, isEarly ? firstByteUs : sentUs) : readyUs;
  const begunUs = Math.max(leftUs, firstByteUs);
  const waited = hopFromUs - startedUs + begunUs - leftUs;
  into[QUEUED] = intendedUs < 0 ? NONE : startedUs - intendedUs;
  into[DNS] = dnsUs < 0 ? NONE : resolvedUs - hopFromUs;
  into[CONNECT] = connectUs < 0 ? NONE : connectedUs - resolvedUs;
  into[TLS] = tlsUs < 0 ? NONE : readyUs - connectedUs;
  into[SEND] = isLong && (isAnswered || sentUs >= 0) ? leftUs - readyUs : NONE;
  into[WAIT] = waited > 0 || (isAnswered && !isEarly) ? waited : NONE;
  into[RECEIVE] = isAnswered ? endedUs - begunUs : NONE;
  if (isAnswered) return;
  const open = phaseUnderWay(sample);
  into[open] = Math.max(0, into[open] ?? NONE) + endedUs - leftUs;
}

/** That of a sample whose answer did not begin. */
function phaseUnderWay({ link, connectUs, isLong, sentUs, failure }: Sample): number {
  // Before there is an address there is no connection, and of a gap or a session there is none to speak of.
  if (link === null) return failure?.code.startsWith('dns.') === true ? DNS : WAIT;
  if (link.openedUs < 0) return connectUs < 0 ? CONNECT : TLS;
  return isLong && sentUs < 0 ? SEND : WAIT;
}
