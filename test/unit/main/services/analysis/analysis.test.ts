import { describe, expect, test } from 'vitest';
import { summarySchema } from '../../../../../src/contract/summary.ts';
import { analyseStored, createAnalysis } from '../../../../../src/main/services/analysis/analysis.ts';
import { makePlan, makeSeries } from '../../../../support/made-plan.ts';
import {
  COMPLETED,
  makeFailure,
  makeRun,
  makeSecond,
  makeSeriesSecond,
} from '../../../../support/made-seconds.ts';

const times = (from: number, count: number) => Array.from({ length: count }, (_, i) => from + i);

describe('the analysis of a run', () => {
  test('adds up two seconds of one endpoint, by hand', () => {
    const run = makeRun(makePlan());
    const seconds = [
      makeSecond(0, [makeSeriesSecond(0, times(1, 100))]),
      makeSecond(1, [makeSeriesSecond(0, times(101, 100), { counts: { errors: 4, targetErrors: 3 } })]),
    ];
    const summary = analyseStored(run, seconds, COMPLETED);
    expect(summarySchema.safeParse(summary).error).toBeUndefined();
    expect(summary.totals).toEqual({
      planned: 204,
      sent: 204,
      ok: 200,
      errors: 4,
      dropped: 0,
      cancelled: 0,
      openAtStop: 0,
      bytesIn: 20_000,
      bytesOut: 2_000,
    });
    expect(summary.ratePerSecond).toBe(102);
    const [endpoint] = summary.endpoints;
    expect(endpoint?.count).toBe(204);
    expect(endpoint?.errorRatePercent).toBeCloseTo((3 / 203) * 100, 12);
    // Upper ends of the buckets that hold 100,000 µs (64 µs wide) and 190,000 µs (128 µs wide).
    expect(endpoint?.responseTimeMs.p50).toBe(100.031);
    expect(endpoint?.responseTimeMs.p95).toBe(190.079);
    expect(endpoint?.responseTimeMs.p99).toBe(198.015);
    expect(endpoint?.responseTimeMs.evidence).toMatchObject({
      p95: 'sure',
      p99: 'estimate',
      p999: 'unknown',
    });
    expect(endpoint?.responseTimeMs.mean).toBe(100.5);
    expect(endpoint?.responseTimeMs.clock).toBe('actual');
    expect(summary.run.durationMs).toBe(2_000);
  });

  test('gives the same document live and from the stored seconds', () => {
    const run = makeRun(makePlan());
    const seconds = times(0, 20).map((second) =>
      makeSecond(second, [makeSeriesSecond(0, times(second + 1, 30))]),
    );
    const live = createAnalysis(run);
    for (const second of seconds) live.add(second);
    expect(live.summary(COMPLETED)).toEqual(analyseStored(run, seconds, COMPLETED));
  });

  test('keeps the warm-up out of the figures and in the books', () => {
    const run = makeRun(makePlan({ warmupMs: 1_000 }));
    const seconds = [
      makeSecond(0, [makeSeriesSecond(0, [900, 900, 900])]),
      makeSecond(1, [makeSeriesSecond(0, [10, 10])]),
    ];
    const summary = analyseStored(run, seconds, COMPLETED);
    expect(summary.totals.sent).toBe(5);
    expect(summary.endpoints[0]?.count).toBe(2);
    expect(summary.endpoints[0]?.responseTimeMs.max).toBe(10);
    expect(summary.ratePerSecond).toBe(2);
    expect(summary.perSecond.map((row) => row.warmup)).toEqual([true, false]);
  });

  test('uses the real length of a partial last second', () => {
    const run = makeRun(makePlan());
    const seconds = [
      makeSecond(0, [makeSeriesSecond(0, times(1, 10))]),
      makeSecond(1, [makeSeriesSecond(0, times(1, 5))], { lengthUs: 500_000 }),
    ];
    const summary = analyseStored(run, seconds, COMPLETED);
    expect(summary.ratePerSecond).toBe(10);
    expect(summary.run.durationMs).toBe(1_500);
  });

  test('counts what still waits as cancelled once the run is over, and leaves what is open as open', () => {
    const run = makeRun(makePlan({ series: [makeSeries({ clock: 'intended' })] }));
    const counts = { planned: 12, sent: 8, ok: 5, waiting: 4, inFlight: 3 };
    const seconds = [makeSecond(0, [makeSeriesSecond(0, times(1, 5), { counts })])];
    const running = analyseStored(run, seconds, { ...COMPLETED, state: 'running' });
    expect(running.totals).toMatchObject({ planned: 12, sent: 8, cancelled: 0, openAtStop: 3 });
    const ended = analyseStored(run, seconds, { ...COMPLETED, state: 'interrupted' });
    expect(ended.totals).toMatchObject({ planned: 12, sent: 8, cancelled: 4, ok: 5, openAtStop: 3 });
  });

  test('recomputes every figure for a part of the run', () => {
    const run = makeRun(makePlan());
    const seconds = times(0, 10).map((second) => makeSecond(second, [makeSeriesSecond(0, [second + 1])]));
    const summary = analyseStored(run, seconds, { ...COMPLETED, fromSecond: 3, toSecond: 4 });
    expect(summary.run.range).toEqual({ fromSecond: 3, toSecond: 4 });
    expect(summary.totals.sent).toBe(2);
    expect(summary.overallTimeMs.min).toBe(4);
    expect(summary.overallTimeMs.max).toBe(5);
    expect(summary.ratePerSecond).toBe(1);
    expect(summary.perSecond).toHaveLength(10);
  });

  test('lists failures by code with the first example', () => {
    const run = makeRun(makePlan());
    const failure = makeFailure('http.5xx', { message: 'The target answered 503.' });
    const exemplar = {
      series: 0,
      thread: 0,
      intendedUs: null,
      startedUs: 0,
      dnsUs: null,
      connectUs: null,
      tlsUs: null,
      sentUs: 1,
      firstByteUs: 2,
      endedUs: 3,
      reused: true,
      status: 503,
      method: 'GET',
      url: 'http://127.0.0.1:8000/api',
      code: 'http.5xx',
    };
    const second = (at: number, count: number) =>
      makeSecond(at, [makeSeriesSecond(0, [1], { counts: { errors: count } })], {
        failures: [{ series: 0, failure, count, firstUs: at * 1e6 + 500, lastUs: at * 1e6 + 900 }],
        exemplars: [exemplar],
      });
    const summary = analyseStored(run, [second(0, 2), second(1, 3)], COMPLETED);
    expect(summary.errors).toEqual([
      {
        code: 'http.5xx',
        side: 'target',
        service: 'gateway',
        endpoint: 'instruments',
        count: 5,
        firstAt: 0.5,
        lastAt: 1_000.9,
        message: 'The target answered 503.',
        hint: 'Look at the target.',
        example: 'GET http://127.0.0.1:8000/api → 503',
        category: 'http',
        sample: {
          method: 'GET',
          url: 'http://127.0.0.1:8000/api',
          status: 503,
          atMs: 0.003,
          head: '',
          body: '',
          note: '',
        },
      },
    ]);
    expect(summary.perSecond[1]?.errorsByCode).toEqual({ 'http.5xx': 3 });
  });
});
