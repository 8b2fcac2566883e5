import { describe, expect, test } from 'vitest';
import type { Expectation } from '../../../../../../src/contract/plan.ts';
import type { RunSecond } from '../../../../../../src/contract/tick.ts';
import { analyseStored } from '../../../../../../src/main/services/analysis/analysis.ts';
import { makeHttp, makePlan, makeSeries, makeStep } from '../../../../../support/made-plan.ts';
import {
  COMPLETED,
  makeFailure,
  makeRun,
  makeSecond,
  makeSeriesSecond,
} from '../../../../../support/made-seconds.ts';

const TWO_SERVICES = {
  series: [makeSeries(), makeSeries({ service: 'auth', endpoint: 'verify_token' })],
  scenarios: [
    makeHttp({
      tasks: [
        { name: 'a', weight: 1, steps: [makeStep(0)] },
        { name: 'b', weight: 1, steps: [makeStep(1)] },
      ],
    }),
  ],
};

function verdictOn(condition: Expectation['condition'], seconds: readonly RunSecond[]) {
  const plan = makePlan({ ...TWO_SERVICES, expectations: [{ statement: 'it holds', condition }] });
  return analyseStored(makeRun(plan), seconds, COMPLETED).expectations[0];
}

const repeat = (value: number, count: number) => Array.from({ length: count }, () => value);

