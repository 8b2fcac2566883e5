import type { Area, Scope } from '../../src/contract/area.ts';
import { bandOf, LATENCY_BANDS } from '../../src/contract/latency-bands.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import { PHASES, type RunSecond } from '../../src/contract/tick.ts';
import { BandCounts } from '../../src/main/services/analysis/reading/band-counts.ts';
import type { ReadableRun } from '../../src/main/services/analysis/reading/readable-run.ts';
import { selectionOf } from '../../src/main/services/analysis/reading/select.ts';
import { Histogram } from '../../src/workers/engine/measure/histogram.ts';
import { nearestRank } from '../../src/workers/engine/measure/nearest-rank.ts';
import { seededRandom } from './seeded-random.ts';

interface Questions {
  readonly plan: RunPlan;
  readonly seconds: readonly RunSecond[];
  readonly questions: number;
  readonly seed: number;
  /** How far apart quantiles of one bucket may be, above and below. */
  readonly isNear?: (told: number, expected: number) => boolean;
}

/** In the same bucket of a stored histogram: a largest value ends its bucket where it is known. */
const IN_ONE_BUCKET = (told: number, expected: number) =>
  told <= expected && told >= expected * (1 - 1 / 1_024) - 0.001;

/**
 * Random selections of a run, each held against its stored seconds, merged one by one into histograms: what differs, in
 * words. Every second one is bounded by latency as well, every third is compared with another area.
 */
export function differences(
  run: ReadableRun,
  { plan, seconds, questions, seed, isNear = IN_ONE_BUCKET }: Questions,
): string[] {
  const random = seededRandom(seed);
  const whole = (limit: number) => Math.floor(random() * limit);
  const bands = new BandCounts(run);
  const found: string[] = [];
  for (let question = 0; question < questions; question += 1) {
    const area = (isTime: boolean): Area => {
      const [a, b, c, d] = [whole(run.seconds), whole(run.seconds), 20 + whole(40), 20 + whole(40)];
      return {
        fromSecond: Math.min(a, b),
        toSecond: Math.max(a, b),
        fromBand: isTime ? 0 : Math.min(c, d),
        toBand: isTime ? LATENCY_BANDS - 1 : Math.max(c, d),
      };
    };
    const one = whole(plan.series.length);
    const clock = question % 4 === 0 ? 'actual' : 'intended';
    const { service = '', endpoint = '' } = question % 5 === 0 ? {} : (plan.series[one] ?? {});
    const isAll = question % 5 === 0;
    const scope = isAll
      ? ({ service: null, endpoint: null, clock } as const)
      : ({ service, endpoint, clock } as const);
    const chosen = area(question % 2 === 0);
    const against = question % 3 === 0 ? area(question % 2 === 0) : undefined;
    const answer = selectionOf(run, bands, { scope, area: chosen, against });
    const series = isAll ? null : one;
    const name = clock === 'intended' ? 'response' : 'service';
    const here = bucketsOf(seconds, { series, name, isIn: inside(chosen) });
    const there = bucketsOf(seconds, {
      series,
      name,
      isIn: against === undefined ? restOf(chosen, plan) : inside(against),
    });
    const expected = { here: figuresOf(here), there: figuresOf(there) };
    const { count, p50Ms, p95Ms, p99Ms } = answer.all.here;
    const other = answer.all.there;
    const told = {
      here: { count, p50Ms, p95Ms, p99Ms },
      there: { count: other.count, p50Ms: other.p50Ms, p95Ms: other.p95Ms, p99Ms: other.p99Ms },
    };
    if (!isSame(told.here, expected.here, isNear) || !isSame(told.there, expected.there, isNear)) {
      found.push(`${question}: ${JSON.stringify(told)} where ${JSON.stringify(expected)} was expected`);
    }
    if (answer.phasesFrom === null && against === undefined) {
      const sum = answer.phases.reduce((all, { hereMs }) => all + hereMs, 0);
      const mean = phaseMeans(seconds, series, { area: chosen, clock }).reduce((all, one) => all + one, 0);
      if (Math.abs(sum - mean) > 1e-6 * mean)
        found.push(`${question}: phases of ${sum} ms where ${mean} were expected`);
    }
  }
  return found;
}

