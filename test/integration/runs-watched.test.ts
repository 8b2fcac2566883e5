import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { EXPORT_FORMATS } from '../../src/contract/export-formats.ts';
import type { LiveUpdate, RunDetail } from '../../src/contract/wire.ts';
import type { App } from '../../src/main/services/app-port.ts';
import { openApp } from '../support/opened-app.ts';
import { portOf } from '../support/ports.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

/** Everywhere: in the address, in a header, on the page itself, in what it says is wrong, on a command line. */
const TOKEN = 'tok-8fYq2Lm9Wd';
const SECONDS = 3;

let dir: TempDir;
let app: App;
let child: ChildProcess;
let server: Server;
let detail: RunDetail;
/** Of threads and sockets of this process, how many there were before the run, in it and after it. */
let [before, during, after] = [0, 0, Number.NaN];
const asked: { readonly url: string; readonly key: string }[] = [];
const updates: LiveUpdate[] = [];

beforeAll(async () => {
  dir = createTempDir();
  server = createServer((request, response) => {
    const { url = '' } = request;
    if (url === '/') return response.end('ok');
    asked.push({ url, key: String(request.headers['x-key']) });
    if (url.startsWith('/broken')) {
      response.statusCode = 302;
      response.setHeader('location', `http://user:${TOKEN}@192.0.2.1/${TOKEN}`);
      return response.end();
    }
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    return response.end(`# TYPE pool_in_use gauge\npool_in_use{key="${TOKEN}"} 7\n`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${portOf(server)}`;
  child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)', '--', `--token=${TOKEN}`]);
  app = openApp(dir.path, { env: { PAGE_TOKEN: TOKEN } });
  app.on('run.second', (update) => {
    updates.push(update);
    during = Math.max(during, heldOpen());
  });
  const text = `
plimsoll: 1
name: watched
services: { pages: { url: ${url} } }
values: { key: { env: PAGE_TOKEN } }
watch:
  pages:
    - { prometheus: '${url}/metrics?key={{ key }}', metrics: [pool_in_use], headers: { x-key: '{{ key }}' } }
    - { prometheus: '${url}/broken?key={{ key }}', metrics: [pool_in_use] }
  child: pid:${child.pid}
  nobody: pid:4194303
classes: { reader: { service: pages, tasks: { root: { get: / } } } }
load: { rate: 20, duration: ${SECONDS}s }
`;
  before = heldOpen();
  const started = await app.runs.start({ plan: { kind: 'text', text } });
  if (!started.ok) throw new Error(JSON.stringify(started.failure));
  await started.value.done;
  // A socket is closed at the other end a moment later.
  await vi.waitFor(() => expect(heldOpen()).toBeLessThanOrEqual(before), 2_000).catch(() => undefined);
  after = heldOpen();
  const read = await app.handlers['runs.get']({ runId: started.value.runId });
  if (!read.ok) throw new Error(read.failure.message);
  detail = read.value;
}, 30_000);
afterAll(async () => {
  child.kill();
  await app.close();
  server.close();
  dir.remove();
});

/** Threads have a port to this one; each socket of a load thread has its other end in the server here. */
function heldOpen(): number {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => /^(?:MessagePort|Worker|TCPSocketWrap)$/.test(kind)).length;
}

describe('a run that watches its target (S-55)', () => {
  it('leaves no thread and no socket behind (S-70)', () => {
    expect(during).toBeGreaterThan(before);
    expect(after).toBeLessThanOrEqual(before);
  });

  it('tells of each watch by its label, in the second it is of, live and stored', () => {
    const live = updates.flatMap(({ watched = [] }) => watched);
    const labels = [...new Set(live.map(({ watch }) => watch))].sort();
    expect(labels).toEqual(detail.summary.watches?.map(({ watch }) => watch).toSorted());
    expect(labels).toHaveLength(4);
    for (const label of labels)
      expect(live.filter(({ watch }) => watch === label).map(({ second }) => second)).toEqual([0, 1, 2]);
    const column = (watch: string, name: string) =>
      detail.summary.gauges?.find((one) => one.watch === watch && one.name === name)?.perSecond;
    // On a machine that pauses, a reading comes too late to be a figure.
    const processes = column('child', 'target_processes')?.filter((value) => value !== null);
    expect(new Set(processes)).toEqual(new Set([1]));
  });

  it('shows what is missing as a gap with its reason', () => {
    const nobody = detail.summary.watches?.find(({ watch }) => watch === 'nobody');
    expect(nobody?.gaps).toMatchObject([{ fromSecond: 0, toSecond: 2 }]);
    expect(detail.summary.gauges?.some(({ watch }) => watch === 'nobody')).toBe(false);
  });

  it('puts the values of the plan into addresses and headers, for the page alone', async () => {
    expect(asked.filter(({ url }) => url === `/metrics?key=${TOKEN}`)).toHaveLength(SECONDS + 1);
    expect(asked.filter(({ key }) => key === TOKEN)).toHaveLength(SECONDS + 1);
    const exported = await Promise.all(
      EXPORT_FORMATS.map((format) => app.handlers['runs.export']({ runId: detail.row.runId, format })),
    );
    const told = JSON.stringify([detail, updates, exported]);
    expect(told).not.toContain(TOKEN);
    for (const file of readdirSync(dir.path)) {
      expect(readFileSync(join(dir.path, file)).includes(TOKEN), file).toBe(false);
    }
  });
});
