/** The user classes of the suite on a virtual clock: what they ask for, how long they think, when they come. */
import { describe, expect, it, vi } from 'vitest';
import type { Plan } from '../../src/contract/plan.ts';
import { resolvePlan } from '../../src/main/services/plans/compile/resolve-plan.ts';
import { Curve } from '../../src/workers/engine/load/curve.ts';
import type { FiredRequest, ScriptedAnswer } from '../support/scripted-driver.ts';
import { kolmogorovSmirnov, kolmogorovSmirnovPValue, mean } from '../support/stats.ts';
import { classPlan, countOf, fitOf, taskFinder, weightsOf } from '../support/task-mix.ts';
import { runVirtually } from '../support/virtual-run.ts';
import { PRESETS_DIR, SUITES } from '../unit/main/services/plans/support.ts';

vi.setConfig({ testTimeout: 60_000 });

const SUITE = SUITES['access-layer'] as Plan;
const ANSWER_US = 7_000;
const ANSWER = {
  ...{ instruments: 1, curves: 1, products: 1, pricing: 1, historical: 1, hit_ratio: 1, rate_limits: 1 },
  ...{ circuit_breakers: 1, message: 1, projection: 1, valid: true, allowed: true, rules: 1, engine: 1 },
  ...{ success: true, data: 1, series: 1, collector: 1 },
};
const answer = (): ScriptedAnswer => ({ afterUs: ANSWER_US, body: JSON.stringify(ANSWER) });

/** 10,000 tasks of one class: 500 users with twenty each. */
async function tasksOf(className: string) {
  const load = { users: 500, duration: 120_000 };
  const run = await runVirtually(classPlan(SUITE, className, { spec: { iterations: 20 }, load }), {
    script: answer,
  });
  expect([run.driver.fired.length, run.perSecond('errors').every((count) => count === 0)]).toEqual([
    10_000,
    true,
  ]);
  return run.driver.fired;
}

/** Between an answer and the next request of the same user, milliseconds. */
function thoughts(fired: readonly FiredRequest[]): number[] {
  const last = new Map<number, number>();
  const gaps: number[] = [];
  for (const { connection, atUs } of fired) {
    const before = last.get(connection);
    if (before !== undefined) gaps.push((atUs - before - ANSWER_US) / 1_000);
    last.set(connection, atUs);
  }
  return gaps;
}

const queryOf = ({ path }: FiredRequest) => new URL(path, 'http://x').searchParams;

describe.each<[string, number, number]>([
  ['GatewayRESTUser', 1_000, 3_000],
  ['AuthServiceUser', 1_000, 2_000],
  ['EntitlementsServiceUser', 1_000, 3_000],
  ['MetricsServiceUser', 1_000, 2_000],
  ['StreamingUser/subscribe', 2_000, 5_000],
])('%s', (className, minMs, maxMs) => {
  const spec = SUITE.classes[className] ?? { service: '' };

  it('asks for its tasks by their weights, and thinks evenly between its bounds', async () => {
    const fired = await tasksOf(className);
    const nameOf = taskFinder(spec);
    const names = fired.map(({ method, path }) => nameOf(method, path.replace(/\?.*$/, '')));
    const fit = fitOf(`mix of ${className}`, countOf(names), weightsOf(spec));
    expect(fit.total).toBe(10_000);
    if (fit.degreesOfFreedom > 0) expect(fit.pValue).toBeGreaterThan(0.01);

    const gaps = thoughts(fired);
    expect(gaps.length).toBe(9_500);
    // The loop turns every millisecond: a thought ends within the one it is over in.
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(minMs - 1);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(maxMs + 1);
    // Four standard errors of the mean of an even distribution.
    const error = (maxMs - minMs) / Math.sqrt(12 * gaps.length);
    expect(Math.abs(mean(gaps) - (minMs + maxMs) / 2)).toBeLessThan(4 * error + 1);
    const distance = kolmogorovSmirnov(gaps, (ms) =>
      Math.min(1, Math.max(0, (ms - minMs) / (maxMs - minMs))),
    );
    expect(kolmogorovSmirnovPValue(distance, gaps.length)).toBeGreaterThan(0.01);
  });
});

