import { keysOf } from '../../../contract/keys.ts';
import type { Answer, KeptRequest } from '../../../contract/tick.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../contract/units.ts';
import type { Random } from '../load/random.ts';
import { emptySample, type LearnedSecret, type Sample } from './sample.ts';
import { dueUs } from './series-meter.ts';

/** Kept per series, second and thread: enough to look at, bounded at any rate. */
const SLOWEST = 2;
const RANDOM = 2;
/** The first failure of each code, of so many codes. */
const FAILURE_CODES = 16;
/** What came back is kept once in so long for each code: a run of hours is not stored as its error pages. */
const ANSWER_EVERY_US: Micros = 10 * MICROS_PER_SECOND;

/** The secrets are those of its moment: the next answer may give its user others. */
interface Kept {
  readonly sample: Sample;
  readonly secrets: readonly LearnedSecret[];
  readonly answer: Answer | null;
}

/** Chooses the few requests of a second that are kept whole: the slowest, the first of each failure, a fair random few. */
export class KeptRequestKeeper {
  readonly #random: Random;
  #slowest: Kept[] = [];
  readonly #failures = new Map<string, Kept>();
  #picked: Kept[] = [];
  #successes = 0;
  /** When a failure of a code was last kept with its answer. Codes are those of a catalogue, and of WebSocket closes. */
  readonly #answeredUs = new Map<string, Micros>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** Copies the sample where it is kept: the caller reuses its record. */
  offer(sample: Sample): void {
    if (sample.failure !== null) {
      this.#offerFailure(sample, sample.failure.code);
      return;
    }
    this.#successes += 1;
    if (this.#offerSlow(sample)) return;
    // Algorithm R (Waterman): every success of the second is kept with the same chance.
    if (this.#picked.length < RANDOM) this.#picked.push(keep(sample, null));
    else {
      const place = Math.floor(this.#random.next() * this.#successes);
      if (place < RANDOM) this.#picked[place] = keep(sample, null);
    }
  }

  /** The examples since the last take, times counted from `startUs`, and the secrets that may stand in them. */
  take(
    frame: { readonly thread: number; readonly startUs: Micros },
    into: { readonly exemplars: KeptRequest[]; readonly secrets: Map<string, string> },
  ): void {
    for (const { sample, answer, secrets } of [
      ...this.#failures.values(),
      ...this.#slowest,
      ...this.#picked,
    ]) {
      into.exemplars.push(toKeptRequest(sample, { ...frame, answer }));
      for (const [name, text] of secrets) into.secrets.set(text, name);
    }
    this.#slowest.length = 0;
    this.#picked.length = 0;
    this.#failures.clear();
    this.#successes = 0;
  }

  #offerFailure(sample: Sample, code: string): void {
    if (this.#failures.has(code) || this.#failures.size === FAILURE_CODES) return;
    this.#failures.set(code, keep(sample, this.#answerOf(sample, code)));
  }

  #answerOf(sample: Sample, code: string): Answer | null {
    const lastUs = this.#answeredUs.get(code) ?? Number.NEGATIVE_INFINITY;
    if (sample.endedUs - lastUs < ANSWER_EVERY_US) return null;
    const answer = sample.source?.answerOf(sample) ?? null;
    if (answer !== null) this.#answeredUs.set(code, sample.endedUs);
    return answer;
  }

  #offerSlow(sample: Sample): boolean {
    const slowest = this.#slowest;
    if (slowest.length < SLOWEST) {
      slowest.push(keep(sample, null));
      return true;
    }
    let fastest = 0;
    for (let place = 1; place < slowest.length; place += 1) {
      if (durationOf(slowest[place]?.sample) < durationOf(slowest[fastest]?.sample)) fastest = place;
    }
    if (durationOf(sample) <= durationOf(slowest[fastest]?.sample)) return false;
    slowest[fastest] = keep(sample, null);
    return true;
  }
}

function keep(sample: Sample, answer: Answer | null): Kept {
  return { sample: copyOf(sample), answer, secrets: sample.holder?.secrets() ?? [] };
}

const FIELDS = keysOf(emptySample());

/** The sample alone: what it is part of (a request with its body, a connection) is not to be held. */
function copyOf(sample: Sample): Sample {
  const copy = emptySample();
  for (const field of FIELDS) take(copy, sample, field);
  return { ...copy, credential: '', source: null, holder: null };
}

function take<Field extends keyof Sample>(into: Sample, from: Sample, field: Field): void {
  into[field] = from[field];
}

function durationOf(sample: Sample | undefined): Micros {
  return sample === undefined ? 0 : sample.endedUs - dueUs(sample);
}

interface Frame {
  readonly thread: number;
  readonly startUs: Micros;
  readonly answer: Answer | null;
}

function toKeptRequest(sample: Sample, { thread, startUs, answer }: Frame): KeptRequest {
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
    ...(answer === null ? {} : { answer }),
  };
}
