import { keysOf } from '../../../contract/keys.ts';
import { BANDS_PER_OCTAVE, LATENCY_BANDS } from '../../../contract/latency-bands.ts';
import type { Answer, KeptRequest } from '../../../contract/tick.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../contract/units.ts';
import type { ConnectionNumbers } from './light-row.ts';
import { emptySample, type LearnedSecret, type Sample } from './sample.ts';

/** The first failure of each code, of so many codes, per second. */
const FAILURE_CODES = 16;
/** What came back is kept once in so long for each code: a run of hours is not stored as its error pages. */
const ANSWER_EVERY_US: Micros = 10 * MICROS_PER_SECOND;
/** Successes are chosen from so many seconds in which there were any. */
const WINDOW_SECONDS = 10;
/** Of a request, its line and headers are kept up to this size, in whole lines: half a secret would not be known for one. */
const MAX_ASKED_CHARS = 2_048;
const OCTAVES = LATENCY_BANDS / BANDS_PER_OCTAVE;

/** The secrets are those of its moment: the next answer may give its user others. */
interface Kept {
  readonly sample: Sample;
  readonly secrets: readonly LearnedSecret[];
  readonly asked: string | null;
  readonly answer: Answer | null;
}

/** Where a thread is, and from where its times count. */
interface Frame {
  readonly thread: number;
  readonly startUs: Micros;
  readonly numbers: ConnectionNumbers;
  /** What would be given later is given now. */
  readonly isLast: boolean;
}

/**
 * Chooses the few requests that are kept with their texts: in every second the first failure of each code, and of ten
 * seconds the slowest success of each octave of latency, the slowest of all with what came back.
 */
export class KeptRequestKeeper {
  readonly #slowest: (Kept | undefined)[] = [];
  readonly #slowestUs = new Float64Array(OCTAVES).fill(-1);
  readonly #failures = new Map<string, Kept>();
  /** When a failure of a code was last kept with its answer. Codes are those of a catalogue, and of WebSocket closes. */
  readonly #answeredUs = new Map<string, Micros>();
  #mostUs: Micros = -1;
  #age: number;

  /** @param series series end their windows in different seconds, so that what is kept comes evenly */
  constructor(series: number) {
    this.#age = series % WINDOW_SECONDS;
  }

  /** A success that took longer than all of these seconds is kept with what came back. */
  get answerFromUs(): Micros {
    return this.#mostUs;
  }

  /**
   * Copies the sample where it is kept: the caller reuses its record.
   * @returns whether it is, for now: a slower one may come
   */
  offer(sample: Sample, us: Micros, band: number): boolean {
    if (sample.failure !== null) return this.#offerFailure(sample, sample.failure.code);
    const isSlowest = us > this.#mostUs;
    if (isSlowest) this.#mostUs = us;
    const octave = Math.floor(band / BANDS_PER_OCTAVE);
    if (us <= (this.#slowestUs[octave] ?? 0)) return false;
    this.#slowestUs[octave] = us;
    this.#slowest[octave] = keep(sample, isSlowest ? (sample.source?.answerOf(sample) ?? null) : null);
    return true;
  }

  /** What is given now: times counted from the start of the frame, and the secrets that may stand in it. */
  take(
    frame: Frame,
    into: { readonly exemplars: KeptRequest[]; readonly secrets: Map<string, string> },
  ): void {
    this.#give(this.#failures.values(), frame, into);
    this.#failures.clear();
    if (this.#mostUs >= 0) this.#age += 1;
    if (this.#age < WINDOW_SECONDS && !frame.isLast) return;
    this.#give(this.#slowest.values(), frame, into);
    this.#slowest.length = 0;
    this.#slowestUs.fill(-1);
    this.#mostUs = -1;
    this.#age = 0;
  }

  #give(
    kept: Iterable<Kept | undefined>,
    frame: Frame,
    into: { readonly exemplars: KeptRequest[]; readonly secrets: Map<string, string> },
  ): void {
    for (const one of kept) {
      if (one === undefined) continue;
      into.exemplars.push(toKeptRequest(one, frame));
      for (const [name, text] of one.secrets) into.secrets.set(text, name);
    }
  }

  #offerFailure(sample: Sample, code: string): boolean {
    if (this.#failures.has(code) || this.#failures.size === FAILURE_CODES) return false;
    this.#failures.set(code, keep(sample, this.#answerOf(sample, code)));
    return true;
  }

  #answerOf(sample: Sample, code: string): Answer | null {
    const lastUs = this.#answeredUs.get(code) ?? Number.NEGATIVE_INFINITY;
    if (sample.endedUs - lastUs < ANSWER_EVERY_US) return null;
    const answer = sample.source?.answerOf(sample) ?? null;
    if (answer !== null) this.#answeredUs.set(code, sample.endedUs);
    return answer;
  }
}

function keep(sample: Sample, answer: Answer | null): Kept {
  const asked = shortened(sample.source?.askedOf?.(sample) ?? null);
  return { sample: copyOf(sample), asked, answer, secrets: sample.holder?.secrets() ?? [] };
}

function shortened(asked: string | null): string | null {
  if (asked === null || asked.length <= MAX_ASKED_CHARS) return asked;
  const end = asked.lastIndexOf('\r\n', MAX_ASKED_CHARS - 2);
  return end < 0 ? null : asked.slice(0, end + 2);
}

/** The sample alone: what it is part of (a request with its body, a user) is not to be held. */
function copyOf(sample: Sample): Sample {
  const copy = emptySample();
  for (const field of FIELDS) copyField(copy, sample, field);
  return { ...copy, credential: '', source: null, holder: null };
}

const FIELDS = keysOf(emptySample());

function copyField<Field extends keyof Sample>(to: Sample, from: Sample, field: Field): void {
  to[field] = from[field];
}

function toKeptRequest({ sample, asked, answer }: Kept, { thread, startUs, numbers }: Frame): KeptRequest {
  const since = (us: Micros): Micros | null => (us < 0 ? null : us - startUs);
  const connection = numbers.of(sample);
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
    ...(connection === 0 ? {} : { connection }),
    ...(asked === null ? {} : { asked }),
    ...(answer === null ? {} : { answer }),
  };
}
