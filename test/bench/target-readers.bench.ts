/**
 * What reading a watch costs this machine, of readers of pages, of Prometheus servers and of containers: CPU time, and memory of
 * what is far too large. Run: `npm run bench target-readers` (20 s).
 */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { WatchedMetric, WatchSource } from '../../src/contract/watch.ts';
import { createContainerReader } from '../../src/workers/target-watch/containers/container-reader.ts';
import { makeReader } from '../../src/workers/target-watch/make-reader.ts';
import type { WatchReader } from '../../src/workers/target-watch/watch-reader.ts';
import { listenOnLoopback } from '../support/ports.ts';
import { parseExposition } from '../support/read-exposition.ts';
import { ScriptedEngine } from '../support/scripted-engine.ts';
import { TruthReport } from '../support/truth-report.ts';

const MIB = 1_048_576;
setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
const READINGS = 200;
const LIMITS = { allowedHosts: [], verifyTls: true };
const report = new TruthReport('cost of reading a watch');

const node = page('node-exporter-1.5.0');
const postgres = page('postgres-exporter-0.11.1');
cpuOf('parse 514 samples, all wanted', 1, () => parseExposition(node, () => true));
cpuOf('parse 514 samples, one wanted', 1, () => parseExposition(node, (name) => name === 'node_load1'));
cpuOf('parse 501 samples, all wanted', 1, () => parseExposition(postgres, () => true));
await readings('page of the node exporter', 4, await pageReader((_, response) => response.end(node)));
await readings(
  'page of the PostgreSQL exporter',
  4,
  await pageReader((_, response) => response.end(postgres)),
);
await readings('Prometheus server, one query', 3, await promqlReader());
const engine = await ScriptedEngine.start();
await readings('container', 3, containerReader(engine));
await engine.close();
await tooLarge();
await manySamples();
await nearlyTooMany();
report.finish();
process.exit();

function page(name: string): string {
  return readFileSync(new URL(`../fixtures/expositions/${name}.txt`, import.meta.url), 'utf8');
}

/** CPU time of one call, of many: the clock of the kernel is coarse. @param bound milliseconds */
function cpuOf(what: string, bound: number, act: () => unknown): void {
  for (let warm = 0; warm < READINGS; warm += 1) act();
  const before = process.threadCpuUsage();
  for (let turn = 0; turn < READINGS; turn += 1) act();
  told(what, spentMs(process.threadCpuUsage(before)) / READINGS, bound);
}

async function readings(what: string, bound: number, reader: WatchReader): Promise<void> {
  let before = process.threadCpuUsage();
  for (let second = -READINGS; second < READINGS; second += 1) {
    // The first ones are slower, and are not of a run of minutes.
    if (second === 0) before = process.threadCpuUsage();
    await reader.read({ second, atUs: (second + READINGS) * 1_000_000 });
  }
  reader.close();
  told(`read ${what} (and serve it here)`, spentMs(process.threadCpuUsage(before)) / READINGS, bound);
}

function told(what: string, spent: number, bound: number): void {
  report.check(what, `${spent.toFixed(2)} ms of CPU`, { bound: `≤ ${bound} ms`, met: spent <= bound });
}

function spentMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000;
}

