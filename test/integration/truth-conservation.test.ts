/** Nothing is lost and nothing is counted twice; a hundred runs more in test/bench/truth-conservation.bench.ts. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  balanceOf,
  type ConservationTargets,
  chanceRun,
  startTruthTargets,
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
