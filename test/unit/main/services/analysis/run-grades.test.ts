import { describe, expect, test } from 'vitest';
import type { RunPlan } from '../../../../../src/contract/run-plan.ts';
import type { GradeRow, Threshold } from '../../../../../src/contract/threshold.ts';
import type { RunSecond } from '../../../../../src/contract/tick.ts';
import { analyseStored } from '../../../../../src/main/services/analysis/analysis.ts';
import { makeHttp, makePlan, makeSeries, makeStep, makeWebSocket } from '../../../../support/made-plan.ts';
import {
  COMPLETED,
  makeRun,
  makeSecond,
  makeSeriesSecond,
  makeStream,
} from '../../../../support/made-seconds.ts';

function gradesOf(plan: RunPlan, seconds: readonly RunSecond[]): GradeRow[] {
  return analyseStored(makeRun(plan), seconds, COMPLETED).grades;
}

const LATENCY: Threshold = {
  service: 'gateway',
  endpoint: 'instruments',
  metric: 'latency',
  excellent: 50,
  good: 100,
  acceptable: 200,
};
const ERRORS: Threshold = {
  service: 'gateway',
  metric: 'errorRate',
  excellent: 0.1,
  good: 0.5,
  acceptable: 1,
};
const RATE: Threshold = {
  service: 'gateway',
  metric: 'throughput',
  excellent: 200,
  good: 100,
  acceptable: 50,
};

