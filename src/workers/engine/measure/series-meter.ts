import { noCounts, noHistograms } from '../../../contract/counts.ts';
import { countsInErrorRate, type Failure } from '../../../contract/failure.ts';
import {
  type FailureCount,
  HISTOGRAM_NAMES,
  type LateCounts,
  PHASES,
  type SeriesCounts,
  type SeriesHistograms,
  type SeriesSecond,
} from '../../../contract/tick.ts';
import type { Micros } from '../../../contract/units.ts';
import { Histogram } from './histogram.ts';
import { dueUs, type LearnedSecret, type Sample } from './sample.ts';
import { emptyPhases, phasesOf } from './sample-phases.ts';

const RESPONSE = HISTOGRAM_NAMES.indexOf('response');
const SERVICE = HISTOGRAM_NAMES.indexOf('service');
const FAILED = HISTOGRAM_NAMES.indexOf('failed');
const FIRST_PHASE = HISTOGRAM_NAMES.indexOf(PHASES[0]);

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
  /** By place in HISTOGRAM_NAMES. */
  readonly #histograms: (Histogram | undefined)[] = HISTOGRAM_NAMES.map(() => undefined);
  readonly #phases = emptyPhases();
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
    this.#record(SERVICE, sample.endedUs - sample.startedUs);
    phasesOf(sample, this.#phases);
    if (!this.#oneClock) {
      this.#record(RESPONSE, sample.endedUs - dueUs(sample));
      this.#recordPhase(0);
    }
    // What no answer began of (a gap, a session) is one thing, and has no other phases.
    if (sample.firstByteUs < 0) return;
    for (let at = 1; at < PHASES.length; at += 1) this.#recordPhase(at);
  }

  #recordPhase(at: number): void {
    const us = this.#phases[at] ?? -1;
    if (us >= 0) this.#record(FIRST_PHASE + at, us);
  }

  #failed(sample: Sample, failure: Failure, credential: string): void {
    this.counts.errors += 1;
    if (countsInErrorRate(failure.side)) this.counts.targetErrors += 1;
    if (sample.startedUs >= 0) this.#record(FAILED, sample.endedUs - sample.startedUs);
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

  /** @param at place in HISTOGRAM_NAMES */
  #record(at: number, us: Micros): void {
    let histogram = this.#histograms[at];
    if (histogram === undefined) {
      histogram = new Histogram();
      this.#histograms[at] = histogram;
    }
    histogram.record(us);
  }

  #takeHistograms(): SeriesHistograms {
    const encoded = noHistograms();
    for (const [at, name] of HISTOGRAM_NAMES.entries()) {
      const histogram = this.#histograms[at];
      if (histogram === undefined || (histogram.count === 0 && histogram.refused === 0)) continue;
      encoded[name] = histogram.encode();
      histogram.reset();
    }
    if (this.#oneClock) encoded.response = encoded.service;
    return encoded;
  }
}

const NONE_LATE = { sent: 0, ok: 0, errors: 0, targetErrors: 0 };

function isIdle(counts: SeriesCounts): boolean {
  return Object.values(counts).every((count) => count === 0);
}
