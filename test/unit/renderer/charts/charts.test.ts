import { describe, expect, test } from 'vitest';
import { formatMs, formatNumber, NO_VALUE } from '../../../../src/contract/format.ts';
import type { SummarySecond } from '../../../../src/contract/summary.ts';
import { curveModel } from '../../../../src/renderer/charts/curve-model.ts';
import { drainText } from '../../../../src/renderer/charts/drain-text.ts';
import { isolatedIn } from '../../../../src/renderer/charts/isolated.ts';
import { isWhole, niceCeil, percentileToAxis, timeSpan } from '../../../../src/renderer/charts/nice-scale.ts';
import { placeAt } from '../../../../src/renderer/charts/place-at.ts';
import { readingOf } from '../../../../src/renderer/charts/reading.ts';
import {
  errorsModel,
  latencyModel,
  shadesOf,
  throughputModel,
} from '../../../../src/renderer/charts/run-charts.ts';
import { secondsOf, summary } from '../demo.ts';

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
  test('a second stands where it ends; a short last one is no rate of its own', () => {
    const short = { ...(seconds[5] as SummarySecond), lengthMs: 5, sent: 1 };
    const model = throughputModel({ seconds: [...seconds.slice(0, 5), short], plannedMs: 20_000 });
    expect(model.x).toEqual([1, 2, 3, 4, 5, 5.005]);
    const sent = model.series.find((one) => one.key === 'sent');
    const merged = (((seconds[4]?.sent ?? 0) + 1) * 1_000) / 1_005;
    expect(sent?.values.slice(4)).toEqual([merged, merged]);
    expect(sent?.steps?.at(-1)).toMatchObject({ from: 4, to: 5.005, value: merged });
    expect(model.xRange).toEqual([0, 20]);
    expect(model.xFormat(5)).toBe('0:05');
  });

  test('what drains after the plan is shaded and in no rate', () => {
    const drained = seconds.map((second, at) =>
      at < 4 ? second : { ...second, drain: true, lengthMs: at === 5 ? 900 : 1_000 },
    );
    const model = throughputModel({ seconds: drained, plannedMs: 6_000 });
    for (const { values, steps } of model.series) {
      expect(values.slice(4)).toEqual([null, null]);
      expect(steps?.at(-1)?.to).toBe(4);
    }
    expect(model.shades.filter(({ kind }) => kind === 'drain')).toEqual([
      { from: 4, to: 5.9, kind: 'drain' },
    ]);
    expect(drainText(drained)).toMatch(/^draining 1,900 ms: [\d,]+ answered/);
    expect(drainText(seconds)).toBe('');
  });

  test('a percentile stands in its own second, thin over those it looks back to, dimmed as an estimate', () => {
    const [first] = seconds as [SummarySecond];
    const row = { ...first, second: 7, windowSeconds: 3, p95Ms: 40, p99Ms: null, p99WindowSeconds: 0 };
    const evidence = { p50: 'sure', p95: 'estimate', p99: 'unknown' } as const;
    const model = latencyModel({ seconds: [{ ...row, evidence }], plannedMs: 9_000 }, false);
    const [p99, p95, p50] = model.series;
    expect(p95?.steps).toEqual([{ from: 7, to: 8, reach: 5, value: 40, estimate: true }]);
    expect(p50?.steps?.[0]).toMatchObject({ from: 7, to: 8, reach: 5, estimate: false });
    expect(p99?.steps).toEqual([]);
    expect(model.notes).toEqual(['p95 over 3 s']);
    expect(p95 && readingOf(p95, 0, formatMs)).toBe('~40 ms');
    expect(p99 && readingOf(p99, 0, formatMs)).toBe(NO_VALUE);
  });

  test('the place read under the cursor is the second it lies in, not the one that ends nearest', () => {
    const place = { x: [1, 2, 3], spans: true };
    expect(placeAt(place, 1.1, 0)).toBe(1);
    expect(placeAt(place, 1.9, 1)).toBe(1);
    expect(placeAt(place, 2, 1)).toBe(1);
    expect(placeAt(place, 3.4, 2)).toBe(2);
    expect(placeAt({ x: [1, 2, 3] }, 1.1, 0)).toBe(0);
  });

  test('an idle legend shows the figures of the run, not those of its last second', () => {
    const frame = { seconds, plannedMs: 6_000, summary };
    const { idle } = latencyModel(frame, true);
    expect(idle?.says).toBe('whole run');
    expect(idle?.texts.max).toBe(formatMs(summary.overallTimeMs.max));
    expect(idle?.texts.p95).toContain(formatMs(summary.overallTimeMs.p95));
    const running = { ...summary, run: { ...summary.run, state: 'running' as const } };
    expect(latencyModel({ ...frame, summary: running }, true).idle?.says).toBe('so far');
    const failed = errorsModel({ ...frame, seconds: withErrors([{ 'http.503': 1 }]) }).idle?.texts;
    const counted = summary.errors.filter(({ code }) => code === 'http.503').map(({ count }) => count);
    expect(failed?.['http.503']).toBe(formatNumber(counted.reduce((sum, count) => sum + count, 0)));
  });

  test('warm-up, draining and disturbed neighbours are joined', () => {
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
