/** Two sets of limits: for whoever looks through a history, and for what is told without being asked. */
type ChangeLimits = 'browsing' | 'alarms';

/** Where a history changes its level and stays there. */
export interface ChangePoint {
  /** Index of the first value of the new level. */
  readonly at: number;
  /** The statistic of the split, and the limit that it is above. */
  readonly z: number;
  readonly limit: number;
  /** Medians of the level before and of the new one: up to the changes beside this one. */
  readonly before: number;
  readonly after: number;
}

/**
 * Limits of the largest z, by simulation of histories without a change: exceeded in 1 of 100 (browsing), in 1 of 500 (alarms).
 * Between the lengths they are interpolated.
 */
const LENGTHS = [10, 15, 20, 30, 50, 75, 100] as const;
const LIMITS: Readonly<Record<ChangeLimits, readonly number[]>> = {
  browsing: [2.4, 2.82, 2.93, 3.09, 3.28, 3.36, 3.43],
  alarms: [2.61, 3.06, 3.24, 3.43, 3.61, 3.74, 3.86],
};
/** Histories that are shorter have no change points. */
export const LEAST_HISTORY = 15;
/** On each side of a split. */
const LEAST_SIDE = 5;
/** Shorter stretches are not split any more. */
const LEAST_STRETCH = 10;
/** Levels whose medians differ by less, as a share of the one before, are one level. */
const LEAST_CHANGE = 0.05;
/** Of what is told without being asked, these last values alone are looked at. */
const ALARM_WINDOW = 100;

/**
 * Where a history changed its level, by a rank statistic that knows nothing of how its values are distributed (Mann–Whitney's U
 * at every split; Pettitt 1979). With ranks R of n values:
 *
 *     z_k = |Σ_{i≤k} R_i − k(n+1)/2| ÷ √(k(n−k)(n+1)/12),   k = 5 … n−5
 *
 * Split at the largest z above the limit of n, and again in both parts while they have ten values. Splits whose medians differ by
 * less than 5% are dropped, the smallest first, for what is left beside it is then another level.
 * @param values in order of time @param limits `alarms`: of the last 100 values @returns in order of time
 */
export function changePoints(values: readonly number[], limits: ChangeLimits = 'browsing'): ChangePoint[] {
  const first = limits === 'alarms' ? Math.max(0, values.length - ALARM_WINDOW) : 0;
  const seen = values.slice(first);
  if (seen.length < LEAST_HISTORY) return [];
  const splits = withoutSmall(seen, splitsOf(seen, LIMITS[limits], 0));
  return splits.map(({ at, z, limit }, nth) => {
    const from = splits[nth - 1]?.at ?? 0;
    const to = splits[nth + 1]?.at ?? seen.length;
    const [before, after] = [medianOf(seen.slice(from, at)), medianOf(seen.slice(at, to))];
    return { at: first + at, z, limit, before, after };
  });
}

type Split = Pick<ChangePoint, 'at' | 'z' | 'limit'>;

function splitsOf(values: readonly number[], limits: readonly number[], offset: number): Split[] {
  if (values.length < LEAST_STRETCH) return [];
  const { k, z } = largestSplit(values);
  const limit = limitOf(values.length, limits);
  if (z <= limit) return [];
  return [
    ...splitsOf(values.slice(0, k), limits, offset),
    { at: offset + k, z, limit },
    ...splitsOf(values.slice(k), limits, offset + k),
  ];
}

/** The split with the largest z, the first of several. */
function largestSplit(values: readonly number[]): { readonly k: number; readonly z: number } {
  const n = values.length;
  const ranks = ranksOf(values);
  let sum = 0;
  let best = { k: 0, z: 0 };
  for (let k = 1; k <= n - LEAST_SIDE; k += 1) {
    sum += ranks[k - 1] ?? 0;
    if (k < LEAST_SIDE) continue;
    const z = Math.abs(sum - (k * (n + 1)) / 2) / Math.sqrt((k * (n - k) * (n + 1)) / 12);
    if (z > best.z) best = { k, z };
  }
  return best;
}

/** From 1 on; values that are the same share the mean of their ranks. */
function ranksOf(values: readonly number[]): number[] {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && order[to]?.value === order[from]?.value) to += 1;
    for (const { index } of order.slice(from, to)) ranks[index] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

function limitOf(n: number, limits: readonly number[]): number {
  const above = LENGTHS.findIndex((length) => length >= n);
  const last = limits.at(-1) ?? Number.POSITIVE_INFINITY;
  if (above < 0) return last;
  const [to = n, high = last] = [LENGTHS[above], limits[above]];
  const [from = to, low = high] = [LENGTHS[above - 1], limits[above - 1]];
  return to === from ? high : low + ((high - low) * (n - from)) / (to - from);
}

function withoutSmall(values: readonly number[], splits: readonly Split[]): readonly Split[] {
  const ends = [0, ...splits.map(({ at }) => at), values.length];
  const medians = ends.slice(1).map((end, nth) => medianOf(values.slice(ends[nth], end)));
  const changes = splits.map((_, nth) => shareOf(medians[nth] ?? 0, medians[nth + 1] ?? 0));
  const smallest = changes.indexOf(Math.min(...changes));
  if (splits.length === 0 || (changes[smallest] ?? 0) >= LEAST_CHANGE) return splits;
  return withoutSmall(values, splits.toSpliced(smallest, 1));
}

/** How much they differ, as a share of the first: infinite where that is nothing. */
function shareOf(before: number, after: number): number {
  if (before === after) return 0;
  return Math.abs(after - before) / Math.abs(before);
}

/** Of two in the middle their mean. @returns NaN for none */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = Number.NaN, high = Number.NaN] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
