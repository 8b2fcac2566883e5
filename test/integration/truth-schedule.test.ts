/** Rates on the virtual clock: what the whole engine sends, second by second, is what the plan says, exactly. */
import { describe, expect, test } from 'vitest';
import type { OpenProfile } from '../../src/contract/profile.ts';
import { arrivalsOf } from '../../src/workers/engine/load/schedule.ts';
import { constantRate, httpPlan } from '../support/engine-plan.ts';
import { kolmogorovSmirnovExponential, kolmogorovSmirnovPValue } from '../support/stats.ts';
import { truthPlan } from '../support/truth-plan.ts';
import { runVirtually } from '../support/virtual-run.ts';

const SECONDS = 20;
const URL = 'http://127.0.0.1:9';

/** Planned and sent per second, over all threads. */
async function perSecond(
  plan: Parameters<typeof runVirtually>[0],
  count: number,
): Promise<[number[], number[]]> {
  const threads = await Promise.all(
    Array.from({ length: count }, (_, index) => runVirtually(plan, { thread: { index, count } })),
  );
  const sum = (name: 'planned' | 'sent') =>
    Array.from({ length: Math.ceil(plan.durationMs / 1_000) }, (_, second) =>
      threads.reduce((total, thread) => total + (thread.perSecond(name)[second] ?? 0), 0),
    );
  return [sum('planned'), sum('sent')];
}

describe.each([10, 100, 1_000, 5_000, 10_000])('%i per second', (rate) => {
  test.each([1, 2, 3])('on %i threads', async (threads) => {
    const plan = httpPlan({ profile: constantRate(rate, SECONDS * 1_000) });
    const exactly = new Array<number>(SECONDS).fill(rate);
    expect(await perSecond(plan, threads)).toEqual([exactly, exactly]);
  });
});

test('a ramp, a hold, a spike: each second is the difference of the areas at its ends', async () => {
  const plan = truthPlan({
    services: { target: { url: URL } },
    classes: { all: { service: 'target', tasks: { plain: { get: '/' } } } },
    load: {
      model: 'open',
      stages: [
        { to: 400, duration: 4 },
        { duration: 2 },
        { shape: 'spike', to: 1_000, duration: 1 },
        { to: 0, duration: 4 },
      ],
    },
  });
  // Up: 50·t². Then 400 a second, 1,000 once, and down the mirror of the way up.
  const exactly = [50, 150, 250, 350, 400, 400, 1_000, 350, 250, 150, 50];
  expect(await perSecond(plan, 2)).toEqual([exactly, exactly]);
});

/** Gaps between the arrivals of a Poisson plan of `seconds`, on one thread. */
function gapsOf(rate: number, seed: number, seconds: number): number[] {
  const profile: OpenProfile = {
    model: 'open',
    arrivals: 'poisson',
    segments: [{ durationMs: seconds * 1_000, from: rate, to: rate }],
  };
  const arrivals = arrivalsOf(profile, { index: 0, count: 1 }, seed);
  const times: number[] = [0];
  for (; arrivals.atUs < seconds * 1_000_000; arrivals.advance()) times.push(arrivals.atUs);
  return times.slice(1).map((at, index) => at - (times[index] ?? 0));
}

describe.each([1, 2, 3, 4, 5])('Poisson, seed %i', (seed) => {
  test.each([10, 100, 1_000, 5_000])('gaps at %i per second are exponential', (rate) => {
    const gaps = gapsOf(rate, seed, 2_000 / rate);
    const distance = kolmogorovSmirnovExponential(gaps, 1_000_000 / rate);
    expect(kolmogorovSmirnovPValue(distance, gaps.length)).toBeGreaterThan(0.01);
  });
});

test('a Poisson plan is sent as it was drawn: one request per arrival, in its second', async () => {
  const profile: OpenProfile = {
    model: 'open',
    arrivals: 'poisson',
    segments: [{ durationMs: 5_000, from: 200, to: 200 }],
  };
  const plan = httpPlan({ profile });
  const arrivals = arrivalsOf(profile, { index: 0, count: 1 }, plan.seed);
  const exactly = new Array<number>(5).fill(0);
  for (; arrivals.atUs < 5_000_000; arrivals.advance()) {
    const second = Math.floor(arrivals.atUs / 1_000_000);
    exactly[second] = (exactly[second] ?? 0) + 1;
  }
  expect(await perSecond(plan, 2)).toEqual([exactly, exactly]);
});
