import { describe, expect, test } from 'vitest';
import { closedProfile, type OpenProfile, type Segment } from '../../../../../src/contract/profile.ts';
import { Curve } from '../../../../../src/workers/engine/load/curve.ts';
import { arrivalsOf } from '../../../../../src/workers/engine/load/schedule.ts';
import { areaUnder } from '../../../../support/area-under.ts';

const whole = { index: 0, count: 1 };

function open(...segments: readonly (readonly [ms: number, from: number, to: number])[]): OpenProfile {
  return {
    model: 'open',
    arrivals: 'constant',
    segments: segments.map(([durationMs, from, to]) => ({ durationMs, from, to })),
  };
}

function timesOf(profile: OpenProfile, share = whole, seed = 1): number[] {
  const times: number[] = [];
  for (
    const arrivals = arrivalsOf(profile, share, seed);
    Number.isFinite(arrivals.atUs);
    arrivals.advance()
  ) {
    times.push(arrivals.atUs);
  }
  return times;
}

describe('constant arrivals', () => {
  test('leave at t0 + i·gap', () => {
    expect(timesOf(open([1_000, 4, 4]))).toEqual([0, 250_000, 500_000, 750_000]);
    expect(timesOf(open([1_000, 3, 3]))).toEqual([0, 333_333, 666_667]);
  });

  test.each([
    [1_000, 10_000, 10_000],
    [10_000, 10_000, 100_000],
    [0.1, 60_000, 6],
    [333.3, 3_000, 1_000],
  ])('%d/s for %d ms are %d arrivals', (rate, durationMs, count) => {
    expect(timesOf(open([durationMs, rate, rate])).length).toBe(count);
  });

  test('a ramp follows the inverse of its integral: 0 to 100/s over 10 s is √(2i/10) s', () => {
    const times = timesOf(open([10_000, 0, 100]));
    expect(times.length).toBe(500);
    expect(times).toEqual(
      Array.from({ length: 500 }, (_, i) => Math.round(Math.sqrt((2 * i) / 10) * 1_000_000)),
    );
  });

  test('a ramp down mirrors a ramp up', () => {
    const times = timesOf(open([10_000, 100, 0]));
    expect(times.length).toBe(500);
    expect(times.slice(0, 3)).toEqual([0, 10_005, 20_020]);
    expect(times[499]).toBe(9_552_786);
  });

  test('stages go on from one another without losing or adding an arrival', () => {
    const stages = open([1_000, 0, 100], [2_000, 100, 100], [1_000, 100, 0], [1_000, 0, 0], [500, 10, 10]);
    const times = timesOf(stages);
    expect(times.length).toBe(50 + 200 + 50 + 5);
    expect(times[50]).toBe(1_000_000);
    expect(times[250]).toBe(3_000_000);
    expect(times.slice(300)).toEqual([5_000_000, 5_100_000, 5_200_000, 5_300_000, 5_400_000]);
  });

  test('nothing arrives while the rate is 0', () => {
    expect(timesOf(open([1_000, 0, 0], [1_000, 2, 2]))).toEqual([1_000_000, 1_500_000]);
    expect(timesOf(open([5_000, 0, 0]))).toEqual([]);
    expect(timesOf(open())).toEqual([]);
  });
});

describe('Poisson arrivals', () => {
  const profile: OpenProfile = { ...open([20_000, 500, 500]), arrivals: 'poisson' };

  test('are the same for the same seed, and others for another', () => {
    expect(timesOf(profile, whole, 3)).toEqual(timesOf(profile, whole, 3));
    expect(timesOf(profile, whole, 3).slice(0, 3)).not.toEqual(timesOf(profile, whole, 4).slice(0, 3));
  });

  test.each([1, 2, 3, 4, 5])('seed %d: gaps are exponential (Kolmogorov–Smirnov, 1%% level)', (seed) => {
    const times = timesOf(profile, whole, seed);
    const gaps = times.slice(1).map((time, i) => (time - (times[i] as number)) / 1_000_000);
    gaps.sort((a, b) => a - b);
    const distance = gaps.reduce((worst, gap, i) => {
      const law = 1 - Math.exp(-500 * gap);
      return Math.max(worst, Math.abs(law - i / gaps.length), Math.abs(law - (i + 1) / gaps.length));
    }, 0);
    expect(distance).toBeLessThan(1.628 / Math.sqrt(gaps.length));
  });

  test.each([1, 2, 3])('seed %d: on a ramp, times mapped through the integral are uniform', (seed) => {
    const ramp: OpenProfile = { ...open([20_000, 0, 1_000]), arrivals: 'poisson' };
    const total = areaUnder(ramp.segments);
    const places = timesOf(ramp, whole, seed).map((time) => areaUnder(ramp.segments, time) / total);
    const distance = places.reduce(
      (worst, place, i) =>
        Math.max(worst, Math.abs(place - i / places.length), Math.abs(place - (i + 1) / places.length)),
      0,
    );
    expect(distance).toBeLessThan(1.628 / Math.sqrt(places.length));
  });
});

describe('users over time', () => {
  const levels = (segments: readonly Segment[], ...seconds: number[]) => {
    const curve = new Curve(segments);
    return seconds.map((s) => curve.wholeLevelAt(s * 1_000_000));
  };

  test('follow the spawn rate: 10 users at 2/s', () => {
    const { segments } = closedProfile(10, 2, 20_000);
    expect(levels(segments, 0, 0.1, 0.5, 0.6, 1, 2.5, 4.9, 5, 19.9, 20)).toEqual([
      0, 1, 1, 2, 2, 5, 10, 10, 10, 0,
    ]);
  });

  test('all at once without a spawn rate', () => {
    expect(levels(closedProfile(50, 0, 1_000).segments, 0, 0.999)).toEqual([50, 50]);
  });

  test('ramp down and step', () => {
    const segments = [
      { durationMs: 10_000, from: 10, to: 0 },
      { durationMs: 1_000, from: 3, to: 3 },
    ];
    expect(levels(segments, 0, 0.5, 1, 5, 9.5, 10, 10.5, 11)).toEqual([10, 10, 9, 5, 1, 3, 3, 0]);
  });
});
