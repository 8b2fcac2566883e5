import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CapacityDocument } from '../../../src/contract/capacity.ts';
import type { CapacityOverride } from '../../../src/contract/capacity-schema.ts';
import type { MachineLimits } from '../../../src/contract/machine.ts';
import type { Overrides } from '../../../src/contract/plan.ts';
import type { RunPlan } from '../../../src/contract/run-plan.ts';
import type { Summary } from '../../../src/contract/summary.ts';
import { type Millis, microsToMillis, type SecondIndex } from '../../../src/contract/units.ts';
import { EventHub } from '../../../src/main/services/event-hub.ts';
import { compilePlan } from '../../../src/main/services/plans/compile/compile-plan.ts';
import { planOfUrl } from '../../../src/main/services/plans/inputs/url-plan.ts';
import { parsePlan } from '../../../src/main/services/plans/text/parse-plan.ts';
import { LiveRun } from '../../../src/main/services/runs/live-run.ts';
import { storedDocument } from '../../../src/main/services/runs/stored-document.ts';
import { readRun } from '../../../src/main/services/runs/stored-texts.ts';
import { createRunRedactor } from '../../../src/main/services/secrets/run-redactor.ts';
import { openStorage } from '../../../src/main/storage/storage.ts';
import type { Crew, CrewEnd, StartCrew } from '../../../src/workers/threads/crew-port.ts';
import { makeRun } from '../made-seconds.ts';
import type { Answer, ServiceScript } from '../outages/service-script.ts';
import { VirtualCrew, type Weather } from '../virtual-crew.ts';
import type { SimulatedTarget } from './simulated-target.ts';

export interface EngineSearchOptions {
  /** Of requests, or how a service answers. */
  readonly target: SimulatedTarget | ServiceScript;
  readonly seed: number;
  readonly capacity: CapacityOverride;
  /** Arrivals of a search by rate; absent: as the product has them. */
  readonly arrivals?: 'constant' | 'poisson';
  /** Of what is loaded; absent: of requests. */
  readonly url?: string;
  /** What else is said of its run; absent: nothing. */
  readonly overrides?: Overrides;
  /** How the machine that generates the load fares; absent: calmly. */
  readonly weather?: (second: number) => Weather;
  /** What it has; absent: more than enough. */
  readonly machine?: MachineLimits;
  /** A person stops it after so many seconds of the run. */
  readonly stopAtSecond?: number;
  /** Told of each second what it cost to take it: to analyse, to store and to tell it. */
  readonly took?: (second: SecondIndex, cpuMs: Millis) => void;
}

export interface EngineSearched {
  /** As the program had it in memory at the end. */
  readonly live: Summary;
  /** From the stored seconds alone. */
  readonly stored: Summary;
  readonly capacity: CapacityDocument;
  /** Of virtual time. */
  readonly seconds: number;
}

const HTTP = 'http://127.0.0.1:9/';
/** Nothing is refused for want of it. */
const AMPLE_MACHINE: MachineLimits = {
  cores: 16,
  openFiles: null,
  localPorts: null,
  freeMemoryBytes: 64 * 1_073_741_824,
};
/** Virtual time after which a search that does not end is a bug. */
const LIMIT_MS = 1_800_000;
/** A slice of it. */
const PLAY_MS = 10_000;

/**
 * A search by the product itself: its compiler, engine, thread loop, live run, storage and analysis; only the clock is virtual,
 * and the target is simulated.
 */
export async function searchWithEngine(options: EngineSearchOptions): Promise<EngineSearched> {
  const plan = planOf(options);
  const folder = mkdtempSync(join(tmpdir(), 'engine-search-'));
  const opened = openStorage(folder);
  if (!opened.ok) throw new Error(opened.failure.message);
  const storage = opened.value;
  try {
    const { runId, startedAt, environment } = makeRun(plan);
    const live = new LiveRun(
      {
        runId,
        name: plan.name,
        purpose: plan.purpose,
        startedAt,
        plan,
        planText: 'plimsoll: 1',
        overrides: { capacity: options.capacity },
        environment,
      },
      {
        store: storage.runs,
        reserve: storage.reserve,
        events: new EventHub(rethrow),
        startCrew: virtualCrew(options),
        crew: {
          threads: 1,
          threadEntry: new URL('file:///none'),
          secrets: {},
          precision: 'tick',
          plimsollVersion: environment.plimsoll,
        },
        plan,
        machine: options.machine ?? AMPLE_MACHINE,
        redact: createRunRedactor([], plan),
        now: () => startedAt,
        failureOf: () => null,
        onBug: rethrow,
      },
    );
    const summary = await live.done;
    const record = storage.runs.get(runId);
    if (record === null || summary.capacity === undefined) throw new Error('no search was stored');
    const stored = storedDocument(storage.runs, readRun(record), null);
    return { live: summary, stored, capacity: summary.capacity, seconds: summary.run.durationMs / 1_000 };
  } finally {
    storage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function planOf({
  seed,
  capacity,
  arrivals,
  url = HTTP,
  overrides: said = {},
}: EngineSearchOptions): RunPlan {
  const overrides = { ...said, seed, capacity, ...(arrivals === undefined ? {} : { arrivals }) };
  const written = planOfUrl(url, overrides);
  if (!written.ok) throw new Error(written.failure.message);
  const parsed = parsePlan(written.value.text);
  if (!parsed.ok) throw new Error(parsed.failure.message);
  const compiled = compilePlan(parsed.value, written.value.overrides);
  if (!compiled.ok) throw new Error(compiled.failure.message);
  return compiled.value.run;
}

function virtualCrew({ target, weather, stopAtSecond, took }: EngineSearchOptions): StartCrew {
  return ({ plan, onSecond }): Crew => {
    let end: Pick<CrewEnd, 'state' | 'reason'> = { state: 'completed', reason: '' };
    const stop = (kind: Parameters<Crew['stop']>[0]) => {
      if (kind !== 'finished') end = { state: 'stopped', reason: 'Stopped before the end of the plan.' };
      run.stop(kind === 'now' ? 'now' : 'graceful');
    };
    const run = new VirtualCrew({
      plan,
      service: scriptOf(target),
      ...(weather === undefined ? {} : { weather }),
      onSecond: (second) => {
        const before = process.cpuUsage();
        onSecond(second);
        const { user, system } = process.cpuUsage(before);
        took?.(second.second, microsToMillis(user + system));
        if (second.second === stopAtSecond) stop('graceful');
      },
    });
    return {
      addresses: {},
      steer: (order) => run.steer(order),
      stop,
      done: played(run).then(() => ({ ...end, startedAt: 0, durationUs: run.durationUs })),
    };
  };
}

async function played(run: VirtualCrew): Promise<void> {
  await run.begin();
  for (let playedMs = 0; !(await run.play(PLAY_MS)); playedMs += PLAY_MS)
    if (playedMs > LIMIT_MS) throw new Error('a search that does not end');
}

const STATUS: Readonly<Record<string, number>> = { 'http.429': 429, 'http.5xx': 503 };

/** A simulated target, as drivers play it. */
function scriptOf(target: SimulatedTarget | ServiceScript): ServiceScript {
  if (!('take' in target)) return target;
  return {
    http: ({ atMs }) => {
      const { startMs, endMs, code } = target.take(atMs);
      const status = code === '' ? 200 : STATUS[code];
      if (status === undefined) return { broken: 'cut' };
      const answer: Answer = { status, headers: {}, body: 'ok', delayMs: endMs - startMs };
      return answer;
    },
  };
}

function rethrow(error: unknown): never {
  throw error;
}
