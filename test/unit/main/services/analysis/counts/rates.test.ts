import { describe, expect, test } from 'vitest';
import type { OpenProfile } from '../../../../../../src/contract/profile.ts';
import type { Threshold } from '../../../../../../src/contract/threshold.ts';
import { analyseStored } from '../../../../../../src/main/services/analysis/analysis.ts';
import { makeHttp, makePlan, makeSeries, makeStep } from '../../../../../support/made-plan.ts';
import {
  COMPLETED,
  makeGenerator,
  makeRun,
  makeSecond,
  makeSeriesSecond,
} from '../../../../../support/made-seconds.ts';

const ERRORS = { service: 'gateway', metric: 'errorRate', excellent: 0.1, good: 0.5, acceptable: 1 } as const;
const LATENCY: Threshold = {
  service: 'gateway',
  endpoint: 'instruments',
  metric: 'latency',
  acceptable: 250,
};
const times = (count: number) => Array.from({ length: count }, () => 10);

function open(perSecond: number, durationMs: number) {
  const profile: OpenProfile = {
    model: 'open',
    arrivals: 'constant',
    segments: [{ durationMs, from: perSecond, to: perSecond }],
  };
  return makePlan({
    durationMs,
    series: [makeSeries({ clock: 'intended' })],
    scenarios: [makeHttp({ profile })],
  });
}

describe('rates', () => {
  test('are over the planned time; what drains after it is shown apart', () => {
    // 60/s for 10 s, half of them hanging to their timeout of 10 s: 300 time out while the run drains.
    const plan = {
      ...open(60, 10_000),
      thresholds: [{ service: 'gateway', metric: 'throughput', acceptable: 50 } as const],
    };
    const planned = Array.from({ length: 10 }, (_, second) =>
      makeSecond(second, [
        makeSeriesSecond(0, times(30), {
          counts: { planned: 60, sent: 60, inFlight: 30 * (second + 1) },
        }),
      ]),
    );
    const drain = Array.from({ length: 10 }, (_, at) =>
      makeSecond(10 + at, [
        makeSeriesSecond(0, [], {
          counts: { planned: 0, sent: 0, errors: 30, targetErrors: 30, inFlight: 300 - 30 * (at + 1) },
        }),
      ]),
    );
    const { rates, drain: after, grades } = analyseStored(makeRun(plan), [...planned, ...drain], COMPLETED);
    expect(rates).toMatchObject({
      ok: 300,
      failed: 300,
      errorRatePercent: 50,
      throughputPerSecond: 30,
      sentPerSecond: 60,
      offeredPerSecond: 60,
    });
    expect(after).toEqual({ lengthMs: 10_000, ok: 0, failed: 300, leftOut: 0 });
    expect(grades[0]).toMatchObject({ grade: 'poor', value: 30 });
    expect(grades[0]?.note).not.toMatch(/not applicable/i);
  });

  test('offer what was sent at the least, and no number where only the answers held back', () => {
    const seconds = [makeSecond(0, [makeSeriesSecond(0, times(40))])];
    const { rates } = analyseStored(makeRun({ ...open(20, 1_000) }), seconds, COMPLETED);
    expect(rates).toMatchObject({ sentPerSecond: 40, offeredPerSecond: 40 });
    expect(analyseStored(makeRun({ ...open(90, 1_000) }), seconds, COMPLETED).rates).toMatchObject({
      plannedPerSecond: 40,
      offeredPerSecond: 90,
    });
    const free = makePlan({ scenarios: [makeHttp({ thinkTime: { minMs: 0, maxMs: 0 } })] });
    expect(analyseStored(makeRun(free), seconds, COMPLETED).rates.offeredPerSecond).toBeNull();
  });

  test('offer no less than was answered, where a warm-up hands on what it had under way', () => {
    const waiting = makeSeriesSecond(0, [], { counts: { planned: 20, sent: 20, inFlight: 20 } });
    const answered = makeSeriesSecond(0, times(25), { counts: { planned: 20, sent: 20, inFlight: 15 } });
    const plan = { ...open(20, 2_000), warmupMs: 1_000 };
    const seconds = [makeSecond(0, [waiting]), makeSecond(1, [answered])];
    const { rates } = analyseStored(makeRun(plan), seconds, COMPLETED);
    expect(rates).toMatchObject({ sentPerSecond: 20, throughputPerSecond: 25, offeredPerSecond: 25 });
  });

  test('are the same for a run, its services and its endpoints, and the grade takes them from there', () => {
    const plan = makePlan({
      series: [makeSeries(), makeSeries({ endpoint: 'curves' })],
      scenarios: [
        makeHttp({
          tasks: [
            { name: 'a', weight: 1, steps: [makeStep(0)] },
            { name: 'b', weight: 1, steps: [makeStep(1)] },
          ],
        }),
      ],
      thresholds: [ERRORS, { ...ERRORS, endpoint: 'curves' }],
    });
    const second = makeSecond(0, [
      makeSeriesSecond(0, times(90)),
      makeSeriesSecond(1, times(8), { counts: { errors: 3, targetErrors: 2 } }),
    ]);
    const summary = analyseStored(makeRun(plan), [second], COMPLETED);
    expect(summary.rates).toMatchObject({ ok: 98, failed: 2, leftOut: 1, errorRatePercent: 2 });
    expect(summary.services).toMatchObject([{ service: 'gateway', rates: summary.rates }]);
    expect(summary.endpoints[1]).toMatchObject({ targetErrors: 2, errorRatePercent: 20 });
    expect(summary.endpoints[1]?.rates.errorRatePercent).toBe(20);
    expect(summary.grades.map(({ value }) => value)).toEqual([2, 20]);
    expect(summary.worst.errors).toEqual({
      service: 'gateway',
      endpoint: 'curves',
      failed: 2,
      errorRatePercent: 20,
    });
  });
});

