import { MEBIBYTE } from '../../src/contract/watched-format.ts';
import { type Random, seededRandom, standardNormal } from './seeded-random.ts';

/** What the memory of a made-up target does beside noise, in MiB. */
export interface MadeMemory {
  /** `t` seconds into a run of `length` seconds, after a collection. */
  level(t: number, length: number): number;
  /** From one collection to the next, in seconds; absent: nothing is collected. */
  readonly toothSeconds?: number;
  /** Standard deviation of the steps of a random walk, a second. Absent: it stays. */
  readonly wander?: number;
}

/**
 * What nobody states and a real process shows: readings vary by 2 MiB about their mean, and one is 0.75 of the one before
 * (AR(1)); with these, the test of Mann and Kendall on every second is wrong on a flat target as often as was measured.
 */
const SIGMA = 2;
const PHI = 0.75;
/** How high a tooth climbs, in MiB, by its length in seconds; a collection leaves up to a seventh of it, and comes a tenth early or late. */
const HEIGHTS: ReadonlyMap<number, number> = new Map([
  [10, 20],
  [30, 40],
  [120, 60],
]);
const LEFT = 0.15;
const EARLY_OR_LATE = 0.1;
/** MiB, before anything grows. */
const BASE = 200;

const still = () => BASE;
const per = (rate: number) => (t: number) => BASE + rate * t;
const PER_MINUTE = 2 / 60;

/** Shapes of the table, whether each is a leak or looks like one. */
export const FLAT: Readonly<Record<string, MadeMemory>> = {
  flat: { level: still },
  'teeth of 10 s': { level: still, toothSeconds: 10 },
  'teeth of 30 s': { level: still, toothSeconds: 30 },
  'teeth of 120 s': { level: still, toothSeconds: 120 },
  'warm-up': { level: (t) => BASE + 80 * (1 - Math.exp(-t / 15)) },
  'filled cache': { level: (t, length) => BASE + 100 * Math.min(1, t / (0.2 * length)) },
  step: { level: (t, length) => BASE + (t < 0.6 * length ? 0 : 60) },
};
export const DOUBTFUL: Readonly<Record<string, MadeMemory>> = {
  'random walk': { level: still, wander: 0.3 },
  'logarithmic growth': { level: (t) => BASE + 25 * Math.log(1 + t / 5) },
};
export const GROWING: Readonly<Record<string, MadeMemory>> = {
  'cache still filling': { level: (t, length) => BASE + (300 * t) / length },
  '2 MiB/s': { level: per(2) },
  '2 MiB/s, teeth of 30 s': { level: per(2), toothSeconds: 30 },
  '2 MiB/min': { level: per(PER_MINUTE) },
  '2 MiB/min, teeth of 10 s': { level: per(PER_MINUTE), toothSeconds: 10 },
  '2 MiB/min, teeth of 30 s': { level: per(PER_MINUTE), toothSeconds: 30 },
  '2 MiB/min, teeth of 120 s': { level: per(PER_MINUTE), toothSeconds: 120 },
};

/** Readings in bytes, one a second, the same for the same seed. */
export function madeMemory(made: MadeMemory, length: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  const teeth = made.toothSeconds === undefined ? () => 0 : teethOf(made.toothSeconds, random);
  let noise = SIGMA * standardNormal(random);
  let walked = 0;
  return Float64Array.from({ length }, (_, t) => {
    noise = PHI * noise + SIGMA * Math.sqrt(1 - PHI ** 2) * standardNormal(random);
    walked += (made.wander ?? 0) * standardNormal(random);
    return MEBIBYTE * (made.level(t, length) + noise + walked + teeth());
  });
}

/** What waits to be collected, second by second; it begins anywhere within a tooth. */
function teethOf(seconds: number, random: Random): () => number {
  const height = HEIGHTS.get(seconds) ?? 0;
  const length = () => seconds * (1 + EARLY_OR_LATE * standardNormal(random));
  let [since, due, left] = [random() * seconds, length(), 0];
  return () => {
    since += 1;
    if (since >= due) [since, due, left] = [0, length(), LEFT * height * random()];
    return left + ((height - left) * since) / seconds;
  };
}
