import { describe, expect, test } from 'vitest';
import { plannedLoad } from '../../../../../../src/contract/planned-load.ts';
import type { OpenProfile } from '../../../../../../src/contract/profile.ts';
import { closedProfile } from '../../../../../../src/contract/profile.ts';
import type { Scenario } from '../../../../../../src/contract/run-plan.ts';
import {
  explainOffer,
  meanLevel,
  offeredBySeries,
} from '../../../../../../src/main/services/analysis/counts/offered.ts';
import {
  makeHttp,
  makePlan,
  makeSeries,
  makeSse,
  makeStep,
  makeWebSocket,
} from '../../../../../support/made-plan.ts';

const MINUTE = { fromMs: 0, toMs: 60_000 };

function segmentsOf(scenario: Scenario) {
  return plannedLoad({ scenarios: [scenario] }).flatMap(({ segments }) => segments);
}

describe('the mean level of a load', () => {
  test('of a ramp is half its height, of a hold its height', () => {
    const segments = segmentsOf(makeHttp({ profile: closedProfile(10, 1, 60_000) }));
    expect(meanLevel(segments, { fromMs: 0, toMs: 10_000 })).toBe(5);
    expect(meanLevel(segments, { fromMs: 10_000, toMs: 60_000 })).toBe(10);
    expect(meanLevel(segments, MINUTE)).toBeCloseTo((5 * 10 + 10 * 50) / 60, 12);
  });

  test('counts nothing before the start of a class and after its end', () => {
    const profile = { model: 'closed', segments: [{ durationMs: 10_000, from: 6, to: 6 }] } as const;
    const segments = segmentsOf(makeHttp({ profile, startAfterMs: 20_000 }));
    expect(meanLevel(segments, MINUTE)).toBe(1);
    expect(meanLevel(segments, { fromMs: 30_000, toMs: 40_000 })).toBe(0);
    expect(meanLevel(segments, { fromMs: 0, toMs: 20_000 })).toBe(0);
  });
});

describe('what a plan offers', () => {
  test('10 users who think 1 to 3 s ask at most 5 requests a second', () => {
    // Ten users a minute begin with a task; every two seconds each begins another.
    expect(offeredBySeries(makePlan(), MINUTE)).toEqual([5 + 10 / 60]);
    expect(explainOffer(makePlan(), 'gateway', MINUTE)).toBe(
      '10 users on average who think 2 s between tasks offer about that, however fast the responses',
    );
  });

  test('shares it by weight, and counts every step of a task', () => {
    const plan = makePlan({
      series: [makeSeries(), makeSeries({ endpoint: 'curves' })],
      scenarios: [
        makeHttp({
          tasks: [
            { name: 'one', weight: 3, steps: [makeStep(0)] },
            { name: 'two', weight: 1, steps: [makeStep(1), makeStep(1)] },
          ],
        }),
      ],
    });
    expect(offeredBySeries(plan, MINUTE)).toEqual([(31 / 6) * 0.75, (31 / 6) * 0.5]);
  });

  test('without think time only the answers hold users back', () => {
    const plan = makePlan({ scenarios: [makeHttp({ thinkTime: { minMs: 0, maxMs: 0 } })] });
    expect(offeredBySeries(plan, MINUTE)).toEqual([Number.POSITIVE_INFINITY]);
  });

  test('ends with the iterations of the users', () => {
    const plan = makePlan({ scenarios: [makeHttp({ iterations: 6 })] });
    expect(offeredBySeries(plan, MINUTE)).toEqual([1]);
  });

  test('is the rate of an open plan', () => {
    const profile: OpenProfile = {
      model: 'open',
      arrivals: 'constant',
      segments: [{ durationMs: 60_000, from: 0, to: 100 }],
    };
    const plan = makePlan({ scenarios: [makeHttp({ profile })] });
    expect(offeredBySeries(plan, MINUTE)).toEqual([50]);
    expect(explainOffer(plan, 'gateway', MINUTE)).toBe('the plan offers 50/s on average');
  });

  test('counts messages, connects and tokens of WebSocket connections', () => {
    const series = [0, 1, 2, 3].map((i) => makeSeries({ endpoint: `s${i}` }));
    const scenario = makeWebSocket(0, { messageRatePerConnection: 2, setup: [makeStep(3)] });
    // 100 connections that open at once: 100 of them, and of their tokens, in 60 s.
    expect(offeredBySeries(makePlan({ series, scenarios: [scenario] }), MINUTE)).toEqual([
      100 / 60,
      200,
      0,
      100 / 60,
    ]);
    const pinging = makeWebSocket(0, { message: null, messageRatePerConnection: 2 });
    expect(offeredBySeries(makePlan({ series, scenarios: [pinging] }), MINUTE)).toEqual([
      100 / 60,
      0,
      200,
      0,
    ]);
  });

  test('an event stream held for 8 s with 2 s of thought opens every 10 s', () => {
    const series = [0, 1, 2].map((i) => makeSeries({ endpoint: `s${i}` }));
    expect(offeredBySeries(makePlan({ series, scenarios: [makeSse(0)] }), MINUTE)).toEqual([0.5, 0, 0]);
  });
});
