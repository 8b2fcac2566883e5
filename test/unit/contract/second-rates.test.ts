import { describe, expect, test } from 'vitest';
import { latestRate, rateOf, rateStretches } from '../../../src/contract/second-rates.ts';

const second = (index: number, sent: number, change: { lengthMs?: number; drain?: boolean } = {}) => ({
  second: index,
  lengthMs: 1_000,
  drain: false,
  sent,
  ...change,
});
const rates = (seconds: ReturnType<typeof second>[]) =>
  rateStretches(seconds).map((stretch) => rateOf(stretch, ({ sent }) => sent));

describe('counts per second', () => {
  test('a last second of 5 ms that ended one request is no 200/s', () => {
    const seconds = [second(0, 60), second(1, 60), second(2, 1, { lengthMs: 5 })];
    expect(rates(seconds)).toEqual([60, (61 * 1_000) / 1_005]);
    expect(latestRate(seconds, ({ sent }) => sent)).toBe((61 * 1_000) / 1_005);
  });

  test('half a second at a steady rate goes on at that rate', () => {
    expect(rates([second(0, 60), second(1, 60), second(2, 30, { lengthMs: 500 })])).toEqual([60, 60]);
  });

  test('a partial second that stands alone is not scaled up', () => {
    const alone = [second(0, 12, { lengthMs: 100 })];
    expect(rates(alone)).toEqual([12]);
    expect(latestRate(alone, ({ sent }) => sent)).toBe(12);
  });

  test('what drains has no rate, and is not merged into the last second of the plan', () => {
    const seconds = [second(0, 60), second(1, 60), second(2, 0, { drain: true, lengthMs: 300 })];
    expect(rates(seconds)).toEqual([60, 60]);
    expect(latestRate(seconds, ({ sent }) => sent)).toBeNull();
    expect(latestRate([], ({ sent }) => sent)).toBeNull();
  });

  test('where seconds are missing nothing is merged over the hole', () => {
    expect(rates([second(0, 60), second(4, 10, { lengthMs: 100 })])).toEqual([60, 10]);
  });
});
