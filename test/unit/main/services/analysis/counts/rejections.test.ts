import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunSecond } from '../../../../../../src/contract/tick.ts';
import { analyseStored, createAnalysis } from '../../../../../../src/main/services/analysis/analysis.ts';
import { failureFor } from '../../../../../../src/workers/engine/drivers/failure-codes.ts';
import { makePlan, makeSeries, makeStep, makeWebSocket } from '../../../../../support/made-plan.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../../../../../support/made-seconds.ts';

const ERRORS = { service: 'gateway', metric: 'errorRate', excellent: 0.1, good: 0.5, acceptable: 1 } as const;
const run = makeRun(makePlan({ durationMs: 5_000, thresholds: [ERRORS] }));

interface Part {
  readonly ok?: number;
  readonly rejected?: Readonly<Record<string, number>>;
  readonly accepted?: readonly string[];
}

/** A second in which so many were answered, and so many rejected by each credential. */
function second(at: number, { ok = 0, rejected = {}, accepted = [] }: Part): RunSecond {
  const errors = Object.values(rejected).reduce((sum, count) => sum + count, 0);
  const times = Array.from({ length: ok }, () => 10);
  return makeSecond(at, [makeSeriesSecond(0, times, { counts: { errors, targetErrors: 0 } })], {
    failures: Object.entries(rejected).map(([credential, count]) => ({
      series: 0,
      failure: failureFor('auth.rejected', 'status 403'),
      credential,
      count,
      firstUs: at * 1e6,
      lastUs: at * 1e6 + 9e5,
    })),
    accepted: accepted.map((credential) => ({ service: 'gateway', credential })),
  });
}

describe('a rejected credential', () => {
  test('that was accepted before is the doing of the target, and graded', () => {
    const seconds = [second(0, { ok: 60, accepted: ['k'] }), second(1, { ok: 11, rejected: { k: 40 } })];
    const { rates, errors, grades, overall } = analyseStored(run, seconds, COMPLETED);
    expect(rates).toMatchObject({ ok: 71, failed: 40, leftOut: 0 });
    expect(rates.errorRatePercent).toBeCloseTo((40 / 111) * 100, 10);
    expect(errors).toMatchObject([
      {
        code: 'auth.revoked',
        side: 'target',
        count: 40,
        message: 'The service refused credentials that it had accepted before: status 403.',
      },
    ]);
    expect(grades[0]?.grade).toBe('poor');
    expect(overall.outcome).toBe('failed');
  });

  test('that only one endpoint refuses, from the first request on, lacks permission there: nothing was revoked', () => {
    const { rates, errors, findings } = analyseStored(
      run,
      [second(0, { accepted: ['k'], rejected: { k: 40 } })],
      COMPLETED,
    );
    expect(rates).toMatchObject({ failed: 40, leftOut: 0 });
    expect(errors).toMatchObject([
      {
        code: 'auth.forbidden',
        side: 'target',
        message: 'The service refuses this path to credentials that it accepts elsewhere: status 403.',
      },
    ]);
    expect(findings.map(({ code }) => code)).toContain('credentials.forbidden');
    expect(findings.map(({ code }) => code)).not.toContain('credentials.revoked');
  });

  test('that was never sent is no token to look at', () => {
    const bare = (accepted: readonly string[]) =>
      analyseStored(run, [second(0, { ok: 9, accepted, rejected: { 'none:0': 40 } })], COMPLETED).errors[0];
    expect(bare([])).toMatchObject({
      code: 'auth.rejected',
      message: 'The service refused a request that carried no credentials: status 403.',
      hint: 'No credential was sent: use --bearer, or give the plan one; or find what else refuses it, such as a firewall or a closed path.',
    });
    expect(bare(['none:0'])).toMatchObject({
      code: 'auth.revoked',
      message:
        'The service refused a request without credentials, although it had accepted such requests before: status 403.',
    });
  });

  test('that is never accepted is the doing of the test, and nothing is graded', () => {
    const { rates, errors, grades, overall } = analyseStored(
      run,
      [second(0, { rejected: { k: 60 } }), second(1, { rejected: { k: 60 } })],
      COMPLETED,
    );
    expect(rates).toMatchObject({ ok: 0, failed: 0, leftOut: 120, errorRatePercent: null });
    expect(errors).toMatchObject([{ code: 'auth.rejected', side: 'test', count: 120 }]);
    expect(grades[0]?.grade).toBe('not-gradable');
    expect(overall).toMatchObject({ outcome: 'not gradable', passed: false });
  });

  test('beside one that is accepted stays apart from it', () => {
    const { rates, overall } = analyseStored(
      run,
      [second(0, { ok: 54, rejected: { bad: 6 }, accepted: ['good'] })],
      COMPLETED,
    );
    expect(rates).toMatchObject({ ok: 54, failed: 0, leftOut: 6 });
    expect(overall.outcome).toBe('not gradable');
  });

  test('of another service says nothing of this one', () => {
    const elsewhere = {
      ...second(0, { ok: 50, rejected: { k: 10 } }),
      accepted: [{ service: 'auth', credential: 'k' }],
    };
    expect(analyseStored(run, [elsewhere], COMPLETED).rates).toMatchObject({ failed: 0, leftOut: 10 });
  });

  test('stored before credentials were told apart stays what it was called then', () => {
    const old = second(0, { ok: 50, accepted: ['k'] });
    const failures = [{ series: 0, failure: failureFor('auth.rejected'), count: 5, firstUs: 0, lastUs: 1 }];
    expect(analyseStored(run, [{ ...old, failures }], COMPLETED).errors[0]?.code).toBe('auth.rejected');
  });

  test('is judged by the whole run, whatever the order of its seconds', () => {
    const parts: Part[] = [
      { ok: 60, accepted: ['k'] },
      { ok: 30, rejected: { k: 20 } },
      { rejected: { k: 5, other: 7 } },
      { ok: 20 },
    ];
    const inOrder = (order: readonly number[]) => {
      const { rates, grades, overall, errors } = analyseStored(
        run,
        order.map((part, at) => second(at, parts[part] ?? {})),
        COMPLETED,
      );
      return { rates, grades, overall, errors: errors.map(({ code, count }) => [code, count]) };
    };
    const expected = inOrder([0, 1, 2, 3]);
    expect(expected.errors).toEqual([
      ['auth.revoked', 25],
      ['auth.rejected', 7],
    ]);
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (order) => {
        expect(inOrder(order)).toEqual(expected);
      }),
      { numRuns: 24 },
    );
  });

  test('that turns out to be good while the run goes on makes what was told before out of date', () => {
    const seconds = [second(0, { ok: 5, rejected: { k: 4 } }), second(1, { ok: 9, accepted: ['k'] })];
    const live = createAnalysis(run);
    for (const one of seconds) live.add(one);
    expect(live.isOutdated).toBe(true);
    const again = live.afresh();
    for (const one of seconds) again.add(one);
    expect(again.isOutdated).toBe(false);
    expect(again.summary(COMPLETED)).toEqual(analyseStored(run, seconds, COMPLETED));
  });
});

