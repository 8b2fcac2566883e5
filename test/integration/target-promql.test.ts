import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { makeReader } from '../../src/workers/target-watch/make-reader.ts';
import type { WatchReader } from '../../src/workers/target-watch/watch-reader.ts';
import { listenOnLoopback } from '../support/ports.ts';

/** What a scripted server answers: to a query, and to one for the moment of its samples. */
interface Script {
  status?: number;
  body?: string;
  value?: (query: string) => unknown;
  /** Of the newest sample of each instance, by the clock of the server. */
  sampledAt?: number | Readonly<Record<string, number>>;
  now: number;
}

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function serve(script: Script) {
  const asked: string[] = [];
  const connections: Socket[] = [];
  const server: Server = createServer((request, response) => {
    const query = new URL(request.url ?? '', 'http://here').searchParams.get('query') ?? '';
    asked.push(query);
    const isAge = /^(?:max\()?timestamp\(/.test(query);
    const vector = (values: readonly unknown[]) => ({
      resultType: 'vector',
      result: values.map((value) => ({ metric: {}, value: [script.now, String(value)] })),
    });
    const data = isAge
      ? { resultType: 'vector', result: moments(script, query) }
      : (script.value?.(query) ?? vector([1, 2]));
    response.writeHead(script.status ?? 200, { 'content-type': 'application/json' });
    response.end(script.body ?? JSON.stringify({ status: 'success', data }));
  });
  server.on('connection', (socket) => connections.push(socket));
  const port = await listenOnLoopback(server);
  closing.push(async () => {
    for (const socket of connections) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${port}`, asked, connections };
}

function moments({ sampledAt = {}, now }: Script, query: string): unknown[] {
  const all = Object.entries(typeof sampledAt === 'number' ? { one: sampledAt } : sampledAt);
  const asked = query.startsWith('max') ? [['', Math.max(...all.map(([, at]) => at))] as const] : all;
  return asked.map(([instance, at]) => ({ metric: { instance }, value: [now, String(at)] }));
}

function readerOf(url: string, queries: Record<string, string>): WatchReader {
  const reader = makeReader({ kind: 'promql', url, queries }, { allowedHosts: [], verifyTls: true });
  closing.push(() => reader.close());
  return reader;
}
const read = async (reader: WatchReader) => {
  const { gauges, ...told } = await reader.read({ second: 0, atUs: 0 });
  return { ...told, ...Object.fromEntries(gauges.map(({ name, value }) => [name, value])) };
};

describe('a Prometheus server that is watched', () => {
  it('passes for no process where a query is called as a figure of one', async () => {
    const { url } = await serve({ now: 100 });
    expect(await read(readerOf(url, { target_cpu_usage_cores: 'vector(1)' }))).toMatchObject({
      scraped_target_cpu_usage_cores: 3,
    });
  });

  it('gives what is of the moment of its reading, whatever a query is called', async () => {
    const { url } = await serve({ now: 100 });
    expect(readerOf(url, { requests_per_second: 'up' }).readsLevelsOnly).toBe(true);
    const page = makeReader({ kind: 'metrics', url }, { allowedHosts: [], verifyTls: true });
    closing.push(() => page.close());
    expect(page.readsLevelsOnly).toBe(undefined);
  });

  it('is asked each query and when its samples were taken, in parallel over kept connections', async () => {
    const script: Script = { now: 1_000, sampledAt: 1_000 };
    const { url, asked, connections } = await serve(script);
    const reader = readerOf(`${url}/`, { up: 'sum by (job) (up{a="b"})', one: 'vector(1)' });
    expect(await read(reader)).toEqual({ found: 'a Prometheus server', up: 3, one: 3 });
    expect(new Set(asked)).toEqual(
      new Set(['sum by (job) (up{a="b"})', 'timestamp(up{a="b"})', 'vector(1)']),
    );
    for (let turn = 0; turn < 5; turn += 1) expect(await read(reader)).toEqual({ up: 3, one: 3 });
    expect(connections.length).toBeLessThanOrEqual(4);
  });

  it('gives a scalar as it is, and a unit by the name of its gauge', async () => {
    const { url } = await serve({ now: 1, value: () => ({ resultType: 'scalar', result: [1, '4096'] }) });
    const { gauges } = await readerOf(url, { cache_bytes: 'scalar(x)' }).read({ second: 0, atUs: 0 });
    expect(gauges).toEqual([{ name: 'cache_bytes', unit: 'bytes', value: 4_096 }]);
  });

  it.each([
    ['an empty vector', { resultType: 'vector', result: [] }, 'Query x gives nothing.'],
    [
      'a range',
      { resultType: 'matrix', result: [] },
      'Query x gives a range or a text, and no value of a moment.',
    ],
    ['what is no number', { resultType: 'scalar', result: [1, 'NaN'] }, 'Query x is not a number.'],
    ['too much', { resultType: 'scalar', result: [1, '+Inf'] }, 'Query x is not a number.'],
  ])('gives a gap for %s', async (_what, value, gap) => {
    const { url } = await serve({ now: 1, value: () => value });
    expect(await read(readerOf(url, { x: 'x' }))).toEqual({ gap });
  });

  const refusal = JSON.stringify({
    status: 'error',
    errorType: 'bad_data',
    error: 'invalid parameter "query":\n 1:5: parse error',
  });
  it.each([
    [
      { status: 400, body: refusal },
      'Prometheus refused query x: invalid parameter "query": 1:5: parse error.',
    ],
    [{ status: 503, body: '<html>' }, 'Answered 503.'],
    [{ body: 'x 1' }, 'Answered what is no answer of Prometheus.'],
    [{ body: '[]' }, 'Answered what is no answer of Prometheus.'],
  ])('that answers %j is a gap', async (script, gap) => {
    const { url } = await serve({ now: 1, ...script });
    expect(await read(readerOf(url, { x: 'x' }))).toEqual({ gap });
  });

  it('says once how often it reads what it repeats in between, and that a sample is overdue', async () => {
    const script: Script = { now: 1_000, sampledAt: 990 };
    const { url } = await serve(script);
    const reader = readerOf(url, { x: 'x' });
    const at = (now: number, sampledAt: number) => {
      Object.assign(script, { now, sampledAt });
      return read(reader);
    };
    expect(await at(1_000, 990)).toEqual({ found: 'a Prometheus server', x: 3 });
    expect(await at(1_005, 1_005)).toEqual({
      x: 3,
      remarks: ['Samples of x are one every 15 s: the last one is repeated until the next.'],
    });
    expect(await at(1_021, 1_020)).toEqual({ x: 3 });
    expect(await at(1_050, 1_020)).toEqual({ x: 3 });
    expect(await at(1_051, 1_020)).toEqual({ gap: 'The newest sample of x is 31 s old.' });
    expect(await at(1_052, 1_052)).toEqual({ x: 3 });
  });

  it('knows how often it reads by one instance, whatever lies between it and the next', async () => {
    const script: Script = { now: 0 };
    const { url } = await serve(script);
    const reader = readerOf(url, { rps: 'sum(rate(x[1m]))' });
    const told: unknown[] = [];
    // Two are read every 30 s each, 3 s apart.
    for (let now = 1_000; now < 1_120; now += 1) {
      const last = (offset: number) => now - ((now + offset) % 30);
      Object.assign(script, { now, sampledAt: { a: last(0), b: last(27) } });
      const { gauges, ...rest } = await reader.read({ second: 0, atUs: 0 });
      expect(gauges).toHaveLength(1);
      told.push(rest);
    }
    expect(told.filter((one) => JSON.stringify(one) !== '{}')).toEqual([
      { found: 'a Prometheus server' },
      { remarks: ['Samples of rps are one every 30 s: the last one is repeated until the next.'] },
    ]);
  });

  it('is asked for the newest sample only, where there are many, once it is known how often one comes', async () => {
    const of = (at: number) => Object.fromEntries(Array.from({ length: 201 }, (_, nth) => [`i${nth}`, at]));
    const script: Script = { now: 1_000, sampledAt: of(1_000) };
    const { url, asked } = await serve(script);
    const reader = readerOf(url, { x: 'x' });
    for (const now of [1_001, 1_010, 1_011, 1_020, 1_041]) {
      Object.assign(script, { now, sampledAt: of(Math.min(1_020, now - (now % 10))) });
      const { gap } = await read(reader);
      expect(gap).toBe(now === 1_041 ? 'The newest sample of x is 21 s old.' : undefined);
    }
    expect(asked.filter((query) => query !== 'x')).toEqual([
      'timestamp(x)',
      'timestamp(x)',
      'max(timestamp(x))',
      'max(timestamp(x))',
      'max(timestamp(x))',
    ]);
  });

  it('says that a sample is old where no newer was seen', async () => {
    const { url } = await serve({ now: 1_000, sampledAt: 926 });
    expect(await read(readerOf(url, { x: 'x' }))).toEqual({
      found: 'a Prometheus server',
      x: 3,
      remarks: ['Samples of x are 74 s old: the last one is repeated until the next.'],
    });
  });

  it('is told without an age where that cannot be had', async () => {
    const { url } = await serve({ now: 1_000 });
    expect(await read(readerOf(url, { x: 'x' }))).toEqual({ found: 'a Prometheus server', x: 3 });
  });
});
