/**
 * What one request, and one WebSocket message, costs the sample services.
 *
 *   node test/bench/sample-services.bench.ts [seconds per case]
 *
 * The services run in a process of their own and report the CPU time they used; the load comes from here. Prints a
 * table, and the same as one line of JSON.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Pool } from 'undici';
import { WebSocket } from 'ws';
import type { SampleServicesState } from '../../src/workers/sample-services/start.ts';

const ENTRY = fileURLToPath(new URL('../../src/workers/sample-services/process.ts', import.meta.url));
const METRIC =
  '{"name":"orders","value":1,"type":"counter","labels":{"desk":"gas"},"service":"gw","tenant_id":"t1"}';

interface HttpCase {
  readonly name: string;
  readonly service: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: string;
  readonly connections: number;
}

const HTTP_CASES: readonly HttpCase[] = [
  { name: 'GET / (no delay)', service: 'gateway', method: 'GET', path: '/', connections: 50 },
  {
    name: 'GET rate-limits',
    service: 'gateway',
    method: 'GET',
    path: '/api/v1/rate-limits',
    connections: 200,
  },
  {
    name: 'GET instruments (5 KB)',
    service: 'gateway',
    method: 'GET',
    path: '/api/v1/instruments',
    connections: 400,
  },
  {
    name: 'GET historical (43 KB)',
    service: 'gateway',
    method: 'GET',
    path: '/api/v1/historical',
    connections: 400,
  },
  {
    name: 'POST track',
    service: 'metrics',
    method: 'POST',
    path: '/metrics/track',
    body: METRIC,
    connections: 200,
  },
];

interface Row {
  readonly case: string;
  readonly perSecond: number;
  readonly cpuMicrosEach: number;
  readonly cpuPercent: number;
  readonly errors: number;
  readonly rssMiB: number;
}

class Target {
  readonly child: ChildProcess;
  readonly urls: Readonly<Record<string, string>>;

  private constructor(child: ChildProcess, urls: Readonly<Record<string, string>>) {
    this.child = child;
    this.urls = urls;
  }

  static async start(): Promise<Target> {
    const args = [ENTRY, '--base-port', '0', '--parent-watch'];
    const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
    return new Target(child, (JSON.parse(line) as { services: Record<string, string> }).services);
  }

  async state(): Promise<SampleServicesState> {
    return (await (await fetch(`${this.urls.auth}/__plimsoll/state`)).json()) as SampleServicesState;
  }

  /** Runs a load for some seconds, and divides what it cost by what it did. */
  async measure(
    name: string,
    run: (until: number) => Promise<{ done: number; errors: number }>,
  ): Promise<Row> {
    const before = await this.state();
    const startedAt = performance.now();
    const { done, errors } = await run(startedAt + SECONDS * 1_000);
    const elapsedMs = performance.now() - startedAt;
    const after = await this.state();
    const cpuMicros = after.process.cpuMicros - before.process.cpuMicros;
    return {
      case: name,
      perSecond: Math.round(done / (elapsedMs / 1_000)),
      cpuMicrosEach: Math.round((10 * cpuMicros) / done) / 10,
      cpuPercent: Math.round(cpuMicros / elapsedMs / 10),
      errors,
      rssMiB: Math.round(after.process.rssBytes / 2 ** 20),
    };
  }
}

const SECONDS = Number(process.argv[2] ?? 5);

function http(target: Target, { service, method, path, body, connections }: HttpCase) {
  return async (until: number): Promise<{ done: number; errors: number }> => {
    const pool = new Pool(target.urls[service] ?? '', { connections, pipelining: 1 });
    let done = 0;
    let errors = 0;
    const user = async (): Promise<void> => {
      while (performance.now() < until) {
        const answer = await pool.request({ method, path, body: body ?? null });
        await answer.body.dump();
        done += 1;
        if (answer.statusCode !== 200) errors += 1;
      }
    };
    await Promise.all(Array.from({ length: connections }, user));
    await pool.close();
    return { done, errors };
  };
}

/** Subscribed clients that each send `perSecond` pings, sent in hundredths of a second so that no burst forms. */
function pings(clients: readonly WebSocket[], perSecond: number) {
  return async (until: number): Promise<{ done: number; errors: number }> => {
    let sent = 0;
    let pongs = 0;
    let pushes = 0;
    const count = (data: unknown): void => {
      if (String(data).startsWith('{"type":"pong"')) pongs += 1;
      else pushes += 1;
    };
    for (const client of clients) client.on('message', count);
    const startedAt = performance.now();
    while (performance.now() < until) {
      await sleep(10);
      const due = ((performance.now() - startedAt) / 1_000) * perSecond * clients.length;
      for (; sent < due; sent += 1) clients[sent % clients.length]?.send('{"action":"ping","data":{}}');
    }
    for (let wait = 0; wait < 200 && pongs < sent; wait += 1) await sleep(10);
    for (const client of clients) client.off('message', count);
    process.stderr.write(`  ${sent} pings, ${pongs} pongs, ${pushes} pushes\n`);
    return { done: pongs, errors: sent - pongs };
  };
}

async function openClients(target: Target, count: number): Promise<WebSocket[]> {
  const url = `${(target.urls.streaming ?? '').replace('http', 'ws')}/ws/stream?token=bench`;
  const subscribe =
    '{"action":"subscribe","data":{"topics":["pricing.updates","curve.changes"],"filters":{}}}';
  return Promise.all(
    Array.from({ length: count }, async () => {
      const client = new WebSocket(url, { perMessageDeflate: false });
      await once(client, 'message');
      client.send(subscribe);
      return client;
    }),
  );
}

const target = await Target.start();
const rows: Row[] = [];
for (const one of HTTP_CASES) rows.push(await target.measure(one.name, http(target, one)));
const clients = await openClients(target, 1_000);
rows.push(await target.measure('WS 1000 × 10 pings/s, 2 topics', pings(clients, 10)));
rows.push(await target.measure('WS 1000 × 1 ping/s, 2 topics', pings(clients, 1)));
for (const client of clients) client.terminate();
target.child.stdin?.end();
await once(target.child, 'exit');
console.table(rows);
console.log(JSON.stringify({ bench: 'sample-services', node: process.version, seconds: SECONDS, rows }));
