import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { HistogramName, KeptRequest, RunSecond } from '../../../../contract/tick.ts';
import type { Bytes } from '../../../../contract/units.ts';
import type { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import { isDisturbed } from '../../../../workers/engine/verdicts/trust.ts';
import { EncodedRows } from './encoded-rows.ts';
import { RollUps, type Span } from './roll-ups.ts';

/** Failures of a series in a second, by code. */
interface CountedFailure {
  readonly series: number;
  readonly code: string;
  readonly count: number;
}

/** What of a second is not in its histograms. */
interface SecondFacts {
  readonly isDisturbed: boolean;
  readonly errors: ReadonlyMap<number, number>;
  readonly failures: readonly CountedFailure[];
  readonly light: Uint8Array | null;
  readonly gauges: RunSecond['gauges'];
  /** Those that were kept whole. */
  readonly whole: readonly Pick<KeptRequest, 'series' | 'thread' | 'startedUs'>[];
}

/** What of a run its questions depend on. */
interface AskedRun {
  readonly plan: Pick<MeasuredPlan, 'series' | 'warmupMs'>;
  readonly precision: 'tick' | 'spin';
}

/**
 * A run as questions are asked about it: the encoded histograms of all of its seconds, in memory, and what else its
 * seconds say. Seconds are added in order; one that is left out is missing.
 */
export class EncodedRun {
  readonly asked: AskedRun;
  readonly #rows = new EncodedRows();
  readonly #rollUps = new RollUps();
  /** By second: the row of each series. */
  readonly #rowsOf: (ReadonlyMap<number, number> | undefined)[] = [];
  readonly #facts: (SecondFacts | undefined)[] = [];

  constructor(asked: AskedRun) {
    this.asked = asked;
  }

  /** Seconds up to the last one seen. */
  get seconds(): number {
    return this.#facts.length;
  }

  get bytes(): Bytes {
    return this.#rows.bytes + this.#rollUps.bytes;
  }

  add(second: RunSecond): void {
    const rows = second.series.map(({ series, histograms }) => [series, this.#rows.add(histograms)] as const);
    this.#rowsOf[second.second] = new Map(rows);
    this.#facts[second.second] = {
      isDisturbed: isDisturbed(second, this.asked.precision),
      errors: new Map(second.series.map(({ series, counts }) => [series, counts.errors])),
      failures: second.failures.map(({ series, failure, count }) => ({ series, code: failure.code, count })),
      light: second.light ?? null,
      gauges: second.gauges,
      whole: second.exemplars.map(({ series, thread, startedUs }) => ({ series, thread, startedUs })),
    };
  }

  /** Undefined: nothing is stored of it. */
  facts(second: number): SecondFacts | undefined {
    return this.#facts[second];
  }

  /** Whether a request is among those that a second kept whole. */
  isWhole(second: number, request: Pick<KeptRequest, 'series' | 'thread' | 'startedUs'>): boolean {
    return this.#facts[second]?.whole.some((one) => isSameRequest(one, request)) ?? false;
  }

  /** Adds what a series took in these seconds, both included: stretches that are summed up already, and seconds at the edges. */
  addTo(into: BucketCounts, series: number, name: HistogramName, { from, to }: Span): void {
    const last = Math.min(to, this.seconds - 1);
    for (let second = from; second <= last; ) {
      const stretch = this.#rollUps.longestAt(second, last);
      const [rows, row, length] =
        stretch === null
          ? [this.#rows, this.#rowsOf[second]?.get(series), 1]
          : [stretch.rows, stretch.rowOf(series), stretch.seconds];
      if (row !== undefined) rows.addTo(into, row, name);
      second += length;
    }
  }

  /** Sums up one more stretch. @returns false: there is none that is over and not summed up */
  rollUpNext(): boolean {
    return this.#rollUps.sumUpNext(this.seconds, this.asked.plan.series.length, (into, series, name, span) =>
      this.addTo(into, series, name, span),
    );
  }
}

/** The same request, kept whole and as figures. */
export function isSameRequest(
  one: Pick<KeptRequest, 'series' | 'thread' | 'startedUs'>,
  other: Pick<KeptRequest, 'series' | 'thread' | 'startedUs'>,
): boolean {
  const isSameTime = Math.abs(one.startedUs - other.startedUs) < 1;
  return isSameTime && one.series === other.series && one.thread === other.thread;
}

/** The histogram that a clock reads. */
export function histogramOf(clock: 'intended' | 'actual'): HistogramName {
  return clock === 'intended' ? 'response' : 'service';
}
