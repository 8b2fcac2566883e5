import { createServer as createTlsServer } from 'node:https';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeLightRequests } from '../../src/contract/light-requests.ts';
import type { KeptRequest } from '../../src/contract/tick.ts';
import { createAuthority, issueCertificate } from '../support/certificates.ts';
import { constantRate, constantUsers, httpPlan, httpStep } from '../support/engine-plan.ts';
import { type EngineRun, runHere } from '../support/engine-run.ts';
import { rawTarget, writeThen } from '../support/faults/raw-target.ts';
import { listenOnLoopback } from '../support/ports.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';

/** The service keeps the step's query parameter `ms` before it answers. */
let server: RecordingServer;
beforeAll(async () => {
  server = await startRecordingServer((request) => ({
    body: { hello: 'world' },
    delayMs: Number(request.query.get('ms') ?? 0),
    headers: request.query.has('gzip')
      ? { 'content-encoding': 'gzip', 'content-type': 'application/json' }
      : {},
    ...(request.query.has('gzip') ? { body: gzipSync('{"hello":"packed"}') } : {}),
  }));
});
afterAll(() => server.close());

const exemplarsOf = (run: EngineRun): KeptRequest[] => run.ticks.flatMap(({ exemplars }) => exemplars);

describe('a request', () => {
  test('arrives exactly as the plan says', async () => {
    const plan = httpPlan({
      url: `${server.url}/base`,
      profile: constantUsers(1, 5_000),
      step: {
        method: 'post',
        path: '/päth?q=a%20b',
        headers: { 'X-Own': 'step', accept: 'application/json' },
        body: { json: { text: 'grüße', list: [1, 2] } },
      },
      scenario: { iterations: 1, headers: { 'x-own': 'class', 'x-class': 'yes' } },
    });
    const before = server.requests.length;
    const run = await runHere(plan);
    expect(run.totals).toMatchObject({ sent: 1, ok: 1 });
    const request = server.requests[before];
    expect([request?.method, request?.path, request?.query.get('q')]).toEqual([
      'POST',
      '/base/p%C3%A4th',
      'a b',
    ]);
    expect(request?.body.toString()).toBe('{"text":"grüße","list":[1,2]}');
    expect(request?.headers).toMatchObject({
      accept: 'application/json',
      'user-agent': 'plimsoll/test',
      'x-own': 'step',
      'x-class': 'yes',
      'content-type': 'application/json',
      'content-length': '31',
      host: `127.0.0.1:${server.port}`,
    });
  });

  test('a compressed answer is read by its checks', async () => {
    const plan = httpPlan({
      url: server.url,
      profile: constantUsers(1, 5_000),
      step: { path: '/?gzip', checks: [{ json: '/hello', equals: 'packed' }] },
      scenario: { iterations: 1 },
    });
    expect(await runHere(plan)).toMatchObject({ codes: {}, totals: { ok: 1 } });
  });

  test('its moments are in order, and the phases of a reused connection are none', async () => {
    const planOf = (iterations: number) =>
      httpPlan({
        url: server.url,
        profile: constantUsers(1, 5_000),
        step: { path: '/?ms=20' },
        scenario: { iterations, connections: 'per-user' },
      });
    const [first] = exemplarsOf(await runHere(planOf(1)));
    const { ticks } = await runHere(planOf(2));
    const light = ticks.flatMap((tick) => decodeLightRequests(tick.light ?? new Uint8Array()));
    const moments = [first?.startedUs, first?.connectUs, first?.sentUs, first?.firstByteUs, first?.endedUs];
    expect(moments).toEqual([...moments].sort((a, b) => Number(a) - Number(b)));
    expect(first).toMatchObject({ reused: false, dnsUs: null, tlsUs: null, status: 200, method: 'GET' });
    expect(first?.asked).toMatch(/^GET \/\?ms=20 HTTP\/1\.1\r\n/);
    expect(first?.answer?.head).toMatch(/^HTTP\/1\.1 200 OK\n/);
    const inOrder = light.sort((a, b) => a.startedUs - b.startedUs);
    expect(inOrder.map(({ isNew, uses, connection }) => [isNew, uses, connection])).toEqual([
      [true, 0, 1],
      [false, 1, 1],
    ]);
    expect(inOrder[1]?.phasesUs.slice(0, 4)).toEqual([0, 0, 0, 0]);
    expect(Number(first?.firstByteUs) - Number(first?.sentUs)).toBeGreaterThanOrEqual(19_000);
  });

  test('over TLS, the handshake has a moment of its own', async () => {
    const authority = createAuthority();
    const { certPem, keyPem } = issueCertificate(authority, { name: 'local', hosts: ['127.0.0.1'] });
    const tls = createTlsServer({ cert: certPem, key: keyPem }, (_, response) => response.end('{}'));
    const port = await listenOnLoopback(tls);
    const plan = httpPlan({
      url: `https://127.0.0.1:${port}`,
      profile: constantUsers(1, 5_000),
      scenario: { iterations: 1 },
      limits: { verifyTls: false },
    });
    const run = await runHere(plan);
    tls.closeAllConnections();
    tls.close();
    expect(run.codes).toEqual({});
    const [only] = exemplarsOf(run);
    expect(Number(only?.tlsUs)).toBeGreaterThan(Number(only?.connectUs));
    expect(Number(only?.sentUs)).toBeGreaterThanOrEqual(Number(only?.tlsUs));
  });
});

