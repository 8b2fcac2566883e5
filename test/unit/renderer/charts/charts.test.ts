import { describe, expect, test } from 'vitest';
import { formatMs, formatNumber, NO_VALUE } from '../../../../src/contract/format.ts';
import type { SummarySecond } from '../../../../src/contract/summary.ts';
import { curveModel } from '../../../../src/renderer/charts/curve-model.ts';
import { isWhole, niceCeil, percentileToAxis, timeSpan } from '../../../../src/renderer/charts/nice-scale.ts';
import { type PlotSeries, readingOf } from '../../../../src/renderer/charts/plot-model.ts';
import { isDrawnAt, isolatedIn, placeAt } from '../../../../src/renderer/charts/plot-options.ts';
import {
  cpuModel,
  drainText,
  errorsModel,
  latencyModel,
  shadesOf,
  throughputModel,
} from '../../../../src/renderer/charts/run-charts.ts';
import { scopedSeconds } from '../../../../src/renderer/charts/scoped-run.ts';
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
    const drain = { lengthMs: 1_900, ok: 1_116, failed: 3, leftOut: 0 };
    expect(drainText(drain)).toBe('draining 1,900 ms: 1,116 answered, 3 failed');
    expect(drainText({ lengthMs: 0, ok: 0, failed: 0, leftOut: 0 })).toBe('');
  });

  test('a second with samples enough has a step of its own; windows of quiet ones are bars that do not overlap', () => {
    const quiet = {
      p50WindowSeconds: 1,
      windowSeconds: 3,
      evidence: { p50: 'sure', p95: 'estimate', p99: 'unknown' },
    } as const;
    const rows = seconds.map((second, at) => ({
      ...second,
      ...quiet,
      p50Ms: at < 2 ? null : 1,
      p95Ms: at < 2 ? null : 40 + at,
      p99Ms: null,
      p99WindowSeconds: 0,
      ...(at === 5 ? { windowSeconds: 1 } : {}),
    }));
    const model = latencyModel({ seconds: rows, plannedMs: 9_000 }, false);
    const [p99, p95] = model.series as [PlotSeries, PlotSeries];
    expect(p95.steps).toEqual([
      { from: 0, to: 3, samples: [0, 3], value: 42, estimate: true },
      // Of 0:02 to 0:05, cut where the bar before it ends and the second after it begins.
      { from: 3, to: 5, samples: [2, 5], value: 44, estimate: true },
      { from: 5, to: 6, samples: [5, 6], value: 45, estimate: true },
    ]);
    expect(p99.steps).toEqual([]);
    expect(model.notes?.slice(2)).toEqual([
      'p95 of 0:00 to 0:03',
      'p95 of 0:01 to 0:04',
      'p95 of 0:02 to 0:05',
      '',
    ]);
    expect(readingOf(p95, 3, formatMs)).toBe('~43 ms');
    expect([3, 4, 5].map((place) => isDrawnAt(p95, place))).toEqual([true, false, true]);
    expect(readingOf(p99, 2, formatMs)).toBe(NO_VALUE);
    expect(p95.values).toEqual([null, null, 42, 43, 44, 45]);
  });

  test('the place read under the cursor is the second it lies in, not the one that ends nearest', () => {
    const ends = { x: [1, 2, 3], spans: true };
    const read = (x: number, nearest: number) => placeAt(ends, { x, pixel: 0.05 }, nearest);
    expect([read(1.1, 0), read(1.9, 1), read(3.4, 2)]).toEqual([1, 1, 2]);
    expect([read(2, 1), read(2.04, 1), read(2.06, 1)]).toEqual([1, 1, 2]);
    expect(placeAt({ x: [1, 2, 3] }, { x: 1.1, pixel: 0.05 }, 0)).toBe(0);
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

  test('who else used the CPU is drawn where it is known', () => {
    const knowing = (othersCpu: number | null) =>
      seconds.map((second) => ({ ...second, generator: { ...second.generator, othersCpu, stolen: null } }));
    const keys = (shown: readonly SummarySecond[]) =>
      cpuModel({ seconds: shown, plannedMs: 6_000, summary }).series.map(({ key }) => key);
    expect(keys(knowing(null))).toEqual(['machineCpu', 'processCpu', 'loopUtilisation']);
    expect(keys(knowing(0.4))).toEqual(['machineCpu', 'processCpu', 'loopUtilisation', 'othersCpu']);
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

test('where two protocols share the name of an endpoint, its seconds are those of both', () => {
  const row = summary.endpoints[0];
  const [second] = seconds;
  if (row === undefined || second === undefined) throw new Error('the made-up run has no endpoint');
  const { service, endpoint } = row;
  const own = second.endpoints.find((one) => one.service === service && one.endpoint === endpoint);
  if (own === undefined) throw new Error('the made-up second does not have it');
  const one = { ...own, ok: 30, meanMs: 10, maxMs: 20, p95Ms: 15 };
  const other = { ...own, ok: 10, meanMs: 50, maxMs: 400, p95Ms: 300 };
  const shown = (rows: (typeof own)[]) =>
    scopedSeconds([{ ...second, endpoints: rows }], summary, { service, endpoint }, new Map())[0];
  expect(shown([one])).toMatchObject({ ok: 30, meanMs: 10, maxMs: 20, p95Ms: 15 });
  // Of percentiles of both, nothing is known before the program has told them.
  expect(shown([one, other])).toMatchObject({ ok: 40, meanMs: 20, maxMs: 400, p95Ms: null });
});
