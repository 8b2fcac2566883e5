import type { Scope } from '../../../../contract/area.ts';
import { BANDS_PER_OCTAVE } from '../../../../contract/latency-bands.ts';
import type { TraceNames } from '../../../../contract/plan.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { GradeRow } from '../../../../contract/threshold.ts';
import { type HistogramName, type KeptRequest, PHASES } from '../../../../contract/tick.ts';
import { MICROS_PER_SECOND, type Micros, type SecondIndex } from '../../../../contract/units.ts';
import type { BucketSink } from '../../../../workers/engine/measure/bucket-counts.ts';
import { VarintReader } from '../../../../workers/engine/measure/encoded-histogram.ts';
import type { GaugeColumn } from '../reading/gauge-columns.ts';
import type { Medians } from '../reading/one-request.ts';
import { type NamedRequest, nameOf, type ReadableRun, type SecondFacts } from '../reading/readable-run.ts';
import type { Span } from '../reading/roll-ups.ts';
import { coarseBuckets } from './coarse-buckets.ts';
import { type CarriedPlan, type CarriedSecond, type GradedSecond, gradedSecond } from './graded-seconds.ts';
import { type GradesAsked, gradesIn } from './grades-in.ts';
import { PackedHistograms } from './packed-histograms.ts';
import { type RowTexts, unpackRequests } from './packed-requests.ts';

export const LATENCIES = ['response', 'service'] as const satisfies readonly HistogramName[];
const PHASE_NAMES: readonly HistogramName[] = PHASES;
/** Of phases no more is asked than what lies in each band, and their medians, which are carried beside. */
export const PHASE_BUCKETS = BANDS_PER_OCTAVE;

/** What a report carries of a run beside its document, as JSON: all that is no long list of numbers. */
export interface CarriedHead {
  readonly seconds: number;
  readonly plan: Pick<MeasuredPlan, 'series' | 'warmupMs'>;
  readonly trace: TraceNames | null;
  /** Buckets of response and service times in a doubling. */
  readonly perDoubling: number;
  /** Seconds that the histograms of phases are of. */
  readonly phaseStretch: number;
  readonly disturbed: readonly SecondIndex[];
  readonly missing: readonly SecondIndex[];
  /** Of which more requests were chosen than are stored. */
  readonly dropped: readonly SecondIndex[];
  /** Failures, a column each. */
  readonly errors: Columns<'second' | 'series' | 'count'>;
  readonly failures: Columns<'second' | 'series' | 'code' | 'count'>;
  /** By second, those of the target. */
  readonly gauges: readonly (Pick<GaugeColumn, 'name' | 'unit'> & {
    readonly values: readonly (number | null)[];
  })[];
  /** Codes and addresses, the first one empty. */
  readonly texts: RowTexts;
  /** By each clock, of each series over all that counts, exact. */
  readonly medians: Readonly<Record<Scope['clock'], readonly Medians[]>>;
  /** Requests with their texts. */
  readonly exchanges: readonly KeptRequest[];
  /** Requests that the run kept; the report may carry fewer. */
  readonly kept: number;
  /** What grades of a part of the run take of its plan; null: they are not carried. */
  readonly graded: CarriedPlan | null;
}

type Columns<Name extends string> = Readonly<Record<Name, readonly number[]>>;

/** The long lists of numbers. */
interface CarriedNumbers {
  readonly latencies: Uint8Array;
  readonly phases: Uint8Array;
  /** Time in each phase, second by second and series by series, exact. */
  readonly phaseSums: Uint8Array;
  readonly requests: Uint8Array;
}

/** Parts by name, as they stand in a report. */
export type CarriedPart = 'head' | 'graded' | keyof CarriedNumbers;

/**
 * A run as a report carries it: counts of bands are exact, quantiles lie within one coarse bucket. Histograms of phases may be
 * of several seconds at once; of some of these, they have as large a share as its requests have, and the time in each phase
 * is exact again.
 */
export class CarriedRun implements ReadableRun {
  readonly head: CarriedHead;
  readonly asked: ReadableRun['asked'];
  readonly seconds: number;
  /** Requests that are carried as figures. */
  readonly carried: number;
  readonly isThinned: boolean;
  readonly gauges: readonly GaugeColumn[];
  readonly #latencies: PackedHistograms;
  readonly #phases: PackedHistograms;
  /** Of second s, series e and phase p at ((s · series) + e) · PHASES.length + p. */
  readonly #phaseSums: Float64Array;
  /** Successes of second s and series e at s · series + e. */
  readonly #counts: Float64Array;
  readonly #facts: readonly (SecondFacts | undefined)[];
  readonly #exchanges: ReadonlyMap<string, KeptRequest>;
  readonly #graded: readonly GradedSecond[];

