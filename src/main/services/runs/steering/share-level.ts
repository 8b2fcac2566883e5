/**
 * A level shared out in proportion to weights, or evenly where all weights are 0. Whole things (users, connections) stay
 * whole and add up to the level exactly: each class gets the whole part of its share, and what is left goes to the largest
 * rests (Hamilton's method), the first of equals first.
 * @param level 0 or more; whole where `isWhole`
 */
export function shareLevel(level: number, weights: readonly number[], isWhole: boolean): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) =>
    total > 0 ? (level * weight) / total : level / Math.max(1, weights.length),
  );
  if (!isWhole) return shares;
  const parts = shares.map((share) => Math.floor(share + NOISE));
  const byRest = shares
    .map((share, index) => ({ index, rest: share - (parts[index] ?? 0) }))
    .toSorted((a, b) => b.rest - a.rest || a.index - b.index);
  const left = Math.round(level) - parts.reduce((sum, part) => sum + part, 0);
  for (const { index } of byRest.slice(0, Math.max(0, left))) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

/** A share this near below a whole number is that number: the noise of binary fractions. */
const NOISE = 1e-9;
