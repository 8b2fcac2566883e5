import { describe, expect, it } from 'vitest';
import type { StartSlot } from '../../../../../../../src/contract/start-counts.ts';
import { startBucket } from '../../../../../../../src/contract/start-counts.ts';
import {
  ladderLevels,
  UserLadder,
} from '../../../../../../../src/main/services/analysis/capacity/scaling/user-ladder.ts';
import { LAWS, lawOf, OTHERS, playLadder } from '../../../../../../support/curve-servers/ladder-play.ts';

describe('levels of a ladder', () => {
  it.each([
    [64, [1, 2, 4, 8, 16, 32, 64]],
    [1, [1, 2, 3, 4, 6, 8]],
    [8, [1, 2, 3, 4, 6, 8]],
    [20, [1, 2, 4, 8, 13, 20]],
    [18, [1, 2, 4, 8, 12, 18]],
    [50, [1, 2, 4, 8, 16, 32, 50]],
    [128, [1, 2, 4, 8, 16, 32, 64, 128]],
    [1_000, [1, 2, 4, 12, 36, 110, 331, 1_000]],
  ])('up to %d are %j', (top, levels) => {
    expect(ladderLevels(top)).toEqual(levels);
  });

  it('are at least six that span a factor of eight, take 2.5 minutes at most, and double up to 128', () => {
    for (let top = 1; top <= 600; top += 1) {
      const levels = ladderLevels(top);
      expect(levels.length).toBeGreaterThanOrEqual(6);
      expect(levels.at(-1)).toBe(Math.max(8, top));
      expect(new Set(levels).size).toBe(levels.length);
      expect(UserLadder.upTo(top).atMostMs).toBeLessThanOrEqual(150_000);
    }
  });
});

/** A second of so many successes in four slots, each answered in 10 ms. */
function second(number: number, appliedSinceMs: number | null, ok: number, trusted = true) {
  const slots: StartSlot[] = [0, 1, 2, 3].map((quarter) => ({
    slot: 4 * number + quarter,
    starts: ok / 4,
    ok: ok / 4,
    failures: {},
    open: 0,
    beyond: [0],
    latencies: [startBucket(10_000), ok / 4],
  }));
  return { second: number, appliedSinceMs, ok, failed: 0, inFlight: 1, trusted, slots };
}

describe('a ladder of users', () => {
  it('holds one user for 26 s from when it is applied, and leaves the first two out', () => {
    const ladder = UserLadder.upTo(64);
    expect(ladder.wanted()).toBe(1);
    ladder.see(second(0, null, 400));
    for (let at = 1; at < 27; at += 1) {
      expect(ladder.wanted()).toBe(1);
      ladder.see(second(at, 1_000, at < 3 ? 4_000 : 400));
    }
    expect(ladder.wanted()).toBe(2);
    // Still the level of before.
    ladder.see(second(27, 1_000, 400));
    const { levels } = ladder.result();
    expect(levels).toHaveLength(1);
    expect(levels[0]).toMatchObject({ users: 1, throughput: 400, error: 0, errorShare: 0 });
    expect(levels[0]?.p95Ms).toBeCloseTo(10, 0);
  });

  it('takes no second in which the generator was disturbed, and says so where half of them were', () => {
    const ladder = UserLadder.upTo(64);
    for (let at = 0; at < 26; at += 1) ladder.see(second(at, 0, at % 2 === 0 ? 400 : 4_000, at % 2 === 0));
    const { levels, law } = ladder.result();
    expect(levels[0]?.throughput).toBe(400);
    expect(law.sentence).toBe(
      'Limit of this machine, not of the target: the load generator was disturbed with 1 user.',
    );
  });

  it('offers the law of a server that follows it', () => {
    const truth = { lambda: 200, sigma: 0.1, kappa: 0.002 };
    const { law, levels } = playLadder(lawOf(LAWS['peak at 21'] ?? truth, 1));
    expect(levels.map(({ users }) => users)).toEqual([1, 2, 4, 8, 16, 32, 64]);
    expect((law.model?.sigma ?? 0) / truth.sigma).toBeCloseTo(1, 0);
    expect(Math.abs((law.model?.peakUsers ?? 0) / 21.2 - 1)).toBeLessThan(0.05);
  });

  it.each(Object.keys(OTHERS))('offers none of %s', (name) => {
    const { law } = playLadder(OTHERS[name]?.(1) ?? (() => ({ ok: 0, failed: 0 })));
    expect(law.model).toBeNull();
  });

  it('finds the knee of eight servers at eight users', () => {
    const { knee } = playLadder(OTHERS['M/M/8']?.(1) ?? (() => ({ ok: 0, failed: 0 })));
    expect(knee).toEqual({
      at: 8,
      low: 4,
      high: 16,
      sentence: 'Beyond about 8 users (levels beside it: 4 and 16) throughput flattens.',
    });
  });
});
