/** Uniform numbers in [0, 1), the same sequence for the same seed on every machine. */
export type Random = () => number;

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, period 2^32; enough to script a test with. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One standard normal deviate (Box–Muller, cosine half). */
export function standardNormal(random: Random): number {
  // 1 − u lies in (0, 1]: log(0) cannot happen.
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** `count` different integers of [from, to), ascending. Throws when the range is too small. */
export function distinctIntegers(
  random: Random,
  count: number,
  range: { from: number; to: number },
): number[] {
  if (count > range.to - range.from)
    throw new RangeError(`cannot draw ${count} from [${range.from}, ${range.to})`);
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(range.from + Math.floor(random() * (range.to - range.from)));
  return [...drawn].sort((a, b) => a - b);
}
