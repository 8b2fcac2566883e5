import { describe, expect, it } from 'vitest';
import type { SeriesDocument } from '../../../../../src/contract/run-series-schema.ts';
import { exitCodeOfSeries } from '../../../../../src/main/hosts/cli/series-job.ts';

type Run = SeriesDocument['runs'][number];

const RUN: Run = {
  nth: 1,
  runId: 'a',
  side: 'A',
  role: 'counted',
  why: '',
  startedAt: null,
  durationMs: 1_000,
  state: 'completed',
  trust: 'trusted',
  grade: 'good',
  passed: true,
  p95Ms: 1,
  errorRatePercent: 0,
};

function code(
  state: SeriesDocument['series']['state'],
  runs: readonly Partial<Run>[],
  ended: Partial<Parameters<typeof exitCodeOfSeries>[1]> = {},
): number {
  const series = { state } as SeriesDocument['series'];
  const of = { series, runs: runs.map((change) => ({ ...RUN, ...change })) };
  return exitCodeOfSeries(of, { isCut: false, failure: null, requireTrust: false, ...ended });
}

describe('the exit code of a series', () => {
  it('is that of its runs', () => {
    expect(code('completed', [{}])).toBe(0);
    expect(code('completed', [{}, { passed: false }])).toBe(4);
    expect(code('completed', [{}, { role: 'warm-up', passed: false }])).toBe(0);
  });

  it('tells a run that is not trusted where trust is asked for', () => {
    expect(code('completed', [{ role: 'left out', trust: 'untrustworthy' }])).toBe(0);
    expect(code('completed', [{ trust: 'degraded' }], { requireTrust: true })).toBe(6);
  });

  it('tells why it went no further', () => {
    expect(code('stopped', [{ role: 'left out', state: 'failed' }])).toBe(1);
    expect(code('stopped', [{ role: 'left out', trust: 'untrustworthy' }])).toBe(6);
    expect(code('stopped', [{}], { isCut: true })).toBe(130);
    const failure = { code: 'target.unhealthy', side: 'target', message: 'x', hint: '' } as const;
    expect(code('stopped', [{}], { failure })).toBe(3);
  });
});
