/** Nothing is lost and nothing is counted twice; a hundred runs more in test/bench/truth-conservation.bench.ts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  balanceOf,
  type ConservationTargets,
  chanceRun,
  startTruthTargets,
  steeredChanceRun,
} from '../support/truth-conservation.ts';

const SEEDS = Array.from({ length: 12 }, (_, index) => 1_001 + index);
let targets: ConservationTargets;

beforeAll(async () => {
  targets = await startTruthTargets();
});

afterAll(() => targets.close());

test.concurrent.each(SEEDS)(
  'a run of chance, seed %i: client and server agree on every request',
  async (seed) => {
    const { differences, planned } = await balanceOf(targets, chanceRun(seed));
    expect(differences).toEqual([]);
    expect(planned).toBeGreaterThan(0);
  },
);

test.concurrent.each([2_001, 2_002, 2_003, 2_004])(
  'a run of chance that is steered, seed %i: client and server agree on every request',
  async (seed) => {
    const { differences } = await balanceOf(targets, steeredChanceRun(seed));
    expect(differences).toEqual([]);
  },
);
