import type { Scope } from '../../../../contract/area.ts';
import type { Heatmap } from '../../../../contract/heatmap.ts';
import { LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import { type Millis, microsToMillis } from '../../../../contract/units.ts';
import { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import { addBands } from './band-counts.ts';
import { histogramOf, type ReadableRun } from './readable-run.ts';
import { countedFromOf } from './rest-of-run.ts';
import { seriesInScope } from './scope.ts';

/**
 * Requests by second and band. Exact: every success is in one cell, that of the middle of its histogram's bucket, which
 * is never wider than 0.1%.
 */
export function heatmapOf(run: ReadableRun, scope: Scope): Heatmap {
  const series = seriesInScope(run.asked.plan.series, scope);
  const { seconds } = run;
  const all = new Uint32Array(seconds * LATENCY_BANDS);
  const percentiles: Record<'p50Ms' | 'p95Ms' | 'p99Ms', (Millis | null)[]> = {
    p50Ms: [],
    p95Ms: [],
    p99Ms: [],
  };
  const merged = new BucketCounts();
  let count = 0;
  for (let second = 0; second < seconds; second += 1) {
    merged.clear();
    for (const one of series) run.addTo(merged, one, histogramOf(scope.clock), { from: second, to: second });
    addBands(merged, all, second * LATENCY_BANDS);
    count += merged.count;
    percentiles.p50Ms.push(microsToMillis(merged.percentile(50)));
    percentiles.p95Ms.push(microsToMillis(merged.percentile(95)));
    percentiles.p99Ms.push(microsToMillis(merged.percentile(99)));
  }
  const index = Array.from({ length: seconds }, (_, second) => second);
  return {
    count,
    seconds,
    ...cropped(all, seconds),
    ...percentiles,
    failed: index.map((second) => failedIn(run, series, second)),
    warmupSeconds: Math.min(seconds, countedFromOf(run.asked.plan, series)),
    disturbed: index.filter((second) => run.facts(second)?.isDisturbed === true),
    missing: index.filter((second) => run.facts(second) === undefined),
  };
}

function failedIn(run: ReadableRun, series: readonly number[], second: number): number {
  const errors = run.facts(second)?.errors;
  return series.reduce((sum, one) => sum + (errors?.get(one) ?? 0), 0);
}

function cropped(all: Uint32Array, seconds: number): Pick<Heatmap, 'fromBand' | 'toBand' | 'cells'> {
  let fromBand = LATENCY_BANDS;
  let toBand = -1;
  for (const [cell, here] of all.entries()) {
    if (here === 0) continue;
    fromBand = Math.min(fromBand, cell % LATENCY_BANDS);
    toBand = Math.max(toBand, cell % LATENCY_BANDS);
  }
  if (toBand < 0) return { fromBand: 0, toBand: -1, cells: [] };
  const cells: number[] = [];
  for (let second = 0; second < seconds; second += 1) {
    const at = second * LATENCY_BANDS;
    cells.push(...all.subarray(at + fromBand, at + toBand + 1));
  }
  return { fromBand, toBand, cells };
}
