import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RunSecond } from '../../src/contract/tick.ts';
import { analyseStored } from '../../src/main/services/analysis/analysis.ts';
import { EXCLUSIONS } from '../../src/main/services/analysis/findings/findings.ts';
import { constantRate } from '../support/engine-plan.ts';
import { lawRuns } from '../support/law-runs.ts';
import { makeHttp, makePlan, makeSeries, makeStep } from '../support/made-plan.ts';
import {
  COMPLETED,
  encodeMillis,
  makeFailure,
  makeGenerator,
  makeRun,
  makeSecond,
  makeSeriesSecond,
} from '../support/made-seconds.ts';

/** What says opposite things of one run, pair by pair, whatever the table of the analysis says. */
const OPPOSITES: readonly (readonly [string, string])[] = [
  ['thresholds.within', 'thresholds.exceeded'],
  ['thresholds.within', 'grades.missing'],
  ['errors.few', 'errors.many'],
  ['errors.few', 'errors.some'],
  ['errors.few', 'recovery.none'],
  ['errors.few', 'service.dead'],
  ['throughput.stable', 'throughput.degraded'],
  ['throughput.stable', 'thresholds.exceeded'],
  ['throughput.stable', 'load.overload'],
  ['throughput.stable', 'hint.saturation'],
  ['throughput.stable', 'errors.many'],
  ['degradation.graceful', 'hint.saturation'],
  ['degradation.graceful', 'throughput.degraded'],
  ['degradation.graceful', 'errors.many'],
  ['recovery.quick', 'recovery.none'],
  ['recovery.quick', 'service.dead'],
  ['outage.recovered', 'recovery.none'],
  ['outage.recovered', 'service.dead'],
  ['hint.timeouts', 'timeouts.lost'],
  ['replies.none', 'hint.timeouts'],
  ['load.overload', 'hint.connection-pool'],
  ['thresholds.within', 'errors.endpoint'],
  ['thresholds.within', 'errors.many'],
  ['thresholds.within', 'errors.some'],
  ['thresholds.within', 'requests.refused'],
  ['stall', 'throughput.stable'],
  ['stall', 'hint.server-time'],
  ['service.dead', 'hint.server-time'],
];

