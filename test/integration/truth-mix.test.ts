/** The mix of tasks as a recording server counts it, of plans on real load threads; the seed is fixed. */
import { expect, test } from 'vitest';
import type { Plan } from '../../src/contract/plan.ts';
import { runCrew } from '../support/engine-crew.ts';
import { startRecordingServer } from '../support/recording-server.ts';
import { classPlan, countOf, fitOf, taskFinder, weightsOf } from '../support/task-mix.ts';
import { SUITES } from '../unit/main/services/plans/support.ts';

const SUITE = SUITES['access-layer'] as Plan;
const CLASS = 'GatewayRESTUser';
/** Has the key every check of the gateway looks for. */
const ANSWER = Object.fromEntries(
  [
    ...['instruments', 'curves', 'products', 'pricing', 'historical', 'hit_ratio', 'rate_limits'],
    ...['circuit_breakers', 'message', 'projection'],
  ].map((key) => [key, 1]),
);

async function sentMix(change: Pick<Parameters<typeof classPlan>[2], 'spec' | 'load'>, threads: number) {
  const server = await startRecordingServer({ body: ANSWER }, { keep: 10_000 });
  try {
    const plan = classPlan(SUITE, CLASS, { ...change, url: server.url });
    const { totals } = await runCrew(plan, { threads });
    const nameOf = taskFinder(SUITE.classes[CLASS] ?? { service: '' });
    const counts = countOf(server.requests.map(({ method, path }) => nameOf(method, path)));
    return { counts, totals, arrived: server.counts().requests };
  } finally {
    await server.close();
  }
}

test('10,000 requests of users: the mix that arrives is the one of the weights, on any number of threads', async () => {
  const users = {
    spec: { thinkTime: 'none', iterations: 200 },
    load: { users: 50, duration: 60_000 },
  } as const;
  const { counts, totals, arrived } = await sentMix(users, 2);
  expect([totals.sent, totals.ok, arrived]).toEqual([10_000, 10_000, 10_000]);
  const fit = fitOf('mix of 50 users as sent', counts, weightsOf(SUITE.classes[CLASS] ?? { service: '' }));
  expect(fit).toMatchObject({ total: 10_000, degreesOfFreedom: 10 });
  expect(fit.pValue).toBeGreaterThan(0.01);
  // Each user draws from a sequence of its own: who runs it, and when, changes nothing.
  expect((await sentMix(users, 1)).counts).toEqual(counts);
});

test('10,000 arrivals: the mix that arrives is the one of the weights', async () => {
  const load = { rate: 2_500, duration: 4_000 } as const;
  const { counts, totals, arrived } = await sentMix({ load }, 2);
  expect([totals.planned, totals.sent, arrived]).toEqual([10_000, 10_000, 10_000]);
  const fit = fitOf(
    'mix of 2,500 arrivals/s as sent',
    counts,
    weightsOf(SUITE.classes[CLASS] ?? { service: '' }),
  );
  expect(fit.pValue).toBeGreaterThan(0.01);
});