describe('connections', () => {
  test.each([
    ['per-user', 3, 9],
    ['shared', 3, 9],
    ['new-each-time', 12, 0],
  ] as const)('%s: three users of four requests make %d', async (connections, made, reused) => {
    const plan = httpPlan({
      url: server.url,
      profile: constantUsers(3, 5_000),
      step: { path: '/?ms=15' },
      scenario: { iterations: 4, connections },
    });
    const before = server.counts().connections;
    const run = await runHere(plan);
    expect(run.totals).toMatchObject({ ok: 12, newConnections: made, reusedConnections: reused });
    expect(server.counts().connections - before).toBe(made);
  });

  test('bytes are those of the wire', async () => {
    const target = await rawTarget({
      onRequest: (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello'),
    });
    const plan = httpPlan({ url: target.url, profile: constantUsers(1, 5_000), scenario: { iterations: 2 } });
    const run = await runHere(plan);
    await target.close();
    expect(run.totals.bytesIn).toBe(2 * 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello'.length);
    const port = new URL(target.url).port;
    const sent = `GET / HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nconnection: keep-alive\r\naccept: */*\r\nuser-agent: plimsoll/test\r\n\r\n`;
    expect(run.totals.bytesOut).toBe(2 * sent.length);
  });
});

test('a request that the service cuts off has its bytes counted too', async () => {
  const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello';
  const cut = 'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\nhel';
  const target = await rawTarget({
    onRequest: (socket, _, { onConnection }) => {
      if (onConnection === 0) socket.write(answer);
      else writeThen(socket, cut, 'fin');
    },
  });
  const plan = httpPlan({ url: target.url, profile: constantUsers(1, 5_000), scenario: { iterations: 2 } });
  const run = await runHere(plan);
  await target.close();
  expect(run.codes).toEqual({ 'closed.mid_body': 1 });
  expect(run.totals.bytesIn).toBe(answer.length + cut.length);
  expect(run.totals.reusedConnections).toBe(1);
});

describe('deadlines', () => {
  test('each request has its own, counted from its start, of the step', async () => {
    const steps = [100, 250].map((timeoutMs, series) =>
      httpStep({ series, timeoutMs, path: '/?ms=3000', expectStatus: [200] }),
    );
    const plan = httpPlan({
      url: server.url,
      profile: constantUsers(2, 20_000),
      scenario: {
        iterations: 3,
        tasks: steps.map((step, index) => ({ name: `t${index}`, weight: 1, steps: [step] })),
      },
    });
    const run = await runHere(plan);
    expect(run.codes).toEqual({ 'timeout.headers': 6 });
    for (const { series, startedUs, endedUs } of exemplarsOf(run)) {
      expect(endedUs - startedUs).toBeGreaterThanOrEqual(series === 0 ? 100_000 : 250_000);
    }
  });
});

describe('the guard', () => {
  test('blocks an address that is not loopback, before any packet', async () => {
    const plan = httpPlan({
      url: 'http://203.0.113.7',
      profile: constantUsers(2, 5_000),
      scenario: { iterations: 2 },
    });
    const run = await runHere(plan);
    expect(run.codes).toEqual({ 'guard.blocked_host': 4 });
    expect(run.totals).toMatchObject({ errors: 4, targetErrors: 0, newConnections: 0 });
  });

  test('asks by the resolved address: a harmless name for a strange address is blocked', async () => {
    const plan = httpPlan({
      url: 'http://harmless.test',
      profile: constantUsers(1, 5_000),
      scenario: { iterations: 1 },
    });
    const run = await runHere(plan, { resolve: async () => ['203.0.113.7'] });
    expect(run.codes).toEqual({ 'guard.blocked_host': 1 });
    expect(run.failures[0]?.message).toContain('harmless.test (203.0.113.7)');
  });
});

describe('an open plan with a setup', () => {
  test('does it once, before its first arrival, and all arrivals share what it got', async () => {
    const plan = httpPlan({
      url: server.url,
      profile: constantRate(20, 500),
      step: { path: '/work', headers: { 'x-token': '{{ token }}' } },
      scenario: {
        setup: [httpStep({ series: 1, path: '/login', extract: [{ to: 'token', json: '/hello' }] })],
      },
    });
    const before = server.requests.length;
    const run = await runHere(plan);
    const requests = server.requests.slice(before);
    expect(requests.map(({ path }) => path)).toEqual([
      '/login',
      ...Array.from({ length: 10 }, () => '/work'),
    ]);
    expect(requests.slice(1).every(({ headers }) => headers['x-token'] === 'world')).toBe(true);
    expect(run.totals).toMatchObject({ planned: 11, sent: 11, ok: 11 });
  });
});
