/**
 * Stores a run of every kind with the build that is there, and the documents it makes of them, as fixtures: run by hand
 * before the shape of what is stored changes, in a checkout of the version that is to be remembered.
 * Run: `node test/support/write-kinds.ts test/fixtures/runs/vN-kinds`, which makes two files of that name.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const LAUNCHER = fileURLToPath(new URL('../../src/main/hosts/cli/launch.mjs', import.meta.url));
const BASE_PORT = 42_700;
const SHARED = `
services:
  gateway: { url: "http://127.0.0.1:${BASE_PORT}" }
  streaming: { url: "http://127.0.0.1:${BASE_PORT + 1}" }
  nobody: { url: "http://127.0.0.1:9" }
`;
const STREAM = '/ws/stream?token=fixture';
const EVENTS = '/sse/stream?token=fixture';

/** Plans that no address or preset stands for. */
const PLANS: Readonly<Record<string, string>> = {
  mixed: `plimsoll: 1
name: Mixed
${SHARED}
classes:
  browser:
    service: gateway
    users: 4
    thinkTime: 50ms
    setupFor: shared
    setup: [{ get: /health, name: warm }]
    tasks:
      health: { get: /health, weight: 3 }
      gone: { get: /nowhere-at-all, expect: [404], weight: 1 }
  socket: { service: streaming, users: 3, websocket: { path: "${STREAM}", messageRate: 4 } }
  reader: { service: streaming, users: 2, sse: { path: "${EVENTS}", hold: 1s } }
load: { duration: 4s }
thresholds:
  - { service: gateway, scope: every-endpoint, metric: errorRate, excellent: 0.1, good: 0.5, acceptable: 1 }
  - { service: gateway, metric: latency, statistic: p95, excellent: 50, good: 100, acceptable: 300 }
expectations:
  - statement: Everything answers within a second
    condition: { metric: latency, statistic: p95, scope: every-endpoint, below: 1000 }
`,
  steps: `plimsoll: 1
name: Stream steps
${SHARED}
classes:
  user:
    service: streaming
    users: 3
    tasks:
      watch:
        steps:
          - { get: /health }
          - { websocket: "${STREAM}", hold: 300ms }
          - { sse: "${EVENTS}", events: 3, hold: 2s }
load: { duration: 4s }
`,
  stages: `plimsoll: 1
name: Stages
${SHARED}
classes:
  arrivals:
    service: gateway
    load: { arrivals: poisson, rate: 20, stages: [{ shape: hold, to: 50, duration: 1s }, { to: 200, duration: 2s }, { shape: hold, to: 20, duration: 1s }] }
    tasks: { health: { get: /health } }
load: { duration: 4s }
thresholds:
  - { service: gateway, metric: latency, statistic: p99, acceptable: 200 }
  - { service: gateway, metric: throughput, acceptable: 10 }
`,
  refused: `plimsoll: 1
name: Nobody there
${SHARED}
classes:
  user: { service: nobody, users: 2, thinkTime: 100ms, tasks: { ask: { get: / } } }
  socket: { service: nobody, users: 2, websocket: { path: / , reconnect: back-off } }
load: { duration: 3s }
`,
};

const gateway = `http://127.0.0.1:${BASE_PORT}/health`;
const socket = `ws://127.0.0.1:${BASE_PORT + 1}${STREAM}`;
const events = `http://127.0.0.1:${BASE_PORT + 1}${EVENTS}`;
/** By the name of the fixture: what is given to `run`, `FILE:name` for a plan of the above. */
const RUNS: Readonly<Record<string, readonly string[]>> = {
  rate: [gateway, '--rate', '100', '--duration', '4s'],
  'rate-warm': [
    gateway,
    '--rate',
    '50',
    '--duration',
    '5s',
    '--warmup',
    '2s',
    '--tag',
    'warm',
    '--note',
    'Warm',
  ],
  poisson: [gateway, '--rate', '80', '--arrivals', 'poisson', '--duration', '4s', '--seed', '7'],
  users: [gateway, '--users', '5', '--duration', '4s'],
  ramp: [gateway, '--users', '8', '--spawn-rate', '4', '--duration', '4s', '--threads', '2'],
  count: [gateway, '-n', '300', '--users', '3'],
  'not-found': [`http://127.0.0.1:${BASE_PORT}/nowhere`, '--rate', '20', '--duration', '3s'],
  checked: [gateway, '--rate', '20', '--duration', '3s', '--check', '/status=nothing'],
  slow: [gateway, '--rate', '50', '--duration', '3s', '--timeout', '1ms'],
  pings: [socket, '--connections', '10', '--message-rate', '5', '--duration', '4s'],
  messages: [
    socket,
    '--connections',
    '4',
    '--message-rate',
    '5',
    '--duration',
    '4s',
    '--message',
    '{"action":"ping","data":{}}',
    '--reply',
    '/action=pong',
  ],
  events: [events, '--sse', '--connections', '4', '--duration', '4s'],
  smoke: ['smoke', '--duration', '5s', '--services', String(BASE_PORT)],
  'smoke-ws': ['smoke-ws', '--duration', '4s', '--services', String(BASE_PORT)],
  streaming: ['streaming', '--duration', '4s', '--services', String(BASE_PORT), '--connections', '10'],
  auth: ['auth', '--duration', '4s', '--services', String(BASE_PORT), '--users', '5'],
  mixed: ['FILE:mixed'],
  steps: ['FILE:steps'],
  stages: ['FILE:stages'],
  refused: ['FILE:refused', '--force'],
};

const [target = 'unnamed'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-kinds-'));
const data = join(folder, 'data');
const services = spawn(process.execPath, [LAUNCHER, 'services', '--base-port', String(BASE_PORT)], {
  stdio: 'pipe',
});
await new Promise((resolve) => services.stdout.once('data', resolve));
const plimsoll = (...args: string[]) =>
  spawnSync(process.execPath, [LAUNCHER, ...args, '--data-dir', data], { encoding: 'utf8', cwd: folder });
const stored = Object.entries(RUNS).map(([name, [what = '', ...options]]) => {
  const file = what.startsWith('FILE:') ? join(folder, `${name}.yaml`) : what;
  if (file !== what) writeFileSync(file, PLANS[name] ?? '');
  const json = join(folder, `${name}.json`);
  const { status, stderr } = plimsoll('run', file, ...options, '--name', name, '--json', json, '--quiet');
  process.stdout.write(`${name}: exit ${status} ${stderr.trim().split('\n').at(-1) ?? ''}\n`);
  // What is read back is what later versions read.
  plimsoll('export', 'last', '--json', json);
  const { definitions: _, ...document } = JSON.parse(readFileSync(json, 'utf8'));
  return { runId: document.run.id, view: {}, document };
});
services.kill();
writeFileSync(`${target}.json.gz`, gzipSync(JSON.stringify(stored, null, 1), { level: 9 }));
writeFileSync(`${target}.db.gz`, gzipSync(readFileSync(join(data, 'plimsoll.db')), { level: 9 }));
rmSync(folder, { recursive: true, force: true });
