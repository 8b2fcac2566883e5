import { describe, expect, test } from 'vitest';
import type { EndpointSummary, ErrorRow } from '../../../../../src/contract/summary.ts';
import { analyseStored } from '../../../../../src/main/services/analysis/analysis.ts';
import type { Facts } from '../../../../../src/main/services/analysis/finding.ts';
import { findingsOf } from '../../../../../src/main/services/analysis/findings.ts';
import type { TraceWindow } from '../../../../../src/main/services/analysis/load-trace.ts';
import { makePlan } from '../../../../support/made-plan.ts';
import {
  COMPLETED,
  encodeMillis,
  makeRun,
  makeSecond,
  makeSeriesSecond,
} from '../../../../support/made-seconds.ts';

const NOTHING: Facts = {
  grades: [],
  endpoints: [],
  errors: [],
  ok: 0,
  targetErrors: 0,
  windows: [],
  loadUnit: 'users',
  plateau: [],
};
const codes = (facts: Partial<Facts>) => findingsOf({ ...NOTHING, ...facts }).map((finding) => finding.code);

function windowAt(index: number, change: Partial<TraceWindow> = {}): TraceWindow {
  return {
    fromSecond: index * 5,
    load: 100,
    okPerSecond: 200,
    ok: 1_000,
    errorShare: 0,
    errors: 0,
    droppedShare: 0,
    p95Ms: 50,
    ...change,
  };
}
const windows = (count: number, change: (index: number) => Partial<TraceWindow>) =>
  Array.from({ length: count }, (_, index) => windowAt(index, change(index)));

function errorRow(code: string, count: number, change: Partial<ErrorRow> = {}): ErrorRow {
  const place = { service: 'gateway', endpoint: 'curves', firstAt: 0, lastAt: 0 };
  return { code, side: 'target', ...place, count, message: '', hint: '', example: '', ...change };
}

/** An endpoint as the analysis makes it: every answer 100 ms, of which `waitMs` is waiting. */
function endpointWith(timesMs: readonly number[], waitMs: readonly number[]): EndpointSummary {
  const second = makeSecond(0, [
    makeSeriesSecond(0, timesMs, { histograms: { wait: encodeMillis(waitMs) } }),
  ]);
  const [endpoint] = analyseStored(makeRun(makePlan()), [second], COMPLETED).endpoints;
  if (endpoint === undefined) throw new Error('no endpoint');
  return endpoint;
}

const repeat = (value: number, count: number) => Array.from({ length: count }, () => value);

describe('good and bad signs', () => {
  test('are silent where nothing was seen', () => {
    expect(findingsOf(NOTHING)).toEqual([]);
  });

  test('errors below 1 %, above 5 %, and between', () => {
    expect(codes({ ok: 1_000, targetErrors: 9 })).toEqual(['errors.few']);
    expect(codes({ ok: 990, targetErrors: 10 })).toEqual([]);
    expect(codes({ ok: 950, targetErrors: 50 })).toEqual([]);
    expect(codes({ ok: 940, targetErrors: 60 })).toEqual(['errors.many']);
  });

  test('stable throughput needs a steady load and enough answers', () => {
    expect(codes({ plateau: windows(6, (i) => ({ okPerSecond: 200 + i })) })).toEqual(['throughput.stable']);
    expect(codes({ plateau: windows(6, (i) => ({ okPerSecond: i % 2 === 0 ? 100 : 300 })) })).toEqual([]);
    expect(codes({ plateau: windows(6, () => ({ ok: 99 })) })).toEqual([]);
  });

  test('throughput that falls by a third at a steady load', () => {
    const plateau = windows(6, (i) => (i < 2 ? {} : { ok: 660, okPerSecond: 132 }));
    const [finding] = findingsOf({ ...NOTHING, plateau });
    expect(finding).toMatchObject({
      code: 'throughput.degraded',
      kind: 'bad',
      evidence: 'At a steady load it fell from 200/s to 132/s.',
    });
  });

  test('a fall that chance explains is none', () => {
    expect(codes({ plateau: windows(6, (i) => ({ ok: i < 2 ? 10 : 7, okPerSecond: 2 })) })).toEqual([]);
  });

  test('graceful degradation: latency grew less than the load', () => {
    const grown = windows(5, (i) => ({ load: 50 * (i + 1), okPerSecond: 100 * (i + 1), p95Ms: 40 + 10 * i }));
    expect(codes({ windows: grown })).toEqual(['degradation.graceful']);
    const broken = windows(5, (i) => ({
      load: 50 * (i + 1),
      okPerSecond: 100 * (i + 1),
      p95Ms: 40 * 4 ** i,
    }));
    expect(codes({ windows: broken })).toEqual([]);
  });

  test('recovery: quick, or none before the end', () => {
    const bad = { errorShare: 0.3, errors: 300 };
    expect(codes({ windows: windows(6, (i) => (i === 2 ? bad : {})) })).toEqual(['recovery.quick']);
    expect(codes({ windows: windows(6, (i) => (i >= 4 ? bad : {})) })).toEqual(['recovery.none']);
    // Healed in the last window: too late to say that it stays so, and no reason to say that it did not.
    expect(codes({ windows: windows(6, (i) => (i === 4 ? bad : {})) })).toEqual([]);
  });

  test('connection failures of the target, not of this machine', () => {
    expect(codes({ errors: [errorRow('connect.refused', 3)] })).toEqual(['connections.failed']);
    expect(codes({ errors: [errorRow('connect.refused', 3, { side: 'guard' })] })).toEqual([]);
    expect(codes({ errors: [errorRow('http.5xx', 3)] })).toEqual([]);
  });
});

describe('hints', () => {
  const slow = {
    service: 'gateway',
    endpoint: 'instruments',
    metric: 'latency',
    statistic: 'p95',
    value: 250,
    unit: 'ms',
    grade: 'poor',
    margin: -50,
    samples: 100,
    provable: true,
    bounds: { excellent: 50, good: 100, acceptable: 200 },
    note: '',
  } as const;

  test('the server is at work where a slow endpoint waits for its first byte', () => {
    const waiting = endpointWith(repeat(100, 50), repeat(90, 50));
    const found = findingsOf({ ...NOTHING, grades: [slow], endpoints: [waiting] });
    expect(found.at(-1)).toMatchObject({
      code: 'hint.server-time',
      evidence: 'gateway instruments spends 90 % of its 100 ms waiting for the first byte.',
    });
    const receiving = endpointWith(repeat(100, 50), repeat(20, 50));
    expect(codes({ grades: [slow], endpoints: [receiving] })).toEqual(['thresholds.exceeded']);
  });

  test('a long tail', () => {
    const tail = endpointWith([...repeat(10, 1_900), ...repeat(200, 100)], []);
    expect(codes({ endpoints: [tail] })).toEqual(['hint.long-tail']);
  });

  test('limits and deadlines of the target', () => {
    expect(codes({ errors: [errorRow('http.429', 3)] })).toEqual(['hint.rate-limit']);
    expect(codes({ errors: [errorRow('timeout.total', 3)] })).toEqual(['hint.timeouts']);
  });

  test('more users, no more answers, slower ones', () => {
    const full = windows(6, (i) => ({ load: 100 * (i + 1), okPerSecond: 200, p95Ms: 50 * (i + 1) }));
    expect(codes({ windows: full })).toContain('hint.saturation');
  });
});
