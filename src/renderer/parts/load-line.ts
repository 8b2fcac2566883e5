import type { GradeRow } from '../../contract/threshold.ts';

type Bounds = GradeRow['bounds'];
type Better = 'lower' | 'higher';

const QUARTER = 0.25;

/** Share of the way from `from` to `to`, 0…1; the middle where there is no way. */
function share(value: number, from: number, to: number): number {
  return to === from ? 0.5 : Math.min(1, Math.max(0, (value - from) / (to - from)));
}

/**
 * Where a value stands on the load line, 0 (best) … 1 (worst). Each grade takes a quarter of the line, so that rows
 * with different bounds can be read down a column; inside a quarter the scale is linear, and the open end of the
 * scale is squeezed into its quarter as 1 − bound/value. A threshold with one bound has it at three quarters.
 */
export function loadLinePosition(value: number, bounds: Bounds, better: Better): number {
  const { excellent, good, acceptable } = bounds;
  if (excellent === null || good === null) return singleTarget(value, acceptable, better);
  return better === 'lower'
    ? lowerIsBetter(value, [excellent, good, acceptable])
    : higherIsBetter(value, [excellent, good, acceptable]);
}

type Three = readonly [excellent: number, good: number, acceptable: number];

function lowerIsBetter(value: number, [excellent, good, acceptable]: Three): number {
  if (value < excellent || excellent === 0) {
    if (value <= excellent) return QUARTER * share(value, 0, excellent);
  }
  if (value < good) return QUARTER * (1 + share(value, excellent, good));
  if (value < acceptable) return QUARTER * (2 + share(value, good, acceptable));
  return QUARTER * (3 + (value === 0 ? 0 : 1 - acceptable / value));
}

function higherIsBetter(value: number, [excellent, good, acceptable]: Three): number {
  if (value > excellent) return (QUARTER * excellent) / value;
  if (value > good) return QUARTER * (1 + share(value, excellent, good));
  if (value > acceptable) return QUARTER * (2 + share(value, good, acceptable));
  return QUARTER * (3 + share(value, acceptable, 0));
}

function singleTarget(value: number, target: number, better: Better): number {
  if (better === 'lower') {
    return value < target
      ? 3 * QUARTER * share(value, 0, target)
      : QUARTER * (3 + (1 - target / Math.max(value, target)));
  }
  return value > target ? (3 * QUARTER * target) / value : QUARTER * (3 + share(value, target, 0));
}
