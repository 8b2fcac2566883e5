import { expect, test } from 'vitest';
import { areaUnder } from '../../src/main/services/analysis/counts/offered.ts';
import { startCountingServer } from '../support/counting-server.ts';
import { checkBooks, runCrew } from '../support/engine-crew.ts';
import { constantRate, httpPlan } from '../support/engine-plan.ts';
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
