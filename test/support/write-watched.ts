/**
 * Stores watched runs with the build that is there, and the documents it makes of them, as fixtures: run by hand, as
 * write-stressed.ts. One run watches a process that is started anew half-way, two pages of metrics of which one turns into HTML
 * and one has its metrics chosen, a Prometheus server, a port that nobody listens on, and leaves one of its plan out; the other
 * watches one process under a name that is no service.
 * Run: `node test/support/write-watched.ts test/fixtures/runs/vN-watched`, which makes two files of that name.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const LAUNCHER = fileURLToPath(new URL('../../src/main/hosts/cli/launch.mjs', import.meta.url));
const SECONDS = 16;
/** Of the run: then the watched process is killed, and is back a second later. */
const KILLED_AT_MS = 6_000;
const BACK_AT_MS = 7_400;
/** Then a page of metrics is no longer one, for a while. */
const HTML_FROM = 9;
const HTML_TO = 12;
const SERVER = `require('node:http').createServer((_, response) => response.end('{}')).listen(Number(process.argv[1]), '127.0.0.1')`;

const [target = 'unnamed'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-watched-'));
const data = join(folder, 'data');

async function plimsoll(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [LAUNCHER, ...args, '--data-dir', data], { cwd: folder });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  const [status] = await once(child, 'exit');
  return `exit ${status} ${said.trim().split('\n').at(-1) ?? ''}`;
}

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer();
  const port = await portOf(server);
  server.close();
  await once(server, 'close');
  return port;
}

let begunMs = 0;
let asked = 0;
const seconds = () => (begunMs === 0 ? 0 : (Date.now() - begunMs) / 1_000);

/** Sessions up to their limit, a cache that is asked more and answers less, and what was not chosen. */
function metrics(): string {
  const hits = asked * 9 - Math.round(seconds() ** 2 * 4);
  return `# TYPE pg_stat_activity_count gauge
pg_stat_activity_count{datname="shop"} ${Math.min(97, 20 + Math.round(seconds() * 6))}
# TYPE pg_settings_max_connections gauge
pg_settings_max_connections 100
# TYPE cache_hits counter
cache_hits_total{cache="shop"} ${hits}
# TYPE cache_misses counter
cache_misses_total{cache="shop"} ${asked * 10 - hits}
# TYPE not_chosen gauge
not_chosen 1
`;
}

function answer(url: string, response: ServerResponse): void {
  const second = seconds();
  if (url.startsWith('/api/v1/query')) {
    const result = url.includes('timestamp') ? Date.now() / 1_000 : Math.round(second);
    const at = Date.now() / 1_000;
    const data = { resultType: 'vector', result: [{ metric: {}, value: [at, String(result)] }] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ status: 'success', data }));
  } else if (url === '/fickle' && second >= HTML_FROM && second < HTML_TO) {
    response.setHeader('content-type', 'text/html').end('<!doctype html><p>Log in');
  } else response.end(metrics());
}

const pages = createServer((request, response) => answer(request.url ?? '', response));
const shop = createServer((_, response) => {
  begunMs ||= Date.now();
  asked += 1;
  response.end('{}');
});
const [page, port, worker, nobody] = [
  await portOf(pages),
  await portOf(shop),
  await freePort(),
  await freePort(),
];

const started: ChildProcess[] = [];
async function startWorker(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['-e', SERVER, String(worker)], { stdio: 'ignore' });
  started.push(child);
  await once(child, 'spawn');
  return child;
}

const plan = `plimsoll: 1
name: Watched
services: { shop: { url: "http://127.0.0.1:${port}" } }
classes:
  buyers: { service: shop, tasks: { buy: { get: /buy } } }
load: { rate: 50, duration: ${SECONDS}s, model: open }
watch:
  shop: port:${worker}
  database:
    - prometheus: "http://127.0.0.1:${page}/metrics"
      metrics: ['pg_stat_activity_count{datname="shop"}', pg_settings_max_connections, cache_hits_total, cache_misses_total]
    - prometheus:http://127.0.0.1:${page}/fickle
  queue: { prometheus: "http://127.0.0.1:${page}", queries: { waiting: sum(queue_length) } }
  gone: port:${nobody}
  left out: pid:1
`;
const file = join(folder, 'watched.yaml');
writeFileSync(file, plan);

const stored: unknown[] = [];
async function keep(name: string, ...args: string[]): Promise<void> {
  begunMs = 0;
  process.stdout.write(`${name}: ${await plimsoll('run', ...args, '--name', name, '--quiet')}\n`);
  const json = join(folder, `${name}.json`);
  // What is read back is what later versions read.
  await plimsoll('export', 'last', '--json', json);
  const { definitions: _, ...document } = JSON.parse(readFileSync(json, 'utf8'));
  stored.push({ runId: document.run.id, view: {}, document });
}

/** At so many ms of the run, which begins with its first request. */
async function at(ms: number, act: () => unknown): Promise<void> {
  while (seconds() * 1_000 < ms) await new Promise((resolve) => setTimeout(resolve, 20));
  await act();
}

const first = await startWorker();
const scripted = (async () => {
  await at(KILLED_AT_MS, () => first.kill('SIGKILL'));
  await at(BACK_AT_MS, startWorker);
})();
await keep('several', file, '--watch', 'left out=none');
await scripted;
await keep(
  'one',
  `http://127.0.0.1:${port}/`,
  '--rate',
  '20',
  '--duration',
  '4s',
  '--watch',
  `worker=port:${worker}`,
);
for (const child of started) child.kill('SIGKILL');
for (const server of [pages, shop]) {
  server.closeAllConnections();
  server.close();
}
writeFileSync(`${target}.json.gz`, gzipSync(JSON.stringify(stored, null, 1), { level: 9 }));
writeFileSync(`${target}.db.gz`, gzipSync(readFileSync(join(data, 'plimsoll.db')), { level: 9 }));
rmSync(folder, { recursive: true, force: true });
