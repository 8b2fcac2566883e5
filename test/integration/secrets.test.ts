import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPORT_FORMATS, type PlanRef } from '../../src/contract/wire.ts';
import { printSummary } from '../../src/main/hosts/cli/print-summary.ts';
import { progressLine } from '../../src/main/hosts/cli/progress.ts';
import { startRunLog } from '../../src/main/hosts/cli/run-log.ts';
import { printComparison } from '../../src/main/hosts/cli/stored-commands.ts';
import type { Terminal } from '../../src/main/hosts/cli/terminal.ts';
import type { App, StartRun } from '../../src/main/services/app-port.ts';
import {
  type Canary,
  CanaryScanner,
  type Leak,
  makeCanaries,
  printLeaks,
  WAYS_IN,
  type WayIn,
} from '../support/canaries.ts';
import {
  addressesOf,
  curlOf,
  echoingSecond,
  envOf,
  feedOf,
  overridesOf,
  planOf,
} from '../support/canary-runs.ts';
import { openApp } from '../support/opened-app.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { ScriptedCrews } from '../support/scripted-crew.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

/**
 * Forty canaries, five kinds by every way a secret comes in; a target that echoes each of them in every form and in
 * every place that has room for text; and every way out. One workbench, one run per way of naming what to load.
 */
const WAYS_OUT = [
  'data folder',
  'run names',
  'file names',
  ...EXPORT_FORMATS,
  'runs.get',
  'plan text',
  'runs.list',
  'events',
  'compare',
  'terminal',
  'log at debug',
  'progress',
  'previews',
  'problems',
  'failures',
  'log of bugs',
] as const;
type WayOut = (typeof WAYS_OUT)[number];

const canaries = makeCanaries();
const scanner = new CanaryScanner(canaries);
const out = new Map<WayOut, string[]>(WAYS_OUT.map((way) => [way, []]));
const keep = (way: WayOut, ...values: unknown[]) =>
  out.get(way)?.push(...values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))));

const cameBy = (from: WayIn) => canaries.filter(({ way }) => way === from);

let dir: TempDir;
let folder: TempDir;
let server: RecordingServer;
let app: App;
const crews = new ScriptedCrews();

const capture = (way: WayOut): Terminal => ({
  out: (text) => keep(way, text),
  err: (text) => keep(way, text),
  document: (text) => keep(way, text),
  isInteractive: false,
  columns: 100,
  outColumns: null,
  colors: pc.createColors(false),
  errColors: pc.createColors(false),
});
const logged = startRunLog(capture('log at debug'), 'debug', () => 0);

beforeAll(async () => {
  dir = createTempDir();
  folder = createTempDir();
  writeFileSync(join(folder.path, 'users.csv'), feedOf(canaries));
  server = await startRecordingServer({ status: 200 });
  app = openApp(dir.path, {
    startCrew: crews.start,
    env: envOf(canaries),
    log: (line) => keep('log of bugs', line),
  });
  for (const name of ['run.second', 'run.changed', 'plans.changed'] as const) {
    app.on(name, (event) => keep('events', event));
  }
  app.on('run.second', (live) => {
    logged.update(live);
    keep('progress', progressLine(live, 10, null));
  });
  const imported = await app.handlers['plans.import']({ kind: 'curl', text: curlOf(server.url, canaries) });
  if (!imported.ok) throw new Error(imported.failure.message);
  keep('previews', imported.value);
  const planned = canaries.filter(({ way }) => way !== 'import' && way !== 'console');
  const text = planOf(server.url, canaries);
  await runThrough(
    { plan: { kind: 'text', text }, overrides: overridesOf(canaries), planFolder: folder.path },
    planned,
  );
  await runThrough({ plan: { kind: 'text', text: imported.value.text } }, cameBy('import'));
  for (const [index, url] of addressesOf(server.url, canaries).entries()) {
    await runThrough({ plan: { kind: 'url', url } }, cameBy('address').slice(index, index + 1));
  }
  await fail();
  await readAll();
}, 60_000);

afterAll(async () => {
  await app?.close();
  await server?.close();
  dir?.remove();
  folder?.remove();
});

