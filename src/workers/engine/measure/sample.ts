import type { Failure } from '../../../contract/failure.ts';
import type { StartCounting } from '../../../contract/start-counts.ts';
import type { Answer } from '../../../contract/tick.ts';
import type { Bytes, Micros } from '../../../contract/units.ts';

/** Tells what came back. Asked only of the few failures that are kept, while they are handed over and never after. */
export interface AnswerSource {
  /** @param sample its own record: what is another's is not told; null: nothing came, or it is not known any more */
  answerOf(sample: Sample): Answer | null;
  /** What was sent for it before its body; null, and absent: it has no such text. */
  askedOf?(sample: Sample): string | null;
}

/** A secret that an answer gave, or that was made up, and the name it has in the plan. */
export type LearnedSecret = readonly [name: string, text: string];

/** Whoever a sample was for: knows which of its texts nobody may see. Asked only of the few samples that are kept. */
export interface SecretHolder {
  secrets(): readonly LearnedSecret[];
}

/** A connection as what travels on it tells of it: one record as long as it lives. */
export interface Link {
  readonly address: string;
  /** When it could be spoken on; -1: not yet. */
  openedUs: Micros;
  /** Requests so far. */
  uses: number;
  /** Given where something that is kept was on it; 0: nothing was. */
  number: number;
}

/** How many requests there were before this one, which is now one of them; 0 where there is no connection to speak of. */
export function nextUse(link: Link | null): number {
  if (link === null) return 0;
  link.uses += 1;
  return link.uses - 1;
}

/** A request with a larger body takes more than one write, and its sending is a phase of its own. */
export const ONE_WRITE_BYTES: Bytes = 16_384;

/**
 * One measured thing, from the moment the plan wanted it to its end: a request, a connect, a message round trip.
 * Records are pooled: a driver fills one, hands it to the meter, and reuses it after. Times are integer microseconds of the
 * engine clock; -1 means the moment was never reached (or never applied).
 */
export interface Sample {
  series: number;
  /** When the plan wanted it to leave; -1 in closed plans. */
  intendedUs: Micros;
  /** When it was begun, and before it waited for anything; -1: no other moment than `startedUs`. */
  begunUs: Micros;
  startedUs: Micros;
  /** When the last hop of a followed redirect began; -1: there was none. */
  hopUs: Micros;
  /** End of name resolution, of the TCP handshake, of the TLS handshake; -1 on a reused connection. */
  dnsUs: Micros;
  connectUs: Micros;
  tlsUs: Micros;
  /** Its body takes more than one write. */
  isLong: boolean;
  /** Last byte of the request given to the system; -1: its answer began before, or it had none. */
  sentUs: Micros;
  firstByteUs: Micros;
  endedUs: Micros;
  reused: boolean;
  /** null: there was none to speak of. */
  link: Link | null;
  /** Requests before it on its connection. */
  uses: number;
  status: number;
  bytesIn: Bytes;
  bytesOut: Bytes;
  /** null: a success. */
  failure: Failure | null;
  /** Key of what it presented, see credentials.ts; set where its failure is a rejection, else empty. */
  credential: string;
  method: string;
  /** Shown in examples; secrets are redacted by value before it leaves the process. */
  url: string;
  source: AnswerSource | null;
  /** null: nobody who could have learned a secret. */
  holder: SecretHolder | null;
}

/** From when the wait of whoever wanted it counts: the intended start, or the actual one where there is no other. */
export function dueUs(sample: Sample): Micros {
  return sample.intendedUs >= 0 ? sample.intendedUs : sample.startedUs;
}

/** When it was to start: as the plan wanted it or, where it did not say, when it was begun. As given to `Meter.started`. */
export function startOf({ intendedUs, begunUs, startedUs }: Sample): Micros {
  if (intendedUs >= 0) return intendedUs;
  return begunUs >= 0 ? begunUs : startedUs;
}

/** A sample of nothing yet: no moment reached, no bytes, no failure. */
export function emptySample(): Sample {
  return {
    series: 0,
    intendedUs: -1,
    begunUs: -1,
    startedUs: -1,
    hopUs: -1,
    dnsUs: -1,
    connectUs: -1,
    tlsUs: -1,
    isLong: false,
    sentUs: -1,
    firstByteUs: -1,
    endedUs: -1,
    reused: false,
    link: null,
    uses: 0,
    status: -1,
    bytesIn: 0,
    bytesOut: 0,
    failure: null,
    credential: '',
    method: '',
    url: '',
    source: null,
    holder: null,
  };
}

/** Counts events of one thread as they happen; flushed once a second by the thread. Calls are cheap and never throw. */
export interface Meter {
  /**
   * Starts are counted as well from now on, before the run begins: see `StartSlots`.
   * @param timeouts codes of failures that are beyond every latency limit
   */
  countStarts(counting: StartCounting, timeouts: ReadonlySet<string>): void;
  /**
   * One thing is to start, for those who count by when that is. Told at that moment, or a little after.
   * @param isSent false: it is dropped. Absent: it is sent, or waits to be
   */
  started(series: number, atUs: Micros, isSent?: boolean): void;
  /** `count` things became due by the plan. */
  planned(series: number, count: number): void;
  /**
   * One due thing was handed to its connection.
   * @param latenessUs how long after its intended start our own loop took it up; absent in closed plans
   * @param queuedUs how long it then waited for a connection or slot of our own; absent: not at all
   */
  sent(series: number, latenessUs?: Micros, queuedUs?: Micros): void;
  /**
   * A sent thing ended, well or badly: counts ok or errors, records the histograms, keeps exemplars.
   * @param latenessUs as given to `sent`: its lateness is in the figures of the second in which it ends, too
   */
  ended(sample: Sample, latenessUs?: Micros): void;
  /** Bytes of a connection that outlives single samples; those of a sample come with it. */
  moved(series: number, bytesIn: Bytes, bytesOut: Bytes): void;
  /** An answer that is about to end came by a redirect, or is one. */
  redirected(series: number): void;
  /** An answer that is about to end was irregular. @param marks as in `irregular.ts`, not 0 */
  irregular(series: number, marks: number): void;
  /** A success that takes longer than this from when it was due is kept with what came back. */
  answerFromUs(series: number): Micros;
  dropped(series: number, count: number): void;
  cancelled(series: number, count: number): void;
  /** The service of this series let this credential in. Told again and again, it counts once. */
  accepted(series: number, credential: string): void;
}
