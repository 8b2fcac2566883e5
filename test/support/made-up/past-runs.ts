import { fileURLToPath } from 'node:url';
import type { Overrides } from '../../../src/contract/plan.ts';
import { headlineOf } from '../../../src/contract/run-headline.ts';
import type { RunPlan } from '../../../src/contract/run-plan.ts';
import type { RunState } from '../../../src/contract/run-state.ts';
import type { RunSecond } from '../../../src/contract/tick.ts';
import { type EpochMillis, MICROS_PER_MILLI, type Millis } from '../../../src/contract/units.ts';
import type { PlanRef, SampleProfile } from '../../../src/contract/wire.ts';
import { analyseStored } from '../../../src/main/services/analysis/analysis.ts';
import { resolvePlan } from '../../../src/main/services/plans/compile/resolve-plan.ts';
import type { RunStore } from '../../../src/main/storage/run-record.ts';
import { makeRun } from '../made-seconds.ts';
import { seededRandom } from '../seeded-random.ts';
import { VirtualCrew, type Weather } from '../virtual-crew.ts';
import { sampleScript } from './sample-script.ts';
import { WATCHES, withWatched } from './watched-target.ts';

/** A run that was made before the workbench is looked at: a plan, and how the sample services were that day. */
export interface PastRun {
  readonly runId: string;
  readonly name: string;
  readonly plan: PlanRef;
  readonly hoursAgo: number;
  readonly profile: SampleProfile;
  readonly overrides: Overrides;
  /** Seconds in which the generator was disturbed. */
  readonly disturbed?: readonly number[];
  /** Stopped after so long. */
  readonly stopAtMs?: Millis;
  /** Default: stopped where it was stopped, else completed. */
  readonly state?: Exclude<RunState, 'running'>;
  readonly tags?: readonly string[];
}

const HOUR_MS = 3_600_000;
const preset = (name: string): PlanRef => ({ kind: 'preset', name });
const load = (users: number, seconds: number): Overrides => ({
  users,
  spawnRate: users / 4,
  durationMs: seconds * 1_000,
  warmupMs: 2_000,
});
const smoke = { name: 'Smoke on the sample services', plan: preset('smoke'), overrides: load(300, 20) };
const gateway = { plan: preset('gateway'), overrides: load(120, 40) };

/** Newest first. */
const PAST: readonly Omit<PastRun, 'runId'>[] = [
  { ...smoke, hoursAgo: 0.4, profile: 'healthy' },
  {
    name: 'Light',
    plan: preset('light'),
    hoursAgo: 3,
    profile: 'healthy',
    overrides: { ...load(90, 60), watch: WATCHES },
    disturbed: [21, 22, 37],
  },
  { ...smoke, hoursAgo: 22, profile: 'slow' },
  {
    ...gateway,
    name: 'Gateway after the cache change',
    hoursAgo: 26,
    profile: 'healthy',
    tags: ['cache', 'release 4.2'],
  },
  { ...gateway, name: 'Gateway before the cache change', hoursAgo: 27, profile: 'slow', tags: ['cache'] },
  {
    name: 'Stress',
    plan: preset('stress'),
    hoursAgo: 49,
    profile: 'overloaded',
    overrides: { ...load(480, 40), spawnRate: 20 },
    stopAtMs: 31_000,
  },
  { ...smoke, hoursAgo: 70, profile: 'healthy' },
  { name: 'Medium', plan: preset('medium'), hoursAgo: 74, profile: 'flaky', overrides: load(120, 60) },
  {
    name: 'Auth',
    plan: preset('auth'),
    hoursAgo: 98,
    profile: 'healthy',
    overrides: load(60, 40),
    stopAtMs: 27_000,
    state: 'interrupted',
  },
  {
    name: 'http://127.0.0.1:8000/api/v1/curves',
    plan: { kind: 'url', url: 'http://127.0.0.1:8000/api/v1/curves' },
    hoursAgo: 120,
    profile: 'healthy',
    overrides: { users: 5, durationMs: 20_000 },
  },
];

export const PAST_RUNS: readonly PastRun[] = PAST.map((run, nth) => ({
  ...run,
  runId: `demo-${String(PAST.length - nth).padStart(2, '0')}`,
}));

const WIDE_SERVICES = ['portfolio-valuation-and-settlement-gateway', 'service-1', 'service-2', 'service-4'];
const WIDE_NAME = 'Portfolio valuation and settlement: every endpoint of the public interface, nightly';

