import { fail, type Result, succeed } from '../../../contract/failure.ts';
import type { Overrides } from '../../../contract/plan.ts';
import type { AnswerOf, ArgumentOf, Handlers, RunDetail, RunRow, Settings } from '../../../contract/wire.ts';
import type { Listeners } from '../host.ts';
import { APP_INFO, dropUndefined, notFound, planText, previewOf, sampleUrls, shapeFor } from './answers.ts';
import { DEMO_ENDPOINTS, DEMO_PRESETS, WIDE_ENDPOINTS } from './catalogue.ts';
import { comparisonOf } from './comparison.ts';
import { exportOf } from './export.ts';
import { FakeConsole } from './fake-console.ts';
import { FakePlans } from './fake-plans.ts';
import { FakeServices } from './fake-services.ts';
import { demoShapes, multiplied, rowOf, wideShape } from './history.ts';
import { LiveRuns } from './live-runs.ts';
import type { Scenario } from './scenario.ts';
import type { RunShape } from './shape.ts';
import { secondOf } from './simulate.ts';
import { summaryOf } from './summarise.ts';

type Samples = AnswerOf<'samples.start'>;

/** The state behind the demo: services, sample services, runs, settings. */
export class FakeWorld {
  readonly #scenario: Scenario;
  readonly #listeners: Listeners;
  readonly #shapes = new Map<string, RunShape>();
  readonly #binned = new Map<string, RunRow>();
  readonly #live: LiveRuns;
  readonly #console: FakeConsole;
  readonly #plans: FakePlans;
  readonly #services: FakeServices;
  #rows: RunRow[] = [];
  #samples: Samples = { state: 'stopped', profile: 'healthy', urls: {} };
  #settings: Settings = { theme: 'system', threads: null };