async function urlOf(answer: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listenOnLoopback(createServer(answer))}`;
}

async function pageReader(
  answer: RequestListener,
  metrics?: string | readonly WatchedMetric[],
): Promise<WatchReader> {
  const named = typeof metrics === 'string' ? [{ name: metrics, labels: {} }] : metrics;
  const chosen = named === undefined ? {} : { metrics: named };
  const source: WatchSource = { kind: 'metrics', url: await urlOf(answer), ...chosen };
  return makeReader(source, LIMITS);
}

async function promqlReader(): Promise<WatchReader> {
  const data = { resultType: 'vector', result: [{ metric: {}, value: [1, '2'] }] };
  const url = await urlOf((_, response) => response.end(JSON.stringify({ status: 'success', data })));
  return makeReader({ kind: 'promql', url, queries: { sessions: 'sum(x)' } }, LIMITS);
}

function containerReader(engine: ScriptedEngine): WatchReader {
  const stats = {
    read: '2026-11-30T19:31:41Z',
    cpu_stats: { cpu_usage: { total_usage: 1 } },
    memory_stats: { usage: 1 },
  };
  engine.containers.push({
    name: 'db',
    id: 'a'.repeat(64),
    state: 'running',
    startedAt: '2026-11-30T19:00:00Z',
    stats,
  });
  return createContainerReader('db', engine.host);
}

/** What is held once all garbage is gone. */
function heldMiB(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MIB;
}

/** 50 MB each, of which nothing may stay: 20 times 8 MiB would be 160; the last may wait for its garbage to be collected. */
async function tooLarge(): Promise<void> {
  const chunk = Buffer.from(`big{a="${'y'.repeat(1_000)}"} 1\n`.repeat(1_000));
  const reader = await pageReader((_, response) => {
    Readable.from(Array.from({ length: 50 }, () => chunk)).pipe(response);
  }, 'big');
  const read = async (second: number) => (await reader.read({ second, atUs: 0 })).gap;
  const gap = await read(0);
  const before = heldMiB();
  const started = performance.now();
  for (let second = 1; second <= 20; second += 1) await read(second);
  const each = (performance.now() - started) / 20;
  const grown = heldMiB() - before;
  report.check('page of 50 MB', gap ?? 'told', {
    bound: 'Larger than 8 MiB.',
    met: gap === 'Larger than 8 MiB.',
  });
  report.check('20 of them: memory grown by', `${grown.toFixed(0)} MiB, ${each.toFixed(0)} ms each`, {
    bound: '≤ 24 MiB',
    met: grown <= 24,
  });
  reader.close();
}

async function manySamples(): Promise<void> {
  const lines = Array.from({ length: 100_000 }, (_, place) => `c_total{id="${place}"} 1\n`).join('');
  const reader = await pageReader((_, response) => response.end(lines), 'c_total');
  await reader.read({ second: -1, atUs: 0 });
  const before = process.threadCpuUsage();
  for (let second = 0; second < 10; second += 1)
    await reader.read({ second, atUs: (second + 1) * 1_000_000 });
  told('100,000 samples of one counter', spentMs(process.threadCpuUsage(before)) / 10, 400);
  reader.close();
}

/**
 * The most that is wanted of a page. What was measured on 2026-11-30 before a page was read from its bytes, and labels were kept
 * from page to page, stands beside each.
 */
async function nearlyTooMany(): Promise<void> {
  const labels = (place: number) => `id="${place}",zone="z-${place % 10}",pod="gateway-${place % 100}"`;
  const [places, others] = [24_900, 40_000].map((length) => Array.from({ length }, (_, place) => place));
  const bodies = [1, 2, 3, 4].map((turn) =>
    (places ?? []).map((place) => `c_total{${labels(place)}} ${place * 7 + turn}\n`).join(''),
  );
  const unwanted = (others ?? [])
    .map((place) => `other_${place % 400}{${labels(place)}} ${place}.5\n`)
    .join('');
  const zones = Array.from({ length: 10 }, (_, zone) => ({ name: 'c_total', labels: { zone: `z-${zone}` } }));
  const cases = [
    { what: '24,900 samples of one counter (36 ms before)', bound: 25, metrics: 'c_total', rest: '' },
    { what: '24,900 samples, ten by their labels (215 ms before)', bound: 35, metrics: zones, rest: '' },
    { what: '24,900 samples among 64,900 (43 ms before)', bound: 50, metrics: 'c_total', rest: unwanted },
  ] as const;
  for (const { what, bound, metrics, rest } of cases) {
    let turn = 0;
    const reader = await pageReader((_, response) => {
      turn += 1;
      response.end(`# TYPE c_total counter\n${bodies[turn % 4]}${rest}`);
    }, metrics);
    let before = process.threadCpuUsage();
    for (let second = -1; second < 20; second += 1) {
      if (second === 8) before = process.threadCpuUsage();
      await reader.read({ second, atUs: (second + 1) * 1_000_000 });
    }
    told(`${what} (and serve them here)`, spentMs(process.threadCpuUsage(before)) / 12, bound);
    reader.close();
  }
}
