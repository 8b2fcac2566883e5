import type { Scope } from '../../../../contract/area.ts';
import { tableOf } from '../../../../contract/keys.ts';
import { PERCENTILE_VALUES, PERCENTILES, type Percentile } from '../../../../contract/percentiles.ts';
import type { ScopeSecond, ScopeSeconds, WindowedPercentile } from '../../../../contract/scope-seconds.ts';
import { LONGEST_WINDOW_SECONDS } from '../../../../contract/second-percentiles.ts';
import { microsToMillis } from '../../../../contract/units.ts';
import { measuredFrom } from '../../../../contract/warm-up.ts';
import { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import { evidenceOfCount } from '../../../../workers/engine/verdicts/evidence-of-count.ts';
import type { EncodedRun } from './encoded-run.ts';
import { histogramOf } from './readable-run.ts';
import { seriesInScope } from './scope.ts';

/**
 * Seconds of a scope, for charts of it. Percentiles look back as those of a document's seconds do: over the shortest
 * stretch with a sample beyond, five seconds at most, and from measured seconds never into the warm-up.
 * @param from the first one
 */
export function scopeSeconds(run: EncodedRun, scope: Scope, from: number): ScopeSeconds {
  const series = seriesInScope(run.asked.plan.series, scope);
  const scratch = new BucketCounts();
  const seconds: ScopeSecond[] = [];
  for (let second = from; second < run.seconds; second += 1) {
    const facts = run.facts(second);
    if (facts === undefined) continue;
    // Codes are foreign names: one may be called as something that every object has.
    const errors = new Map<string, number>();
    for (const { series: one, code, count } of facts.failures) {
      if (series.includes(one)) errors.set(code, (errors.get(code) ?? 0) + count);
    }
    const connections = (kind: 0 | 1) =>
      series.reduce((sum, one) => sum + (facts.connections[2 * one + kind] ?? 0), 0);
    seconds.push({
      second,
      percentiles: percentilesOf(run, { series, clock: scope.clock, second }, scratch),
      errorsByCode: Object.fromEntries(errors),
      newConnections: connections(0),
      reusedConnections: connections(1),
    });
  }
  return { seconds };
}

interface Asked {
  readonly series: readonly number[];
  readonly clock: Scope['clock'];
  readonly second: number;
}

function percentilesOf(
  run: EncodedRun,
  { series, clock, second }: Asked,
  scratch: BucketCounts,
): ScopeSecond['percentiles'] {
  const found: Record<Percentile, WindowedPercentile | null> = tableOf(PERCENTILES, () => null);
  const measured = measuredFrom(run.asked.plan);
  const first = Math.max(second < measured ? 0 : measured, second - LONGEST_WINDOW_SECONDS + 1);
  scratch.clear();
  for (let from = second; from >= first; from -= 1) {
    for (const one of series) run.addTo(scratch, one, histogramOf(clock), { from, to: from });
    // Of a second without any success, nothing is said.
    if (scratch.count === 0) break;
    for (const name of PERCENTILES) {
      const evidence = evidenceOfCount(scratch.count, PERCENTILE_VALUES[name]);
      const ms = microsToMillis(scratch.percentile(PERCENTILE_VALUES[name]));
      if (found[name] !== null || evidence === 'unknown' || ms === null) continue;
      found[name] = { ms, seconds: second - from + 1, isEstimate: evidence === 'estimate' };
    }
    if (PERCENTILES.every((name) => found[name] !== null)) break;
  }
  return found;
}