describe('choices inside a request', () => {
  it('ask the gateway for every instrument and horizon alike', async () => {
    const fired = await tasksOf('GatewayRESTUser');
    const served = fired.filter(({ path }) => path.includes('/served/'));
    const instruments = served.map(({ path }) => /served\/[a-z-]+\/([^?]+)/.exec(path)?.[1] ?? path);
    const even = (words: readonly string[]) => Object.fromEntries(words.map((word) => [word, 1]));
    const names = ['NG_HH_BALMO', 'ERCOT_HOUSTON_15MIN', 'NBP_GAS_DA', 'EU_POWER_PHELIX', 'WTI_CRUDE_FRONT'];
    expect(fitOf('instruments', countOf(instruments), even(names)).pValue).toBeGreaterThan(0.01);
    const horizons = served.flatMap((request) => queryOf(request).get('horizon') ?? []);
    const all = ['1m', 'da', '2w', '1q', '3m'];
    expect(fitOf('horizons', countOf(horizons), even(all)).pValue).toBeGreaterThan(0.01);
  });

  it('send one to five metrics in a batch, and look up users 100 to 999', async () => {
    const metrics = await tasksOf('MetricsServiceUser');
    const batches = metrics.filter(({ path }) => path === '/metrics/track/batch');
    const sizes = batches.map(({ body }) => String((JSON.parse(body ?? '') as unknown[]).length));
    const even = Object.fromEntries(['1', '2', '3', '4', '5'].map((size) => [size, 1]));
    expect(fitOf('batch sizes', countOf(sizes), even).pValue).toBeGreaterThan(0.01);
    const auth = await tasksOf('AuthServiceUser');
    const users = auth.flatMap(({ path }) => /^\/auth\/users\/user-(\d+)$/.exec(path)?.[1] ?? []).map(Number);
    expect(users.every((user) => user >= 100 && user <= 999)).toBe(true);
    const hundreds = countOf(users.map((user) => String(Math.floor(user / 100))));
    const wanted = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [String(at + 1), 1]));
    expect(fitOf('users by hundreds', hundreds, wanted).pValue).toBeGreaterThan(0.01);
  });
});

describe('users over time (S-09)', () => {
  it.each<[string, number, number]>([
    ['light', 10, 2],
    ['medium', 50, 5],
    ['heavy', 100, 10],
    ['gateway', 50, 5],
    ['auth', 25, 3],
  ])('%s: %i users, %i more each second, never further off than one', async (name, users, spawnRate) => {
    const durationMs = 20_000;
    const resolved = await resolvePlan({ kind: 'preset', name }, {}, { presetsDir: PRESETS_DIR });
    if (!resolved.ok) throw new Error(resolved.failure.message);
    const { plan } = resolved.value;
    const scenarios = plan.scenarios.filter(({ kind }) => kind === 'http');
    const run = await runVirtually({ ...plan, scenarios, durationMs }, { script: answer });
    // Users who read event streams come between the others, and run elsewhere; connections are no users.
    const streams = plan.scenarios
      .filter(({ kind }) => kind === 'sse')
      .map(({ profile }) => new Curve(profile.segments));
    const reading = (atMs: number) =>
      streams.reduce((sum, curve) => sum + curve.wholeLevelAt(atMs * 1_000), 0);
    for (let second = 0; second < durationMs / 1_000; second += 1) {
      // One turn of the loop per millisecond, the first at the start.
      const there = (run.users[second * 1_000] ?? Number.NaN) + reading(second * 1_000);
      expect(Math.abs(there - Math.min(users, spawnRate * second))).toBeLessThanOrEqual(1);
    }
    expect((run.users[durationMs - 1_000] ?? 0) + reading(durationMs - 1_000)).toBe(users);
  });
});
