import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LONGEST_WINDOW_SECONDS } from '../../src/contract/second-percentiles.ts';
import type { SummarySecond } from '../../src/contract/summary.ts';
import { analyseStored } from '../../src/main/services/analysis/analysis.ts';
import { latencyModel, throughputModel } from '../../src/renderer/charts/run-charts.ts';
import { makePlan } from '../support/made-plan.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../support/made-seconds.ts';
import { exactPercentile } from '../support/stats.ts';

const run = makeRun(makePlan());

function rowsOf(perSecond: readonly (readonly number[])[]): SummarySecond[] {
  const seconds = perSecond.map((times, second) => makeSecond(second, [makeSeriesSecond(0, times)]));
  return analyseStored(run, seconds, COMPLETED).perSecond;
}

const times = fc.array(fc.integer({ min: 1, max: 5_000 }), { maxLength: 130 });
const story = fc.array(times, { minLength: 1, maxLength: 12 });

/** All the samples of a stretch that ends with a second. */
const stretch = (perSecond: readonly (readonly number[])[], second: number, seconds: number) =>
  perSecond.slice(Math.max(0, second + 1 - seconds), second + 1).flat();

const READINGS = [
  {
    percentile: 50,
    least: 2,
    read: (row: SummarySecond) => [row.p50Ms, row.p50WindowSeconds, row.evidence.p50],
  },
  {
    percentile: 95,
    least: 20,
    read: (row: SummarySecond) => [row.p95Ms, row.windowSeconds, row.evidence.p95],
  },
  {
    percentile: 99,
    least: 100,
    read: (row: SummarySecond) => [row.p99Ms, row.p99WindowSeconds, row.evidence.p99],
  },
] as const;

