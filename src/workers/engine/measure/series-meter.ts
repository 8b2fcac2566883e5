import { noCounts, noHistograms } from '../../../contract/counts.ts';
import { countsInErrorRate, type Failure } from '../../../contract/failure.ts';
import {
  type FailureCount,
  HISTOGRAM_NAMES,
  type HistogramName,
  type LateCounts,
  type SeriesCounts,
  type SeriesHistograms,
  type SeriesSecond,
} from '../../../contract/tick.ts';
import type { Micros } from '../../../contract/units.ts';
import { Histogram } from './histogram.ts';
import { type LearnedSecret, ONE_WRITE_BYTES, type Sample } from './sample.ts';

interface FailureTally {
  readonly failure: Failure;
  /** Empty: none, or not known. */
  readonly credential: string;
  /** Of whoever failed first, in that moment: the failure may quote them. */
  readonly secrets: readonly LearnedSecret[];
  count: number;
  firstUs: Micros;
  lastUs: Micros;
}

/** The counts and histograms of one series on one thread, second by second. */
export class SeriesMeter {
  readonly counts: SeriesCounts = noCounts();
  readonly #series: number;
  /** Closed plans have one clock: their response times are their service times, recorded once. */
  readonly #oneClock: boolean;
  readonly #histograms: Partial<Record<HistogramName, Histogram>> = {};
  readonly #failures = new Map<string, FailureTally>();
  #late: Omit<LateCounts, 'series'> | null = null;

  constructor(series: number, clock: 'intended' | 'actual') {
    this.#series = series;
    this.#oneClock = clock === 'actual';
  }

  /**
   * @param credential key of the rejected one; empty: not a rejection
   * @param isLate it ended after the plan had
   */
  ended(sample: Sample, credential = '', isLate = false): void {
    const { counts } = this;
    if (isLate) this.#endedLate(sample);
    counts.inFlight -= 1;
    counts.bytesIn += sample.bytesIn;
    counts.bytesOut += sample.bytesOut;
    if (sample.reused) counts.reusedConnections += 1;
    else if (sample.connectUs >= 0) counts.newConnections += 1;
    if (sample.failure === null) this.#succeeded(sample);
    else this.#failed(sample, sample.failure, credential);
  }

  /** Sent after the plan had ended: due before, and kept waiting. */
  sentLate(): void {
    this.#late = { ...(this.#late ?? NONE_LATE), sent: (this.#late?.sent ?? 0) + 1 };
  }

  /** What came after the plan's end since the last take; null: nothing. */
  takeLate(): LateCounts | null {
    const late = this.#late;
    this.#late = null;
    return late === null ? null : { series: this.#series, ...late };
  }

  #endedLate({ failure }: Sample): void {
    const { sent, ok, errors, targetErrors } = this.#late ?? NONE_LATE;
    const isCounted = failure !== null && countsInErrorRate(failure.side);
    this.#late = {
      sent,
      ok: ok + (failure === null ? 1 : 0),
      errors: errors + (failure === null ? 0 : 1),
      targetErrors: targetErrors + (isCounted ? 1 : 0),
    };
  }

  /** What happened since the last take; null where nothing did and nothing is under way. */
  take(): SeriesSecond | null {
    const { counts } = this;
    if (isIdle(counts)) return null;
    const taken = { ...counts };
    const { waiting, inFlight } = counts;
    Object.assign(counts, noCounts(), { waiting, inFlight });
    return { series: this.#series, counts: taken, histograms: this.#takeHistograms() };
  }

  /** Failures since the last take, times counted from `startUs`, and the secrets that may stand in them. */
  takeFailures(
    startUs: Micros,
    into: { readonly failures: FailureCount[]; readonly secrets: Map<string, string> },
  ): void {
    if (this.#failures.size === 0) return;
    for (const counters of this.#failures.values()) {
      for (const [name, text] of counters.secrets) into.secrets.set(text, name);
      into.failures.push({
        series: this.#series,
        failure: counters.failure,
        ...(counters.credential === '' ? {} : { credential: counters.credential }),
        count: counters.count,
        firstUs: Math.max(0, counters.firstUs - startUs),
        lastUs: Math.max(0, counters.lastUs - startUs),
      });
    }
    this.#failures.clear();
  }

  #succeeded(sample: Sample): void {
    this.counts.ok += 1;
    this.#record('service', sample.endedUs - sample.startedUs);
    if (!this.#oneClock) {
      this.#record('response', sample.endedUs - dueUs(sample));
      if (sample.intendedUs >= 0) this.#record('queued', sample.startedUs - sample.intendedUs);
    }
    // What was asked before a redirect has no phases of its own.
    let handedUs = Math.max(sample.startedUs, sample.hopUs);
    if (sample.dnsUs >= 0) {
      this.#record('dns', sample.dnsUs - handedUs);
      handedUs = sample.dnsUs;
    }
    if (sample.connectUs >= 0) {
      this.#record('connect', sample.connectUs - handedUs);
      if (sample.tlsUs >= 0) this.#record('tls', sample.tlsUs - sample.connectUs);
      handedUs = Math.max(sample.connectUs, sample.tlsUs);
    }
    if (sample.bytesOut > ONE_WRITE_BYTES && sample.firstByteUs >= 0) {
      this.#record('send', (sample.sentUs >= 0 ? sample.sentUs : sample.firstByteUs) - handedUs);
    }
    if (sample.firstByteUs >= 0) {
      if (sample.sentUs >= 0) this.#record('wait', sample.firstByteUs - sample.sentUs);
      this.#record('receive', sample.endedUs - sample.firstByteUs);
    }
  }

  #failed(sample: Sample, failure: Failure, credential: string): void {
    this.counts.errors += 1;
    if (countsInErrorRate(failure.side)) this.counts.targetErrors += 1;
    if (sample.startedUs >= 0) this.#record('failed', sample.endedUs - sample.startedUs);
    const key = credential === '' ? failure.code : `${failure.code} ${credential}`;
    const counters = this.#failures.get(key);
    if (counters !== undefined) {
      counters.count += 1;
      counters.lastUs = sample.endedUs;
    } else {
      const at = sample.endedUs;
      const secrets = sample.holder?.secrets() ?? [];
      this.#failures.set(key, { failure, credential, secrets, count: 1, firstUs: at, lastUs: at });
    }
  }

  #record(name: HistogramName, us: Micros): void {
    let histogram = this.#histograms[name];
    if (histogram === undefined) {
      histogram = new Histogram();
      this.#histograms[name] = histogram;
    }
    histogram.record(us);
  }

  #takeHistograms(): SeriesHistograms {
    const encoded = noHistograms();
    for (const name of HISTOGRAM_NAMES) {
      const histogram = this.#histograms[name];
      if (histogram === undefined || (histogram.count === 0 && histogram.refused === 0)) continue;
      encoded[name] = histogram.encode();
      histogram.reset();
    }
    if (this.#oneClock) encoded.response = encoded.service;
    return encoded;
  }
}

const NONE_LATE = { sent: 0, ok: 0, errors: 0, targetErrors: 0 };

/** From when the wait of whoever wanted it counts: the intended start, or the actual one where there is no other. */
export function dueUs(sample: Sample): Micros {
  return sample.intendedUs >= 0 ? sample.intendedUs : sample.startedUs;
}

function isIdle(counts: SeriesCounts): boolean {
  return Object.values(counts).every((count) => count === 0);
}
