import { describe, expect, test } from 'vitest';
import { comparisonSchema } from '../../../../../src/contract/comparison.ts';
import { closedProfile } from '../../../../../src/contract/profile.ts';
import type { Environment } from '../../../../../src/contract/summary.ts';
import type { RunSecond } from '../../../../../src/contract/tick.ts';
import { analyseStored } from '../../../../../src/main/services/analysis/analysis.ts';
import { CURVE_PERCENTILES } from '../../../../../src/main/services/analysis/seconds/latency-curves.ts';
import { type ComparedRun, compareRuns } from '../../../../../src/main/services/compare/comparisons.ts';
import { makeHttp, makePlan, makeSeries, type PlanChange } from '../../../../support/made-plan.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../../../../support/made-seconds.ts';

function compared(
  seconds: readonly RunSecond[],
  change: { plan?: PlanChange; environment?: Partial<Environment>; planText?: string } = {},
): ComparedRun {
  const plan = makePlan(change.plan);
  const run = makeRun(plan);
  const environment = { ...run.environment, ...change.environment };
  const headline = {
    requests: 0,
    errors: 0,
    errorRatePercent: null,
    failed: 0,
    leftOut: 0,
    p95Ms: null,
    p95Evidence: null,
    overallGrade: 'no-data',
    outcome: 'passed',
    passed: true,
    trust: 'trusted',
  } as const;
  return {
    record: {
      ...run,
      environment,
      state: 'completed',
      endedAt: COMPLETED.endedAt,
      durationMs: 1_000,
      planText: change.planText ?? 'plimsoll: 1',
      overrides: {},
      notes: '',
      tags: [],
      markers: [],
      endReason: '',
      headline,
      deleted: false,
    },
    summary: analyseStored({ ...run, environment }, seconds, COMPLETED),
    seconds,
  };
}

const even = (ms: number, count = 400) => [
  makeSecond(0, [
    makeSeriesSecond(
      0,
      Array.from({ length: count }, () => ms),
    ),
  ]),
];

describe('two runs side by side', () => {
  const comparison = compareRuns(compared(even(100)), compared(even(120)));

  test('satisfy the schema and are called descriptive', () => {
    expect(comparisonSchema.safeParse(comparison).error).toBeUndefined();
    expect(comparison.kind).toBe('descriptive');
    expect(comparison.lead).toBe(
      'Largest worsening: gateway.instruments p95 rose by 20%, from 100 ms to 120 ms.',
    );
    expect(comparison.sentence).toBe(
      'One run against one can only be described: runs of the same plan differ by about 15% on their own. Repeat both for a verdict. From A to B the overall p95 rose by 20%, from 100 ms to 120 ms.',
    );
  });

  test('differ in every figure by change and percent, the overall first', () => {
    const p95 = comparison.differences.filter((row) => row.figure === 'p95');
    expect(p95.map(({ service, endpoint }) => `${service} ${endpoint}`)).toEqual([
      'all services overall',
      'gateway instruments',
    ]);
    expect(p95[0]).toEqual({
      service: 'all services',
      endpoint: 'overall',
      figure: 'p95',
      unit: 'ms',
      better: 'lower',
      a: 100,
      b: 120,
      change: 20,
      changePercent: 20,
      note: '',
    });
  });

  test('do not compare a percentile that is unknown, and say so', () => {
    const { differences, sentence } = compareRuns(compared(even(100, 18)), compared(even(120, 60)));
    const of = (figure: string) => differences.find((row) => row.figure === figure);
    expect(of('p95')).toMatchObject({ a: null, b: 120, change: null, note: 'unknown in A, estimate in B' });
    expect(of('p50')).toMatchObject({ a: 100, b: 120, change: 20, note: 'estimate in A' });
    expect(sentence).toMatch(/ The overall p95: unknown in A, estimate in B\.$/);
  });

  test('print the rates of the document', () => {
    const failing = [
      makeSecond(0, [makeSeriesSecond(0, Array(60).fill(10), { counts: { errors: 50, targetErrors: 10 } })]),
    ];
    const { differences } = compareRuns(compared(even(100)), compared(failing));
    const b = (figure: string) => differences.find((row) => row.figure === figure)?.b;
    expect([b('error rate'), b('left out')]).toEqual([(10 / 70) * 100, (40 / 110) * 100]);
    expect(b('throughput')).toBe(compared(failing).summary.rates.throughputPerSecond);
  });

  test('have no percent where the first was nothing', () => {
    const errors = comparison.differences.find((row) => row.figure === 'error rate');
    expect(errors).toMatchObject({ a: 0, b: 0, change: 0, changePercent: null });
  });

  test('lay their curves over the same percentiles, without what has no evidence', () => {
    const [overall, endpoint] = comparison.curves;
    expect(overall?.percentiles).toEqual(CURVE_PERCENTILES);
    const at = (percentile: number) => CURVE_PERCENTILES.indexOf(percentile);
    expect([endpoint?.aMs[at(50)], endpoint?.bMs[at(50)]]).toEqual([100, 120]);
    // 400 samples: ten lie beyond p97, four beyond p99.
    expect([endpoint?.aMs[at(97)], endpoint?.aMs[at(99)], endpoint?.aMs[at(100)]]).toEqual([100, null, 100]);
  });

  test('say nothing of a context that is the same', () => {
    expect(comparison.context).toEqual([]);
  });
});

