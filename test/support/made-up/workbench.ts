import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Failure, fail } from '../../../src/contract/failure.ts';
import type { ArgumentOf } from '../../../src/contract/wire.ts';
import { CAPABILITIES } from '../../../src/main/hosts/cli/app-session.ts';
import { findPlaces } from '../../../src/main/hosts/places.ts';
import { startWebHost } from '../../../src/main/hosts/web/server.ts';
import type { App, AppDoor, ChildProgram } from '../../../src/main/services/app-port.ts';
import { openStorage, type Storage } from '../../../src/main/storage/storage.ts';
import { type SampleServices, startSampleServices } from '../../../src/workers/sample-services/start.ts';
import { openApp } from '../opened-app.ts';
import { storeAnalysedRun } from './analysed-run.ts';
import { MadeUpCrews } from './crews.ts';
import { multiplyRuns, PAST_RUNS, storePastRun, WIDE_RUN, widePlan } from './past-runs.ts';
import { storeSearches, withSearches } from './searches.ts';
import { setUpUserData } from './user-data.ts';
import { WATCHES } from './watched-target.ts';

/**
 * What a made-up workbench shows:
 *
 * | name                        | of the user                                | and                                     |
 * |-----------------------------|--------------------------------------------|-----------------------------------------|
 * | demo, many, wide            | ten runs, a thousand, one of 40 endpoints  |                                         |
 * | live, live-wide, live-long  | ten runs                                   | a run under way                         |
 * | live-capacity               | ten runs                                   | a search for capacity under way         |
 * | analysed                    | a run whose requests were slow at times    |                                         |
 * | empty                       | nothing                                    |                                         |
 * | fail, slow                  | ten runs                                   | commands are refused, or never answered |
 */
export const SCENARIOS = [
  'demo',
  'empty',
  'many',
  'wide',
  'analysed',
  'live',
  'live-wide',
  'live-long',
  'live-capacity',
  'fail',
  'slow',
] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** A workbench of its own for one page: the product over a data folder that is made up. */
export interface MadeUpWorkbench {
  /** A fresh one-time address. */
  address(): Promise<string>;
  /** Where the sample services are. */
  readonly urls: SampleServices['urls'];
  /** Of the run under way; empty where there is none. */
  readonly runId: string;
  close(): Promise<void>;
}

type Template = 'empty' | 'demo' | 'many' | 'wide' | 'analysed';

const PLACES = findPlaces(new URL('../../../src/main/hosts/cli/index.ts', import.meta.url).href);
const MANY = 1_000;
const BROKEN: Failure = {
  code: 'storage.unreadable',
  side: 'client',
  message: 'The file with the runs cannot be read: disk I/O error.',
  hint: 'Check the disk, then start Plimsoll again; nothing is deleted.',
};

/** Makes workbenches: the data of each is copied from what was made up once, the sample services are shared. */
export class MadeUpWorkbenches {
  readonly #samples: SampleServices;
  readonly #folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'plimsoll-made-up-'));
  readonly #templates = new Map<Template, Promise<string>>();
  #opened = 0;

  private constructor(samples: SampleServices) {
    this.#samples = samples;
  }

  static async start(): Promise<MadeUpWorkbenches> {
    const made = new MadeUpWorkbenches(await startSampleServices({ basePort: 0 }));
    await made.#template('demo');
    return made;
  }

