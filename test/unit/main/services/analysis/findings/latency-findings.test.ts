import { describe, expect, test } from 'vitest';
import type { Phase } from '../../../../../../src/contract/tick.ts';
import type { Facts } from '../../../../../../src/main/services/analysis/findings/finding.ts';
import { findingsOf } from '../../../../../../src/main/services/analysis/findings/findings.ts';
import {
  makeEndpointFact,
  makeGradeRow,
  makeTime,
  makeTraceSecond,
  NO_FACTS,
} from '../../../../../support/made-facts.ts';

const found = (facts: Partial<Facts>) => findingsOf({ ...NO_FACTS, passed: false, ...facts });
const codes = (facts: Partial<Facts>) => found(facts).map((finding) => finding.code);
const slow = makeGradeRow({ grade: 'poor', value: 250, margin: -50 });
const { phases } = makeEndpointFact();

describe('time spent in the server', () => {
  const waiting = makeEndpointFact({
    serviceTime: makeTime({ mean: 100 }),
    phases: { ...phases, wait: makeTime({ mean: 90 }) },
  });

  test('of a slow endpoint that waits for its first byte', () => {
    expect(found({ grades: [slow], endpoints: [waiting] }).at(-1)).toMatchObject({
      code: 'hint.server-time',
      evidence: 'gateway curves spends 90% of its 100 ms waiting for the first byte.',
    });
    const service = { ...slow, endpoint: null };
    expect(codes({ grades: [service], endpoints: [waiting] })).toContain('hint.server-time');
  });

  test('not where an outage or a stall explains the time', () => {
    const silences = [
      { service: 'gateway', sinceMs: 3_000, fromMs: 3_000, failed: 60, unanswered: 60, late: 0, sent: 40 },
    ];
    const facts = { grades: [slow], endpoints: [waiting] };
    expect(codes({ ...facts, silences })).not.toContain('hint.server-time');
    const seconds = [0, 1, 2, 3, 4, 5].map((second) =>
      makeTraceSecond(second, second === 3 ? { maxMs: 900, slowMs: 800 } : {}),
    );
    expect(codes({ ...facts, seconds })).toEqual(['stall', 'thresholds.exceeded']);
  });

  test('not where it receives, is fast enough, or belongs to another service', () => {
    const receiving = { ...waiting, phases: { ...phases, wait: makeTime({ mean: 40 }) } };
    expect(codes({ grades: [slow], endpoints: [receiving] })).toEqual(['thresholds.exceeded']);
    expect(codes({ grades: [makeGradeRow()], endpoints: [waiting] })).toEqual([]);
    expect(codes({ grades: [slow], endpoints: [{ ...waiting, service: 'auth' }] })).toEqual([
      'thresholds.exceeded',
    ]);
  });
});

describe('a slow endpoint that the grade of its service hides', () => {
  const service = makeGradeRow({ endpoint: null });
  const quick = Array.from({ length: 29 }, (_, index) => makeEndpointFact({ endpoint: `e${index}` }));
  const one = makeEndpointFact({ endpoint: 'report', ok: 8, serviceTime: makeTime({ mean: 913 }) });

  test('is named with the bound it is beyond', () => {
    expect(found({ grades: [service], endpoints: [...quick, one] })).toMatchObject([
      {
        code: 'latency.endpoint',
        title: 'One endpoint is far slower than its service',
        evidence:
          'gateway report typically takes 913 ms, beyond the 200 ms that is Acceptable for gateway; the grade of the service does not show it.',
      },
    ]);
  });

  test('is not where it is graded itself, the service is Poor, or it is within the bound', () => {
    const own = makeGradeRow({ endpoint: 'report', value: 913 });
    expect(codes({ grades: [service, own], endpoints: [...quick, one] })).toEqual([]);
    const poor = { ...service, grade: 'poor' } as const;
    expect(codes({ grades: [poor], endpoints: [...quick, one] })).toEqual(['thresholds.exceeded']);
    const within = { ...one, serviceTime: makeTime({ mean: 199 }) };
    expect(codes({ grades: [service], endpoints: [...quick, within] })).toEqual([]);
    expect(codes({ grades: [], endpoints: [...quick, one] })).toEqual([]);
  });
});

describe('a long tail', () => {
  const tailIn = (phase: Phase | null) => ({
    endpoints: [
      makeEndpointFact({
        serviceTime: makeTime({ mean: 60, p50: 50, p99: 1_900 }),
        phases: phase === null ? phases : { ...phases, [phase]: makeTime({ p99: 1_800 }) },
      }),
    ],
  });

  test('of waiting for the first byte: caches, locks, garbage collection', () => {
    expect(found(tailIn('wait'))).toMatchObject([
      {
        code: 'hint.long-tail',
        evidence:
          'gateway curves: p99 1,900 ms is 38 times its p50 50 ms. Waiting for the first byte has the tail: its p99 is 1,800 ms.',
        suggestion: expect.stringContaining('cache misses'),
      },
    ]);
  });

  test('of receiving, connecting or waiting here is not blamed on caches', () => {
    expect(found(tailIn('receive'))[0]?.suggestion).toBe(
      'They wait for the body: check its size, the bandwidth, and what the target or a proxy writes slowly.',
    );
    for (const phase of ['receive', 'connect', 'tls', 'dns', 'queued'] as const) {
      expect(found(tailIn(phase))[0]?.suggestion).not.toMatch(/cache|garbage/);
    }
  });

  test('of no phase names no cause', () => {
    expect(found(tailIn(null))).toMatchObject([{ code: 'hint.long-tail', suggestion: '' }]);
  });

  test('a p99 without evidence, near the median or small is none', () => {
    for (const serviceTime of [
      makeTime({ p50: 50, p99: null }),
      makeTime({ p50: 50, p99: 390 }),
      makeTime({ p50: 2, p99: 49 }),
    ]) {
      expect(codes({ endpoints: [makeEndpointFact({ serviceTime })] })).toEqual([]);
    }
  });
});
