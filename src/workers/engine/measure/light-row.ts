import type { LightRequest } from '../../../contract/light-requests.ts';
import type { Micros } from '../../../contract/units.ts';
import type { Sample } from './sample.ts';
import { dueUs } from './series-meter.ts';

/** Numbers the connections of a thread, each when something that is kept was on it. */
export class ConnectionNumbers {
  #last = 0;

  of({ link }: Sample): number {
    if (link === null) return 0;
    if (link.number === 0) {
      this.#last += 1;
      link.number = this.#last;
    }
    return link.number;
  }
}

/** A sample as it is kept light. @param at its thread, the number of its connection, and from where times count */
export function lightRowOf(
  sample: Sample,
  at: { readonly thread: number; readonly connection: number; readonly startUs: Micros },
): LightRequest {
  const { link, startedUs, status } = sample;
  const isOpen = link !== null && link.openedUs >= 0;
  return {
    series: sample.series,
    thread: at.thread,
    startedUs: startedUs - at.startUs,
    phasesUs: phasesOf(sample),
    status: status < 0 ? null : status,
    code: sample.failure?.code ?? null,
    address: link?.address ?? null,
    connection: at.connection,
    isNew: !sample.reused && sample.connectUs >= 0,
    uses: sample.uses,
    ageMs: isOpen ? Math.max(0, Math.round((startedUs - link.openedUs) / 1_000)) : 0,
    bytesIn: sample.bytesIn,
    bytesOut: sample.bytesOut,
    weight: 1,
  };
}

/**
 * In the order of PHASES, their sum the time from when it was due to its end. Where it ended within a phase, that phase
 * has the rest; answers that were followed elsewhere were waited for.
 */
function phasesOf(sample: Sample): Micros[] {
  const { startedUs, hopUs, dnsUs, connectUs, tlsUs, sentUs, firstByteUs, endedUs, reused } = sample;
  const queued = startedUs - dueUs(sample);
  let doneUs = Math.max(startedUs, hopUs);
  const hops = doneUs - startedUs;
  const until = (us: Micros): Micros => {
    if (us < doneUs) return 0;
    const took = us - doneUs;
    doneUs = us;
    return took;
  };
  const dns = until(dnsUs);
  const connected = until(connectUs);
  const tls = until(tlsUs);
  const sent = until(sentUs);
  const hasAnswer = firstByteUs >= 0;
  // An answer that came while its request was being sent was not waited for.
  const isSending = hasAnswer && sentUs < 0 && sample.bytesOut > 0;
  const begun = until(firstByteUs);
  const rest = until(endedUs);
  const isConnecting = !hasAnswer && !reused && connectUs < 0 && sample.link !== null;
  return [
    queued,
    dns,
    connected + (isConnecting ? rest : 0),
    tls,
    sent + (isSending ? begun : 0),
    hops + (isSending ? 0 : begun) + (hasAnswer || isConnecting ? 0 : rest),
    hasAnswer ? rest : 0,
  ];
}
