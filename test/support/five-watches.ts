import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { WatchSource } from '../../src/contract/watch.ts';
import { LOOPBACK, portOf } from './ports.ts';
import { ScriptedEngine } from './scripted-engine.ts';

/** Five things to watch, as a developer may have them: two trees of processes, a container (scripted), two pages of metrics. */
export interface FiveWatches {
  readonly sources: readonly WatchSource[];
  close(): Promise<void>;
}

/** A shell and three children that sleep: little to use, as much to read as any other tree of four. */
const TREE = 'sleep 900 & sleep 900 & sleep 900 & wait';
const CORES = 8;

/** @param idle so many other processes, which sleep */
export async function startFiveWatches(idle = 0): Promise<FiveWatches> {
  const children = [
    ...[0, 1].map(() => spawn('sh', ['-c', TREE], { stdio: 'ignore', detached: true })),
    ...Array.from({ length: idle }, () => spawn('sleep', ['900'], { stdio: 'ignore', detached: true })),
  ];
  const [one, other] = children;
  if (one?.pid === undefined || other?.pid === undefined) throw new Error('no process could be started');
  const engine = await startEngine();
  const pages = [await startPage(nodePage), await startPage(postgresPage)];
  const [node, postgres] = pages.map((page) => `http://${LOOPBACK}:${portOf(page)}/metrics`);
  return {
    sources: [
      { kind: 'pid', pid: one.pid },
      { kind: 'pid', pid: other.pid },
      { kind: 'docker', container: 'shop-db' },
      { kind: 'metrics', url: node ?? '' },
      { kind: 'metrics', url: postgres ?? '' },
    ],
    close: async () => {
      for (const child of children) endTree(child);
      for (const page of pages) {
        page.close();
        page.closeAllConnections();
      }
      await engine.close();
      delete process.env.DOCKER_HOST;
    },
  };
}

/** Each leads a group of its own. */
function endTree({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}

async function startEngine(): Promise<ScriptedEngine> {
  const engine = await ScriptedEngine.start();
  const startedMs = performance.now();
  engine.containers.push({
    name: 'shop-db',
    id: 'feedbeefcafe'.padEnd(64, '0'),
    state: 'running',
    startedAt: '2026-11-30T19:00:00Z',
    get stats() {
      const total_usage = Math.round((performance.now() - startedMs) * 250_000);
      return {
        read: new Date().toISOString().replace('Z', '000000Z'),
        pids_stats: { current: 12 },
        cpu_stats: { cpu_usage: { total_usage }, throttling_data: { periods: 0, throttled_periods: 0 } },
        memory_stats: { usage: 210_000_000, stats: { inactive_file: 30_000_000 } },
      };
    },
  });
  // Threads have a copy of the environment as it is when they are made.
  process.env.DOCKER_HOST = `unix://${engine.socket}`;
  return engine;
}

async function startPage(text: (request: number) => string): Promise<Server> {
  let requests = 0;
  const server = createServer((_, response) => {
    requests += 1;
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(text(requests));
  });
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  return server;
}

/** Some five hundred samples, as a node exporter has. */
function nodePage(request: number): string {
  const lines = ['# TYPE node_cpu_seconds_total counter'];
  for (let core = 0; core < CORES; core += 1)
    for (const mode of ['idle', 'iowait', 'irq', 'nice', 'softirq', 'steal', 'system', 'user'])
      lines.push(`node_cpu_seconds_total{cpu="${core}",mode="${mode}"} ${100 + request * 0.1}`);
  lines.push('# TYPE node_memory_MemAvailable_bytes gauge', 'node_memory_MemAvailable_bytes 6.1e+09');
  lines.push('# TYPE node_load1 gauge', `node_load1 ${1 + (request % 7) / 10}`);
  lines.push(...filler('node_filler', 440));
  return `${lines.join('\n')}\n`;
}

/** The same of PostgreSQL's. */
function postgresPage(request: number): string {
  const lines = ['# TYPE pg_stat_activity_count gauge'];
  for (const state of ['active', 'idle', 'idle in transaction', 'disabled'])
    lines.push(`pg_stat_activity_count{datname="shop",state="${state}"} ${request % 20}`);
  lines.push(
    '# TYPE pg_stat_database_blks_hit counter',
    `pg_stat_database_blks_hit{datname="shop"} ${request * 900}`,
  );
  lines.push(
    '# TYPE pg_stat_database_blks_read counter',
    `pg_stat_database_blks_read{datname="shop"} ${request * 3}`,
  );
  lines.push('# TYPE pg_settings_max_connections gauge', 'pg_settings_max_connections 100');
  lines.push(...filler('pg_filler', 480));
  return `${lines.join('\n')}\n`;
}

function filler(name: string, samples: number): string[] {
  return Array.from({ length: samples }, (_, nth) =>
    nth % 20 === 0
      ? `# TYPE ${name}_${nth / 20} gauge\n${name}_${nth / 20}{device="sda",kind="k0"} ${nth}`
      : `${name}_${Math.floor(nth / 20)}{device="sda",kind="k${nth % 20}"} ${nth}`,
  );
}
