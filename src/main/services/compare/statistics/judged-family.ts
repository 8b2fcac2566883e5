/**
 * Which of several tests pass together: Benjamini and Hochberg (J. R. Statist. Soc. B 57 (1995) 289). Of what is named, at
 * most `q` is wrong on average. The largest k with p₍k₎ ≤ q·k/m passes with all that are smaller.
 * @param ps two-sided p of each test
 * @returns whether each passes, in the same order
 */
export function benjaminiHochberg(ps: readonly number[], q: number): boolean[] {
  const ordered = ps.toSorted((one, other) => one - other);
  const last = ordered.findLastIndex((p, index) => p <= (q * (index + 1)) / ps.length);
  const limit = ordered[last];
  return ps.map((p) => limit !== undefined && p <= limit);
}