  /** @param speed seconds of a run per second of the clock */
  async open(scenario: Scenario, speed = 1): Promise<MadeUpWorkbench> {
    const dataDir = this.#newFolder();
    cpSync(await this.#template(templateOf(scenario)), dataDir, { recursive: true });
    const crews = new MadeUpCrews({ speed, already: alreadyOf(scenario) });
    const app = this.#openApp(dataDir, crews);
    if (scenario !== 'empty') await app.handlers['samples.start']({});
    const runId = scenario.startsWith('live')
      ? await startLive(app, scenario, this.#samples.urls.gateway)
      : '';
    const door = withSearches(doorOf(app, scenario));
    const host = await startWebHost(door, { port: 0, rendererDir: PLACES.rendererDir });
    if (!host.ok) throw new Error(`${host.failure.message} ${host.failure.hint}`);
    return {
      address: async () => host.value.newAddress(),
      urls: this.#samples.urls,
      runId,
      close: async () => {
        crews.hurry();
        await host.value.close();
        await app.close();
        rmSync(dataDir, { recursive: true, force: true });
      },
    };
  }

  async close(): Promise<void> {
    await this.#samples.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #newFolder(): string {
    this.#opened += 1;
    const folder = join(this.#folder, String(this.#opened));
    mkdirSync(folder);
    return folder;
  }

  #openApp(dataDir: string, crews = new MadeUpCrews({ speed: 1, already: 0 })): App {
    const powers = { startCrew: crews.start, spawnProcess: () => sharedProgram(this.#samples) };
    const { version } = PLACES;
    return openApp(dataDir, powers, { host: 'web', capabilities: CAPABILITIES.web, version });
  }

  /** A folder that is never opened again, only copied. */
  #template(name: Template): Promise<string> {
    const known = this.#templates.get(name) ?? this.#make(name);
    this.#templates.set(name, known);
    return known;
  }

  async #make(name: Template): Promise<string> {
    const folder = this.#newFolder();
    if (name === 'empty') return folder;
    if (name === 'demo') {
      await inStorage(folder, async ({ runs }) => {
        for (const run of PAST_RUNS) await storePastRun(runs, run, Date.now());
        storeSearches(runs, Date.now());
      });
      const app = this.#openApp(folder);
      await setUpUserData(app, this.#samples.urls);
      await app.close();
      return folder;
    }
    cpSync(await this.#template('demo'), folder, { recursive: true });
    await inStorage(folder, async ({ runs }) => {
      if (name === 'many') multiplyRuns(runs, MANY);
      else if (name === 'analysed') storeAnalysedRun(runs, Date.now());
      else await storePastRun(runs, WIDE_RUN, Date.now());
    });
    return folder;
  }
}

async function inStorage(folder: string, work: (storage: Storage) => Promise<void>): Promise<void> {
  const opened = openStorage(folder);
  if (!opened.ok) throw new Error(opened.failure.message);
  await work(opened.value);
  opened.value.close();
}

function templateOf(scenario: Scenario): Template {
  const own = ['empty', 'many', 'wide', 'analysed'] as const;
  return own.find((name) => name === scenario) ?? 'demo';
}

function alreadyOf(scenario: Scenario): number {
  if (scenario === 'live-long') return 1_140;
  return scenario.startsWith('live') ? 38 : 0;
}

/** Starts a run on the sample services, and waits until so much of it is over as has passed already. */
async function startLive(app: App, scenario: Scenario, url: string): Promise<string> {
  const reached = Promise.withResolvers<void>();
  const stop = app.on('run.second', ({ second }) => {
    if (second.second + 1 === alreadyOf(scenario)) reached.resolve();
  });
  const started = await app.handlers['runs.start'](startOf(scenario, url));
  if (!started.ok) throw new Error(started.failure.message);
  await reached.promise;
  stop();
  return started.value.runId;
}

function startOf(scenario: Scenario, url: string): ArgumentOf<'runs.start'> {
  const durationMs = scenario === 'live-long' ? 1_200_000 : 120_000;
  if (scenario === 'live-wide') return { plan: widePlan(url), overrides: { durationMs } };
  if (scenario === 'live-capacity')
    return {
      plan: { kind: 'preset', name: 'gateway' },
      name: 'Gateway',
      overrides: { capacity: { objectives: ['p95<600ms', 'errors<1%'], by: 'rate' } },
      onSamples: true,
    };
  return {
    plan: { kind: 'preset', name: 'light' },
    name: 'Light',
    overrides: { users: 90, durationMs, warmupMs: 2_000, watch: WATCHES },
    onSamples: true,
  };
}

/** What the app takes for its own sample services: those that are shared. */
function sharedProgram({ urls }: SampleServices): ChildProgram {
  let gone: (code: number | null) => void = () => undefined;
  return {
    onLine: (listener) =>
      void setImmediate(listener, JSON.stringify({ plimsollServices: 1, services: urls })),
    onComplaint: () => undefined,
    onExit: (listener) => {
      gone = listener;
    },
    writeLine: () => undefined,
    kill: () => void setImmediate(gone, 0),
  };
}

function doorOf(app: App, scenario: Scenario): AppDoor {
  const on: AppDoor['on'] = (name, listener) => app.on(name, listener);
  if (scenario === 'slow') return { on, dispatch: () => new Promise(() => undefined) };
  if (scenario !== 'fail') return app;
  const works = ['app.info', 'settings.get'];
  return {
    on,
    dispatch: async (name, argument) => (works.includes(name) ? app.dispatch(name, argument) : fail(BROKEN)),
  };
}