describe('the grades of a run', () => {
  test('leave out thresholds of what the plan does not have', () => {
    const plan = makePlan({
      thresholds: [
        LATENCY,
        { ...LATENCY, endpoint: 'curves' },
        { ...LATENCY, service: 'auth' },
        { service: 'gateway', metric: 'connectionSuccess', acceptable: 80 },
      ],
    });
    const rows = gradesOf(plan, [makeSecond(0, [makeSeriesSecond(0, [10])])]);
    expect(rows.map((row) => row.endpoint)).toEqual(['instruments']);
  });

  test('take the p95 with its order-statistic bound even where tables hide it', () => {
    const times = Array.from({ length: 100 }, (_, i) => (i + 1) / 2);
    const [row] = gradesOf(makePlan({ thresholds: [LATENCY] }), [
      makeSecond(0, [makeSeriesSecond(0, times)]),
    ]);
    // 95th of 100 values 0.5 … 50 ms; the 99th bounds the p95 from above with 95 % confidence.
    expect(row).toMatchObject({ value: 47.519, grade: 'excellent', provable: true, samples: 100 });
    expect(row?.note).toBe('With 95% confidence at most 49.5 ms. Service time.');
  });

  test('count target and network failures alone', () => {
    const counts = { errors: 5, targetErrors: 2, ok: 398, sent: 403, planned: 403 };
    const [row] = gradesOf(makePlan({ thresholds: [ERRORS] }), [
      makeSecond(0, [makeSeriesSecond(0, [10], { counts })]),
    ]);
    expect(row).toMatchObject({ value: 0.5, grade: 'acceptable', samples: 400, provable: false });
    expect(row?.note).toBe(
      'Inconclusive at n=400: the error rate could be up to 1.57%. A value exactly on a threshold gets the worse grade. 2 of 400 failed at the target or network; 3 failures that are not its own are left out.',
    );
  });

  test('hold throughput against the offer of the seconds that were measured', () => {
    const plan = makePlan({ thresholds: [RATE], durationMs: 20_000 });
    const seconds = Array.from({ length: 20 }, (_, second) =>
      makeSecond(second, [makeSeriesSecond(0, [10, 10, 10, 10])]),
    );
    const [row] = gradesOf(plan, seconds);
    expect(row).toMatchObject({ value: 4, grade: 'not-applicable', samples: 80 });
    expect(row?.note).toMatch(/^Not applicable: offered 5.5\/s \(10 users on average who think 2 s/);
  });

  test('call a rate over less than ten seconds not provable', () => {
    const plan = makePlan({
      thresholds: [RATE],
      scenarios: [makeHttp({ thinkTime: { minMs: 0, maxMs: 0 } })],
    });
    const times = Array.from({ length: 300 }, () => 5);
    const [row] = gradesOf(plan, [makeSecond(0, [makeSeriesSecond(0, times)])]);
    expect(row).toMatchObject({ value: 300, grade: 'excellent', provable: false });
  });

  test('grade the WebSocket assessment', () => {
    const series = ['ws_connect', 'round_trip', 'ping'].map((endpoint) =>
      makeSeries({ service: 'streaming', endpoint, protocol: 'websocket' }),
    );
    const plan = makePlan({
      series,
      scenarios: [makeWebSocket(0)],
      thresholds: [
        {
          service: 'streaming',
          metric: 'connectionSuccess',
          excellent: 95,
          good: 90,
          acceptable: 80,
          inclusive: true,
        },
        {
          service: 'streaming',
          metric: 'messageLatency',
          excellent: 100,
          good: 500,
          acceptable: 1000,
          inclusive: true,
        },
        {
          service: 'streaming',
          metric: 'errorsPerConnection',
          excellent: 0,
          good: 1,
          acceptable: 5,
          inclusive: true,
        },
      ],
    });
    const second = makeSecond(
      0,
      [
        makeSeriesSecond(0, [20, 30], { counts: { errors: 1, targetErrors: 1 } }),
        makeSeriesSecond(1, [80, 120, 100], { counts: { errors: 3, targetErrors: 3 } }),
        makeSeriesSecond(2, [1]),
      ],
      { streams: [makeStream('StreamConnections', { attempted: 100, opened: 90, failed: 10 })] },
    );
    const rows = gradesOf(plan, [second]);
    expect(rows.map(({ metric, value, grade }) => [metric, value, grade])).toEqual([
      ['connectionSuccess', 90, 'good'],
      ['messageLatency', 100, 'excellent'],
      ['errorsPerConnection', 4, 'acceptable'],
    ]);
    expect(rows[0]?.note).toContain('90 of 100 connections opened');
    expect(rows[1]?.statistic).toBe('mean');
  });

  test.each([
    ['messages under way fail with their connection', 5, 2, 6],
    ['idle connections break', 0, 2, 3],
    ['messages fail on connections that last', 4, 0, 5],
  ])('count one break once per connection: %s', (_, messages, sessions, percent) => {
    const names = ['ws_connect', 'ws_first_message', 'ws_message', 'ws_ping', 'ws_session'];
    const series = names.map((endpoint) =>
      makeSeries({ service: 'streaming', endpoint, protocol: 'websocket' }),
    );
    const plan = makePlan({
      series,
      scenarios: [
        makeWebSocket(0, { series: { connect: 0, firstMessage: 1, roundTrip: 2, ping: 3, session: 4 } }),
      ],
      thresholds: [{ service: 'streaming', metric: 'errorsPerConnection', acceptable: 50 }],
    });
    const failed = (errors: number) => ({ counts: { errors, targetErrors: errors } });
    const second = makeSecond(
      0,
      [
        makeSeriesSecond(0, [1], failed(1)),
        makeSeriesSecond(1, [], failed(sessions)),
        makeSeriesSecond(2, [1], failed(messages)),
        makeSeriesSecond(4, [], failed(sessions)),
      ],
      { streams: [makeStream('StreamConnections', { attempted: 100, opened: 99, failed: 1 })] },
    );
    expect(gradesOf(plan, [second])[0]?.value).toBe(percent);
  });

  test('grade the whole service on its requests together', () => {
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
      thresholds: [{ service: 'gateway', metric: 'latency', statistic: 'max', acceptable: 100 }],
    });
    const [row] = gradesOf(plan, [makeSecond(0, [makeSeriesSecond(0, [10]), makeSeriesSecond(1, [90])])]);
    expect(row).toMatchObject({ endpoint: null, statistic: 'max', value: 90, grade: 'good', samples: 2 });
  });
});
