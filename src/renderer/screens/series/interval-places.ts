/** The most of a change that a bar shows: what lies beyond ends at its edge. */
const MOST_PERCENT = 50;

/** Where a change stands on a bar whose middle is no change, in percent of its width. */
export function placeOf(changePercent: number): number {
  const share = Math.max(-1, Math.min(1, changePercent / MOST_PERCENT));
  return 50 + share * 50;
}