describe('laws of the percentiles of a second', () => {
  test('each is that of the stretch it names, five seconds at most, and no shorter one would do', () => {
    fc.assert(
      fc.property(story, (perSecond) => {
        for (const row of rowsOf(perSecond)) {
          for (const { percentile, least, read } of READINGS) {
            const [value, seconds, word] = read(row) as [number | null, number, string];
            const longest = stretch(perSecond, row.second, LONGEST_WINDOW_SECONDS).length;
            if (value === null) {
              expect(word).toBe('unknown');
              const answered = (perSecond[row.second] ?? []).length > 0;
              expect(answered && longest >= least).toBe(false);
              continue;
            }
            const samples = stretch(perSecond, row.second, seconds);
            const beyond = samples.length - Math.ceil((samples.length * percentile) / 100);
            expect(seconds).toBeLessThanOrEqual(LONGEST_WINDOW_SECONDS);
            expect(word).toBe(beyond >= 10 ? 'sure' : 'estimate');
            expect(beyond).toBeGreaterThanOrEqual(1);
            const exact = exactPercentile(samples, percentile);
            expect(value).toBeGreaterThanOrEqual(exact);
            expect(value).toBeLessThanOrEqual(exact * 1.001);
            expect(stretch(perSecond, row.second, seconds - 1).length).toBeLessThan(least);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a slow stretch is slow in all of its seconds, in none before it, and in none four seconds after it', () => {
    const shape = fc.record({
      rate: fc.integer({ min: 4, max: 130 }),
      before: fc.integer({ min: 6, max: 20 }),
      length: fc.integer({ min: 1, max: 8 }),
      slowMs: fc.integer({ min: 200, max: 30_000 }),
    });
    fc.assert(
      fc.property(shape, ({ rate, before, length, slowMs }) => {
        const slowIn = (second: number) => second >= before && second < before + length;
        const rows = rowsOf(
          Array.from({ length: before + length + 10 }, (_, second) =>
            Array.from({ length: rate }, () => (slowIn(second) ? slowMs : 20)),
          ),
        );
        const drawn = (read: (row: SummarySecond) => number | null) =>
          rows.filter((row) => (read(row) ?? 0) >= slowMs).map((row) => row.second);
        const own = Array.from({ length }, (_, index) => before + index);
        const late = Math.ceil(20 / rate) - 1;
        const echo = Array.from({ length: late }, (_, index) => before + length + index);
        expect(drawn((row) => row.p95Ms)).toEqual([...own, ...echo]);
        if (rate >= 20) expect(drawn((row) => row.p95Ms)).toEqual(own);
        const slowest = drawn((row) => row.p99Ms);
        expect(slowest).toEqual(rate >= 20 ? [...own, ...echoOf(rate, before + length)] : []);
        expect(Math.max(0, ...slowest)).toBeLessThan(before + length + LONGEST_WINDOW_SECONDS);
      }),
      { numRuns: 60 },
    );
  });
});

describe('laws of the drawn latency', () => {
  test('what is drawn lies within five seconds of all its samples, overlaps nothing, and leaves no known second out', () => {
    fc.assert(
      fc.property(story, fc.boolean(), (perSecond, log) => {
        const seconds = rowsOf(perSecond);
        const { series } = latencyModel({ seconds, plannedMs: perSecond.length * 1_000 }, log);
        for (const { steps = [], values } of series) {
          let edge = 0;
          for (const { from, to, value, samples = [from, to] as const } of steps) {
            expect(from).toBeGreaterThanOrEqual(edge);
            expect(samples[1] - samples[0]).toBeLessThanOrEqual(LONGEST_WINDOW_SECONDS);
            expect([samples[0] <= from, to <= samples[1]]).toEqual([true, true]);
            const drawnOf = perSecond.slice(samples[0], samples[1]).flat();
            expect(value).toBeGreaterThanOrEqual(Math.min(...drawnOf));
            expect(value).toBeLessThanOrEqual(Math.max(...drawnOf));
            // It is a figure of the document: that of the second its samples end with.
            expect(value).toBe(values[samples[1] - 1]);
            edge = to;
          }
          for (const [second, value] of values.entries()) {
            const isDrawn = steps.some(({ from, to }) => from <= second && second < to);
            if (value !== null) expect(isDrawn).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('a chart that grows does not redraw its past', () => {
    fc.assert(
      fc.property(story, (perSecond) => {
        const seconds = rowsOf(perSecond);
        const drawnUpTo = (count: number) =>
          latencyModel({ seconds: seconds.slice(0, count), plannedMs: 0 }, false).series.map(
            ({ steps = [] }) => steps,
          );
        const whole = drawnUpTo(seconds.length);
        for (let count = 1; count < seconds.length; count += 1) {
          for (const [index, steps] of drawnUpTo(count).entries()) {
            // Only the last may still grow.
            expect(whole[index]?.slice(0, Math.max(0, steps.length - 1))).toEqual(steps.slice(0, -1));
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  test('a slow stretch is drawn slow in all of its seconds, and nowhere four seconds away from it', () => {
    const shape = fc.record({
      rate: fc.integer({ min: 4, max: 130 }),
      before: fc.integer({ min: 6, max: 20 }),
      length: fc.integer({ min: 1, max: 8 }),
    });
    fc.assert(
      fc.property(shape, ({ rate, before, length }) => {
        const slowIn = (second: number) => second >= before && second < before + length;
        const seconds = rowsOf(
          Array.from({ length: before + length + 10 }, (_, second) =>
            Array.from({ length: rate }, () => (slowIn(second) ? 400 : 20)),
          ),
        );
        const { series } = latencyModel({ seconds, plannedMs: 0 }, true);
        for (const { key, values, steps = [] } of series) {
          const slow = steps.flatMap(({ from, to, value }) =>
            value >= 100 ? Array.from({ length: to - from }, (_, index) => from + index) : [],
          );
          const own = Array.from({ length }, (_, index) => before + index);
          const isDrawn = values.some((value) => value !== null);
          if (key === 'p95' || key === 'max' || (key === 'p99' && isDrawn)) {
            expect(slow).toEqual(expect.arrayContaining(own));
          }
          if (key === 'p95' && rate >= 20) expect(slow).toEqual(own);
          expect(Math.min(before, ...slow)).toBeGreaterThan(before - LONGEST_WINDOW_SECONDS);
          expect(Math.max(before, ...slow)).toBeLessThan(before + length + LONGEST_WINDOW_SECONDS - 1);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('counts of any seconds are never drawn as more per second than a whole one held', () => {
    const cut = fc.record({
      counts: fc.array(fc.nat(200), { minLength: 1, maxLength: 8 }),
      lengthMs: fc.integer({ min: 1, max: 1_000 }),
      plannedS: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(cut, ({ counts, lengthMs, plannedS }) => {
        const plan = makePlan({ durationMs: plannedS * 1_000 });
        const seconds = analyseStored(
          makeRun(plan),
          counts.map((count, second) => {
            const last = second === counts.length - 1;
            const times = Array.from({ length: count }, () => 5);
            return makeSecond(second, [makeSeriesSecond(0, times)], {
              lengthUs: (last ? lengthMs : 1_000) * 1_000,
            });
          }),
          COMPLETED,
        ).perSecond;
        const [, sent] = throughputModel({ seconds, plannedMs: plan.durationMs }).series;
        for (const { from, to, value } of sent?.steps ?? []) {
          const held = counts.slice(from, Math.ceil(to)).reduce((sum, count) => sum + count, 0);
          expect(value).toBeLessThanOrEqual(held);
          expect(to).toBeLessThanOrEqual(plannedS);
        }
        const drawn = (sent?.steps ?? []).reduce(
          (sum, { from, to, value }) => sum + value * Math.max(1, to - from),
          0,
        );
        const planned = counts.slice(0, plannedS).reduce((sum, count) => sum + count, 0);
        expect(drawn).toBeCloseTo(planned, 6);
      }),
      { numRuns: 60 },
    );
  });
});

/** Seconds after the stretch in which a p99 over a hundred samples still holds some of it. */
function echoOf(rate: number, end: number): number[] {
  return Array.from({ length: Math.ceil(100 / rate) - 1 }, (_, index) => end + index);
}
