import { describe, expect, test } from 'vitest';
import type { SummarySecond } from '../../../../src/contract/summary.ts';
import { curveModel } from '../../../../src/renderer/charts/curve-model.ts';
import { isolatedIn } from '../../../../src/renderer/charts/isolated.ts';
import { isWhole, niceCeil, percentileToAxis, timeSpan } from '../../../../src/renderer/charts/nice-scale.ts';
import {
  errorsModel,
  latencyModel,
  shadesOf,
  throughputModel,
} from '../../../../src/renderer/charts/run-charts.ts';
import { secondsOf } from '../demo.ts';

const seconds = secondsOf(6);
const withErrors = (all: Record<string, number>[]): SummarySecond[] =>
  all.map((errorsByCode, index) => ({ ...(seconds[index] as SummarySecond), errorsByCode }));

describe('scales', () => {
  test.each([
    [0, 1],
    [0.4, 0.4],
    [7, 8],
    [10, 10],
    [101, 150],
    [252, 300],
    [8_001, 10_000],
  ])('above %d comes %d', (value, top) => {
    expect(niceCeil(value)).toBeCloseTo(top, 9);
  });

  test('a short run shows its whole plan, a long one grows in steps', () => {
    expect(timeSpan(3, 20)).toBe(20);
    expect(timeSpan(3, 1_200)).toBe(60);
    expect(timeSpan(61, 1_200)).toBe(120);
    expect(timeSpan(1_100, 1_200)).toBe(1_200);
    expect(timeSpan(21, 20)).toBe(21);
  });

  test.each([
    [[], null, null, true],
    [[1], 0, 2, true],
    [[1, 2, 3], 1, 3, true],
    [[1, 2, 3], 1.4, 2.2, false],
  ])('of the places %j, %j to %j is the whole: %j', (places, min, max, whole) => {
    expect(isWhole(places, min, max)).toBe(whole);
  });

  test('each nine takes the same width', () => {
    expect(percentileToAxis(0)).toBeCloseTo(0, 12);
    expect(percentileToAxis(90)).toBeCloseTo(1, 9);
    expect(percentileToAxis(99)).toBeCloseTo(2, 9);
    expect(percentileToAxis(100)).toBeCloseTo(5, 6);
  });
});

test('a value without neighbours is a point of its own', () => {
  expect(isolatedIn([5, null, null, 6, 7, null, 8])).toEqual([0, 6]);
  expect(isolatedIn([null, 0, null])).toEqual([1]);
  expect(isolatedIn([])).toEqual([]);
});

describe('charts of a run', () => {
  test('a second stands where it ends, as a rate even where it is short', () => {
    const short = { ...(seconds[5] as SummarySecond), lengthMs: 500, sent: 30 };
    const model = throughputModel({ seconds: [...seconds.slice(0, 5), short], plannedMs: 20_000 });
    expect(model.x).toEqual([1, 2, 3, 4, 5, 5.5]);
    expect(model.series.find((one) => one.key === 'sent')?.values.at(-1)).toBe(60);
    expect(model.xRange).toEqual([0, 20]);
    expect(model.xFormat(5)).toBe('0:05');
  });

  test('warm-up and disturbed neighbours are joined', () => {
    const marked = seconds.map((second, at) => ({
      ...second,
      warmup: at < 2,
      trusted: at !== 3 && at !== 4,
    }));
    expect(shadesOf(marked)).toEqual([
      { from: 0, to: 2, kind: 'warmup' },
      { from: 3, to: 5, kind: 'untrusted' },
    ]);
  });

  test('errors are stacked, tallest drawn first, named in the order they came', () => {
    const model = errorsModel({ seconds: withErrors([{ b: 1 }, { a: 2, b: 3 }]), plannedMs: 2_000 });
    expect(model.series.map((one) => one.label)).toEqual(['a', 'b']);
    expect(model.series[0]?.values).toEqual([1, 5]);
    expect(model.series[0]?.shown).toEqual([0, 2]);
    expect(model.series[1]?.values).toEqual([1, 3]);
    expect(model.legendReversed).toBe(true);
  });

  test('codes beyond the fourth share one bar', () => {
    const model = errorsModel({
      seconds: withErrors([{ a: 1, b: 1, c: 1, d: 1, e: 2, f: 3 }]),
      plannedMs: 1_000,
    });
    expect(model.series[0]).toMatchObject({ label: '2 more', values: [9], shown: [5] });
  });

  test('the maximum is drawn on the logarithmic axis only', () => {
    const keys = (log: boolean) =>
      latencyModel({ seconds, plannedMs: 6_000 }, log).series.map((one) => one.key);
    expect(keys(true)).toEqual(['max', 'p99', 'p95', 'p50', 'mean']);
    expect(keys(false)).toEqual(['p99', 'p95', 'p50', 'mean']);
  });

  test('a percentile curve is read off in percentiles', () => {
    const model = curveModel({
      service: 's',
      endpoint: 'e',
      percentiles: [0, 50, 99.9],
      aMs: [1, 2, 3],
      bMs: [2, 3, null],
    });
    expect(model.x.map(model.xFormat)).toEqual(['p0', 'p50', 'p99.9']);
    expect(model.xSplits?.map(model.xFormat)).toEqual(['p0', 'p50', 'p75', 'p90', 'p95', 'p99', 'p99.9']);
  });
});
