import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { Segment } from '../../src/contract/profile.ts';
import { shareOut } from '../../src/contract/share-out.ts';
import { rampTogether } from '../../src/main/services/plans/compile/load-shape.ts';
import { startOrder } from '../../src/main/services/plans/compile/start-order.ts';

vi.setConfig({ testTimeout: 180_000 });

const weights = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0.001, max: 1_000, noNaN: true })), {
  minLength: 1,
  maxLength: 12,
});

it('shares out every user, none twice, whole ones only, and one to each class when there are enough', () => {
  fc.assert(
    fc.property(fc.nat(20_000), weights, (total, all) => {
      const shares = shareOut(total, all);
      const sum = all.reduce((a, b) => a + b, 0);
      expect(shares.reduce((a, b) => a + b, 0)).toBe(sum === 0 ? 0 : total);
      expect(shares.every((share) => Number.isInteger(share) && share >= 0)).toBe(true);
      expect(shares.some((share, index) => share > 0 && all[index] === 0)).toBe(false);
      const classes = all.filter((weight) => weight > 0).length;
      if (total >= classes) expect(shares.filter((share) => share > 0).length).toBe(classes);
    }),
    { numRuns: 2_000 },
  );
});

it('starts exactly the users each class has, never far from its share', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { minLength: 1, maxLength: 8 }), (counts) => {
      const order = startOrder(counts);
      const total = counts.reduce((a, b) => a + b, 0);
      const seen = counts.map(() => 0);
      order.forEach((index, nth) => {
        seen[index] = (seen[index] ?? 0) + 1;
        const fair = counts.map((count) => (count * (nth + 1)) / total);
        // The first of each class comes early; after that nobody is further ahead than there are classes.
        expect(seen.every((count, at) => count - (fair[at] ?? 0) <= counts.length)).toBe(true);
      });
      expect(seen).toEqual(counts);
    }),
    { numRuns: 500 },
  );
});

const levelAt = (segments: readonly Segment[], atMs: number) => {
  let begin = 0;
  for (const { durationMs, from, to } of segments) {
    if (atMs < begin + durationMs) return from + ((to - from) * (atMs - begin)) / durationMs;
    begin += durationMs;
  }
  return 0;
};

it('keeps all users together within one of the spawn rate, at every moment (S-09)', () => {
  const cases = fc.record({
    counts: fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 7 }),
    rampMs: fc.integer({ min: 100, max: 60_000 }),
    share: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });
  fc.assert(
    fc.property(cases, ({ counts, rampMs, share }) => {
      const lengthMs = rampMs * 1.5;
      const total = counts.reduce((a, b) => a + b, 0);
      const parts = rampTogether(counts, rampMs, lengthMs);
      const atMs = share * lengthMs;
      const users = parts.reduce((sum, segments) => sum + levelAt(segments, atMs), 0);
      const wanted = Math.min(total, (total * atMs) / rampMs);
      expect(Math.abs(users - wanted)).toBeLessThanOrEqual(1 + 1e-6);
      for (const segments of parts) {
        expect(segments.reduce((sum, piece) => sum + piece.durationMs, 0)).toBeCloseTo(lengthMs, 6);
      }
    }),
    { numRuns: 2_000 },
  );
});
