/** Everything a workbench says, tells, stores and writes of runs whose secrets are canaries, by the way it goes out. */
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pc from 'picocolors';
import { type WebSocket, WebSocketServer } from 'ws';
import { EXPORT_FORMATS } from '../../src/contract/export-formats.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import type { PlanRef } from '../../src/contract/wire.ts';
import { printSummary } from '../../src/main/hosts/cli/print-summary.ts';
import { progressLine } from '../../src/main/hosts/cli/progress.ts';
import { type RunLog, startRunLog } from '../../src/main/hosts/cli/run-log.ts';
import { printComparison } from '../../src/main/hosts/cli/stored-commands.ts';
import type { Terminal } from '../../src/main/hosts/cli/terminal.ts';
import type { App, StartRun } from '../../src/main/services/app-port.ts';
import { CARRIERS, type Canary, FORMS, type WayIn } from './canaries.ts';
import {
  addressesOf,
  answersOf,
  curlOf,
  echoingSecond,
  envOf,
  feedOf,
  overridesOf,
  planOf,
} from './canary-runs.ts';
import { packedIn } from './exported.ts';
import { openApp } from './opened-app.ts';
import { startRecordingServer } from './recording-server.ts';
import { ScriptedCrews } from './scripted-crew.ts';
import { createTempDir } from './temp-dir.ts';

export const WAYS_OUT = [
  'data folder',
  'run names',
  'file names',
  ...EXPORT_FORMATS,
  'runs.get',
  'plan text',
  'plan of a run',
  'runs.list',
  'history',
  'events',
  'compare',
  'terminal',
  'log at debug',
  'progress',
  'previews',
  'problems',
  'failures',
  'log of bugs',
  'console',
] as const;
export type WayOut = (typeof WAYS_OUT)[number];

/** One workbench on scripted load threads: a run for every way of naming what to load, then all that can be asked. */
export async function outputsOf(
  canaries: readonly Canary[],
): Promise<ReadonlyMap<WayOut, readonly string[]>> {
  const dir = createTempDir();
  const folder = createTempDir();
  const server = await startRecordingServer({ status: 200 });
  writeFileSync(join(folder.path, 'users.csv'), feedOf(canaries));
  const outputs = new Outputs();
  const crews = new ScriptedCrews();
  const env = envOf(canaries);
  const log = (line: string) => outputs.keep('log of bugs', line);
  const app = openApp(dir.path, { startCrew: crews.start, env, log });
  try {
    const runs = new CanaryRuns({ app, crews, outputs, canaries, url: server.url });
    await runs.all(folder.path);
    await runs.refused();
    await inConsole(app, canaries, outputs);
    await runs.read();
    keepFiles(dir.path, outputs);
  } finally {
    await app.close();
    await server.close();
    folder.remove();
    dir.remove();
  }
  return outputs.byWay;
}

class Outputs {
  readonly byWay = new Map<WayOut, string[]>(WAYS_OUT.map((way) => [way, []]));

  keep(way: WayOut, ...values: unknown[]): void {
    const texts = values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
    this.byWay.get(way)?.push(...texts);
  }

  terminal(way: WayOut): Terminal {
    const keep = (text: string) => this.keep(way, text);
    const [colors, errColors] = [pc.createColors(false), pc.createColors(false)];
    const terminal = { out: keep, err: keep, document: keep, colors, errColors };
    return { ...terminal, isInteractive: false, columns: 100, outColumns: null };
  }
}

interface CanaryRunsParts {
  readonly app: App;
  readonly crews: ScriptedCrews;
  readonly outputs: Outputs;
  readonly canaries: readonly Canary[];
  readonly url: string;
}

class CanaryRuns {
  readonly #parts: CanaryRunsParts;
  readonly #log: RunLog;

  constructor(parts: CanaryRunsParts) {
    this.#parts = parts;
    const { app, outputs } = parts;
    this.#log = startRunLog(outputs.terminal('log at debug'), 'debug', () => 0);
    for (const name of ['run.second', 'run.changed', 'plans.changed'] as const) {
      app.on(name, (event) => outputs.keep('events', event));
    }
    app.on('run.second', (live) => {
      this.#log.update(live);
      outputs.keep('progress', progressLine(live, 10, null));
    });
  }

