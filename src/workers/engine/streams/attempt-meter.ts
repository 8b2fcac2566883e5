import type { Failure } from '../../../contract/failure.ts';
import type { Micros } from '../../../contract/units.ts';
import {
  type AnswerSource,
  emptySample,
  type Link,
  type Meter,
  type Sample,
  type SecretHolder,
} from '../measure/sample.ts';

/** Moments of one thing measured from its own start; all in microseconds, -1: not reached. */
export interface Measured {
  readonly startedUs: Micros;
  readonly endedUs: Micros;
  readonly failure: Failure | null;
  readonly dnsUs?: Micros;
  readonly connectUs?: Micros;
  readonly tlsUs?: Micros;
  readonly sentUs?: Micros;
  readonly firstByteUs?: Micros;
  readonly status?: number;
  /** Key of what was rejected. */
  readonly credential?: string;
  readonly reused?: boolean;
  /** Absent: not known. */
  readonly link?: Link | null;
  /** Before it on its connection. */
  readonly uses?: number;
  /** When the plan wanted it to begin; left out: it has no schedule. */
  readonly intendedUs?: Micros;
  /** When it was begun, where that is not `startedUs`. */
  readonly begunUs?: Micros;
  /** How late our own loop took it up. */
  readonly latenessUs?: Micros;
  /** Who tells what came, of a failure. */
  readonly source?: AnswerSource | null;
  /** Who it was for; absent: nobody who could have learned a secret. */
  readonly holder?: SecretHolder | null;
}

/** The counters of a series that is begun and ended one by one. Absent series: nothing is counted. */
export class AttemptMeter {
  readonly #meter: Meter;
  readonly #series: number;
  readonly #sample: Sample;

  /** @param what method and URL for examples */
  constructor(meter: Meter, series: number | undefined, what: { method: string; url: string }) {
    this.#meter = meter;
    this.#series = series ?? -1;
    this.#sample = { ...emptySample(), ...what, series: this.#series };
  }

  /** It is to start; `beginStarted` follows. For what counts from a moment at which it is not yet known to be sent. */
  start(startUs: Micros): void {
    if (this.#series >= 0) this.#meter.started(this.#series, startUs);
  }

  /**
   * @param startUs as it is measured: its intended start, or where it has no schedule that of its end
   * @param latenessUs how long after its intended start our own loop took it up; absent: it has no schedule
   */
  begin(startUs: Micros, latenessUs?: Micros): void {
    this.start(startUs);
    this.beginStarted(latenessUs);
  }

  beginStarted(latenessUs?: Micros): void {
    if (this.#series < 0) return;
    this.#meter.planned(this.#series, 1);
    this.#meter.sent(this.#series, latenessUs);
  }

  /** It was due, and is not begun. */
  drop(startUs: Micros): void {
    if (this.#series < 0) return;
    this.#meter.started(this.#series, startUs, false);
    this.#meter.planned(this.#series, 1);
    this.#meter.dropped(this.#series, 1);
  }

  end(measured: Measured): void {
    if (this.#series < 0) return;
    const sample = this.#sample;
    sample.intendedUs = measured.intendedUs ?? -1;
    sample.begunUs = measured.begunUs ?? -1;
    sample.startedUs = measured.startedUs;
    sample.dnsUs = measured.dnsUs ?? -1;
    sample.connectUs = measured.connectUs ?? -1;
    sample.tlsUs = measured.tlsUs ?? -1;
    sample.sentUs = measured.sentUs ?? -1;
    sample.firstByteUs = measured.firstByteUs ?? -1;
    sample.endedUs = measured.endedUs;
    sample.reused = measured.reused ?? false;
    sample.link = measured.link ?? null;
    sample.uses = measured.uses ?? 0;
    sample.status = measured.status ?? -1;
    sample.failure = measured.failure;
    sample.credential = measured.credential ?? '';
    sample.source = measured.source ?? null;
    sample.holder = measured.holder ?? null;
    this.#meter.ended(sample, measured.latenessUs);
    sample.source = null;
    sample.holder = null;
    sample.link = null;
  }

  /** Something that is known only once it is over: begun and ended in one. */
  whole(measured: Measured): void {
    this.begin(measured.startedUs);
    this.end(measured);
  }
}
