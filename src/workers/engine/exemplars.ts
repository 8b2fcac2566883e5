import type { Exemplar } from '../../contract/tick.ts';
import type { Micros } from '../../contract/units.ts';
import type { Random } from './random.ts';
import type { Sample } from './sample.ts';
import { dueUs } from './series-meter.ts';

/** Kept per series, second and thread: enough to look at, bounded at any rate. */
const SLOWEST = 2;
const FIRST_FAILURES = 2;
const RANDOM = 2;

/** Chooses the few requests of a second that are kept whole: the slowest, the first failures, and a fair random few. */
export class ExemplarKeeper {
  readonly #random: Random;
  #slowest: Sample[] = [];
  #failures: Sample[] = [];
  #picked: Sample[] = [];
  #successes = 0;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Copies the sample where it is kept: the caller reuses its record. */
  offer(sample: Sample): void {
    if (sample.failure !== null) {
      if (this.#failures.length < FIRST_FAILURES) this.#failures.push(copyOf(sample));
      return;
    }
    this.#successes += 1;
    if (this.#offerSlow(sample)) return;
    // Algorithm R (Waterman): every success of the second is kept with the same chance.
    if (this.#picked.length < RANDOM) this.#picked.push(copyOf(sample));
    else {
      const place = Math.floor(this.#random.next() * this.#successes);
      if (place < RANDOM) this.#picked[place] = copyOf(sample);
    }
  }

  /** The examples since the last take, times counted from `startUs`. */
  take(thread: number, startUs: Micros, into: Exemplar[]): void {
    for (const kept of [this.#slowest, this.#failures, this.#picked]) {
      for (const sample of kept) into.push(toExemplar(sample, thread, startUs));
      kept.length = 0;
    }
    this.#successes = 0;
  }

  #offerSlow(sample: Sample): boolean {
    const slowest = this.#slowest;
    if (slowest.length < SLOWEST) {
      slowest.push(copyOf(sample));
      return true;
    }
    let fastest = 0;
    for (let place = 1; place < slowest.length; place += 1) {
      if (durationOf(slowest[place]) < durationOf(slowest[fastest])) fastest = place;
    }
    if (durationOf(sample) <= durationOf(slowest[fastest])) return false;
    slowest[fastest] = copyOf(sample);
    return true;
  }
}

/** The sample alone: what it is part of (a request with its body, a connection) is not to be held. */
function copyOf(sample: Sample): Sample {
  return {
    series: sample.series,
    intendedUs: sample.intendedUs,
    startedUs: sample.startedUs,
    dnsUs: sample.dnsUs,
    connectUs: sample.connectUs,
    tlsUs: sample.tlsUs,
    sentUs: sample.sentUs,
    firstByteUs: sample.firstByteUs,
    endedUs: sample.endedUs,
    reused: sample.reused,
    status: sample.status,
    bytesIn: sample.bytesIn,
    bytesOut: sample.bytesOut,
    failure: sample.failure,
    credential: '',
    method: sample.method,
    url: sample.url,
  };
}

function durationOf(sample: Sample | undefined): Micros {
  return sample === undefined ? 0 : sample.endedUs - dueUs(sample);
}

function toExemplar(sample: Sample, thread: number, startUs: Micros): Exemplar {
  const since = (us: Micros): Micros | null => (us < 0 ? null : us - startUs);
  return {
    series: sample.series,
    thread,
    intendedUs: since(sample.intendedUs),
    startedUs: sample.startedUs - startUs,
    dnsUs: since(sample.dnsUs),
    connectUs: since(sample.connectUs),
    tlsUs: since(sample.tlsUs),
    sentUs: since(sample.sentUs),
    firstByteUs: since(sample.firstByteUs),
    endedUs: sample.endedUs - startUs,
    reused: sample.reused,
    status: sample.status < 0 ? null : sample.status,
    method: sample.method,
    url: sample.url,
    code: sample.failure?.code ?? null,
  };
}
