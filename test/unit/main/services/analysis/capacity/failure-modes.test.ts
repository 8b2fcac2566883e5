import { describe, expect, test } from 'vitest';
import {
  failureMode,
  failureModes,
} from '../../../../../../src/main/services/analysis/capacity/failure-modes.ts';
import { madeSample, madeStep } from '../../../../../support/capacity-servers/made-step.ts';
import { FEW_ERRORS, latencyObjective } from '../../../../../support/capacity-servers/servers.ts';

const objectives = [latencyObjective(20), FEW_ERRORS];
const missed = (failures: Record<string, [count: number, firstAtMs: number]>) =>
  madeStep({
    verdict: 'missed',
    starts: 1_000,
    fromMs: 60_000,
    samples: [madeSample(0.3), madeSample(0.1)],
    failures: new Map(
      Object.entries(failures).map(([code, [count, firstAtMs]]) => [code, { count, firstAtMs }]),
    ),
  });

describe('failure modes', () => {
  test('are those of the loads that missed, the largest first, and which came first', () => {
    const steps = [
      madeStep({ failures: new Map([['http.429', { count: 500, firstAtMs: 0 }]]) }),
      missed({ 'http.5xx': [100, 63_000], 'timeout.total': [10, 62_000] }),
      missed({ 'http.5xx': [50, 90_000], 'timeout.headers': [10, 91_000] }),
    ];
    expect(failureModes(steps, objectives)).toEqual({
      sentence: '5xx responses: 7.5% of the requests of loads that missed. First came timeouts, at 1:02.',
      modes: [
        { mode: '5xx responses', share: 0.075, firstAtMs: 63_000 },
        { mode: 'timeouts', share: 0.01, firstAtMs: 62_000 },
      ],
    });
  });

  test('are latency only where no kind reaches the errors allowed', () => {
    expect(failureModes([missed({ 'http.5xx': [9, 63_000] })], objectives)).toEqual({
      sentence: 'Latency only: no kind of failure reached 1% of the requests.',
      modes: [
        { mode: 'latency only', share: 0.3, firstAtMs: 60_000 },
        { mode: '5xx responses', share: 0.009, firstAtMs: 63_000 },
      ],
    });
  });

  test('are none where nothing missed', () => {
    expect(failureModes([madeStep()], objectives).modes).toEqual([]);
  });

  test.each([
    ['connect.refused', 'connection refused'],
    ['reset.before_headers', 'connection reset'],
    ['closed.mid_body', 'connection closed'],
    ['http.429', '429 Too Many Requests'],
    ['http.4xx', '4xx responses'],
    ['connect.timeout', 'timeouts'],
    ['check.failed', 'failed checks'],
    ['ws.abnormal_close', 'closed streams'],
    ['tls.expired', 'connection failures'],
  ])('%s is called %s', (code, mode) => {
    expect(failureMode(code)).toBe(mode);
  });
});
