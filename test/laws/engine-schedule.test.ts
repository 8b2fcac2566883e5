import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OpenProfile } from '../../src/contract/profile.ts';
import { Curve } from '../../src/workers/engine/load/curve.ts';
import type { Share } from '../../src/workers/engine/load/divide.ts';
import { indexInShare, shareOfCount } from '../../src/workers/engine/load/divide.ts';
import { arrivalsOf } from '../../src/workers/engine/load/schedule.ts';
import { areaUnder } from '../support/area-under.ts';

const level = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 1, max: 300 }),
  fc.double({ min: 0.1, max: 50, noNaN: true }),
);
const segment = fc.record({ durationMs: fc.integer({ min: 1, max: 3_000 }), from: level, to: level });
const profile = fc.record({
  model: fc.constant('open' as const),
  arrivals: fc.constantFrom('constant' as const, 'poisson' as const),
  segments: fc.array(segment, { minLength: 1, maxLength: 6 }),
});
const seed = fc.integer({ min: 0, max: 0xffff_ffff });

function timesOf(shape: OpenProfile, share: Share, from: number): [index: number, atUs: number][] {
  const found: [number, number][] = [];
  for (const arrivals = arrivalsOf(shape, share, from); Number.isFinite(arrivals.atUs); arrivals.advance()) {
    found.push([arrivals.index, arrivals.atUs]);
  }
  return found;
}

test('N threads together send exactly what one would, at the same times', () => {
  fc.assert(
    fc.property(profile, seed, fc.integer({ min: 1, max: 7 }), (shape, from, count) => {
      const one = timesOf(shape, { index: 0, count: 1 }, from);
      const many = Array.from({ length: count }, (_, index) => timesOf(shape, { index, count }, from)).flat();
      expect(many.sort(([a], [b]) => a - b)).toEqual(one);
    }),
  );
});

test('times never go back and stay within the profile', () => {
  fc.assert(
    fc.property(profile, seed, (shape, from) => {
      const durationUs = shape.segments.reduce((sum, { durationMs }) => sum + durationMs * 1_000, 0);
      let before = 0;
      for (const [, atUs] of timesOf(shape, { index: 0, count: 1 }, from)) {
        expect(atUs).toBeGreaterThanOrEqual(before);
        before = atUs;
      }
      expect(before).toBeLessThan(durationUs);
    }),
  );
});

test('constant arrivals: one per whole number below the area, each within a microsecond of its place', () => {
  fc.assert(
    fc.property(profile, (shape) => {
      const times = timesOf({ ...shape, arrivals: 'constant' }, { index: 0, count: 1 }, 0);
      expect(times.length).toBe(Math.ceil(Math.max(0, areaUnder(shape.segments) - 1e-6)));
      for (const [index, atUs] of times) {
        expect(areaUnder(shape.segments, atUs - 1)).toBeLessThanOrEqual(index + 1e-5);
        expect(areaUnder(shape.segments, atUs + 1)).toBeGreaterThanOrEqual(index - 1e-5);
      }
    }),
  );
});

test('asking a curve out of order gives what asking in order gives', () => {
  fc.assert(
    fc.property(
      profile,
      fc.array(fc.integer({ min: 0, max: 18_000_000 }), { maxLength: 20 }),
      (shape, times) => {
        const asked = new Curve(shape.segments);
        for (const tUs of times) {
          expect(asked.levelAt(tUs)).toBe(new Curve(shape.segments).levelAt(tUs));
          expect(asked.timeOfArea(tUs / 1e5)).toBe(new Curve(shape.segments).timeOfArea(tUs / 1e5));
        }
      },
    ),
  );
});

test('shares of a count add up to it, differ by at most one, and cover every index once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000 }), fc.integer({ min: 1, max: 16 }), (total, count) => {
      const shares = Array.from({ length: count }, (_, index) => ({ index, count }));
      const sizes = shares.map((share) => shareOfCount(total, share));
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(total);
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      const indices = shares.flatMap((share, i) =>
        Array.from({ length: sizes[i] as number }, (_, nth) => indexInShare(nth, share)),
      );
      expect(indices.sort((a, b) => a - b)).toEqual(Array.from({ length: total }, (_, i) => i));
    }),
  );
});
