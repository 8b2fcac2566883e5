import { describe, expect, test } from 'vitest';
import type { LoadSegment } from '../../../../../../src/contract/applied-load.ts';
import { stagesOf } from '../../../../../../src/main/services/plans/export/load-stages.ts';

const piece = (startMs: number, durationMs: number, from: number, to = from): LoadSegment => ({
  startMs,
  durationMs,
  from,
  to,
  cause: 'plan',
});
const users = { isWhole: true, endMs: 20_000 };
const rate = { isWhole: false, endMs: 20_000 };

describe('a load as stages', () => {
  test('holds levels, ramps slopes, and joins neighbours of one level', () => {
    const load = [
      piece(0, 5_000, 0, 10),
      piece(5_000, 5_000, 10),
      piece(10_000, 4_000, 10),
      piece(14_000, 6_000, 4),
    ];
    expect(stagesOf(load, users)).toEqual([
      { shape: 'ramp', to: 10, duration: '5s' },
      { shape: 'hold', to: 10, duration: '9s' },
      { shape: 'hold', to: 4, duration: '6s' },
    ]);
  });

  test('jumps to where a slope begins', () => {
    expect(stagesOf([piece(0, 10_000, 3), piece(10_000, 10_000, 5, 9)], rate)).toEqual([
      { shape: 'hold', to: 3, duration: '10s' },
      { shape: 'hold', to: 5, duration: '0s' },
      { shape: 'ramp', to: 9, duration: '10s' },
    ]);
  });

  test('has nothing where nothing was applied, and nothing after the end', () => {
    expect(stagesOf([piece(4_000, 6_000, 2), piece(15_000, 60_000, 3)], users)).toEqual([
      { shape: 'hold', to: 0, duration: '4s' },
      { shape: 'hold', to: 2, duration: '6s' },
      { shape: 'hold', to: 0, duration: '5s' },
      { shape: 'hold', to: 3, duration: '5s' },
    ]);
    expect(stagesOf([], users)).toEqual([{ shape: 'hold', to: 0, duration: '20s' }]);
  });

  test('of users, rounds a level up to whole ones', () => {
    expect(stagesOf([piece(0, 20_000, 2.4)], users)).toEqual([{ shape: 'hold', to: 3, duration: '20s' }]);
  });

  test('of users, ends slopes at whole users: a slope that was cut goes on as the whole number it was rounded to', () => {
    // From 0 to 33.3 users in 3,330 ms, where somebody held it.
    const load = [piece(0, 3_330, 0, 33.3), piece(3_330, 16_670, 34)];
    expect(stagesOf(load, users)).toEqual([
      { shape: 'ramp', to: 33, duration: '3.3s' },
      { shape: 'hold', to: 34, duration: '16.7s' },
    ]);
  });

  test('of users, begins a slope in the middle of one at the next whole user, up and down', () => {
    expect(stagesOf([piece(0, 10_000, 2.5, 7.5), piece(10_000, 10_000, 7.5, 2.5)], users)).toEqual([
      { shape: 'hold', to: 3, duration: '1s' },
      { shape: 'ramp', to: 7, duration: '8s' },
      { shape: 'hold', to: 8, duration: '2s' },
      { shape: 'hold', to: 7, duration: '0s' },
      { shape: 'ramp', to: 3, duration: '8s' },
      { shape: 'hold', to: 3, duration: '1s' },
    ]);
  });

  test('of users, is level where a slope passes no whole user, and of a rate keeps every fraction', () => {
    expect(stagesOf([piece(0, 20_000, 2.2, 2.8)], users)).toEqual([
      { shape: 'hold', to: 3, duration: '20s' },
    ]);
    expect(stagesOf([piece(0, 20_000, 2.2, 2.8)], rate)).toEqual([
      { shape: 'hold', to: 2.2, duration: '0s' },
      { shape: 'ramp', to: 2.8, duration: '20s' },
    ]);
  });
});
