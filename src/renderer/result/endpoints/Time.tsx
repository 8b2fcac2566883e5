import type { ShownPercentile } from '../../../contract/evidence.ts';
import { isPercentile, PERCENTILES, type Percentile } from '../../../contract/percentiles.ts';
import type { Distribution } from '../../../contract/summary.ts';
import { Figure, PercentileFigure } from '../../parts/Figure.tsx';

export const TIMES = ['min', 'mean', ...PERCENTILES, 'max'] as const;
export type TimeName = (typeof TIMES)[number];

interface Props {
  readonly time: Distribution;
  readonly name: TimeName;
  /** Of a percentile: how it is shown. */
  readonly show: (name: Percentile) => ShownPercentile;
}

/** One figure of a latency; a percentile with what it rests on. */
export function Time({ time, name, show }: Props) {
  return isPercentile(name) ? (
    <PercentileFigure shown={show(name)} />
  ) : (
    <Figure kind="ms" value={time[name]} />
  );
}