  /**
   * @param graded its seconds as grades take them
   * @throws RangeError where the numbers are none of `carriedNumbers`
   */
  constructor(head: CarriedHead, numbers: CarriedNumbers, graded: readonly CarriedSecond[] = []) {
    const { seconds, plan, perDoubling, phaseStretch } = head;
    this.head = head;
    this.asked = { plan };
    this.seconds = seconds;
    this.carried = new VarintReader(numbers.requests).next();
    this.isThinned = this.carried < head.kept;
    const size = { series: plan.series.length, seconds };
    const latencies = { names: LATENCIES, stretch: 1, buckets: coarseBuckets(perDoubling) };
    const phases = { names: PHASES, stretch: phaseStretch, buckets: coarseBuckets(PHASE_BUCKETS) };
    this.#latencies = new PackedHistograms(numbers.latencies, latencies, size);
    this.#phases = new PackedHistograms(numbers.phases, phases, size);
    const sums = new VarintReader(numbers.phaseSums);
    this.#phaseSums = Float64Array.from({ length: seconds * size.series * PHASES.length }, () => sums.next());
    this.#counts = Float64Array.from({ length: seconds * size.series }, (_, at) =>
      this.#latencies.countOf(at % size.series, 'response', Math.floor(at / size.series)),
    );
    this.gauges = head.gauges.map(({ values, ...gauge }) => ({
      ...gauge,
      values: Float32Array.from(values, (value) => value ?? Number.NaN),
    }));
    this.#facts = factsOf(head, unpackRequests(numbers.requests, head.texts));
    this.#graded = graded.map(gradedSecond);
    this.#exchanges = new Map(head.exchanges.map((one) => [nameOf(one), one]));
  }

  /** Grades of a stretch of time; none where the report carries nothing to grade by. */
  gradesIn(of: GradesAsked): GradeRow[] {
    const { graded, plan } = this.head;
    if (graded === null) return [];
    return gradesIn({ run: this, plan: { ...graded, ...plan }, seconds: this.#graded }, of);
  }

  facts(second: number): SecondFacts | undefined {
    return this.#facts[second];
  }

  secondOfExchange(request: NamedRequest): SecondIndex | null {
    const exchange = this.exchangeOf(request);
    return exchange === null ? null : Math.floor(exchange.endedUs / MICROS_PER_SECOND);
  }

  /** A request with its texts; null: they are not carried. */
  exchangeOf(request: NamedRequest): KeptRequest | null {
    return this.#exchanges.get(nameOf(request)) ?? null;
  }

  addTo(into: BucketSink, series: number, name: HistogramName, { from, to }: Span): void {
    const last = Math.min(to, this.seconds - 1);
    const phase = PHASE_NAMES.indexOf(name);
    if (phase >= 0) this.#addPhase(into, series, phase, { from, to: last });
    else
      for (let second = from; second <= last; second += 1) this.#latencies.addTo(into, series, name, second);
  }

  #addPhase(into: BucketSink, series: number, phase: number, { from, to }: Span): void {
    const { phaseStretch } = this.head;
    const name = PHASES[phase];
    let { sum } = into;
    for (let second = from; second <= to; ) {
      const stretch = Math.floor(second / phaseStretch);
      const end = Math.min(this.seconds, (stretch + 1) * phaseStretch) - 1;
      const part = { from: second, to: Math.min(to, end) };
      const share = this.#shareOf(series, part, { from: stretch * phaseStretch, to: end });
      if (name !== undefined) this.#phases.addTo(into, series, name, stretch, share);
      for (; second <= part.to; second += 1) sum += this.#phaseUs(series, phase, second);
    }
    into.sum = sum;
  }

  #phaseUs(series: number, phase: number, second: SecondIndex): Micros {
    return this.#phaseSums[(second * this.asked.plan.series.length + series) * PHASES.length + phase] ?? 0;
  }

  #shareOf(series: number, part: Span, all: Span): number {
    if (part.from === all.from && part.to === all.to) return 1;
    return this.#countIn(series, part) / Math.max(1, this.#countIn(series, all));
  }

  #countIn(series: number, { from, to }: Span): number {
    let count = 0;
    for (let second = from; second <= to; second += 1) {
      count += this.#counts[second * this.asked.plan.series.length + series] ?? 0;
    }
    return count;
  }
}

interface OpenFacts extends SecondFacts {
  readonly errors: Map<number, number>;
  readonly failures: SecondFacts['failures'][number][];
}

function factsOf(
  head: CarriedHead,
  light: ReadonlyMap<SecondIndex, Uint8Array>,
): readonly (SecondFacts | undefined)[] {
  const { seconds, disturbed, missing, dropped, errors, failures, texts } = head;
  const [bad, gone, less] = [new Set(disturbed), new Set(missing), new Set(dropped)];
  const facts = Array.from(
    { length: seconds },
    (_, second): OpenFacts => ({
      isDisturbed: bad.has(second),
      errors: new Map(),
      failures: [],
      light: light.get(second) ?? null,
      hasDropped: less.has(second),
    }),
  );
  for (const [at, second] of errors.second.entries()) {
    facts[second]?.errors.set(errors.series[at] ?? 0, errors.count[at] ?? 0);
  }
  for (const [at, second] of failures.second.entries()) {
    const [series = 0, code = 0, count = 0] = [failures.series[at], failures.code[at], failures.count[at]];
    facts[second]?.failures.push({ series, code: texts[code] ?? '', count });
  }
  return facts.map((one, second) => (gone.has(second) ? undefined : one));
}
