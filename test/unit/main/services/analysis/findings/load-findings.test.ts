import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../../../../src/main/services/analysis/findings/finding.ts';
import { findingsOf } from '../../../../../../src/main/services/analysis/findings/findings.ts';
import {
  makeEndpointFact,
  makeFailureFact,
  makeGradeRow,
  makeTime,
  makeTraceSecond,
  makeWindows,
  NO_FACTS,
  shownAt,
} from '../../../../../support/made-facts.ts';

const found = (facts: Partial<Facts>) => findingsOf({ ...NO_FACTS, ...facts });
const codes = (facts: Partial<Facts>) => found(facts).map((finding) => finding.code);

describe('throughput at a steady load', () => {
  test('stable: a steady load, enough answers, and a run that is well', () => {
    const plateau = makeWindows(6, (i) => ({ okPerSecond: 200 + i }));
    expect(codes({ plateau })).toEqual(['throughput.stable']);
    expect(codes({ plateau: makeWindows(6, (i) => ({ okPerSecond: i % 2 === 0 ? 100 : 300 })) })).toEqual([]);
    expect(codes({ plateau: makeWindows(6, () => ({ ok: 99 })) })).toEqual([]);
  });

  test('not of a run that fails, is far too slow, or serves half of what is due', () => {
    const plateau = makeWindows(6, () => ({}));
    expect(codes({ plateau, passed: false })).toEqual([]);
    expect(codes({ plateau, grades: [makeGradeRow({ grade: 'poor', value: 1_200, margin: -950 })] })).toEqual(
      ['thresholds.exceeded'],
    );
    expect(codes({ plateau, ok: 600, failed: 400 })).toEqual(['errors.many']);
    const half = makeWindows(6, () => ({ load: 400 }));
    expect(codes({ plateau: half, loadUnit: 'requests/s' })).toEqual([]);
    expect(codes({ plateau: makeWindows(6, () => ({ load: 205 })), loadUnit: 'requests/s' })).toEqual([
      'throughput.stable',
    ]);
  });

  test('degraded: it falls by a third', () => {
    const plateau = makeWindows(6, (i) => (i < 2 ? {} : { ok: 660, okPerSecond: 132 }));
    expect(found({ plateau })[0]).toMatchObject({
      code: 'throughput.degraded',
      kind: 'bad',
      evidence: 'At a steady load it fell from 200/s to 132/s.',
    });
  });

  test('a fall that chance explains, or that lies in disturbed seconds, is none', () => {
    expect(codes({ plateau: makeWindows(6, (i) => ({ ok: i < 2 ? 10 : 7, okPerSecond: 2 })) })).toEqual([]);
    const disturbed = makeWindows(8, (i) => (i < 4 ? {} : { ok: 660, okPerSecond: 132, trusted: false }));
    expect(codes({ plateau: disturbed, passed: false })).toEqual([]);
  });
});

describe('load that grows', () => {
  const graceful = makeWindows(5, (i) => ({
    load: 50 * (i + 1),
    okPerSecond: 100 * (i + 1),
    p95Ms: 40 + 10 * i,
  }));
  const full = makeWindows(6, (i) => ({ load: 100 * (i + 1), okPerSecond: 200, p95Ms: 50 * (i + 1) }));

  test('graceful: latency grew less than the load', () => {
    expect(codes({ windows: graceful })).toEqual(['degradation.graceful']);
    const steep = makeWindows(5, (i) => ({
      load: 50 * (i + 1),
      okPerSecond: 100 * (i + 1),
      p95Ms: 40 * 4 ** i,
    }));
    expect(codes({ windows: steep })).toEqual([]);
    expect(codes({ windows: graceful, passed: false })).toEqual([]);
  });

  test('more load and no more throughput is saturation, and never graceful as well', () => {
    const gentle = full.map((window, i) => ({ ...window, p95Ms: 50 + 20 * i }));
    expect(codes({ windows: gentle })).toEqual(['hint.saturation']);
    expect(codes({ windows: full })).toEqual(['hint.saturation']);
    expect(codes({ windows: graceful })).not.toContain('hint.saturation');
  });

  test('saturation is not read from disturbed seconds', () => {
    expect(codes({ windows: full.map((window) => ({ ...window, trusted: false })) })).toEqual([]);
  });
});

describe('overload', () => {
  /** Asked for 60/s, serves 30/s: the queue grows by half a second per second. */
  const seconds = Array.from({ length: 6 }, (_, index) =>
    makeTraceSecond(index, { ok: 30, inFlight: 30 * (index + 1), meanMs: 250 + 500 * index }),
  );
  const open = { passed: false, loadUnit: 'requests/s', plannedMs: 6_000 } as const;

  test('half of what is due is served, later and later', () => {
    expect(found({ ...open, ok: 180, seconds })).toEqual([
      {
        code: 'load.overload',
        shown: shownAt(4, 5),
        kind: 'bad',
        title: 'Overloaded',
        evidence:
          'In the last third of the load 60/s were due and 30/s succeeded; the mean response time rose from 500 ms in the first third to 2,500 ms, and 180 were still in flight when the load ended.',
        suggestion: 'Find what is exhausted first (CPU, a pool, a lock), or plan for what succeeded: 30/s.',
      },
    ]);
  });

  test('is not what fails at once, never answers, or answers as fast as ever', () => {
    const refused = [makeFailureFact('http.5xx', 180)];
    expect(codes({ ...open, ok: 180, failed: 180, seconds, failures: refused })).toEqual(['errors.many']);
    const even = seconds.map((second) => ({ ...second, meanMs: 3 }));
    expect(codes({ ...open, ok: 180, seconds: even })).toEqual([]);
    expect(codes({ ...open, ok: 360, seconds: seconds.map((second) => ({ ...second, ok: 58 })) })).toEqual(
      [],
    );
    expect(codes({ ...open, ok: 180, seconds, loadUnit: 'users' })).toEqual([]);
    const disturbed = seconds.map((second, i) => ({ ...second, trusted: i > 2 }));
    expect(codes({ ...open, ok: 180, seconds: disturbed })).toEqual([]);
  });

  test('an overloaded target with keep-alive does not close connections, and its database is not blamed', () => {
    const place = makeEndpointFact({
      serviceTime: makeTime({ mean: 1_500, p50: 1_400 }),
      phases: { ...makeEndpointFact().phases, wait: makeTime({ mean: 1_490 }) },
    });
    const grades = [makeGradeRow({ grade: 'poor', value: 2_400, margin: -2_200 })];
    const connections = { opened: 180, reused: 0, needed: 60, broken: 0, planned: false };
    const alone = { endpoints: [place], grades, connections, passed: false };
    expect(codes(alone)).toEqual(['thresholds.exceeded', 'hint.server-time', 'hint.connection-pool']);
    expect(codes({ ...open, ...alone, ok: 180, seconds })).toEqual(['load.overload', 'thresholds.exceeded']);
  });
});
