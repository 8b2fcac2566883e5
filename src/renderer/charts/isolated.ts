/** Places whose neighbours have no value: a line would draw nothing there. */
export function isolatedIn(values: ArrayLike<number | null | undefined>): number[] {
  const has = (at: number) => values[at] !== null && values[at] !== undefined;
  const alone: number[] = [];
  for (let at = 0; at < values.length; at += 1) {
    if (has(at) && !has(at - 1) && !has(at + 1)) alone.push(at);
  }
  return alone;
}