describe('expectations', () => {
  test('are decided by the worst of all services', () => {
    const second = makeSecond(0, [
      makeSeriesSecond(0, repeat(80, 400)),
      makeSeriesSecond(1, repeat(120, 400)),
    ]);
    expect(verdictOn({ metric: 'latency', scope: 'every-service', below: 100 }, [second])).toEqual({
      statement: 'it holds',
      verdict: 'not met',
      evidence: 'auth: the p95 is 120 ms, the worst of 2.',
    });
    expect(verdictOn({ metric: 'latency', scope: 'every-service', below: 121 }, [second])?.verdict).toBe(
      'met',
    );
  });

  test('that hold say where the sample cannot prove it', () => {
    const second = makeSecond(0, [makeSeriesSecond(0, repeat(80, 20)), makeSeriesSecond(1, repeat(60, 20))]);
    expect(verdictOn({ metric: 'latency', scope: 'every-service', below: 100 }, [second])).toMatchObject({
      verdict: 'met',
      evidence: 'gateway: the p95 is 80 ms, the worst of 2; inconclusive at n=20: too few to bound it.',
    });
  });

  test('of errors and throughput are taken over everything by default', () => {
    const second = makeSecond(0, [
      makeSeriesSecond(0, repeat(5, 99), { counts: { errors: 1, targetErrors: 1 } }),
      makeSeriesSecond(1, repeat(5, 100)),
    ]);
    expect(verdictOn({ metric: 'errorRate', below: 0.1 }, [second])?.evidence).toBe(
      'Overall: the error rate is 0.5%.',
    );
    expect(verdictOn({ metric: 'throughput', above: 190 }, [second])).toMatchObject({
      verdict: 'met',
      evidence: 'Overall: the throughput is 199/s.',
    });
  });

  test('are not met by a service that never answered well, not measurable without any attempt', () => {
    const counts = { errors: 3, targetErrors: 3 };
    const second = makeSecond(0, [makeSeriesSecond(0, [5]), makeSeriesSecond(1, [], { counts })]);
    const condition = { metric: 'latency', scope: 'every-service', below: 100 } as const;
    expect(verdictOn(condition, [second])).toMatchObject({
      verdict: 'not met',
      evidence: 'auth returned no successful response.',
    });
    expect(verdictOn(condition, [])).toMatchObject({ verdict: 'not measurable' });
  });

  test('a breaking point is where too many fail, with the load and the ways it failed', () => {
    const seconds = Array.from({ length: 15 }, (_, second) => {
      const errors = second >= 10 ? 20 : 0;
      return makeSecond(
        second,
        [makeSeriesSecond(0, repeat(5, 80), { counts: { errors, targetErrors: errors } })],
        {
          users: (second + 1) * 10,
          failures:
            errors === 0
              ? []
              : [
                  {
                    series: 0,
                    failure: makeFailure('timeout.total'),
                    count: errors,
                    firstUs: second * 1e6,
                    lastUs: second * 1e6,
                  },
                ],
        },
      );
    });
    expect(verdictOn({ metric: 'breakingPoint' }, seconds)).toMatchObject({
      verdict: 'met',
      evidence:
        'At 110 users, 0:10 into the run: 20% of the requests to gateway failed (acceptable: 1%). Failure modes: timeouts (20%, from 0:10).',
    });
    expect(verdictOn({ metric: 'breakingPoint' }, seconds.slice(0, 10))).toMatchObject({
      verdict: 'not met',
      evidence: 'Not reached up to 100 users: errors and p95 stayed acceptable.',
    });
    expect(verdictOn({ metric: 'breakingPoint' }, seconds.slice(0, 3))?.verdict).toBe('not measurable');
  });

  test('of the total are judged by the total: not met only where it misses', () => {
    const counts = { errors: 40, targetErrors: 40 };
    const second = makeSecond(0, [makeSeriesSecond(0, repeat(5, 360)), makeSeriesSecond(1, [], { counts })]);
    const mean = { metric: 'latency', statistic: 'mean', scope: 'total' } as const;
    expect(verdictOn({ ...mean, below: 4 }, [second])).toMatchObject({
      verdict: 'not met',
      evidence: 'Overall: the mean is 5 ms.',
    });
    expect(verdictOn({ ...mean, below: 200 }, [second])).toMatchObject({
      verdict: 'not measurable',
      evidence:
        'Overall: the mean is 5 ms. auth verify_token returned no successful response. Its requests have no time to include.',
    });
  });

  test('are not met by one part that misses for sure, whatever is left out of another', () => {
    const broken = makeSeriesSecond(0, [], { counts: { errors: 8, targetErrors: 8 } });
    const refused = makeSeriesSecond(1, [], { counts: { errors: 2, targetErrors: 0 } });
    const every = { scope: 'every-endpoint' } as const;
    const second = makeSecond(0, [broken, refused]);
    expect(verdictOn({ metric: 'errorRate', ...every, below: 1 }, [second])).toMatchObject({
      verdict: 'not met',
      evidence: 'gateway instruments: the error rate is 100%, the worst of 2.',
    });
    expect(verdictOn({ metric: 'latency', ...every, below: 100 }, [second])).toMatchObject({
      verdict: 'not met',
      evidence: 'gateway instruments returned no successful response.',
    });
    expect(verdictOn({ metric: 'throughput', ...every, above: 50 }, [second])?.verdict).toBe('not met');
  });

  test('are not met by a part that misses even if all that is left out of it had gone well', () => {
    const half = (targetErrors: number) =>
      makeSecond(0, [makeSeriesSecond(0, repeat(5, 80), { counts: { errors: 20, targetErrors } })]);
    const condition = { metric: 'errorRate', below: 5 } as const;
    expect(verdictOn(condition, [half(5)])?.verdict).toBe('not met');
    expect(verdictOn(condition, [half(4)])?.verdict).toBe('not measurable');
  });

  test('are not measurable where more than 1% is left out', () => {
    const counts = { errors: 40, targetErrors: 0 };
    const second = makeSecond(0, [makeSeriesSecond(0, repeat(5, 71), { counts })]);
    for (const metric of ['latency', 'errorRate'] as const) {
      expect(verdictOn({ metric, below: 100 }, [second])).toMatchObject({
        verdict: 'not measurable',
        evidence: "Overall: 36% failed in ways that do not count as the service's own.",
      });
    }
  });

  test('a run that does not pass meets none of them', () => {
    const plan = makePlan({
      ...TWO_SERVICES,
      thresholds: [{ service: 'gateway', endpoint: 'instruments', metric: 'latency', acceptable: 100 }],
      expectations: [{ statement: 'answers', condition: { metric: 'errorRate', below: 1 } }],
    });
    const summary = analyseStored(
      makeRun(plan),
      [makeSecond(0, [makeSeriesSecond(0, repeat(800, 400))])],
      COMPLETED,
    );
    expect(summary.overall.outcome).toBe('failed');
    expect(summary.expectations[0]).toMatchObject({
      verdict: 'not met',
      evidence: 'Overall: the error rate is 0%. The run as a whole failed.',
    });
  });

  test('that are not met keep a run from passing; a target that did not break is no failure of it', () => {
    const summaryOf = (condition: Expectation['condition'], seconds: readonly RunSecond[]) =>
      analyseStored(
        makeRun(makePlan({ ...TWO_SERVICES, expectations: [{ statement: 'it holds', condition }] })),
        seconds,
        COMPLETED,
      ).overall;
    const seconds = Array.from({ length: 10 }, (_, second) =>
      makeSecond(second, [makeSeriesSecond(0, repeat(50, 40))]),
    );
    expect(summaryOf({ metric: 'latency', below: 40 }, seconds)).toMatchObject({
      outcome: 'failed',
      sentence: expect.stringContaining('Expectation not met: it holds. Overall: the p95 is 50 ms.'),
    });
    expect(summaryOf({ metric: 'breakingPoint' }, seconds).outcome).toBe('passed');
  });

  test('a target that fails at any load was not broken by one', () => {
    const seconds = Array.from({ length: 15 }, (_, second) =>
      makeSecond(second, [makeSeriesSecond(0, repeat(5, 80), { counts: { errors: 20, targetErrors: 20 } })], {
        users: (second + 1) * 10,
      }),
    );
    expect(verdictOn({ metric: 'breakingPoint' }, seconds)).toMatchObject({
      verdict: 'not measurable',
      evidence:
        'There was no load at which it held: from the first 10 users on, 20% of the requests to gateway failed (acceptable: 1%).',
    });
  });

  test('of which one is missed leave the others as they were measured', () => {
    const plan = makePlan({
      ...TWO_SERVICES,
      expectations: [
        { statement: 'fast', condition: { metric: 'latency', below: 40 } },
        { statement: 'answers', condition: { metric: 'errorRate', below: 1 } },
      ],
    });
    const summary = analyseStored(
      makeRun(plan),
      [makeSecond(0, [makeSeriesSecond(0, repeat(50, 400))])],
      COMPLETED,
    );
    expect(summary.overall.outcome).toBe('failed');
    expect(summary.expectations.map(({ verdict }) => verdict)).toEqual(['not met', 'met']);
  });
});
