/**
 * Shares whole users out over weights: no user is lost, none is invented, and every class with a weight gets one as
 * soon as there are enough. The rest by largest remainder (Hamilton's method); ties go to the class named first.
 */
export function shareOut(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum === 0) return weights.map(() => 0);
  const quotas = weights.map((weight) => (total * weight) / sum);
  const shares = quotas.map(Math.floor);
  const order = [...quotas.keys()].sort((a, b) => fraction(quotas, b) - fraction(quotas, a) || a - b);
  let left = total - shares.reduce((a, b) => a + b, 0);
  for (const index of order) {
    if (left === 0) break;
    if ((weights[index] ?? 0) === 0) continue;
    shares[index] = (shares[index] ?? 0) + 1;
    left -= 1;
  }
  if (total >= weights.filter((weight) => weight > 0).length) feedTheEmpty(shares, weights);
  return shares;
}

function feedTheEmpty(shares: number[], weights: readonly number[]): void {
  for (const [index, weight] of weights.entries()) {
    if (weight === 0 || shares[index] !== 0) continue;
    const richest = shares.indexOf(Math.max(...shares));
    shares[richest] = (shares[richest] ?? 0) - 1;
    shares[index] = 1;
  }
}

function fraction(quotas: readonly number[], index: number): number {
  const quota = quotas[index] ?? 0;
  return quota - Math.floor(quota);
}
