import { describe, expect, test } from 'vitest';
import type { SummarySecond } from '../../../../../src/contract/summary.ts';
import { analyseStored } from '../../../../../src/main/services/analysis/analysis.ts';
import { makePlan } from '../../../../support/made-plan.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../../../../support/made-seconds.ts';

/** The rows of a run with these latencies in ms in each of its seconds. */
function rowsOf(perSecond: readonly (readonly number[])[], plan = makePlan()): SummarySecond[] {
  const seconds = perSecond.map((times, second) => makeSecond(second, [makeSeriesSecond(0, times)]));
  return analyseStored(makeRun(plan), seconds, COMPLETED).perSecond;
}

const same = (count: number, ms: number) => Array.from({ length: count }, () => ms);
const isSlow = (value: number | null | undefined) => (value ?? 0) > 100;

describe('the percentiles of a second', () => {
  test('four slow seconds at 20 requests/s are slow in their own seconds, and in no other', () => {
    const rows = rowsOf(
      Array.from({ length: 60 }, (_, second) => same(20, second >= 19 && second < 23 ? 400 : 10)),
    );
    const slow = rows.filter((row) => isSlow(row.p95Ms)).map(({ second }) => second);
    expect(slow).toEqual([19, 20, 21, 22]);
    expect(rows.filter((row) => isSlow(row.p50Ms)).map(({ second }) => second)).toEqual(slow);
    expect(rows.filter((row) => isSlow(row.endpoints[0]?.p95Ms)).map(({ second }) => second)).toEqual(slow);
    expect(new Set(rows.map((row) => row.windowSeconds))).toEqual(new Set([1]));
    expect(rows[30]?.evidence).toEqual({ p50: 'sure', p95: 'estimate', p99: 'estimate' });
  });

  test('a quiet second looks back just far enough for a sample beyond its p95', () => {
    const rows = rowsOf(Array.from({ length: 8 }, (_, second) => same(7, second + 1)));
    expect(rows.map((row) => row.windowSeconds)).toEqual([0, 0, 3, 3, 3, 3, 3, 3]);
    expect(rows.map((row) => row.p50WindowSeconds)).toEqual(same(8, 1));
    expect(rows.map((row) => row.p95Ms)).toEqual([null, null, 3, 4, 5, 6, 7, 8]);
    expect(rows[1]?.evidence).toEqual({ p50: 'estimate', p95: 'unknown', p99: 'unknown' });
    expect(rows[2]?.evidence).toEqual({ p50: 'estimate', p95: 'estimate', p99: 'unknown' });
  });

  test('p99 has a stretch of its own, as long as a hundred samples take', () => {
    const rows = rowsOf(Array.from({ length: 4 }, (_, second) => same(50, second + 1)));
    expect(rows.map((row) => row.p99WindowSeconds)).toEqual([0, 2, 2, 2]);
    expect(rows.map((row) => row.p99Ms)).toEqual([null, 2, 3, 4]);
    expect(rows.map((row) => row.windowSeconds)).toEqual([1, 1, 1, 1]);
  });

  test('beyond five seconds nothing is looked for: three a second have a median and no p95', () => {
    const rows = rowsOf(Array.from({ length: 30 }, () => same(3, 12)));
    expect(rows.map((row) => row.p95Ms)).toEqual(same(30, 0).map(() => null));
    expect(rows.map((row) => row.p50Ms)).toEqual(same(30, 12));
    expect(rows.at(-1)?.evidence).toEqual({ p50: 'estimate', p95: 'unknown', p99: 'unknown' });
  });

  test('a second without an answer has no percentile, whatever came before it', () => {
    const rows = rowsOf([same(400, 5), [], same(400, 6)]);
    expect(rows[1]).toMatchObject({ p50Ms: null, p95Ms: null, p99Ms: null, windowSeconds: 0 });
    expect(rows[1]?.p99WindowSeconds).toBe(0);
    expect(rows.map((row) => row.p99Ms)).toEqual([5, null, 6]);
    expect(rows[0]?.evidence).toEqual({ p50: 'sure', p95: 'sure', p99: 'estimate' });
  });

  test('what comes after the end of the plan drains', () => {
    const rows = rowsOf([same(5, 1), same(5, 1), same(1, 1)], makePlan({ durationMs: 2_000 }));
    expect(rows.map((row) => row.drain)).toEqual([false, false, true]);
  });
});
