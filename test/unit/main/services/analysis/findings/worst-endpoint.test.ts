import { describe, expect, test } from 'vitest';
import type { WebSocketStep } from '../../../../../../src/contract/protocols/websocket.ts';
import { worstEndpoint } from '../../../../../../src/contract/rate-words.ts';
import { analyseStored } from '../../../../../../src/main/services/analysis/analysis.ts';
import { makeHttp, makePlan, makeSeries, makeStep } from '../../../../../support/made-plan.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../../../../../support/made-seconds.ts';

const times = (ms: number) => Array.from({ length: 40 }, () => ms);

describe('the worst endpoint', () => {
  const plan = makePlan({ series: [makeSeries(), makeSeries({ endpoint: 'curves' })] });

  test('is the slowest, and called so, where none failed', () => {
    const seconds = [makeSecond(0, [makeSeriesSecond(0, times(5)), makeSeriesSecond(1, times(80))])];
    expect(worstEndpoint(analyseStored(makeRun(plan), seconds, COMPLETED))).toEqual({
      label: 'Slowest endpoint',
      text: 'gateway curves, p95 ~80 ms',
    });
  });

  test('is the one that fails most, with the slowest beside it', () => {
    const failing = makeSeriesSecond(0, times(5), { counts: { errors: 10 } });
    const seconds = [makeSecond(0, [failing, makeSeriesSecond(1, times(80))])];
    expect(worstEndpoint(analyseStored(makeRun(plan), seconds, COMPLETED))).toEqual({
      label: 'Worst endpoint',
      text: 'gateway instruments, 20% failed; slowest: gateway curves, p95 ~80 ms',
    });
  });

  test('is never one whose time is how long the plan holds a connection', () => {
    const held: WebSocketStep = {
      kind: 'websocket',
      send: [],
      until: null,
      holdMs: 5_000,
      closeTimeoutMs: 1_000,
      maxMessageBytes: 1_000,
      series: { roundTrip: null, session: 1 },
    };
    const tasks = [{ name: 'live', weight: 1, steps: [{ ...makeStep(0), stream: held }] }];
    const socket = (endpoint: string) => makeSeries({ endpoint, protocol: 'websocket' });
    const holding = makePlan({
      series: [socket('live'), socket('live held')],
      scenarios: [makeHttp({ tasks })],
    });
    const seconds = [makeSecond(0, [makeSeriesSecond(0, times(5)), makeSeriesSecond(1, times(5_000))])];
    const document = analyseStored(makeRun(holding), seconds, COMPLETED);
    expect(document.endpoints[1]).toMatchObject({
      part: false,
      responseTimeMs: { p95: expect.closeTo(5_000, -1) },
    });
    expect(document.worst.latency).toMatchObject({ endpoint: 'live', p95Ms: expect.closeTo(5, 0) });
  });
});