describe('what else differs', () => {
  test('comes first: plan, load, target, machine, clock, thresholds', () => {
    const a = compared(even(100));
    const b = compared(even(100), {
      planText: 'plimsoll: 1 # edited',
      environment: {
        hostname: 'laptop',
        targets: [{ service: 'gateway', url: 'http://10.0.0.7', address: null }],
      },
      plan: {
        series: [makeSeries({ clock: 'intended' })],
        scenarios: [makeHttp({ profile: closedProfile(20, 6, 60_000) })],
        thresholds: [{ service: 'gateway', metric: 'errorRate', acceptable: 1 }],
        durationMs: 120_000,
      },
    });
    const { context } = compareRuns(a, b);
    expect(context.map(({ aspect, severity }) => [aspect, severity])).toEqual([
      ['Plan', 'warning'],
      ['Load', 'warning'],
      ['Duration', 'note'],
      ['Target', 'warning'],
      ['Machine', 'warning'],
      ['Latency definition', 'warning'],
      ['Thresholds', 'note'],
    ]);
    expect(context.find(({ aspect }) => aspect === 'Load')).toMatchObject({
      a: 'GatewayRESTUser: 10 users, think 1s to 3s',
      b: 'GatewayRESTUser: 20 users, think 1s to 3s, reached in 3.33s',
    });
    expect(context.find(({ aspect }) => aspect === 'Latency definition')).toMatchObject({
      a: 'http: service time',
      b: 'http: response time',
    });
  });

  test('is told of what was watched, in one line', () => {
    const watches: NonNullable<PlanChange['watches']> = [
      { label: 'gateway', service: 'gateway', source: { kind: 'port', port: 8000 } },
      { label: 'sample services', service: null, source: { kind: 'pid', pid: 7 } },
    ];
    const [gateway, samples] = watches;
    const run = (...all: (typeof gateway)[]) =>
      compared(even(100), { plan: { watches: all.flatMap((one) => one ?? []) } });
    const aspects = (a: ComparedRun, b: ComparedRun) => compareRuns(a, b).context;
    expect(aspects(run(), run(gateway, samples))).toEqual([
      {
        aspect: 'Watched',
        a: 'nothing',
        b: 'gateway (port:8000), sample services (a process)',
        severity: 'note',
      },
    ]);
    const again = { label: 'sample services', service: null, source: { kind: 'pid', pid: 8 } } as const;
    expect(aspects(run(samples), run(again))).toEqual([]);
  });

  test('names a generator that could not be trusted; in both it is no difference, but said', () => {
    const machine = { processCpu: 1, machineCpu: 1, rssBytes: 1, sleptUs: 0 };
    const second = (at: number) => makeSecond(at, [makeSeriesSecond(0, [10])], { machine });
    const shaken = compared([second(0), second(1)]);
    const same = compareRuns(shaken, shaken);
    expect(same.context).toEqual([]);
    expect(same.sentence).toContain('The load generator was untrustworthy in both runs.');
    expect(compareRuns(compared(even(100)), shaken).context).toContainEqual({
      aspect: 'Trust',
      a: 'trusted',
      b: 'untrustworthy',
      severity: 'warning',
    });
  });

  test('endpoints of one run alone stand beside nothing', () => {
    const a = compared(even(100));
    const b = compared(even(100), { plan: { series: [makeSeries({ endpoint: 'curves' })] } });
    const p95 = compareRuns(a, b).differences.filter((row) => row.figure === 'p95');
    expect(p95.map(({ endpoint, a: first, b: second, change }) => [endpoint, first, second, change])).toEqual(
      [
        ['overall', 100, 100, 0],
        ['instruments', 100, null, null],
        ['curves', null, 100, null],
      ],
    );
  });
});
