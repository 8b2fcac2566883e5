import type { Side } from '../../../../contract/series-verdict.ts';

/**
 * The sides of a pair of runs: A, B where its index has an even number of one-bits, else B, A. This is the Thue–Morse order
 * (ABBABAAB…): a drift that is straight, bent or periodic meets both sides alike.
 * @param pair 0, 1, 2 …
 */
export function sidesOfPair(pair: number): readonly [Side, Side] {
  let isEven = true;
  for (let left = pair; left > 0; left = Math.floor(left / 2)) if (left % 2 === 1) isEven = !isEven;
  return isEven ? ['A', 'B'] : ['B', 'A'];
}

/** The sides of a whole series, in the order in which its runs are made. */
export function alternatedSides(pairs: number): Side[] {
  return Array.from({ length: pairs }, (_, pair) => sidesOfPair(pair)).flat();
}
