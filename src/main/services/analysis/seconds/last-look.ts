/** While a run goes on, what takes all of its seconds is looked for again once so large a part more of them is there. */
const MORE = 1 / 50;

/**
 * Of how many seconds the last look is where there are so many: all looks together then cost as much per second in the second
 * hour of a run as in its second minute. The number of seconds alone says it, so that the same seconds give the same.
 * @param from a look before it; 0: none was
 */
export function lastLook(count: number, from: number): number {
  let look = from;
  for (;;) {
    const next = look + Math.max(1, Math.floor(look * MORE));
    if (next > count) return look;
    look = next;
  }
}