describe('what is left out', () => {
  const leaving = (leftOut: number, failed = 0) =>
    analyseStored(
      makeRun(makePlan({ thresholds: [ERRORS, LATENCY] })),
      [
        makeSecond(0, [
          makeSeriesSecond(0, times(71), { counts: { errors: leftOut + failed, targetErrors: failed } }),
        ]),
      ],
      COMPLETED,
    );

  test('keeps grades from being given, and the run from passing', () => {
    const { grades, overall, rates } = leaving(40);
    expect(rates).toMatchObject({ errorRatePercent: 0, leftOut: 40 });
    expect(rates.leftOutPercent).toBeCloseTo((40 / 111) * 100, 10);
    expect(grades.map(({ grade }) => grade)).toEqual(['not-gradable', 'not-gradable']);
    expect(overall).toMatchObject({ grade: 'not-gradable', outcome: 'not gradable', passed: false });
  });

  test('up to 1% is no matter', () => {
    expect(leaving(0).overall.passed).toBe(true);
    const some = analyseStored(
      makeRun(makePlan({ thresholds: [ERRORS] })),
      [makeSecond(0, [makeSeriesSecond(0, times(99), { counts: { errors: 1, targetErrors: 0 } })])],
      COMPLETED,
    );
    expect(some.rates.leftOutPercent).toBe(1);
    expect(some.overall.outcome).toBe('passed');
  });

  test('leaves an error rate Poor that would be so whatever had become of it', () => {
    expect(leaving(40, 30).grades.map(({ grade }) => grade)).toEqual(['poor', 'not-gradable']);
    expect(leaving(40, 1).grades[0]?.grade).toBe('not-gradable');
    expect(leaving(40, 30).overall.outcome).toBe('failed');
  });
});

