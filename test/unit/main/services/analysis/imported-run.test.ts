import { describe, expect, test } from 'vitest';
import type { AppliedLoad, LoadSegment } from '../../../../../src/contract/applied-load.ts';
import type { MeasuredPlan } from '../../../../../src/contract/run-plan.ts';
import type { Series } from '../../../../../src/contract/series.ts';
import { summarySchema } from '../../../../../src/contract/summary.ts';
import { analyseStored } from '../../../../../src/main/services/analysis/analysis.ts';
import { makePlan } from '../../../../support/made-plan.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../../../../support/made-seconds.ts';

/** What another tool measured: no user class of ours, no step, nothing to be sent again. */
const ORDERS: Series = {
  service: 'shop',
  endpoint: 'POST /orders',
  protocol: 'http',
  role: 'request',
  source: 'task',
  inTotals: true,
  primary: true,
  once: false,
  clock: 'intended',
  unit: 'us',
  definition: 'from when it was due to the last byte, as the tool says',
};
const { version, seed, scenarios, values, ...own } = makePlan({ durationMs: 20_000 });
const imported: MeasuredPlan = {
  ...own,
  series: [ORDERS],
  load: [],
  thresholds: [
    { service: 'shop', metric: 'latency', statistic: 'p50', excellent: 20, good: 50, acceptable: 90 },
  ],
};
const seconds = Array.from({ length: 20 }, (_, second) =>
  makeSecond(second, [
    makeSeriesSecond(
      0,
      Array.from({ length: 10 }, (_, n) => 10 + n),
    ),
  ]),
);

describe('a run without a plan of ours', () => {
  test('is analysed from its series alone', () => {
    const summary = analyseStored(makeRun(imported), seconds, COMPLETED);
    expect(summarySchema.safeParse(summary).error).toBeUndefined();
    expect(summary.totals).toMatchObject({ sent: 200, ok: 200 });
    expect(summary.ratePerSecond).toBe(10);
    expect(summary.overallTimeMs).toMatchObject({ count: 200, clock: 'intended', min: 10, max: 19 });
    expect(summary.grades.map(({ metric, grade }) => [metric, grade])).toEqual([['latency', 'excellent']]);
    expect(summary.overall).toMatchObject({ outcome: 'passed', grade: 'excellent' });
    expect([summary.webSocket, summary.sse]).toEqual([null, null]);
  });
});

describe('a load that grows while the run goes on', () => {
  const level = (startMs: number, durationMs: number, rate: number, cause: LoadSegment['cause']) => ({
    startMs,
    durationMs,
    from: rate,
    to: rate,
    cause,
  });
  const arrivals: AppliedLoad = {
    name: 'orders',
    service: 'shop',
    protocol: 'http',
    model: 'open',
    segments: [level(0, 20_000, 10, 'plan')],
    thinkTime: { minMs: 0, maxMs: 0 },
    heldMs: 0,
    iterationsEach: null,
    iterations: null,
    setup: [],
    series: [0],
    demand: [{ series: 0, per: 'iteration', count: 1, outOf: 1 }],
    closesConnections: false,
    sequenced: false,
    stamped: false,
  };
  const offered = (change: readonly LoadSegment[]) =>
    analyseStored(
      makeRun({ ...imported, load: [arrivals] }),
      seconds.map((one) =>
        one.second === 10 && change.length > 0
          ? { ...one, load: [{ name: 'orders', segments: change }] }
          : one,
      ),
      COMPLETED,
    ).rates.offeredPerSecond;

  test('is what the figures rest on: the plan is only where it began', () => {
    expect(offered([])).toBe(10);
    expect(offered([level(10_000, 10_000, 30, 'steered')])).toBe(20);
    expect(offered([level(15_000, 5_000, 0, 'steered')])).toBe(10);
  });
});