async function runThrough(run: StartRun, shown: readonly Canary[]): Promise<void> {
  await look(run.plan, run);
  const started = await app.runs.start(run);
  if (!started.ok) throw new Error(started.failure.message);
  const plan = crews.started.at(-1)?.plan;
  if (plan === undefined) throw new Error('no threads were started');
  crews.second(echoingSecond(plan, shown, 0));
  crews.second(echoingSecond(plan, shown, 1));
  // A bug while a second is looked at: what it says is logged.
  crews.second({
    ...echoingSecond(plan, shown, 2),
    series: [
      {
        get series(): number {
          throw new Error(shown.map(({ text }) => text).join(' and '));
        },
      },
    ],
  } as never);
  crews.end({ state: 'failed', reason: `It ended: ${shown.map(({ text }) => text).join(', ')}` });
  await started.value.done;
}

async function look(plan: PlanRef, run: StartRun): Promise<void> {
  const described = await app.handlers['plans.describe']({ plan, overrides: run.overrides });
  keep('previews', described);
  if (plan.kind !== 'text') return;
  const checked = await app.handlers['plans.check']({ text: plan.text });
  if (checked.ok) keep('previews', checked.value.preview, checked.value.needs);
}

/** What cannot be run, and is refused in a sentence. */
async function fail(): Promise<void> {
  for (const { text } of canaries) {
    const encoded = encodeURIComponent(text);
    for (const url of [
      `http://ada:${encoded}@127.0.0.1:1/`,
      `http://127.0.0.1:99999/?token=${encoded}`,
      `http://127.0.0.1:1/?token=${encoded}`,
    ]) {
      keep('failures', await app.runs.start({ plan: { kind: 'url', url } }));
      keep('failures', await app.handlers['plans.describe']({ plan: { kind: 'url', url } }));
      keep(
        'failures',
        await app.handlers['console.open']({ consoleId: 'console-1', url: url.replace('http', 'ws') }),
      );
    }
    const wrong = planOf(server.url, canaries).replace(
      'thinkTime: none',
      `thinkTime: ${JSON.stringify(text)}`,
    );
    const checked = await app.handlers['plans.check']({ text: wrong });
    if (checked.ok) keep('problems', checked.value.problems);
    keep(
      'failures',
      await app.runs.start({ plan: { kind: 'text', text: wrong }, overrides: { values: { given_0: text } } }),
    );
  }
}

async function readAll(): Promise<void> {
  const listed = await app.handlers['runs.list']({});
  if (!listed.ok) throw new Error(listed.failure.message);
  keep('runs.list', listed.value);
  for (const { runId, name } of listed.value) {
    keep('run names', name);
    const detail = await app.handlers['runs.get']({ runId });
    if (!detail.ok) throw new Error(detail.failure.message);
    keep('runs.get', detail.value);
    keep('plan text', detail.value.planText);
    keep('terminal', printSummary(detail.value.summary, capture('terminal')));
    logged.ended(detail.value.summary);
    for (const format of EXPORT_FORMATS) {
      const exported = await app.handlers['runs.export']({ runId, format });
      if (!exported.ok) throw new Error(exported.failure.message);
      keep('file names', exported.value.fileName);
      keep(format, exported.value.text);
    }
    const compared = await app.handlers['runs.compare']({ a: runId, b: listed.value[0]?.runId ?? runId });
    if (compared.ok) keep('compare', compared.value, printComparison(compared.value, pc.createColors(false)));
  }
  for (const name of readdirSync(dir.path, { recursive: true, encoding: 'utf8' })) {
    const file = join(dir.path, name);
    if (statSync(file).isFile()) keep('data folder', name, readFileSync(file, 'latin1'));
  }
}

const found = new Map<WayOut, Leak[]>();
const leaksOf = (way: WayOut): Leak[] => {
  const known = found.get(way) ?? out.get(way)?.flatMap((text) => scanner.leaksIn(text)) ?? [];
  found.set(way, known);
  return known;
};

describe.each(WAYS_OUT)('%s', (way) => {
  it('says something', () => {
    expect((out.get(way) ?? []).join('').length).toBeGreaterThan(10);
  });

  it.each(WAYS_IN)('holds no secret that came by %s', (from) => {
    expect(printLeaks(leaksOf(way).filter(({ canary }) => canary.way === from))).toEqual([]);
  });
});
