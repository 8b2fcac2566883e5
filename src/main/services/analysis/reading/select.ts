import type { Area, Scope } from '../../../../contract/area.ts';
import { tableOf } from '../../../../contract/keys.ts';
import { PERCENTILE_VALUES, PERCENTILES } from '../../../../contract/percentiles.ts';
import type { SelectedEndpoint, SelectedTimes, Selection } from '../../../../contract/selection.ts';
import { microsToMillis } from '../../../../contract/units.ts';
import {
  ALL_BUCKETS,
  BucketCounts,
  type BucketRange,
} from '../../../../workers/engine/measure/bucket-counts.ts';
import { evidenceOfCount } from '../../../../workers/engine/verdicts/evidence-of-count.ts';
import type { BandCounts } from './band-counts.ts';
import { bucketsOfBands } from './bucket-bands.ts';
import { histogramOf, type ReadableRun } from './readable-run.ts';
import { restFrom } from './rest-of-run.ts';
import type { Span } from './roll-ups.ts';
import { seriesInScope } from './scope.ts';
import { selectedPhases } from './selected-phases.ts';

interface SelectionAsked {
  readonly scope: Scope;
  readonly area: Area;
  /** Undefined: the rest of the run. */
  readonly against?: Area | undefined;
}

/** What an area holds, against the rest of the run or a second area. */
export function selectionOf(
  run: ReadableRun,
  bands: BandCounts,
  { scope, area, against }: SelectionAsked,
): Selection {
  const series = seriesInScope(run.asked.plan.series, scope);
  const sums: Sums = { here: new BucketCounts(), there: new BucketCounts() };
  const all: Sums = { here: new BucketCounts(), there: new BucketCounts() };
  const from = restFrom(run.asked.plan, area);
  const errors = errorsOf(run, series, { area, against, from });
  let of = 0;
  const endpoints = series.flatMap((one): SelectedEndpoint[] => {
    of += addSides(run, one, { scope, area, against, from }, sums);
    all.here.add(sums.here);
    all.there.add(sums.there);
    const { service = '', endpoint = '' } = run.asked.plan.series[one] ?? {};
    const row = { service, endpoint, ...times(sums), ...errors.failedOf(one) };
    const isThere = row.here.count + row.there.count + row.failedHere + row.failedThere > 0;
    return isThere ? [row] : [];
  });
  endpoints.sort((a, b) => b.here.count - a.here.count || b.there.count - a.there.count);
  return {
    area,
    against: against ?? null,
    count: all.here.count,
    of,
    all: { ...times(all), ...errors.failed },
    endpoints,
    ...selectedPhases(run, bands, {
      series,
      clock: scope.clock,
      area,
      against,
      from,
      here: all.here.count,
      there: all.there.count,
    }),
    errors: errors.rows,
  };
}

/** `from`: where the run begins that the area is compared with the rest of, for each series. */
type SidesAsked = Pick<SelectionAsked, 'area' | 'against'> & { from(series: number): number };

interface Sums {
  readonly here: BucketCounts;
  readonly there: BucketCounts;
}

/** Both sides of one series, what lies outside of their bands taken away. @returns successes in the run */
function addSides(
  run: ReadableRun,
  series: number,
  { scope, area, against, from }: SidesAsked & Pick<SelectionAsked, 'scope'>,
  { here, there }: Sums,
): number {
  const name = histogramOf(scope.clock);
  const whole = { from: from(series), to: run.seconds - 1 };
  here.clear();
  there.clear();
  run.addTo(here, series, name, spanOf(area));
  run.addTo(there, series, name, whole);
  const of = there.count;
  const buckets = bucketsOf(area);
  if (against === undefined) {
    there.subtract(here, buckets);
  } else {
    there.clear();
    run.addTo(there, series, name, spanOf(against));
    keepOnly(there, bucketsOf(against));
  }
  keepOnly(here, buckets);
  return of;
}

function keepOnly(counts: BucketCounts, { from, to }: BucketRange): void {
  counts.subtract(counts, { from: ALL_BUCKETS.from, to: from - 1 });
  counts.subtract(counts, { from: to + 1, to: ALL_BUCKETS.to });
}

function spanOf({ fromSecond, toSecond }: Area): Span {
  return { from: fromSecond, to: toSecond };
}

function bucketsOf({ fromBand, toBand }: Area): BucketRange {
  return bucketsOfBands(fromBand, toBand);
}

function times({ here, there }: Sums): { here: SelectedTimes; there: SelectedTimes } {
  return { here: timesOf(here), there: timesOf(there) };
}

function timesOf(counts: BucketCounts): SelectedTimes {
  const { count } = counts;
  const ms = (percent: number) => microsToMillis(counts.percentile(percent));
  return {
    count,
    p50Ms: ms(PERCENTILE_VALUES.p50),
    p90Ms: ms(PERCENTILE_VALUES.p90),
    p95Ms: ms(PERCENTILE_VALUES.p95),
    p99Ms: ms(PERCENTILE_VALUES.p99),
    p999Ms: ms(PERCENTILE_VALUES.p999),
    maxMs: ms(100),
    evidence: tableOf(PERCENTILES, (name) => evidenceOfCount(count, PERCENTILE_VALUES[name])),
  };
}

type Failed = Pick<SelectedEndpoint, 'failedHere' | 'failedThere'>;

/** Failures have no latency that an area could bound: those within its time. */
function errorsOf(
  run: ReadableRun,
  series: readonly number[],
  { area, against, from }: SidesAsked,
): { rows: Selection['errors']; failed: Failed; failedOf(series: number): Failed } {
  const chosen = new Map(series.map((one) => [one, { failedHere: 0, failedThere: 0 }]));
  const codes = new Map<string, { here: number; there: number }>();
  const failed = { failedHere: 0, failedThere: 0 };
  for (let second = 0; second < run.seconds; second += 1) {
    const facts = run.facts(second);
    const isHere = isWithin(second, area);
    const isElse = against === undefined ? !isHere : isWithin(second, against);
    if (facts === undefined || !(isHere || isElse)) continue;
    const isCounted = (one: number) => isElse && (against !== undefined || second >= from(one));
    for (const [one, count] of facts.errors) {
      const sums = chosen.get(one);
      if (sums === undefined) continue;
      const isThere = isCounted(one);
      for (const sum of [sums, failed]) {
        if (isHere) sum.failedHere += count;
        if (isThere) sum.failedThere += count;
      }
    }
    for (const { series: one, code, count } of facts.failures) {
      if (!chosen.has(one)) continue;
      const row = codes.get(code) ?? { here: 0, there: 0 };
      if (isHere) row.here += count;
      if (isCounted(one)) row.there += count;
      codes.set(code, row);
    }
  }
  const rows = [...codes].map(([code, counts]) => ({ code, ...counts }));
  rows.sort((a, b) => b.here - a.here || b.there - a.there || (a.code < b.code ? -1 : 1));
  return { rows, failed, failedOf: (one) => chosen.get(one) ?? { failedHere: 0, failedThere: 0 } };
}

function isWithin(second: number, { fromSecond, toSecond }: Area): boolean {
  return second >= fromSecond && second <= toSecond;
}