  /** @param planFolder where the plan's feed lies */
  async all(planFolder: string): Promise<void> {
    const { app, outputs, canaries, url } = this.#parts;
    const imported = await app.handlers['plans.import']({ kind: 'curl', text: curlOf(url, canaries) });
    if (!imported.ok) throw new Error(imported.failure.message);
    outputs.keep('previews', imported.value);
    const planned = canaries.filter(({ way }) => way !== 'import' && way !== 'console');
    const plan: PlanRef = { kind: 'text', text: planOf(url, canaries) };
    await this.#run({ plan, overrides: overridesOf(canaries), planFolder }, planned);
    await this.#run({ plan: { kind: 'text', text: imported.value.text } }, this.#cameBy('import'));
    for (const [index, address] of addressesOf(url, canaries).entries()) {
      await this.#run(
        { plan: { kind: 'url', url: address } },
        this.#cameBy('address').slice(index, index + 1),
      );
    }
  }

  #cameBy(from: WayIn): Canary[] {
    return this.#parts.canaries.filter(({ way }) => way === from);
  }

  async #run(run: StartRun, echoed: readonly Canary[]): Promise<void> {
    const { app, crews } = this.#parts;
    await this.#look(run);
    const started = await app.runs.start(run);
    if (!started.ok) throw new Error(started.failure.message);
    const plan = crews.started.at(-1)?.plan;
    if (plan === undefined) throw new Error('no threads were started');
    const texts = echoed.map(({ text }) => text).join(' and ');
    crews.secrets(answersOf(echoed));
    crews.second(echoingSecond(plan, echoed, 0));
    crews.second(echoingSecond(plan, echoed, 1));
    crews.second(failingSecond(texts));
    crews.end({ state: 'failed', reason: `It ended: ${texts}` });
    await started.value.done;
  }

  async #look({ plan, overrides }: StartRun): Promise<void> {
    const { app, outputs } = this.#parts;
    outputs.keep('previews', await app.handlers['plans.describe']({ plan, overrides }));
    if (plan.kind !== 'text') return;
    const checked = await app.handlers['plans.check']({ text: plan.text });
    if (checked.ok) outputs.keep('previews', checked.value.preview, checked.value.needs);
  }

  /** What cannot be run, and is refused in a sentence. */
  async refused(): Promise<void> {
    const { app, outputs, canaries, url: own } = this.#parts;
    // What answers give is known to nobody without an answer.
    for (const { text } of canaries.filter(({ way }) => way !== 'answer')) {
      for (const url of wrongAddresses(encodeURIComponent(text))) {
        const socket = { consoleId: 'console-1', url: url.replace('http', 'ws') };
        outputs.keep('failures', await app.runs.start({ plan: { kind: 'url', url } }));
        outputs.keep('failures', await app.handlers['plans.describe']({ plan: { kind: 'url', url } }));
        outputs.keep('failures', await app.handlers['console.open'](socket));
      }
      const watch = [{ of: 'db', source: `prometheus:http://u:${encodeURIComponent(text)}@127.0.0.1:1:1/m` }];
      const plan: PlanRef = { kind: 'text', text: planOf(own, []) };
      outputs.keep('failures', await app.runs.start({ plan, overrides: { watch } }));
      outputs.keep('failures', await app.handlers['plans.describe']({ plan, overrides: { watch } }));
      const wrong = planOf(own, canaries).replace('thinkTime: none', `thinkTime: ${JSON.stringify(text)}`);
      const checked = await app.handlers['plans.check']({ text: wrong });
      if (checked.ok) outputs.keep('problems', checked.value.problems);
      const overrides = { values: { given_0: text } };
      outputs.keep('failures', await app.runs.start({ plan: { kind: 'text', text: wrong }, overrides }));
    }
  }

  async read(): Promise<void> {
    const { app, outputs } = this.#parts;
    const listed = await app.handlers['runs.list']({});
    if (!listed.ok) throw new Error(listed.failure.message);
    outputs.keep('runs.list', listed.value);
    outputs.keep('history', await app.handlers['history.choices']({}));
    outputs.keep('history', await app.handlers['history.trend']({ figure: 'p95' }));
    const newest = listed.value[0]?.runId ?? '';
    for (const { runId, name } of listed.value) {
      outputs.keep('run names', name);
      await this.#readRun(runId);
      const compared = await app.handlers['runs.compare']({ a: runId, b: newest });
      if (!compared.ok) throw new Error(compared.failure.message);
      outputs.keep('compare', compared.value, printComparison(compared.value, pc.createColors(false)));
    }
  }

  async #readRun(runId: string): Promise<void> {
    const { app, outputs } = this.#parts;
    const detail = await app.handlers['runs.get']({ runId });
    if (!detail.ok) throw new Error(detail.failure.message);
    outputs.keep('runs.get', detail.value);
    outputs.keep('plan text', detail.value.planText);
    const written = await app.handlers['runs.asPlan']({ runId });
    // Of a plan that was stored with what is no longer readable in it, why.
    outputs.keep('plan of a run', written);
    outputs.keep('terminal', printSummary(detail.value.summary, outputs.terminal('terminal')));
    this.#log.ended(detail.value.summary);
    for (const format of EXPORT_FORMATS) {
      const exported = await app.handlers['runs.export']({ runId, format });
      if (!exported.ok) throw new Error(exported.failure.message);
      outputs.keep('file names', exported.value.fileName);
      outputs.keep(format, exported.value.text);
      // What is deflated would keep a secret from being found, not from being read.
      if (format === 'html') outputs.keep(format, ...packedIn(exported.value.text).values());
    }
  }
}

