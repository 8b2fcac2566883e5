import type { Area } from '../../../../contract/area.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { SecondIndex } from '../../../../contract/units.ts';
import { measuredFrom } from '../../../../contract/warm-up.ts';

/** From which second on a series is in the figures of its run: what happens once per connection has no warm-up. */
export function countedFrom(
  { series, ...plan }: Pick<MeasuredPlan, 'series' | 'warmupMs'>,
  one: number,
): SecondIndex {
  return series[one]?.once === true ? 0 : measuredFrom(plan);
}

/** The same of some series together: they have no warm-up where all of them happen once per connection. */
export function countedFromOf(
  plan: Pick<MeasuredPlan, 'series' | 'warmupMs'>,
  series: readonly number[],
): SecondIndex {
  return Math.max(0, ...series.map((one) => countedFrom(plan, one)));
}

/**
 * Where the run begins that an area is a part of, for each series: the warm-up is no rest that a measured stretch could be
 * compared with. An area that reaches into it is part of all of the run.
 */
export function restFrom(
  plan: Pick<MeasuredPlan, 'series' | 'warmupMs'>,
  { fromSecond }: Area,
): (series: number) => SecondIndex {
  const isAll = fromSecond < measuredFrom(plan);
  return (series) => (isAll ? 0 : countedFrom(plan, series));
}
