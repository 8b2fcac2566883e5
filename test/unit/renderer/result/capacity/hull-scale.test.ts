import { describe, expect, test } from 'vitest';
import {
  hullPlace,
  hullScale,
  spreadLabels,
} from '../../../../../src/renderer/result/capacity/hull-scale.ts';

describe('the scale on the hull', () => {
  test('stands on round numbers with room below and above the loads', () => {
    expect(hullScale([588, 594])).toEqual({ low: 200, high: 1_000, ticks: [200, 500, 1_000] });
    expect(hullScale([100, 1_600])).toEqual({
      low: 50,
      high: 2_000,
      ticks: [50, 100, 200, 500, 1_000, 2_000],
    });
    expect(hullScale([0, 0])).toMatchObject({ low: 0.5, high: 20 });
  });

  test('does not move while loads stay between its rungs', () => {
    expect(hullScale([320, 700])).toEqual(hullScale([400, 780]));
  });

  test('gives each doubling the same height, and keeps no load below its keel', () => {
    const scale = hullScale([100, 800]);
    const step = hullPlace(200, scale) - hullPlace(100, scale);
    expect(hullPlace(400, scale) - hullPlace(200, scale)).toBeCloseTo(step, 12);
    expect([hullPlace(0, scale), hullPlace(scale.high, scale), hullPlace(1e9, scale)]).toEqual([0, 1, 1]);
  });
});

describe('labels', () => {
  test('that fit stay where they are', () => {
    expect(spreadLabels([10, 40, 90], 17, 200)).toEqual([10, 40, 90]);
  });

  test('that would cover one another move apart, in their order and within the end', () => {
    expect(spreadLabels([50, 52, 55], 17, 200)).toEqual([50, 67, 84]);
    expect(spreadLabels([190, 195, 198], 17, 200)).toEqual([166, 183, 200]);
    expect(spreadLabels([], 17, 200)).toEqual([]);
  });
});
