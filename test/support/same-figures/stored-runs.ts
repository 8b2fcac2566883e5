import type { ExportFormat } from '../../../src/contract/export-formats.ts';
import type { Summary } from '../../../src/contract/summary.ts';
import type { RunRow } from '../../../src/contract/wire.ts';
import type { App } from '../../../src/main/services/app-port.ts';
import { EventHub } from '../../../src/main/services/event-hub.ts';
import { LiveRun } from '../../../src/main/services/runs/live-run.ts';
import { createRunRedactor } from '../../../src/main/services/secrets/run-redactor.ts';
import { ownIdentity } from '../../../src/main/storage/process-identity.ts';
import { openStorage, type Storage } from '../../../src/main/storage/storage.ts';
import { exported } from '../exported.ts';
import { makeRun } from '../made-seconds.ts';
import { openApp } from '../opened-app.ts';
import { ScriptedCrews } from '../scripted-crew.ts';
import type { GeneratedRun } from './generated-runs.ts';

/** A generated run as it is read back: its document, its line in the list, and what it said of itself while it ran. */
export interface StoredRun {
  readonly generated: GeneratedRun;
  /** As the program had it in memory at the end of the run. */
  readonly live: Summary;
  /** Of the whole run, from disk. */
  readonly whole: Summary;
  /** Of what the run's view covers. */
  readonly viewed: Summary;
  readonly row: RunRow;
  /** One form of the document that its view covers. */
  exported(format: ExportFormat): string;
}

/** Runs the generated runs through the live run of the product into a data folder. @returns what each said at its end */
export async function storeRuns(
  dataDir: string,
  runs: readonly GeneratedRun[],
): Promise<ReadonlyMap<string, Summary>> {
  // Held by a process that is gone, so that what is left running is found interrupted.
  const gone = { ...ownIdentity(), pid: 2 ** 22 + 17, start: '1' };
  const opened = openStorage(dataDir, { self: gone });
  if (!opened.ok) throw new Error(opened.failure.message);
  const said = new Map<string, Summary>();
  for (const run of runs) said.set(run.runId, await storeRun(opened.value, run));
  opened.value.close();
  return said;
}

async function storeRun(storage: Storage, generated: GeneratedRun): Promise<Summary> {
  const { runId, plan, startedAt, overrides, seconds, ending } = generated;
  const crews = new ScriptedCrews();
  const endedAt = startedAt + seconds.length * 1_000;
  const { environment } = makeRun(plan);
  const live = new LiveRun(
    {
      runId,
      name: plan.name,
      purpose: plan.purpose,
      startedAt,
      plan,
      planText: 'plimsoll: 1',
      overrides,
      environment,
    },
    {
      store: storage.runs,
      reserve: storage.reserve,
      events: new EventHub(rethrow),
      startCrew: crews.start,
      crew: {
        threads: 2,
        threadEntry: new URL('file:///none'),
        secrets: {},
        precision: 'tick',
        plimsollVersion: environment.plimsoll,
      },
      machine: { cores: 8, openFiles: null, localPorts: null, freeMemoryBytes: 16e9 },
      plan,
      redact: createRunRedactor([], plan),
      now: () => endedAt,
      failureOf: () => null,
      onBug: rethrow,
    },
  );
  for (const second of seconds) crews.second(second);
  if (ending === 'interrupted') return live.summary(true);
  const durationUs = seconds.reduce((sum, { lengthUs }) => sum + lengthUs, 0);
  const reasons = { completed: '', stopped: 'Stopped by the user.', failed: 'A load thread ended.' };
  crews.end({ state: ending, reason: reasons[ending], startedAt, durationUs });
  return live.done;
}

function rethrow(error: unknown): never {
  throw error;
}

/** Reads stored runs back by the commands every host has. */
export async function readRuns(
  dataDir: string,
  runs: readonly GeneratedRun[],
  said: ReadonlyMap<string, Summary>,
): Promise<StoredRun[]> {
  const app = openApp(dataDir);
  try {
    const rows = answerOf(await app.handlers['runs.list']({}));
    const stored: StoredRun[] = [];
    for (const generated of runs) stored.push(await readRun(app, generated, { rows, said }));
    return stored;
  } finally {
    await app.close();
  }
}

async function readRun(
  app: App,
  generated: GeneratedRun,
  { rows, said }: { rows: readonly RunRow[]; said: ReadonlyMap<string, Summary> },
): Promise<StoredRun> {
  const { runId, view } = generated;
  const row = rows.find((one) => one.runId === runId);
  const live = said.get(runId);
  if (row === undefined || live === undefined) throw new Error(`run ${runId} is not listed`);
  const { summary: whole } = answerOf(await app.handlers['runs.get']({ runId }));
  const isWhole = Object.keys(view).length === 0;
  const viewed = isWhole ? whole : answerOf(await app.handlers['runs.get']({ runId, ...view })).summary;
  const files = new Map<ExportFormat, string>();
  for (const format of isWhole ? FORMATS : []) {
    files.set(format, answerOf(await app.handlers['runs.export']({ runId, format })).text);
  }
  return {
    generated,
    live,
    whole,
    viewed,
    row,
    exported: (format) => files.get(format) ?? exported(viewed, format).text,
  };
}

const FORMATS = ['html', 'json', 'csv-seconds', 'csv-endpoints', 'junit', 'markdown'] as const;

function answerOf<Value>(
  result: { ok: true; value: Value } | { ok: false; failure: { message: string } },
): Value {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}
