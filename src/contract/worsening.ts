import type { Difference } from './comparison.ts';

/** Changes smaller than this share between single runs are what runs do on their own. */
export const EVEN_SHARE = 0.05;

/**
 * How much worse B is than A, as a share of A: 0.2 where a latency rose, or a throughput fell, by a fifth; negative
 * where B is better; infinite where A had nothing and B has. Null: no direction is better, or a value is missing.
 */
export function worseningOf({ a, b, better }: Pick<Difference, 'a' | 'b' | 'better'>): number | null {
  if (a === null || b === null || better === 'neither') return null;
  if (a === b) return 0;
  const rise = a === 0 ? Math.sign(b) * Number.POSITIVE_INFINITY : (b - a) / Math.abs(a);
  return better === 'lower' ? rise : -rise;
}

/** Differences with the largest worsening first; then what no direction is better of; last what neither run measured. */
export function byWorsening<Row extends Pick<Difference, 'a' | 'b' | 'better'>>(rows: readonly Row[]): Row[] {
  const rank = (row: Row): number =>
    worseningOf(row) === null ? (row.a === null && row.b === null ? 2 : 1) : 0;
  return rows.toSorted((first, second) => {
    const places = rank(first) - rank(second);
    if (places !== 0) return places;
    const [one, other] = [worseningOf(first) ?? 0, worseningOf(second) ?? 0];
    return one === other ? 0 : other - one;
  });
}
