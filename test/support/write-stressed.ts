/**
 * Stores stress runs with the build that is there, and the documents it makes of them, as fixtures: run by hand, as
 * write-kinds.ts. The target fails for five seconds in the middle of a load that stays, for good from a higher load on, or never.
 * Run: `node test/support/write-stressed.ts test/fixtures/runs/vN-stressed`, which makes two files of that name.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const LAUNCHER = fileURLToPath(new URL('../../src/main/hosts/cli/launch.mjs', import.meta.url));

/** Which of its seconds a target fails in, a fifth of all requests each. */
const TARGETS: Readonly<Record<string, (second: number) => boolean>> = {
  passing: (second) => second >= 5 && second < 10,
  lasting: (second) => second >= 10,
  unbroken: () => false,
};

const planOf = (name: string, url: string) => `plimsoll: 1
name: Stressed, ${name}
purpose: stress
services: { shop: { url: "${url}" } }
classes:
  buyers: { service: shop, tasks: { buy: { get: /buy } } }
load: { rate: 40, stages: [{ shape: hold, to: 40, duration: 10s }, { shape: hold, to: 80, duration: 5s }], model: open }
thresholds:
  - { service: shop, metric: latency, statistic: p95, excellent: 100, good: 500, acceptable: 2000 }
expectations:
  - { statement: A breaking point is found, condition: { metric: breakingPoint } }
`;

const [target = 'unnamed'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'plimsoll-stressed-'));
const data = join(folder, 'data');
const plimsoll = async (...args: string[]) => {
  const child = spawn(process.execPath, [LAUNCHER, ...args, '--data-dir', data], { cwd: folder });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += String(text)));
  const [status] = await once(child, 'exit');
  return `exit ${status} ${said.trim().split('\n').at(-1) ?? ''}`;
};
const stored = [];
for (const [name, fails] of Object.entries(TARGETS)) {
  let begunMs = 0;
  let count = 0;
  const server = createServer((_, response) => {
    begunMs ||= Date.now();
    count += 1;
    response.statusCode = fails(Math.floor((Date.now() - begunMs) / 1_000)) && count % 5 === 0 ? 500 : 200;
    response.end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const file = join(folder, `${name}.yaml`);
  const json = join(folder, `${name}.json`);
  writeFileSync(file, planOf(name, `http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  process.stdout.write(`${name}: ${await plimsoll('run', file, '--name', name, '--quiet')}\n`);
  server.closeAllConnections();
  server.close();
  // What is read back is what later versions read.
  await plimsoll('export', 'last', '--json', json);
  const { definitions: _, ...document } = JSON.parse(readFileSync(json, 'utf8'));
  stored.push({ runId: document.run.id, view: {}, document });
}
writeFileSync(`${target}.json.gz`, gzipSync(JSON.stringify(stored, null, 1), { level: 9 }));
writeFileSync(`${target}.db.gz`, gzipSync(readFileSync(join(data, 'plimsoll.db')), { level: 9 }));
rmSync(folder, { recursive: true, force: true });