test('an endpoint that was sent nothing is not told of what its service left out', () => {
  const refused = { code: 'auth.rejected', side: 'test', message: '', hint: '' } as const;
  const series = ['a', 'b'].map((endpoint) => makeSeries({ service: 'gateway', endpoint }));
  const thresholds = series.map(({ endpoint }) => ({ ...ERRORS, endpoint }));
  const second = makeSecond(
    0,
    [makeSeriesSecond(0, [], { counts: { sent: 1, errors: 1, targetErrors: 0 } })],
    {
      failures: [{ series: 0, failure: refused, count: 1, firstUs: 1, lastUs: 1 }],
    },
  );
  const plan = makePlan({ series, thresholds, durationMs: 3_000 });
  const { grades } = analyseStored(makeRun(plan), [second], COMPLETED);
  expect(grades.map(({ grade }) => grade)).toEqual(['not-gradable', 'not-gradable']);
  expect(grades[0]?.note).toMatch(/^Not gradable: 1 \(100%\) failed in ways/);
  expect(grades[1]?.note).toMatch(/^Not gradable: no request was sent to it\./);
});

describe('what was open when the run ended', () => {
  const plan = makePlan({ thresholds: [ERRORS, LATENCY], durationMs: 3_000 });
  const ended = (ok: number, inFlight: number, state: 'stopped' | 'running' = 'stopped') =>
    analyseStored(
      makeRun(plan),
      [makeSecond(0, [makeSeriesSecond(0, times(ok), { counts: { sent: ok + inFlight, inFlight } })])],
      { ...COMPLETED, state },
    );

  test('is left out, and too much of it leaves nothing to grade', () => {
    const { rates, grades, overall } = ended(0, 5);
    expect(rates).toMatchObject({ ok: 0, failed: 0, leftOut: 5, open: 5, leftOutPercent: 100 });
    expect(grades.map(({ grade }) => grade)).toEqual(['not-gradable', 'not-gradable']);
    expect(grades[0]?.note).not.toMatch(/failures that are not its own/);
    expect(overall.sentence).toContain('gateway cannot be graded: all 5 had not ended when the run did.');
    expect(ended(95, 5).grades.map(({ grade }) => grade)).toEqual(['not-gradable', 'not-gradable']);
  });

  test('of up to 1% leaves the grades as they are', () => {
    expect(ended(1_000, 5).grades.map(({ grade }) => grade)).toEqual(['excellent', 'good']);
  });

  test('is under way, and not left out, while the run goes on', () => {
    expect(ended(95, 5, 'running').rates).toMatchObject({ leftOut: 0, open: 0 });
  });
});

describe('seconds that are left out', () => {
  const disturbed = makeGenerator({ loopDelayMaxUs: 400_000, loopUtilisation: 1, latenessP99Us: 400_000 });
  const run = makeRun(makePlan({ thresholds: [ERRORS, LATENCY], durationMs: 3_000 }));
  const bad = (second: number, failed: number) =>
    makeSecond(
      second,
      [makeSeriesSecond(0, times(50), { counts: { errors: failed, targetErrors: failed } })],
      {
        generators: [disturbed],
      },
    );
  const without = { ...COMPLETED, excludeBadSeconds: true };

  test('all of them: nothing was measured, and nothing is Excellent', () => {
    const summary = analyseStored(run, [bad(0, 0), bad(1, 0)], without);
    expect(summary.trust.badSeconds).toEqual([0, 1]);
    expect(summary.grades.map(({ grade }) => grade)).toEqual(['no-data', 'no-data']);
    expect(summary.overall).toMatchObject({ outcome: 'not gradable', passed: false });
  });

  test('never make a grade better: it becomes not gradable', () => {
    const good = makeSecond(0, [makeSeriesSecond(0, times(50))]);
    const seconds = [good, bad(1, 25), { ...good, second: 2 }];
    expect(analyseStored(run, seconds, COMPLETED).grades[0]?.grade).toBe('poor');
    const { grades, overall } = analyseStored(run, seconds, without);
    expect(grades[0]).toMatchObject({ grade: 'not-gradable', value: 0 });
    expect(grades[0]?.note).toMatch(
      /^Not gradable: better only because seconds were left out; including them Poor\./,
    );
    expect(grades[1]?.grade).toBe('good');
    expect(overall).toMatchObject({ outcome: 'not gradable' });
  });
});