/** One endpoint in one second. */
const part = fc.record({
  ok: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 60 })),
  failed: fc.oneof(fc.constant(0), fc.constant(0), fc.integer({ min: 0, max: 60 })),
  code: fc.constantFrom(
    'http.5xx',
    'http.4xx',
    'http.429',
    'timeout.headers',
    'connect.refused',
    'auth.revoked',
  ),
  leftOut: fc.oneof(fc.constant(0), fc.constant(0), fc.constant(0), fc.integer({ min: 0, max: 5 })),
  ms: fc.constantFrom(2, 5, 40, 300, 900),
  tail: fc.boolean(),
  fresh: fc.boolean(),
  inFlight: fc.integer({ min: 0, max: 80 }),
});
const moment = fc.record({
  parts: fc.tuple(part, part, part),
  users: fc.integer({ min: 1, max: 60 }),
  disturbed: fc.oneof(
    { weight: 6, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});
/** Spells of seconds that are alike: outages, ramps and plateaus, and not noise alone. */
const run = fc.record({
  spells: fc.array(fc.tuple(moment, fc.integer({ min: 1, max: 12 })), { minLength: 1, maxLength: 6 }),
  warmup: fc.constantFrom(0, 2_000),
  open: fc.boolean(),
  gate: fc.constantFrom('acceptable' as const, 'none' as const),
  bounds: fc.boolean(),
});
type Run = typeof run extends fc.Arbitrary<infer Value> ? Value : never;
type Moment = Run['spells'][number][0];

function secondOf(index: number, { parts, users, disturbed }: Moment): RunSecond {
  const atUs = index * 1_000_000 + 1_000;
  const series = parts.map(({ ok, failed, leftOut, ms, tail, fresh, inFlight }, at) => {
    const times = Array.from({ length: ok }, (_, i) => (tail && i % 20 === 0 ? ms * 20 : ms));
    const counts = {
      errors: failed + leftOut,
      targetErrors: failed,
      inFlight,
      newConnections: fresh ? ok : 0,
      reusedConnections: fresh ? 0 : ok,
    };
    const long = encodeMillis(Array.from({ length: failed }, () => 1_000));
    return makeSeriesSecond(at, times, { counts, histograms: { failed: long, wait: encodeMillis(times) } });
  });
  const failures = parts.flatMap(({ failed, leftOut, code }, at) => [
    ...(failed > 0
      ? [{ series: at, failure: makeFailure(code), count: failed, firstUs: atUs, lastUs: atUs }]
      : []),
    ...(leftOut > 0
      ? [
          {
            series: at,
            failure: makeFailure('value.unset', { side: 'test' }),
            count: leftOut,
            firstUs: atUs,
            lastUs: atUs,
          },
        ]
      : []),
  ]);
  const generators = [makeGenerator(disturbed ? { loopDelayMaxUs: 90_000 } : {})];
  return makeSecond(index, series, { users, failures, generators });
}

function play({ spells, warmup, open, gate, bounds }: Run) {
  const moments = spells.flatMap(([each, length]) => Array.from({ length }, () => each));
  const seconds = moments.map((each, index) => secondOf(index, each));
  const durationMs = seconds.length * 1_000;
  const profile = constantRate(100, durationMs);
  const thresholds = [
    { service: 'gateway', metric: 'errorRate', excellent: 0.1, good: 0.5, acceptable: 1 },
    { service: 'gateway', metric: 'latency', excellent: 50, good: 100, acceptable: 250 },
  ] as const;
  const plan = makePlan({
    series: ['a', 'b']
      .map((endpoint) => makeSeries({ endpoint }))
      .concat(makeSeries({ service: 'auth', endpoint: 'c' })),
    scenarios: [
      makeHttp({
        ...(open ? { profile } : {}),
        tasks: [0, 1, 2].map((index) => ({ name: `t${index}`, weight: 1, steps: [makeStep(index)] })),
      }),
    ],
    durationMs,
    warmupMs: Math.min(warmup, durationMs - 1_000),
    thresholds: bounds ? [...thresholds] : [],
    gate,
  });
  return analyseStored(makeRun(plan), seconds, COMPLETED);
}

test('no run holds two findings that exclude each other', () => {
  fc.assert(
    fc.property(run, (given) => {
      const codes = play(given).findings.map(({ code }) => code);
      expect(new Set(codes).size).toBe(codes.length);
      for (const pair of OPPOSITES) expect(pair.every((code) => codes.includes(code))).toBe(false);
      for (const row of EXCLUSIONS) expect(row.filter((code) => codes.includes(code)).length).toBeLessThan(2);
    }),
    lawRuns(150, 60),
  );
});

test('good signs only of runs that pass, causes only where the generator is to be believed, and figures agree', () => {
  fc.assert(
    fc.property(run, (given) => {
      const { findings, overall, trust, rates } = play(given);
      const codes = findings.map(({ code }) => code);
      if (!overall.passed) expect(findings.filter(({ kind }) => kind === 'good')).toEqual([]);
      if (trust.verdict === 'untrustworthy') {
        expect(findings.filter(({ kind }) => kind !== 'bad')).toEqual([]);
        expect(codes).toContain('trust.no-causes');
      }
      const rate = rates.errorRatePercent ?? 0;
      if (codes.includes('errors.few')) expect(rate).toBeLessThan(1);
      if (codes.includes('errors.many')) expect(rate).toBeGreaterThan(5);
      if (rates.failed > 0) expect(codes.some((code) => code.startsWith('errors.'))).toBe(true);
      for (const { evidence, title } of findings)
        expect(`${title} ${evidence}`).not.toMatch(/NaN|undefined|Infinity|–/);
    }),
    lawRuns(150, 60),
  );
});
