import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { WatchedMetric, WatchSource } from '../../src/contract/watch.ts';
import { makeReader } from '../../src/workers/target-watch/make-reader.ts';
import type { WatchLimits, WatchReader } from '../../src/workers/target-watch/watch-reader.ts';
import { selfSignedCertificate } from '../support/certificates.ts';
import { listenOnLoopback, unusedPort } from '../support/ports.ts';

const LIMITS: WatchLimits = { allowedHosts: [], verifyTls: true };
const MIB = 1_048_576;
const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Page {
  readonly url: string;
  readonly requests: IncomingMessage[];
  /** Sockets that were accepted. */
  readonly connections: Socket[];
}
async function serve(answer: RequestListener, tls?: { key: string; cert: string }): Promise<Page> {
  const requests: IncomingMessage[] = [];
  const connections: Socket[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push(request);
    answer(request, response);
  };
  const server: Server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener);
  server.on('connection', (socket: Socket) => connections.push(socket));
  const port = await listenOnLoopback(server);
  closing.push(async () => {
    for (const socket of connections) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return {
    url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/metrics`,
    requests,
    connections,
  };
}
const page =
  (body: string | Buffer, type = 'text/plain; version=0.0.4') =>
  (_: unknown, response: ServerResponse) => {
    response.writeHead(200, { 'content-type': type }).end(body);
  };

function readerOf(
  source: Omit<Extract<WatchSource, { kind: 'metrics' }>, 'kind'>,
  limits = LIMITS,
): WatchReader {
  const reader = makeReader({ kind: 'metrics', ...source }, limits);
  closing.push(() => reader.close());
  return reader;
}
const metric = (name: string): WatchedMetric => ({ name, labels: {} });
const readOnce = (url: string, limits = LIMITS) =>
  readerOf({ url, metrics: [metric('x')] }, limits).read({ second: -1, atUs: 0 });
const x = (value: number) => ({ gauges: [{ name: 'x', unit: 'number', value }] });

describe('a page of metrics that is not one', () => {
  it.each([
    ['HTML by its type', page('<p>hello</p>', 'text/html; charset=utf-8'), 'Answered HTML, not metrics.'],
    [
      'HTML by its looks',
      page('\n<!DOCTYPE html><html></html>', 'text/plain'),
      'Answered HTML, not metrics.',
    ],
    [
      'HTML that begins as it likes',
      page('<!-- hello -->\n<p>x 1', 'text/plain'),
      'Answered HTML, not metrics.',
    ],
    ['XML', page('<?xml version="1.0"?><x/>', 'text/plain'), 'Answered XML, not metrics.'],
    ['JSON', page('{"x": 1}', 'application/json'), 'Answered JSON, not metrics.'],
    ['nothing', page(' \n'), 'Answered an empty page.'],
    [
      'garbage',
      page(Buffer.from(Array.from({ length: 4_096 }, (_, place) => (place * 167) % 256))),
      'Answered what is no page of metrics.',
    ],
    [
      'a status',
      (_: unknown, response: ServerResponse) => response.writeHead(500).end('x 1'),
      'Answered 500.',
    ],
    ['a refusal', (_: unknown, response: ServerResponse) => response.writeHead(401).end(), 'Answered 401.'],
    [
      'a coding that nobody asked for',
      (_: unknown, response: ServerResponse) =>
        response.writeHead(200, { 'content-encoding': 'br' }).end('x'),
      'Answered in the encoding br.',
    ],
    [
      'bytes that are not zipped as they say',
      (_: unknown, response: ServerResponse) =>
        response.writeHead(200, { 'content-encoding': 'gzip' }).end('x 1'),
      'Answered what cannot be unpacked.',
    ],
    ['another metric', page('y 1'), 'It has no metric x.'],
  ])('%s is a sentence', async (_what, answer, gap) => {
    const { url } = await serve(answer);
    const reading = await readOnce(url);
    expect(reading).toMatchObject({ gauges: [], gap });
  });

  it('of which nothing is usual says so, and one that skips lines as well', async () => {
    const { url } = await serve(page('odd 1\n%%%\n'));
    const reading = await readerOf({ url }).read({ second: -1, atUs: 0 });
    expect(reading).toMatchObject({
      gap: 'It has none of the usual metrics: choose which to watch.',
      remarks: ['Some of its lines are no metrics, and were skipped.'],
    });
  });
});

describe('a page of metrics that cannot be had', () => {
  it('because nobody listens there', async () => {
    const port = await unusedPort();
    expect(await readOnce(`http://ada:secret@127.0.0.1:${port}/metrics`)).toEqual({
      gauges: [],
      gap: `The connection was refused: 127.0.0.1:${port}.`,
    });
    expect((await readOnce(`http://localhost:${port}/metrics`)).gap).toBe(
      `The connection was refused: localhost:${port}.`,
    );
  });

  it('because it takes longer than 800 ms, to its head or to its end', async () => {
    const never = await serve(() => undefined);
    const dripping = await serve((_, response) => {
      response.write('x 1\n');
      const timer = setInterval(() => response.write('# more\n'), 100);
      response.on('close', () => clearInterval(timer));
    });
    const readings = await Promise.all([readOnce(never.url), readOnce(dripping.url)]);
    expect(readings.map(({ gap }) => gap)).toEqual(['Slower than a second.', 'Slower than a second.']);
  });

  it('because it is larger than 8 MiB: no more than that of 50 MB is taken, and none is kept', async () => {
    const line = `big{a="${'y'.repeat(1_000)}"} 1\n`;
    const chunk = Buffer.from(line.repeat(1_000));
    const { url, connections } = await serve((_, response) => {
      Readable.from(Array.from({ length: 50 }, () => chunk)).pipe(response);
    });
    expect((await readOnce(url)).gap).toBe('Larger than 8 MiB.');
    const taken = connections.reduce((bytes, socket) => bytes + socket.bytesWritten, 0);
    expect(taken).toBeLessThan(20 * MIB);
  });

  it('because it unpacks to more than that', async () => {
    const zipped = gzipSync(Buffer.alloc(50_000_000, 'x 1\n'));
    expect(zipped.length).toBeLessThan(MIB);
    const { url } = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(zipped),
    );
    expect((await readOnce(url)).gap).toBe('Larger than 8 MiB.');
  });

  it('because the connection is dropped, before an answer or amid it', async () => {
    const before = await serve((request) => request.socket.destroy());
    const amid = await serve((request, response) => {
      response.writeHead(200, { 'content-length': 1_000 }).write('x 1\n', () => request.socket.destroy());
    });
    expect((await readOnce(before.url)).gap).toMatch(/^The service closed the connection without a response/);
    expect((await readOnce(amid.url)).gap).toMatch(
      /^The connection was (?:reset|closed)|^The service closed the connection mid-response/,
    );
  });

  it('because its certificate is its own, unless the run takes those', async () => {
    const { certPem, keyPem } = selfSignedCertificate({ name: 'metrics', hosts: ['127.0.0.1'] });
    const { url } = await serve(page('x 4\n'), { cert: certPem, key: keyPem });
    expect((await readOnce(url)).gap).toMatch(
      /^The certificate is not signed by an authority this machine trusts/,
    );
    expect(await readOnce(url, { ...LIMITS, verifyTls: false })).toMatchObject(x(4));
  });

  it('because the guard of the run lets it connect to no such host', async () => {
    const blocked = 'The address is not on this machine and was not allowed for this run: 10.1.2.3.';
    expect((await readOnce('http://10.1.2.3:9100/metrics')).gap).toBe(blocked);
    const { url } = await serve((_, response) =>
      response.writeHead(302, { location: 'http://10.1.2.3:9100/' }).end(),
    );
    expect((await readOnce(url)).gap).toBe(blocked);
  });

  it('because redirects lead nowhere', async () => {
    const loop = await serve((_, response) => response.writeHead(302, { location: '/metrics' }).end());
    expect((await readOnce(loop.url)).gap).toBe('Redirects more than 5 times.');
    expect(loop.requests).toHaveLength(6);
    const odd = await serve((_, response) =>
      response.writeHead(301, { location: 'ftp://u:secret@127.0.0.1/path?a=b' }).end(),
    );
    const { gap } = await readOnce(odd.url);
    expect(gap).toBe('Redirects to what is no address of HTTP: ftp://127.0.0.1.');
  });

  it('because a header holds a line break: nothing is asked', async () => {
    const { url, connections } = await serve(page('x 1'));
    const reader = readerOf({ url, headers: { 'x-a': 'b\r\nhost: c' } });
    expect((await reader.read({ second: -1, atUs: 0 })).gap).toBe('Header x-a holds a line break.');
    expect(connections).toEqual([]);
  });

  it('because its headers are none', async () => {
    const { url } = await serve(page('x 1'));
    const { gap } = await readerOf({ url, headers: { 'a b': 'c' } }).read({ second: -1, atUs: 0 });
    expect(gap).toBe('Its headers cannot be sent.');
  });
});