type IsIn = (second: number, band: number) => boolean;

function inside(area: Area): IsIn {
  return (second, band) =>
    second >= area.fromSecond && second <= area.toSecond && band >= area.fromBand && band <= area.toBand;
}

/** The warm-up is no rest of what lies behind it. */
function restOf(area: Area, { warmupMs }: RunPlan): IsIn {
  const first = area.fromSecond * 1_000 < warmupMs ? 0 : warmupMs / 1_000;
  return (second, band) => second >= first && !inside(area)(second, band);
}

/** Upper end of a bucket → how many of it are in. */
function bucketsOf(
  seconds: readonly RunSecond[],
  {
    series,
    name,
    isIn,
  }: { readonly series: number | null; readonly name: 'response' | 'service'; readonly isIn: IsIn },
): Map<number, number> {
  const buckets = new Map<number, number>();
  for (const second of seconds) {
    for (const row of second.series) {
      const encoded = row.histograms[name];
      if ((series !== null && row.series !== series) || encoded === null) continue;
      for (const { lowUs, highUs, count } of bucketsIn(encoded)) {
        if (isIn(second.second, bandOf((lowUs + highUs) / 2)))
          buckets.set(highUs, (buckets.get(highUs) ?? 0) + count);
      }
    }
  }
  return buckets;
}

const unfolded = new WeakMap<Uint8Array, readonly { lowUs: number; highUs: number; count: number }[]>();

function bucketsIn(encoded: Uint8Array): readonly { lowUs: number; highUs: number; count: number }[] {
  const known = unfolded.get(encoded);
  if (known !== undefined) return known;
  const histogram = new Histogram();
  histogram.mergeEncoded(encoded);
  const buckets = [...histogram.buckets()];
  unfolded.set(encoded, buckets);
  return buckets;
}

/** Counts are equal, and quantiles lie in the same bucket. */
function isSame(told: Figures, expected: Figures, isNear: NonNullable<Questions['isNear']>): boolean {
  const agree = (a: number | null, b: number | null) => (a === null || b === null ? a === b : isNear(a, b));
  return (
    told.count === expected.count &&
    agree(told.p50Ms, expected.p50Ms) &&
    agree(told.p95Ms, expected.p95Ms) &&
    agree(told.p99Ms, expected.p99Ms)
  );
}

type Figures = ReturnType<typeof figuresOf>;

function figuresOf(buckets: ReadonlyMap<number, number>) {
  const sorted = [...buckets].sort(([a], [b]) => a - b);
  const count = sorted.reduce((sum, [, here]) => sum + here, 0);
  const at = (percentile: number) => {
    let left = nearestRank(count, percentile);
    for (const [highUs, here] of sorted) {
      left -= here;
      if (left <= 0) return highUs / 1_000;
    }
    return null;
  };
  return {
    count,
    p50Ms: count === 0 ? null : at(50),
    p95Ms: count === 0 ? null : at(95),
    p99Ms: count === 0 ? null : at(99),
  };
}

/** From its actual start on, nothing is queued. */
function phaseMeans(
  seconds: readonly RunSecond[],
  series: number | null,
  { area, clock }: { readonly area: Area; readonly clock: Scope['clock'] },
): number[] {
  const rows = seconds
    .filter(({ second }) => second >= area.fromSecond && second <= area.toSecond)
    .flatMap((second) => second.series.filter((row) => series === null || row.series === series));
  const count = rows.reduce((sum, { counts }) => sum + counts.ok, 0);
  return PHASES.filter((phase) => clock === 'intended' || phase !== 'queued').map((phase) => {
    const histogram = new Histogram();
    for (const { histograms } of rows)
      if (histograms[phase] !== null) histogram.mergeEncoded(histograms[phase]);
    return ((histogram.mean ?? 0) * histogram.count) / Math.max(1, count) / 1_000;
  });
}
