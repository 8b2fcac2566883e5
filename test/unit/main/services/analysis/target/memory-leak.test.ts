import { describe, expect, it } from 'vitest';
import { MEBIBYTE } from '../../../../../../src/contract/watched-format.ts';
import { memoryTrend } from '../../../../../../src/main/services/analysis/target/memory-leak.ts';
import { FLAT, GROWING, madeMemory } from '../../../../../support/made-memory.ts';

/** The table of all shapes is `test/bench/leak-table.bench.ts`; of each, some seeds are here. */
const SEEDS = [1, 2, 3, 4, 5, 6];
const states = (made: Parameters<typeof madeMemory>[0], length: number) =>
  SEEDS.map((seed) => memoryTrend(madeMemory(made, length, seed)).state);
const every = (state: string) => SEEDS.map(() => state);
const shape = (name: string) => GROWING[name] ?? { level: () => 0 };

describe('whether memory leaks', () => {
  it.each(Object.keys(FLAT))('is not said of a target that only looks like it: %s', (name) => {
    for (const length of [180, 600]) expect(states(FLAT[name] ?? shape(''), length)).not.toContain('growing');
  });

  it('is said of 2 MiB a second, also where a collector hides it, with its slope', () => {
    for (const name of ['2 MiB/s', '2 MiB/s, teeth of 30 s']) {
      expect(states(shape(name), 180)).toEqual(every('growing'));
      for (const seed of SEEDS) {
        const trend = memoryTrend(madeMemory(shape(name), 300, seed));
        if (trend.state !== 'growing') throw new Error(trend.state);
        expect(Math.abs(trend.slope / MEBIBYTE - 2)).toBeLessThan(0.2);
        expect(trend.low).toBeLessThan(trend.slope);
        expect(trend.high).toBeGreaterThan(trend.slope);
      }
    }
  });

  it('is said of a cache that is still filling, which looks the same', () => {
    expect(states(shape('cache still filling'), 300)).toEqual(every('growing'));
  });

  it('cannot be told where teeth are as long as what is looked at', () => {
    const trend = memoryTrend(madeMemory(shape('2 MiB/min, teeth of 120 s'), 300, 1));
    expect(trend.state).toBe('cannot tell');
    if (trend.state !== 'cannot tell') return;
    expect(trend.toothSeconds).toBeGreaterThan(90);
    expect(trend.needsSeconds).toBeGreaterThan(6 * 1.2 * trend.toothSeconds);
  });

  it('needs 90 s after what is skipped', () => {
    expect(memoryTrend(madeMemory(shape('2 MiB/s'), 119, 1)).state).toBe('too short');
    expect(memoryTrend(madeMemory(shape('2 MiB/s'), 120, 1)).state).toBe('growing');
  });

  it('reads over gaps, and says nothing of a watch that told nothing', () => {
    const values = madeMemory(shape('2 MiB/s'), 300, 1).map((value, second) =>
      second % 7 === 3 || (second > 150 && second < 180) ? Number.NaN : value,
    );
    expect(memoryTrend(values).state).toBe('growing');
    expect(memoryTrend(new Float64Array(300).fill(Number.NaN)).state).toBe('too short');
  });

  it('tells from where to where its lows went', () => {
    const trend = memoryTrend(Float64Array.from({ length: 400 }, (_, t) => (100 + t) * MEBIBYTE));
    expect(trend).toEqual({
      state: 'growing',
      slope: MEBIBYTE,
      low: MEBIBYTE,
      high: MEBIBYTE,
      from: 200 * MEBIBYTE,
      to: 485 * MEBIBYTE,
      stoppedAt: null,
    });
  });

  it('tells from which reading on it grew no more, with figures of what is before', () => {
    const bounded = (stop: number) =>
      Float64Array.from({ length: 400 }, (_, t) => (100 + Math.min(t, stop)) * MEBIBYTE);
    expect(memoryTrend(bounded(350))).toEqual({
      state: 'growing',
      slope: MEBIBYTE,
      low: MEBIBYTE,
      high: MEBIBYTE,
      from: 200 * MEBIBYTE,
      to: 438 * MEBIBYTE,
      stoppedAt: 350,
    });
    // It may go on.
    expect(memoryTrend(bounded(385))).toMatchObject({ state: 'growing', stoppedAt: null });
  });

  it('takes no tooth that is yet to fall for an end', () => {
    for (const name of Object.keys(GROWING))
      for (const seed of SEEDS) {
        const trend = memoryTrend(madeMemory(shape(name), 600, seed));
        if (trend.state === 'growing') expect(trend.stoppedAt).toBeNull();
      }
  });
});