  constructor(scenario: Scenario, listeners: Listeners) {
    this.#scenario = scenario;
    this.#listeners = listeners;
    this.#console = new FakeConsole(listeners);
    const now = Date.now();
    const shapes = scenario.name === 'empty' ? [] : demoShapes(now);
    if (scenario.name === 'wide') shapes.unshift(wideShape(now));
    for (const shape of shapes) this.#shapes.set(shape.runId, shape);
    this.#rows = shapes.map(rowOf);
    if (scenario.name === 'many') this.#rows = multiplied(this.#rows, 1_000);
    const running = scenario.name !== 'empty';
    if (running) this.#samples = { state: 'running', profile: 'healthy', urls: sampleUrls() };
    this.#services = new FakeServices(listeners, !running);
    this.#plans = new FakePlans(listeners, scenario.name === 'empty');
    this.#live = new LiveRuns({
      speed: scenario.speed,
      onSecond: (update) => listeners.emit('run.second', update),
      onRow: (row) => this.#put(row),
    });
    if (scenario.name.startsWith('live')) this.#startRunning(now);
  }

  #startRunning(now: number): void {
    const endpoints = this.#scenario.name === 'live-wide' ? WIDE_ENDPOINTS : DEMO_ENDPOINTS;
    const [already, durationS] = this.#scenario.name === 'live-long' ? [1_140, 1_200] : [38, 120];
    const base = demoShapes(now)[1] as RunShape;
    const shape: RunShape = {
      ...base,
      runId: 'live-demo',
      name: 'Light',
      startedAt: now - already * 1_000,
      endpoints,
      disturbed: [21, 22],
      durationS,
      ranS: durationS,
      users: 90,
      profile: 'flaky',
    };
    this.#shapes.set(shape.runId, shape);
    this.#live.start(shape, already);
  }

  #put(row: RunRow): void {
    this.#rows = [row, ...this.#rows.filter((known) => known.runId !== row.runId)].sort((a, b) =>
      b.startedAt.localeCompare(a.startedAt),
    );
    this.#listeners.emit('run.changed', row);
  }

  #shape(runId: string): RunShape | undefined {
    return this.#shapes.get(runId) ?? this.#shapes.get(runId.replace(/-\d+$/, ''));
  }

  #detail(argument: ArgumentOf<'runs.get'>): Result<RunDetail> {
    const shape = this.#shape(argument.runId);
    const row =
      this.#rows.find((known) => known.runId === argument.runId) ?? this.#binned.get(argument.runId);
    if (shape === undefined || row === undefined) return notFound(argument.runId);
    const seconds =
      this.#live.secondsOf(shape.runId) ?? Array.from({ length: shape.ranS }, (_, at) => secondOf(shape, at));
    const summary = summaryOf(shape, row.state, seconds, argument.excludeBadSeconds === true);
    return succeed({
      row,
      summary: {
        ...summary,
        run: { ...summary.run, name: row.name, notes: row.notes },
        perSecond: [...seconds],
      },
      planText: planText(shape),
      overrides: { users: shape.users, durationMs: shape.durationS * 1_000 },
    });
  }

  #start(argument: ArgumentOf<'runs.start'>): Result<{ runId: string }> {
    if (argument.onSamples !== true && argument.force !== true && argument.plan.kind === 'preset') {
      const down = this.#services.down();
      if (down !== undefined) {
        return fail({
          code: 'target.unhealthy',
          side: 'target',
          message: `The service ${down.service} at ${down.url} does not answer: connection refused.`,
          hint: 'Start it, change its address under Services, or start the run anyway.',
        });
      }
    }
    const overrides: Overrides = argument.overrides ?? {};
    const shape = shapeFor(argument, overrides, this.#scenario.name === 'wide');
    this.#shapes.set(shape.runId, shape);
    this.#live.start(shape, 0);
    return succeed({ runId: shape.runId });
  }

  #change(runId: string, change: Partial<RunRow>): Result<RunRow> {
    const known = this.#rows.find((row) => row.runId === runId);
    if (known === undefined) return notFound(runId);
    const row = { ...known, ...change };
    this.#put(row);
    return succeed(row);
  }

  #setSamples(samples: Samples): Result<Samples> {
    this.#samples = samples;
    this.#listeners.emit('samples.changed', samples);
    return succeed(samples);
  }

  /** What the demo answers; a command that is not here is refused with a sentence. */
  handlers(): Partial<Handlers> {
    return {
      'app.info': async () => succeed(APP_INFO),
      ...this.#services.handlers(),
      'samples.get': async () => succeed(this.#samples),
      'samples.start': async ({ profile }) =>
        this.#setSamples({ state: 'running', profile: profile ?? 'healthy', urls: sampleUrls() }),
      'samples.setProfile': async ({ profile }) => this.#setSamples({ ...this.#samples, profile }),
      'samples.stop': async () => this.#setSamples({ state: 'stopped', profile: 'healthy', urls: {} }),
      'presets.list': async () => succeed([...DEMO_PRESETS]),
      'plans.describe': async (argument) => previewOf(argument),
      ...this.#plans.handlers(),
      ...this.#console.handlers(),
      'runs.start': async (argument) => this.#start(argument),
      'runs.stop': async ({ runId, now }) => this.#live.stop(runId, now === true),
      'runs.list': async ({ limit = 10_000, deleted }) =>
        succeed(deleted === true ? [...this.#binned.values()] : this.#rows.slice(0, limit)),
      'runs.get': async (argument) => this.#detail(argument),
      'runs.annotate': async ({ runId, ...change }) => this.#change(runId, dropUndefined(change)),
      'runs.delete': async ({ runId }) => this.#delete(runId),
      'runs.restore': async ({ runId }) => this.#restore(runId),
      'runs.compare': async ({ a, b }) => this.#compare(a, b),
      'runs.export': async ({ runId, format }) => {
        const detail = this.#detail({ runId });
        return detail.ok ? succeed(exportOf(detail.value, format)) : detail;
      },
      'settings.get': async () => succeed(this.#settings),
      'settings.set': async (change) => {
        this.#settings = { ...this.#settings, ...dropUndefined(change) };
        return succeed(this.#settings);
      },
    };
  }

  #delete(runId: string): Result<{ runId: string }> {
    const row = this.#rows.find((known) => known.runId === runId);
    if (row === undefined) return notFound(runId);
    this.#rows = this.#rows.filter((known) => known.runId !== runId);
    this.#binned.set(runId, { ...row, deleted: true });
    this.#listeners.emit('run.changed', { ...row, deleted: true });
    return succeed({ runId });
  }

  #restore(runId: string): Result<RunRow> {
    const row = this.#binned.get(runId);
    if (row === undefined) return notFound(runId);
    this.#binned.delete(runId);
    const restored = { ...row, deleted: false };
    this.#put(restored);
    return succeed(restored);
  }

  #compare(a: string, b: string): Result<AnswerOf<'runs.compare'>> {
    const [first, second] = [a, b].map((runId) => {
      const shape = this.#shape(runId);
      const detail = this.#detail({ runId });
      return shape !== undefined && detail.ok ? { shape, summary: detail.value.summary } : null;
    });
    if (!first) return notFound(a);
    if (!second) return notFound(b);
    return succeed(comparisonOf(first, second));
  }
}
