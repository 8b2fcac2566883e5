import { expect, test } from 'vitest';
import { closedProfile } from '../../src/contract/profile.ts';
import type { SteeredUnit } from '../../src/contract/steering.ts';
import { areaUnder } from '../../src/main/services/analysis/counts/offered.ts';
import { startCountingServer } from '../support/counting-server.ts';
import { checkBooks, runCrew } from '../support/engine-crew.ts';
import { constantRate, httpPlan } from '../support/engine-plan.ts';
import { makeHttp, makePlan, makeSeries, makeWebSocket } from '../support/made-plan.ts';
import { CrewSteering } from '../support/steer-crew.ts';

test('load threads follow a steered rate from the same moment on, and the second says so', {
  timeout: 20_000,
}, async () => {
  const server = await startCountingServer((_, response) => response.end('{}'));
  try {
    const plan = httpPlan({ url: server.url, profile: constantRate(100, 3_000) });
    let steering: CrewSteering | null = null;
    const early: string[] = [];
    const run = await runCrew(plan, {
      threads: 3,
      meanwhile: (crew) => {
        steering = new CrewSteering(crew, plan);
        const refused = steering.act({ kind: 'hold' });
        early.push(refused.ok ? '' : refused.failure.code);
      },
      onSecond: ({ second }) => {
        if (second === 0) steering?.act({ kind: 'set', unit: 'rate', level: 400 });
      },
    });
    expect(early).toEqual(['steer.not_running']);
    const [told] = run.seconds.flatMap(({ second, steered = [], load = [] }) =>
      steered.map(({ atMs, sentence }) => ({ second, atMs, sentence, load })),
    );
    expect(told?.sentence).toBe('Arrival rate set to 400/s.');
    expect(told?.second).toBe(Math.floor((told?.atMs ?? 0) / 1_000));
    // What was planned is what was applied, to the arrival.
    const segments = (steering as CrewSteering | null)?.load[0]?.segments ?? [];
    const area = areaUnder(segments, { fromMs: 0, toMs: 3_000 }) / 1_000;
    expect(run.totals.planned).toBe(Math.ceil(area - 1e-6));
    expect(area).toBeGreaterThan(600);
    expect(server.counts().requests).toBe(run.totals.sent);
    checkBooks(run.seconds);
  } finally {
    await server.close();
  }
});

test('streams and users are steered within one limit: what the ones leave is there for the others', {
  timeout: 20_000,
}, async () => {
  const server = await startCountingServer((_, response) => response.end('{}'));
  try {
    const closed = (level: number) => closedProfile(level, Number.POSITIVE_INFINITY, 4_000);
    const made = makePlan({
      scenarios: [
        makeHttp({
          name: 'users',
          baseUrl: server.url,
          profile: closed(10),
          thinkTime: { minMs: 20, maxMs: 20 },
        }),
        makeWebSocket(1, {
          name: 'sockets',
          url: `${server.url.replace('http', 'ws')}/ws`,
          profile: closed(2),
        }),
      ],
      series: Array.from({ length: 4 }, (_, index) => makeSeries({ endpoint: `series ${index}` })),
      durationMs: 4_000,
    });
    const plan = { ...made, limits: { ...made.limits, maxConnections: 20 } };
    let steering: CrewSteering | null = null;
    const told: string[] = [];
    const act = (unit: SteeredUnit, level: number) => {
      const answer = steering?.act({ kind: 'set', unit, level });
      if (answer !== undefined) told.push(answer.ok ? answer.value.sentence : answer.failure.message);
    };
    const inFirstSecond = { sockets: 0, webSockets: 0 };
    const run = await runCrew(plan, {
      threads: 2,
      meanwhile: (crew) => {
        steering = new CrewSteering(crew, plan);
      },
      onSecond: ({ second }) => {
        if (second === 0) act('connections', 11);
        if (second === 0) act('connections', 10);
        if (second === 1) {
          const { mostSockets, webSockets } = server.counts();
          Object.assign(inFirstSecond, { sockets: mostSockets, webSockets });
          act('users', 4);
        }
        if (second === 2) act('connections', 16);
      },
    });
    expect(told).toEqual([
      'This load needs 10 connections for requests and 11 for streams; 3 load threads share 20 (maxConnections).',
      'Connections set to 10.',
      'Users set to 4.',
      'Connections set to 16.',
    ]);
    expect(inFirstSecond).toEqual({ sockets: 20, webSockets: 10 });
    expect(server.counts().webSockets).toBe(16);
    // Nobody was turned away at the limit.
    expect(run.totals.errors).toBe(0);
    checkBooks(run.seconds);
  } finally {
    await server.close();
  }
});
