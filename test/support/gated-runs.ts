import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import pc from 'picocolors';
import type { PlanRef } from '../../src/contract/plan-ref.ts';
import type { Summary } from '../../src/contract/summary.ts';
import type { CommandContext } from '../../src/main/hosts/cli/app-session.ts';
import { runGatedSeries } from '../../src/main/hosts/cli/gated-series.ts';
import { runPlan } from '../../src/main/hosts/cli/run-job.ts';
import type { Terminal } from '../../src/main/hosts/cli/terminal.ts';
import { findPlaces } from '../../src/main/hosts/places.ts';
import type { App } from '../../src/main/services/app-port.ts';
import type { Ports } from '../../src/main/services/ports.ts';
import { startCrew } from '../../src/workers/threads/crew.ts';
import type { StartCrew } from '../../src/workers/threads/crew-port.ts';
import { openApp } from './opened-app.ts';
import { LOOPBACK, listenOnLoopback } from './ports.ts';
import { createTempDir } from './temp-dir.ts';

const INDEX = new URL('../../src/main/hosts/cli/index.ts', import.meta.url).href;
type Flags = Parameters<typeof runGatedSeries>[2]['flags'];

/** Load threads on a machine that nobody else uses: what else runs here is no evidence against a run. */
const calmCrew: StartCrew = ({ onSecond, ...options }) =>
  startCrew({ ...options, onSecond: (second) => onSecond({ ...second, gauges: [] }) });

export interface GatedRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly summary: Summary;
}

/** Runs as `plimsoll run` has them, of a service that answers after as long as it is told to, on a data folder of their own. */
export class GatedRuns implements AsyncDisposable {
  readonly app: App;
  /** Where the plan sends its requests. */
  readonly url: string;
  /** The same service elsewhere, for `--target`. */
  readonly otherUrl: string;
  delayMs = 0;
  otherDelayMs = 0;
  readonly #dir = createTempDir();
  readonly #servers: readonly Server[];

  private constructor(servers: readonly [Server, Server], ports: Partial<Ports>) {
    this.#servers = servers;
    const [first, second] = servers;
    first.on('request', (_request, response) => setTimeout(() => response.end('{}'), this.delayMs));
    second.on('request', (_request, response) => setTimeout(() => response.end('{}'), this.otherDelayMs));
    [this.url, this.otherUrl] = [urlOf(first), urlOf(second)];
    this.app = openApp(this.#dir.path, { env: {}, startCrew: calmCrew, ...ports });
  }

  static async open(ports: Partial<Ports> = {}): Promise<GatedRuns> {
    const servers = [createServer(), createServer()] as const;
    for (const server of servers) await listenOnLoopback(server);
    return new GatedRuns(servers, ports);
  }

  /** Of 250 requests: a p95 of them is sure. */
  async run(flags: Flags = {}): Promise<GatedRun> {
    return this.#taken((context, plan) =>
      runPlan(context, this.app, { plan, flags: { quiet: true, ...flags }, onSamples: false }),
    );
  }

  /** As many as `--repeat` says, or in turns with those of the baseline. */
  series(flags: Flags): Promise<GatedRun> {
    return this.#taken((context, plan) => runGatedSeries(context, this.app, { plan, flags }));
  }

  async #taken(take: (context: CommandContext, plan: PlanRef) => Promise<number>): Promise<GatedRun> {
    const said = { out: '', err: '' };
    const text = `
plimsoll: 1
name: Shop
services: { shop: { url: "${this.url}" } }
classes: { reader: { service: shop, tasks: { list: { get: /list } } } }
load: { rate: 100, duration: 2500ms, model: open }
thresholds: [{ service: shop, endpoint: list, metric: latency, excellent: 5000, good: 6000, acceptable: 8000 }]
`;
    const context = { places: findPlaces(INDEX), terminal: terminalInto(said) };
    const code = await take(context, { kind: 'text', text });
    const rows = await this.app.handlers['runs.list']({});
    const runId = rows.ok ? (rows.value[0]?.runId ?? '') : '';
    const detail = await this.app.handlers['runs.get']({ runId });
    if (!detail.ok) throw new Error(`${detail.failure.message}\n${said.err}`);
    return { code, ...said, summary: detail.value.summary };
  }

  /** Names the newest run. */
  async setBaseline(name: string, add = false): Promise<void> {
    const rows = await this.app.handlers['runs.list']({});
    const runId = rows.ok ? (rows.value[0]?.runId ?? '') : '';
    const set = await this.app.handlers['baselines.set']({ name, sessions: [{ runIds: [runId] }], add });
    if (!set.ok) throw new Error(set.failure.message);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.app.close();
    for (const server of this.#servers) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
    this.#dir.remove();
  }
}

function terminalInto(said: { out: string; err: string }): Terminal {
  const colors = pc.createColors(false);
  return {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
    document: () => undefined,
    isInteractive: false,
    columns: 100,
    outColumns: null,
    colors,
    errColors: colors,
  };
}

function urlOf(server: Server): string {
  return `http://${LOOPBACK}:${(server.address() as AddressInfo).port}`;
}
