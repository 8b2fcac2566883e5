/** Caps of plans that mix requests, WebSockets and event streams, on real load threads, as a counting server sees them. */
import { expect, test } from 'vitest';
import { closedProfile } from '../../src/contract/profile.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import { type CountingServer, startCountingServer } from '../support/counting-server.ts';
import { checkBooks, runCrew } from '../support/engine-crew.ts';
import { constantRate } from '../support/engine-plan.ts';
import { makeHttp, makePlan, makeSeries, makeSse, makeStep, makeWebSocket } from '../support/made-plan.ts';

const DURATION_MS = 2_400;

/** More than any cap allows of everything: 40 users, 300 requests/s, 12 sockets with 20 messages/s each, 6 event streams. */
function mixedPlan(url: string, limits: Partial<RunPlan['limits']>): RunPlan {
  const closed = (level: number) => closedProfile(level, Number.POSITIVE_INFINITY, DURATION_MS);
  const scenarios = [
    makeHttp({
      name: 'users',
      baseUrl: url,
      profile: closed(40),
      thinkTime: { minMs: 0, maxMs: 0 },
      connections: 'shared',
      tasks: [{ name: 'task', weight: 1, steps: [makeStep(0)] }],
    }),
    makeHttp({
      name: 'arrivals',
      baseUrl: url,
      profile: constantRate(300, DURATION_MS),
      connections: 'shared',
      tasks: [{ name: 'task', weight: 1, steps: [makeStep(1)] }],
    }),
    makeWebSocket(2, {
      name: 'sockets',
      url: `${url.replace('http', 'ws')}/ws`,
      profile: closed(12),
      messageRatePerConnection: 20,
      setup: [makeStep(5, { path: '/token' })],
      setupBaseUrl: url,
    }),
    makeSse(6, { name: 'readers', url: `${url}/events`, profile: closed(6), holdMs: null }),
  ];
  const plan = makePlan({
    scenarios,
    series: Array.from({ length: 9 }, (_, index) => makeSeries({ endpoint: `series ${index}` })),
    durationMs: DURATION_MS,
  });
  return { ...plan, limits: { ...plan.limits, ...limits } };
}

/** The most that came in any stretch of a second. */
function mostInASecond(atMs: readonly number[]): number {
  const times = atMs.toSorted((a, b) => a - b);
  let from = 0;
  return times.reduce((most, time, index) => {
    while (time - (times[from] ?? 0) >= 1_000) from += 1;
    return Math.max(most, index - from + 1);
  }, 0);
}

async function against(run: (server: CountingServer) => Promise<void>): Promise<void> {
  const server = await startCountingServer((_, response) => {
    setTimeout(() => response.end('{}'), 25);
  });
  try {
    await run(server);
  } finally {
    await server.close();
  }
}

test.each([1, 3])('open requests and sockets, with %i HTTP threads', { timeout: 30_000 }, async (threads) => {
  await against(async (server) => {
    const run = await runCrew(mixedPlan(server.url, { maxInFlight: 9, maxConnections: 20 }), { threads });
    const counts = server.counts();
    expect(run.end.state).toBe('completed');
    expect(counts.mostOpenRequests).toBeLessThanOrEqual(9);
    expect(counts.mostSockets).toBeLessThanOrEqual(20);
    // Both kinds go on, and what is allowed is used.
    expect(counts.mostSockets).toBeGreaterThanOrEqual(16);
    expect(counts.webSockets).toBeGreaterThanOrEqual(1);
    expect(counts.eventStreams).toBeGreaterThanOrEqual(1);
    expect(counts.messages).toBeGreaterThanOrEqual(20);
    expect(counts.requests).toBeGreaterThanOrEqual(100);
    checkBooks(run.seconds);
  });
});

test('what begins in a second: requests, streams and messages together', { timeout: 30_000 }, async () => {
  await against(async (server) => {
    const run = await runCrew(mixedPlan(server.url, { maxRatePerSecond: 60 }), { threads: 2 });
    const counts = server.counts();
    expect(run.end.state).toBe('completed');
    // Seconds of the run are fixed: in one that lies across two of them twice as much may come.
    expect(mostInASecond(counts.begunAtMs)).toBeLessThanOrEqual(120);
    expect(counts.begunAtMs.length).toBeLessThanOrEqual(60 * Math.ceil(DURATION_MS / 1_000));
    expect(counts.messages).toBeGreaterThanOrEqual(10);
    expect(counts.requests).toBeGreaterThanOrEqual(30);
    checkBooks(run.seconds);
  });
});

test('a cap too low for both kinds fails the run in a sentence, where nobody asked before', async () => {
  await against(async (server) => {
    const run = await runCrew(mixedPlan(server.url, { maxConnections: 1 }));
    expect(run.end).toMatchObject({
      state: 'failed',
      reason:
        'limits.maxConnections is 1, but must be at least 2: a plan with HTTP classes and stream classes needs one for each of them.',
    });
    expect(server.counts().mostSockets).toBe(0);
  });
});
