import type { Side } from '../../src/contract/series-verdict.ts';
import { alternatedSides } from '../../src/main/services/compare/statistics/alternation.ts';
import type { SeriesInput, SeriesRun } from '../../src/main/services/compare/statistics/series-input.ts';
import { declared, madeEndpoint } from './made-series.ts';
import { type Random, standardNormal } from './seeded-random.ts';

/** Logarithms of the figures of one series, run by run: what a machine adds to them by itself. */
type Noise = (random: Random) => (side: Side) => number;

const spread =
  (sd: number): Noise =>
  (random) =>
  () =>
    sd * standardNormal(random);

/** How machines differ from run to run. */
export const NOISES = {
  /** A machine of its own: 5% between runs. */
  quiet: spread(0.05),
  /** Each run 2% slower than the one before. */
  drift: (random) => {
    const draw = spread(0.05)(random);
    let run = 0;
    return (side) => {
      run += 1;
      return 0.02 * run + draw(side);
    };
  },
  /** A shared machine: 10%. */
  noisy: spread(0.1),
  /** Quiet, and one run of twenty slower by a half. */
  odd: (random) => {
    const draw = spread(0.05)(random);
    return (side) => draw(side) + (random() < 0.05 ? 0.4 + 0.1 * standardNormal(random) : 0);
  },
  /** Neighbours that come and go: most of it is carried from run to run, AR(1) of 0.7 with a standard deviation of 0.07. */
  slow: (random) => {
    let carried = standardNormal(random);
    return () => {
      const value = 0.07 * carried + 0.03 * standardNormal(random);
      carried = 0.7 * carried + Math.sqrt(1 - 0.7 ** 2) * standardNormal(random);
      return value;
    };
  },
  /** B differs twice as much between its runs as A. */
  unequal: (random) => (side) => (side === 'A' ? 0.05 : 0.1) * standardNormal(random),
  /** Three times as much. */
  lopsided: (random) => (side) => (side === 'A' ? 0.05 : 0.15) * standardNormal(random),
} satisfies Record<string, Noise>;
export type NoiseName = keyof typeof NOISES;

export interface SimulatedSeries {
  readonly noise: NoiseName;
  readonly runs: number;
  /** Logarithm of B over A. */
  readonly d: number;
  /** In which order; alternated where none is given. */
  readonly sides?: readonly Side[];
}

/** Logarithms of a series, in the order of its runs. */
export function simulatedLogs(random: Random, { noise, runs, d, sides }: SimulatedSeries): LogRun[] {
  const draw = NOISES[noise](random);
  return (sides ?? alternatedSides(runs)).map((side) => ({ side, y: draw(side) + (side === 'B' ? d : 0) }));
}

export interface LogRun {
  readonly side: Side;
  readonly y: number;
}

/** A declared series of one p95 whose logarithms (around that of 200 ms) are these. */
export function seriesOfLogs(logs: readonly LogRun[], made: Partial<SeriesInput> = {}): SeriesInput {
  const runs = logs.map(({ side, y }, index) => oneRun(index, side, [200 * Math.exp(y)]));
  return { runs, kind: 'alternated', rule: declared(logs.length / 2), ...made };
}

/** A run of as many endpoints as it has values of p95, without any requests that could fail. */
export function oneRun(index: number, side: Side, p95s: readonly number[]): SeriesRun {
  return {
    id: `run ${index}`,
    side,
    order: index,
    session: side,
    excluded: null,
    endpoints: p95s.map((value, nth) =>
      madeEndpoint({
        endpoint: `GET /${nth}`,
        requests: 0,
        figures: { p95: { value, requestsBeyond: 300 } },
      }),
    ),
  };
}

/** AAA…BBB…: how series are made by whoever does not alternate. */
export function inBlocks(runs: number): Side[] {
  return Array.from({ length: 2 * runs }, (_, index) => (index < runs ? 'A' : 'B'));
}

/** A count of errors: Poisson around a mean that itself differs from run to run (gamma, coefficient of variation `cv`). */
export function clumpedErrors(random: Random, mean: number, cv: number): number {
  return poisson(random, cv === 0 ? mean : mean * cv ** 2 * gamma(random, 1 / cv ** 2));
}

/** Marsaglia and Tsang, ACM Trans. Math. Softw. 26 (2000) 363; shape 1 or more, scale 1. */
function gamma(random: Random, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = standardNormal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** By products of uniform numbers (Knuth), in pieces that do not underflow. */
function poisson(random: Random, mean: number): number {
  let [count, left] = [0, mean];
  while (left > 0) {
    const piece = Math.min(left, 500);
    left -= piece;
    const floor = Math.exp(-piece);
    for (let product = 1 - random(); product > floor; product *= 1 - random()) count += 1;
  }
  return count;
}