/** Forty endpoints with names longer than any column: what a real plan can look like. */
export function widePlan(url: string): PlanRef {
  const task = (nth: number) => [
    `GET /api/v2/portfolios/{portfolioId}/positions/{positionId}/valuations/${nth}/{asOf}`,
    { weight: 1 + (nth % 4), get: `/api/v2/portfolios/1/positions/2/valuations/${nth}` },
  ];
  const users = (service: string, of: number) => [
    `users ${of + 1}`,
    {
      service,
      thinkTime: '1s',
      tasks: Object.fromEntries(Array.from({ length: 10 }, (_, nth) => task(of * 10 + nth))),
    },
  ];
  const bounds = { excellent: 50, good: 100, acceptable: 250 };
  const plan = {
    plimsoll: 1,
    name: WIDE_NAME,
    services: Object.fromEntries(WIDE_SERVICES.map((name) => [name, { url }])),
    classes: Object.fromEntries(WIDE_SERVICES.map(users)),
    load: { users: 120, spawnRate: 30, duration: '60s', warmup: '2s' },
    thresholds: WIDE_SERVICES.map((service) => ({
      service,
      scope: 'every-endpoint',
      metric: 'latency',
      ...bounds,
    })),
  };
  return { kind: 'text', text: JSON.stringify(plan) };
}

export const WIDE_RUN: PastRun = {
  runId: 'demo-wide',
  name: WIDE_NAME,
  plan: widePlan('http://127.0.0.1:8000'),
  hoursAgo: 1,
  profile: 'flaky',
  overrides: {},
  tags: ['nightly', 'portfolio', 'settlement', 'release 2026.11', 'owner: risk engineering'],
};

/** Plays a run on the virtual clock and stores what it measured. @param now the moment the workbench is looked at */
export async function storePastRun(store: RunStore, run: PastRun, now: EpochMillis): Promise<void> {
  const { runId, name, overrides, tags } = run;
  const presetsDir = fileURLToPath(new URL('../../../resources/presets/', import.meta.url));
  const resolved = await resolvePlan(run.plan, overrides, { presetsDir });
  if (!resolved.ok) throw new Error(`${name}: ${resolved.failure.message}`);
  const { plan, text: planText } = resolved.value;
  const { seconds, durationMs } = await played(plan, run);
  const startedAt = Math.round(now - run.hoursAgo * HOUR_MS);
  const { environment } = makeRun(plan);
  const record = { runId, name, purpose: plan.purpose, startedAt, plan, planText, overrides, environment };
  const end = {
    state: run.state ?? (run.stopAtMs === undefined ? 'completed' : 'stopped'),
    endedAt: startedAt + durationMs,
    durationMs,
  };
  const view = { ...end, notes: '', endReason: '', withSeconds: false };
  const headline = headlineOf(analyseStored(record, seconds, view));
  store.create(record);
  for (const second of seconds) store.appendSecond(runId, second, headline);
  store.finish(runId, { ...end, reason: '', headline, environment });
  if (tags !== undefined) store.annotate(runId, { tags });
}

async function played(plan: RunPlan, run: PastRun): Promise<{ seconds: RunSecond[]; durationMs: Millis }> {
  const seconds: RunSecond[] = [];
  const seed = Math.round(run.hoursAgo * 10);
  const crew = new VirtualCrew({
    plan,
    service: sampleScript(run.profile, seed),
    weather: weatherOf(seed, run.disturbed),
    onSecond: (second) => seconds.push(withWatched(second, plan)),
  });
  await crew.begin();
  if (run.stopAtMs !== undefined) crew.stop('graceful', run.stopAtMs);
  if (!(await crew.play(2 * plan.durationMs + 60_000))) throw new Error(`${run.name} does not end`);
  return { seconds, durationMs: crew.durationUs / MICROS_PER_MILLI };
}

/** A machine at ease, whose thread is blocked in the seconds named. */
export function weatherOf(seed: number, disturbed: readonly number[] = []): (second: number) => Weather {
  const random = seededRandom(seed);
  return (second) => ({
    loop: disturbed.includes(second)
      ? { loopDelayMaxUs: 154_000, blocks: [{ atUs: second * 1_000_000 + 230_000, lengthUs: 154_000 }] }
      : { loopDelayMaxUs: 1_200 + 2_500 * random(), loopUtilisation: 0.1 + 0.04 * random() },
    machine: {
      processCpu: 0.12 + 0.05 * random(),
      machineCpu: 0.3 + 0.1 * random(),
      othersCpu: 0.1 + 0.05 * random(),
      rssBytes: 118_000_000 + second * 12_000,
    },
  });
}

/** Lists all runs again and again, further and further back, until there are so many; these can only be listed. */
export function multiplyRuns(store: RunStore, count: number): void {
  const known = store.list(count).flatMap(({ runId }) => store.get(runId) ?? []);
  for (let nth = known.length; nth < count; nth++) {
    const run = known[nth % known.length];
    if (run === undefined || run.state === 'running') return;
    const { state, durationMs, headline, environment } = run;
    const startedAt = run.startedAt - Math.floor(nth / known.length) * 130 * HOUR_MS;
    const runId = `${run.runId}-${nth}`;
    const plan = { ...run.plan, series: [], scenarios: [], values: {} };
    store.create({ ...run, runId, startedAt, plan });
    store.finish(runId, {
      state,
      endedAt: startedAt + durationMs,
      durationMs,
      reason: run.endReason,
      headline,
      environment,
    });
  }
}
