import { OVERALL } from '../../../../contract/comparison-lead.ts';
import type { RunSecond } from '../../../../contract/tick.ts';
import type { Millis } from '../../../../contract/units.ts';
import { microsToMillis } from '../../../../contract/units.ts';
import { Histogram } from '../../../../workers/engine/measure/histogram.ts';
import { MIN_BEYOND } from '../../../../workers/engine/verdicts/evidence-of-count.ts';
import type { AnalysedRun } from '../analysis.ts';
import { gradedOf } from './graded-latency.ts';

/** Where two curves are laid over each other: even steps up to p90, then ever finer into the tail. */
export const CURVE_PERCENTILES: readonly number[] = [
  ...Array.from({ length: 46 }, (_, i) => i * 2),
  ...[91, 92, 93, 94, 95, 96, 97, 98, 98.5, 99, 99.25, 99.5, 99.75, 99.9, 99.95, 99.99, 100],
];

export interface LatencyCurve {
  readonly service: string;
  readonly endpoint: string;
  /** At `CURVE_PERCENTILES`; null where fewer than ten samples lie beyond, save for 100: the maximum. */
  readonly ms: readonly (Millis | null)[];
}

/** Graded latency by percentile, of all primary series together and of each endpoint, without the warm-up of what is not once per connection. */
export function latencyCurves(run: AnalysedRun, seconds: readonly RunSecond[]): LatencyCurve[] {
  const { plan } = run;
  const all = new Histogram();
  const bySeries = plan.series.map(() => new Histogram());
  for (const second of seconds) {
    const warmup = second.second * 1_000 < plan.warmupMs;
    for (const entry of second.series) {
      const { series } = entry;
      const bytes = gradedOf(plan.series, entry);
      if (bytes === null || (warmup && plan.series[series]?.once !== true)) continue;
      bySeries[series]?.mergeEncoded(bytes);
      if (plan.series[series]?.primary === true) all.mergeEncoded(bytes);
    }
  }
  return [
    { ...OVERALL, ms: curveOf(all) },
    ...plan.series.map(({ service, endpoint }, index) => ({
      service,
      endpoint,
      ms: curveOf(bySeries[index] ?? new Histogram()),
    })),
  ];
}

function curveOf(histogram: Histogram): (Millis | null)[] {
  return CURVE_PERCENTILES.map((percentile) => {
    const proven = percentile === 100 || histogram.countBeyond(percentile) >= MIN_BEYOND;
    return proven ? microsToMillis(histogram.percentile(percentile)) : null;
  });
}