describe('what a rejected setup kept from being opened', () => {
  const SETUP = 3;
  const classes = makePlan({
    series: [
      ...['connect', 'reply', 'ping'].map((endpoint) => makeSeries({ endpoint })),
      makeSeries({ service: 'auth' }),
    ],
    scenarios: [makeWebSocket(0, { setup: [makeStep(SETUP)] })],
    thresholds: [ERRORS],
  });
  /** Ten connections whose login was rejected by `k`, after ten that opened. */
  const seconds = (accepted: boolean): RunSecond[] => [
    makeSecond(0, [makeSeriesSecond(0, Array(10).fill(5)), makeSeriesSecond(SETUP, Array(10).fill(5))], {
      accepted: accepted ? [{ service: 'auth', credential: 'k' }] : [],
    }),
    makeSecond(
      1,
      [0, SETUP].map((series) => makeSeriesSecond(series, [], { counts: { errors: 10, targetErrors: 0 } })),
      {
        failures: [0, SETUP].map((series) => ({
          series,
          failure: failureFor(
            series === 0 ? 'setup.failed' : 'auth.rejected',
            series === 0 ? 'auth.rejected' : '',
          ),
          credential: 'k',
          count: 10,
          firstUs: 1e6,
          lastUs: 1e6,
        })),
      },
    ),
  ];

  test('is the target’s, and graded, where the credential was accepted before', () => {
    const { rates, services, errors } = analyseStored(makeRun(classes), seconds(true), COMPLETED);
    expect(rates).toMatchObject({ ok: 20, failed: 20, leftOut: 0, errorRatePercent: 50 });
    expect(services.find(({ service }) => service === 'gateway')?.rates).toMatchObject({
      ok: 10,
      failed: 10,
    });
    expect(errors.map(({ code, side }) => [code, side])).toEqual([
      ['setup.target_failed', 'target'],
      ['auth.revoked', 'target'],
    ]);
  });

  test('is left out where it never was', () => {
    const { rates, errors } = analyseStored(makeRun(classes), seconds(false), COMPLETED);
    expect(rates).toMatchObject({ ok: 20, failed: 0, leftOut: 20 });
    expect(errors.map(({ code, side }) => [code, side])).toEqual([
      ['setup.failed', 'test'],
      ['auth.rejected', 'test'],
    ]);
  });
});