describe('a page of metrics', () => {
  it('is asked with what the watch says, over one connection, zipped', async () => {
    const { url, requests, connections } = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('x 5\n')),
    );
    const withUser = url.replace('//', '//ada:l%C3%B6ve%3A@');
    const reader = readerOf({ url: withUser, metrics: [metric('x')], headers: { 'X-Scope': 'shop' } });
    for (let second = -1; second < 5; second += 1)
      expect(await reader.read({ second, atUs: 0 })).toMatchObject(x(5));
    expect(connections).toHaveLength(1);
    expect(requests[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from('ada:löve:').toString('base64')}`,
      'x-scope': 'shop',
      'accept-encoding': 'gzip',
    });
    expect(requests[0]?.headers.accept).toMatch(/^text\/plain/);
  });

  it('is asked again where a connection that was kept is closed just then', async () => {
    let answers = 0;
    const { url, requests } = await serve((request, response) => {
      answers += 1;
      // The second request over a connection finds it gone.
      if (request.socket.bytesWritten > 0) request.socket.resetAndDestroy();
      else page(`x ${answers}\n`)(request, response);
    });
    const reader = readerOf({ url, metrics: [metric('x')] });
    expect(await reader.read({ second: -1, atUs: 0 })).toMatchObject(x(1));
    expect(await reader.read({ second: 0, atUs: 0 })).toMatchObject(x(3));
    expect(requests).toHaveLength(3);
  });

  it('is found where redirects lead, with no header of the watch where that is another origin', async () => {
    const there = await serve(page('x 6\n'));
    const here = await serve((request, response) =>
      response.writeHead(307, { location: request.url === '/metrics' ? '/moved' : there.url }).end(),
    );
    const reader = readerOf({
      url: here.url,
      metrics: [metric('x')],
      headers: { Authorization: 'Bearer t', 'X-Vault': 's3cret' },
    });
    expect(await reader.read({ second: -1, atUs: 0 })).toMatchObject(x(6));
    expect(here.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t', 'Bearer t']);
    expect(here.requests.map(({ headers }) => headers['x-vault'])).toEqual(['s3cret', 's3cret']);
    expect(Object.keys(there.requests[0]?.headers ?? {}).toSorted()).toEqual(
      ['accept', 'accept-encoding', 'connection', 'host', 'user-agent'].toSorted(),
    );
  });

  it('goes on where a metric changes its type, and where one of several is missing', async () => {
    const bodies = ['# TYPE x counter\nx 1\ny 2\n', '# TYPE x gauge\nx 7\n', '# TYPE x gauge\nx 8\ny 3\n'];
    const { url } = await serve((request, response) => page(bodies.shift() ?? '')(request, response));
    const reader = readerOf({ url, metrics: [metric('x'), metric('y')] });
    await reader.read({ second: -1, atUs: 0 });
    expect(await reader.read({ second: 0, atUs: 1_000_000 })).toEqual({
      gauges: [],
      gap: 'Metric x changed type. It has no metric y.',
    });
    const { gauges, gap } = await reader.read({ second: 1, atUs: 2_000_000 });
    expect(gauges.map(({ value }) => value)).toEqual([8, 3]);
    expect(gap).toBeUndefined();
  });

  it('tells what was found when other metrics of it are watched, not when it has others', async () => {
    const bodies = ['1', '2', '3'].map(
      (n) => `# TYPE extra_${n} gauge\n`.repeat(Number(n)) + 'go_goroutines 4\n',
    );
    bodies.push('go_goroutines 4\nworkers_busy 2\n', 'go_goroutines 4\n');
    const { url } = await serve((request, response) => page(bodies.shift() ?? '')(request, response));
    const reader = readerOf({ url });
    const found: (string | undefined)[] = [];
    for (let second = -1; second < 4; second += 1)
      found.push((await reader.read({ second, atUs: (second + 1) * 1_000_000 })).found);
    expect(found).toEqual([
      'page of metrics, 1 watched',
      undefined,
      undefined,
      'page of metrics, 2 watched',
      undefined,
    ]);
  });

  it('says where all of the samples of a counter are new, and gives no rate', async () => {
    let pid = 0;
    const { url } = await serve((request, response) => {
      pid += 1;
      page(`a_total{pid="${pid}"} 5\nx 1\n`)(request, response);
    });
    const reader = readerOf({ url, metrics: [metric('a_total'), metric('x')] });
    await reader.read({ second: -1, atUs: 0 });
    expect(await reader.read({ second: 0, atUs: 1_000_000 })).toEqual({
      ...x(1),
      gap: 'Its rates begin with this reading.',
    });
  });

  it('says once that its counters began anew', async () => {
    const bodies = ['a_total 5\nb_total 5', 'a_total 1\nb_total 2', 'a_total 2\nb_total 4'];
    const { url } = await serve((request, response) => page(bodies.shift() ?? '')(request, response));
    const reader = readerOf({ url, metrics: [metric('a_total'), metric('b_total')] });
    const readings = [-1, 0, 1].map((second) => ({ second, atUs: (second + 1) * 1_000_000 }));
    const gaps: (string | undefined)[] = [];
    for (const moment of readings) gaps.push((await reader.read(moment)).gap);
    expect(gaps).toEqual([undefined, 'Its counters began anew.', undefined]);
  });

  it('may have 25,000 samples of the metrics that are watched, and no more', async () => {
    const body = (count: number, most = 25_000) =>
      `# TYPE c counter\n${Array.from({ length: most }, (_, place) => `c{id="${place}"} ${count}\n`).join('')}`;
    const bodies = [body(1), body(3), body(4, 25_001)];
    const { url } = await serve((request, response) => page(bodies.shift() ?? '')(request, response));
    const reader = readerOf({ url, metrics: [metric('c')] });
    await reader.read({ second: -1, atUs: 0 });
    expect((await reader.read({ second: 0, atUs: 1_000_000 })).gauges).toEqual([
      { name: 'c_per_second', unit: 'per second', value: 50_000 },
    ]);
    expect(await reader.read({ second: 1, atUs: 2_000_000 })).toEqual({
      gauges: [],
      gap: 'More than 25,000 samples of the watched metrics: choose others, or ask a Prometheus server for their sum.',
    });
  });

  it('of a process tells of that process; that of an exporter leaves out the exporter’s own', async () => {
    const own = 'process_resident_memory_bytes 9\ngo_goroutines 4\n';
    const process = await serve(page(own));
    const exporter = await serve(page(`${own}pg_stat_activity_count{datname="a"} 3\n`));
    const names = async ({ url }: Page) =>
      (await readerOf({ url }).read({ second: -1, atUs: 0 })).gauges.map(({ name }) => name);
    expect(await names(process)).toEqual(['process_resident_memory_bytes', 'go_goroutines']);
    expect(await names(exporter)).toEqual(['pg_stat_activity_count']);
  });

  it('passes for no process where its metrics are called as figures of one', async () => {
    const names = ['target_cpu_usage_cores', 'target_open_fds{a="1"}', 'target_latency', 'cache_hit_ratio'];
    const { url } = await serve(page(names.map((name) => `${name} 9\n`).join('')));
    const metrics = [metric('target_cpu_usage_cores'), { name: 'target_open_fds', labels: { a: '1' } }];
    const reader = readerOf({
      url,
      metrics: [...metrics, metric('target_latency'), metric('cache_hit_ratio')],
    });
    expect((await reader.read({ second: -1, atUs: 0 })).gauges.map(({ name }) => name)).toEqual([
      'scraped_target_cpu_usage_cores',
      'scraped_target_open_fds{a="1"}',
      'target_latency',
      'scraped_cache_hit_ratio',
    ]);
  });

  it('passes for no process where counters of it are called so, as rates', async () => {
    const { url } = await serve(page('# TYPE target_disk_read_bytes counter\ntarget_disk_read_bytes 9\n'));
    const reader = readerOf({ url, metrics: [metric('target_disk_read_bytes')] });
    await reader.read({ second: -1, atUs: 0 });
    expect((await reader.read({ second: 0, atUs: 1_000_000 })).gauges).toEqual([
      { name: 'scraped_target_disk_read_bytes_per_second', unit: 'bytes/s', value: 0 },
    ]);
  });

  it('gives up when it is closed', async () => {
    const { url } = await serve(() => undefined);
    const reader = readerOf({ url });
    const reading = Promise.resolve(reader.read({ second: -1, atUs: 0 }));
    reader.close();
    expect((await reading).gauges).toEqual([]);
  });
});