/** A console for each canary: its token in the query, as bearer, as a header; the service sends every form of it back. */
async function inConsole(app: App, canaries: readonly Canary[], outputs: Outputs): Promise<void> {
  const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(sockets, 'listening');
  const { port } = sockets.address() as AddressInfo;
  const own = canaries.filter(({ way }) => way === 'console');
  for (const [index, { text }] of own.entries()) {
    sockets.removeAllListeners('connection').once('connection', (socket) => echoAll(socket, text));
    const ended = Promise.withResolvers<void>();
    const stop = app.on('console.frame', (update) => {
      outputs.keep('console', update);
      if (update.state === 'closed') ended.resolve();
    });
    const place = index % 2 === 0 ? ('query' as const) : ('bearer' as const);
    const named =
      index === 0 ? { headers: [{ name: 'X-Api-Key', value: text }] } : { token: { text, place } };
    const opening = { consoleId: `console-${index}-x`, url: `ws://127.0.0.1:${port}/`, ...named };
    outputs.keep('console', await app.handlers['console.open'](opening));
    outputs.keep(
      'console',
      await app.handlers['console.send']({ consoleId: opening.consoleId, text: `{"token":"${text}"}` }),
    );
    await ended.promise;
    stop();
  }
  sockets.close();
}

function echoAll(socket: WebSocket, text: string): void {
  socket.once('message', () => {
    for (const write of Object.values(FORMS)) {
      for (const carry of Object.values(CARRIERS)) socket.send(carry(write(text)));
    }
    socket.send(Buffer.from(text));
    socket.close(4_001, text.slice(0, 100));
  });
}

function wrongAddresses(encoded: string): string[] {
  return [
    `http://ada:${encoded}@127.0.0.1:1/`,
    `http://127.0.0.1:99999/?token=${encoded}`,
    `http://127.0.0.1:1/?token=${encoded}`,
  ];
}

/** A second that cannot be looked at: a bug of ours, whose message is logged. */
function failingSecond(message: string): RunSecond {
  return {
    get failures(): never {
      throw new Error(message);
    },
  } as unknown as RunSecond;
}

function keepFiles(folder: string, outputs: Outputs): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const file = join(folder, name);
    if (statSync(file).isFile()) outputs.keep('data folder', name, readFileSync(file, 'latin1'));
  }
}
