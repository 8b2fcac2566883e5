/**
 * The nearest rank (1 … count) of a percentile: ceil(count · p / 100), in whole thousandths of a percent so that
 * 99.9% of 1,000 is 999 and not, by the error of binary fractions, 1,000.
 */
export function nearestRank(count: number, percentile: number): number {
  const rank = Math.ceil((count * Math.round(percentile * 1_000)) / 100_000);
  return Math.min(count, Math.max(1, rank));
}
