/** Users as a server sees them come, and how long they think between its answer and their next request. */
import { expect, test } from 'vitest';
import { startCalibratedServer } from '../support/calibrated-server.ts';
import { mean } from '../support/stats.ts';
import { truthPlan } from '../support/truth-plan.ts';
import { runPlan } from '../support/truth-run.ts';
import { worstGauge } from '../support/worst-gauge.ts';

const USERS = 30;
const SPAWN_RATE = 10;
const SECONDS = 5;
const THINK_MS = { min: 200, max: 400 };
/** The most a request takes to be read by a server on this machine. */
const UNDER_WAY_MS = 50;

test('users come at the spawn rate (S-09) and think between the bounds, by the log of the server', async () => {
  const server = await startCalibratedServer({ delay: { kind: 'fixed', ms: 1 } });
  try {
    const plan = truthPlan({
      services: { target: { url: server.url } },
      classes: {
        // One connection each: to the server, a user is a connection.
        visitor: {
          service: 'target',
          connections: 'per-user',
          thinkTime: { between: [`${THINK_MS.min}ms`, `${THINK_MS.max}ms`] },
          tasks: { home: { get: '/' } },
        },
      },
      load: { users: USERS, spawnRate: SPAWN_RATE, duration: SECONDS },
    });
    const run = await runPlan(plan, { threads: 2 });
    const log = await server.log();
    const heldUpUs = worstGauge(run.seconds, 'loop.delay_max');

    const firstUs = new Map<number, number>();
    const lastUs = new Map<number, number>();
    const thoughtMs: number[] = [];
    log.connection.forEach((user, row) => {
      const arrivedUs = log.arrivedUs[row] ?? Number.NaN;
      const before = lastUs.get(user);
      if (before === undefined) firstUs.set(user, arrivedUs - run.startUs);
      else thoughtMs.push((arrivedUs - before) / 1_000);
      lastUs.set(user, log.releasedUs[row] ?? Number.NaN);
    });

    // Nobody comes early; and late by no more than the loop was held up and a request is under way.
    const come = [...firstUs.values()];
    const comeBy = (us: number) => come.filter((at) => at <= us).length;
    for (let atS = 0; atS < SECONDS; atS += 1) {
      const planned = Math.min(USERS, SPAWN_RATE * atS);
      expect(comeBy(atS * 1_000_000)).toBeLessThanOrEqual(planned + 1);
      expect(comeBy(atS * 1_000_000 + heldUpUs + UNDER_WAY_MS * 1_000)).toBeGreaterThanOrEqual(planned - 1);
    }
    expect(come.length).toBe(USERS);

    // 3,500 ms of thinking 300 ms, 30 times over.
    expect(thoughtMs.length).toBeGreaterThan(250);
    expect(Math.min(...thoughtMs)).toBeGreaterThanOrEqual(THINK_MS.min - 1);
    expect(Math.max(...thoughtMs)).toBeLessThanOrEqual(THINK_MS.max + 2 * (heldUpUs / 1_000) + UNDER_WAY_MS);
    const error = (THINK_MS.max - THINK_MS.min) / Math.sqrt(12 * thoughtMs.length);
    const off = mean(thoughtMs) - (THINK_MS.min + THINK_MS.max) / 2;
    process.stdout.write(
      `${come.length} users; ${thoughtMs.length} thoughts of ${Math.min(...thoughtMs).toFixed(1)} to ` +
        `${Math.max(...thoughtMs).toFixed(1)} ms, mean ${mean(thoughtMs).toFixed(1)} ms; loop held up ` +
        `${(heldUpUs / 1_000).toFixed(1)} ms at most\n`,
    );
    expect(Math.abs(off)).toBeLessThan(4 * error + 5);
  } finally {
    await server.close();
  }
});
