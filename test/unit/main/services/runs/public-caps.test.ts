import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Overrides } from '../../../../../src/contract/plan.ts';
import { resolvePlan } from '../../../../../src/main/services/plans/compile/resolve-plan.ts';
import { type PreflightOptions, preflightRun } from '../../../../../src/main/services/runs/preflight.ts';
import { capForPublic, publicHostsOf } from '../../../../../src/main/services/runs/public-caps.ts';

/** Nothing here connects to anything: hosts are names a resolver of the test answers for, and runs are refused. */
const HOST = 'api.plimsoll.test';
const presetsDir = fileURLToPath(new URL('../../../../../resources/presets/', import.meta.url));
const resolveHost = async (host: string) => (host === HOST ? ['127.0.0.1', '203.0.113.7'] : ['10.0.0.1']);

const planText = (load: string, limits = '') => `
plimsoll: 1
name: away
services: { target: { url: "http://${HOST}" } }
classes: { visitor: { service: target, tasks: { page: { get: / } } } }
load: ${load}
${limits}`;

async function capped(text: string, overrides: Overrides = {}, hosts: readonly string[] = [HOST]) {
  const resolved = await resolvePlan({ kind: 'text', text }, overrides, { presetsDir, allowedHosts: [HOST] });
  if (!resolved.ok) throw new Error(resolved.failure.message);
  return capForPublic(resolved.value.plan, hosts, { source: resolved.value.source, overrides });
}

describe('a public host', () => {
  it('is one with any address of the internet', async () => {
    const resolved = await resolvePlan(
      { kind: 'text', text: planText('{ rate: 5, duration: 1s }') },
      {},
      { presetsDir },
    );
    if (!resolved.ok) throw new Error(resolved.failure.message);
    expect(await publicHostsOf(resolved.value.plan, resolveHost)).toEqual([HOST]);
    expect(await publicHostsOf(resolved.value.plan, async () => ['10.1.2.3', '::1'])).toEqual([]);
    expect(await publicHostsOf(resolved.value.plan, () => Promise.reject(new Error('ENOTFOUND')))).toEqual(
      [],
    );
  });

  it('is loaded with 50 requests per second, 50 connections and 10 minutes at most, and that is printed', async () => {
    const result = await capped(planText('{ users: 20, duration: 10m }'));
    if (!result.ok) throw new Error(result.failure.message);
    expect(result.value.plan.limits).toMatchObject({ maxRatePerSecond: 50, maxConnections: 50 });
    expect(result.value.remarks).toEqual([
      `${HOST} is a public host: at most 50 requests per second, 50 connections, 10m`,
    ]);
  });

  it.each([
    [
      '{ rate: 51, duration: 1s }',
      'needs 51 requests or messages per second: more than 50 per second.',
      '--max-rate 51',
    ],
    ['{ users: 51, duration: 1s }', 'needs 51 connections: more than 50.', '--max-connections 51'],
    ['{ rate: 5, duration: 11m }', 'needs a run of 11m: more than 10m.', '--max-duration 11m'],
  ])('refuses %s before anything is sent', async (load, why, hint) => {
    const run = { plan: { kind: 'text', text: planText(load) } as const, force: true };
    const options: PreflightOptions = {
      presetsDir,
      resolveHost,
      allowedHosts: [HOST],
      workspaceUrls: { builtIn: {}, own: new Map() },
      env: {},
      samples: { urls: {}, watches: () => [] },
      readMachineLimits: () => Promise.reject(new Error('asked after the caps')),
    };
    const ready = await preflightRun(run, options);
    expect(ready).toMatchObject({ ok: false, failure: { code: 'guard.public_cap', side: 'guard' } });
    if (ready.ok) return;
    expect(ready.failure.message).toBe(`${HOST} is a public host, and the plan ${why}`);
    expect(ready.failure.hint).toContain(hint);
  });

  it('takes more where that is said, in the plan or on the command line, and says so', async () => {
    const load = '{ rate: 200, duration: 20m }';
    const inPlan = await capped(
      planText(load, 'limits: { maxRate: 200, maxConnections: 400, maxDuration: 20m }'),
    );
    const asked = await capped(planText(load), {
      maxRate: 200,
      maxConnections: 400,
      maxDurationMs: 1_200_000,
    });
    for (const result of [inPlan, asked]) {
      if (!result.ok) throw new Error(result.failure.message);
      expect(result.value.plan.limits).toMatchObject({ maxRatePerSecond: 200, maxConnections: 400 });
      expect(result.value.remarks).toEqual([
        `${HOST} is a public host: at most 200 requests per second, 400 connections, 20m (raised on request)`,
      ]);
    }
  });

  it('is refused by the engine in a run that was not held to its caps', async () => {
    const result = await capped(planText('{ rate: 500, duration: 1s }'), {}, []);
    if (!result.ok) throw new Error(result.failure.message);
    expect(result.value.plan.limits).toMatchObject({ maxRatePerSecond: 1_000_000, refusePublic: true });
    expect(result.value.remarks).toEqual([]);
  });
});

describe('a search of the capacity of a public host', () => {
  const load = '{ rate: 5, duration: 1m }';
  const searched = (capacity: Overrides['capacity'], overrides: Overrides = {}) =>
    capped(planText(load), { ...overrides, capacity: { objectives: ['errors<1%'], ...capacity } });

  it('goes no higher than the caps', async () => {
    const byRate = await searched({});
    const byUsers = await searched({ by: 'users' });
    const raised = await searched({ to: 80 }, { maxRate: 90 });
    expect([byRate, byUsers, raised].map((one) => one.ok && one.value.plan.capacity?.to)).toEqual([
      // Arrivals at random stay below a cap of 50 and of 90 a second in all but one second of seven hundred.
      32.8, 50, 65.6,
    ]);
  });

  it('keeps the load that somebody gave', async () => {
    const raised = await searched({ to: 80 }, { maxRate: 90 });
    expect(raised.ok && raised.value.plan.capacity).toMatchObject({ to: 65.6, toGiven: 80 });
  });

  it('is asked for no more than somebody wrote: what its own caps would allow is no demand', async () => {
    const text = planText('{ users: 5, duration: 1m }').replace('tasks:', 'thinkTime: 1s, tasks:');
    const result = await capped(text, {
      maxRate: 1_000,
      capacity: { by: 'users', objectives: ['errors<1%'] },
    });
    expect(result.ok && result.value.plan.capacity).toMatchObject({
      to: 50,
      toCap: { name: 'maxConnections', value: 50 },
    });
  });

  it.each([
    [{ to: 60 }, 'the plan needs 60 requests or messages per second: more than 50 per second.'],
    [{ by: 'users', from: 70 }, 'the plan needs 70 connections: more than 50.'],
    [{ thoroughness: 'thorough' }, 'the plan needs a run of 15m: more than 10m.'],
  ] as const)('is refused where it asks for more: %j', async (capacity, why) => {
    const result = await searched(capacity);
    expect(result).toMatchObject({
      ok: false,
      failure: { code: 'guard.public_cap', message: `${HOST} is a public host, and ${why}` },
    });
  });
});
