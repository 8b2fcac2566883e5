import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ServiceName } from '../../src/contract/sample-services.ts';
import { ServiceModel } from '../../src/workers/sample-services/model.ts';
import { type SampleServices, startSampleServices } from '../../src/workers/sample-services/start.ts';

const TOKEN = { authorization: 'Bearer demo' };
const METRIC = {
  name: 'orders',
  value: 1,
  type: 'counter',
  labels: { desk: 'gas' },
  service: 'gw',
  tenant_id: 't',
};
const CHECK = { user_id: 'user-100', tenant_id: 'tenant-1', resource: 'curve', action: 'read', context: {} };

interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface Sending {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly agent?: Agent;
}

/** Sends one request over node:http, which neither retries nor follows anything. */
function send(url: string, { method = 'GET', headers = {}, body, agent }: Sending = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, ...(agent === undefined ? {} : { agent }) }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

function post(url: string, body: unknown, headers: Record<string, string> = TOKEN): Promise<Reply> {
  return send(url, { method: 'POST', headers, body: typeof body === 'string' ? body : JSON.stringify(body) });
}

function refusesConnection(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(!socket.destroy()));
    socket.on('error', () => resolve(true));
  });
}

let services: SampleServices;

beforeAll(async () => {
  services = await startSampleServices({ basePort: 0, seed: 1 });
});

afterAll(() => services.close());

function at(service: ServiceName, path: string): string {
  return `${services.urls[service]}${path}`;
}

describe('every endpoint of the five services answers 200 with its key (S-03 … S-07)', () => {
  const gets: [ServiceName, string, string][] = [
    ['gateway', '/api/v1/instruments', 'instruments'],
    ['gateway', '/api/v1/curves', 'curves'],
    ['gateway', '/api/v1/products', 'products'],
    ['gateway', '/api/v1/pricing', 'pricing'],
    ['gateway', '/api/v1/historical', 'historical'],
    ['gateway', '/api/v1/cache/stats', 'hit_ratio'],
    ['gateway', '/api/v1/rate-limits', 'rate_limits'],
    ['gateway', '/api/v1/circuit-breakers', 'circuit_breakers'],
    ['gateway', '/api/v1/served/latest-price/NG_HH_BALMO', 'projection'],
    ['gateway', '/api/v1/served/curve-snapshots/EU_POWER_PHELIX?horizon=2w', 'projection'],
    ['auth', '/auth/users/user-100', 'user_id'],
    ['entitlements', '/entitlements/rules', 'rules'],
    ['entitlements', '/entitlements/stats', 'engine'],
    ['metrics', '/metrics?format=prometheus', 'data'],
    ['metrics', '/metrics/series', 'series'],
    ['metrics', '/metrics/stats', 'collector'],
    ['gateway', '/', 'endpoints'],
  ];
  it.each(gets)('%s GET %s: %s', async (service, path, key) => {
    const reply = await send(at(service, path), { headers: TOKEN });
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.body)).toHaveProperty(key);
  });

  it.each([
    ['gateway', '/api/v1/cache/warm', '', 'message', 'cache warming started'],
    ['auth', '/auth/verify', { token: 'demo' }, 'valid', true],
    ['auth', '/auth/verify-ws', { token: 'demo' }, 'valid', true],
    ['auth', '/auth/verify', { token: 'expired' }, 'valid', false],
    ['entitlements', '/entitlements/check', CHECK, 'allowed', true],
    ['metrics', '/metrics/track', METRIC, 'success', true],
    ['metrics', '/metrics/track/batch', [METRIC, METRIC], 'tracked', 2],
    ['streaming', '/sse/subscribe?connection_id=c1&topic=pricing.updates&filters=', '', 'success', true],
  ] as const)('%s POST %s %j: %s is %j', async (service, path, body, key, value) => {
    const reply = await post(at(service, path), body);
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.body)).toHaveProperty(key, value);
  });

  it.each(['gateway', 'streaming', 'auth', 'entitlements', 'metrics'] as const)(
    '%s is healthy',
    async (service) => {
      const { status, body } = await send(at(service, '/health'));
      expect(status).toBe(200);
      const uptimeSeconds = expect.any(Number) as number;
      expect(JSON.parse(body)).toEqual({ status: 'healthy', service, version: '1.0.0', uptimeSeconds });
    },
  );

  it('exports what was tracked', async () => {
    await post(at('metrics', '/metrics/track'), { name: 'desk.pnl', value: 41.5, type: 'gauge' });
    const { body } = await send(at('metrics', '/metrics/series'));
    expect(body).toContain('{"name":"desk.pnl","type":"gauge","samples":1,"last":41.5}');
  });
});

describe('what is wrong is refused', () => {
  const none = {};
  it.each([
    [401, 'metrics', '/metrics/track', METRIC, { authorization: 'Bearer expired' }],
    [401, 'gateway', '/api/v1/cache/warm', '', none],
    [400, 'gateway', '/api/v1/cache/warm', '[1]', TOKEN],
    [400, 'auth', '/auth/verify', '{"token":', TOKEN],
    [400, 'auth', '/auth/verify', '', TOKEN],
    [400, 'auth', '/auth/verify', { token: '' }, TOKEN],
    [400, 'auth', '/auth/verify', { token: 7 }, TOKEN],
    [400, 'entitlements', '/entitlements/check', { ...CHECK, action: 'drop' }, TOKEN],
    [400, 'entitlements', '/entitlements/check', { ...CHECK, resource: 'toString' }, TOKEN],
    [400, 'entitlements', '/entitlements/check', { ...CHECK, context: [] }, TOKEN],
    [400, 'entitlements', '/entitlements/check', 'null', TOKEN],
    [400, 'metrics', '/metrics/track', { ...METRIC, type: 'timer' }, TOKEN],
    [400, 'metrics', '/metrics/track', { ...METRIC, value: '1' }, TOKEN],
    [400, 'metrics', '/metrics/track/batch', METRIC, TOKEN],
    [400, 'metrics', '/metrics/track/batch', [], TOKEN],
    [400, 'metrics', '/metrics/track/batch', [METRIC, {}], TOKEN],
    [413, 'metrics', '/metrics/track', `"${'x'.repeat(70_000)}"`, TOKEN],
    [400, 'streaming', '/sse/subscribe?connection_id=c1&topic=nope', '', TOKEN],
    [400, 'streaming', '/sse/subscribe?topic=pricing.updates', '', TOKEN],
    [400, 'streaming', '/sse/subscribe?connection_id=c&topic=pricing.updates&filters=%7B', '', TOKEN],
    [405, 'gateway', '/api/v1/curves', '', TOKEN],
    [405, 'gateway', '/health', '', TOKEN],
  ] as const)('%d %s POST %s, case %#', async (status, service, path, body, headers) => {
    const reply = await post(at(service, path), body, headers);
    expect(reply.status).toBe(status);
    expect(JSON.parse(reply.body)).toHaveProperty('error.code');
  });

  it.each([
    [404, 'auth', '/auth/users/user-107', TOKEN],
    [404, 'auth', '/auth/users/user-99', TOKEN],
    [404, 'gateway', '/api/v1/served/latest-price/GOLD', none],
    [400, 'gateway', '/api/v1/served/curve-snapshots/NG_HH_BALMO?horizon=1y', none],
    [400, 'metrics', '/metrics?format=csv', none],
    [401, 'streaming', '/sse/stream', none],
    [401, 'streaming', '/sse/stream?token=expired', TOKEN],
    [400, 'streaming', '/sse/stream?token=x&topics=nope', none],
    [404, 'streaming', '/ws/stream', none],
    [404, 'gateway', '/nope', none],
  ] as const)('%d %s GET %s', async (status, service, path, headers) => {
    expect((await send(at(service, path), { headers })).status).toBe(status);
  });
});

describe('controls', () => {
  it('switch the profile of all five while they run, on any of their ports', async () => {
    expect((await post(at('metrics', '/__plimsoll/profile'), { profile: 'slow' })).body).toBe(
      '{"profile":"slow"}',
    );
    const { body } = await send(at('gateway', '/__plimsoll/state'));
    expect(JSON.parse(body)).toMatchObject({ profile: 'slow' });
    services.setProfile('healthy');
    expect(services.state().profile).toBe('healthy');
  });

  it('tell the metrics of all five on one page, uncounted, where an endpoint has not that path', async () => {
    const before = services.state().services;
    const page = await send(at('auth', '/metrics'));
    expect([page.status, page.headers['content-type']]).toEqual([
      200,
      'text/plain; version=0.0.4; charset=utf-8',
    ]);
    const named = [...page.body.matchAll(/^db_pool_connections_in_use\{service="(\w+)"\}/gm)];
    expect(named.map(([, service]) => service)).toEqual([
      'gateway',
      'streaming',
      'auth',
      'entitlements',
      'metrics',
    ]);
    expect(page.body).toMatch(/^process_resident_memory_bytes [1-9]\d+$/m);
    const own = await send(at('metrics', '/__plimsoll/metrics'));
    expect(own.body.slice(0, 80)).toBe(page.body.slice(0, 80));
    expect(services.state().services).toEqual(before);
    expect((await send(at('metrics', '/metrics'))).headers['content-type']).toBe('application/json');
  });

  it('run out of database connections where the profile is short of them, and say so', async () => {
    services.setProfile('pooled');
    const ask = () => post(at('auth', '/auth/verify'), { token: 'demo' });
    const replies = await Promise.all(Array.from({ length: 200 }, ask));
    services.setProfile('healthy');
    const [served, failed] = [200, 503].map((status) => replies.filter((reply) => reply.status === status));
    // Five at a time, each for about 205 ms, and nobody waits longer than a second; a slow machine sends them over some seconds.
    expect(served?.length).toBeGreaterThanOrEqual(20);
    expect(failed?.length).toBeGreaterThanOrEqual(50);
    expect((served?.length ?? 0) + (failed?.length ?? 0)).toBe(200);
    expect(failed?.[0]?.body).toBe(
      '{"error":{"code":"pool_timeout","message":"no database connection fell free within 1 s: all 5 of the pool are in use"}}',
    );
  });

  it('refuse an unknown profile, an unknown control and a web page', async () => {
    const statuses = [
      await post(at('auth', '/__plimsoll/profile'), { profile: 'fast' }),
      await post(at('auth', '/__plimsoll/profile'), 'slow'),
      await send(at('auth', '/__plimsoll/profile')),
      await post(at('auth', '/__plimsoll/reset'), '', { origin: 'http://evil.example' }),
      await send(at('auth', '/__plimsoll/state'), { headers: { 'sec-fetch-site': 'cross-site' } }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([400, 400, 404, 403, 403]);
  });

  it('count what was received, and start again at zero', async () => {
    await post(at('auth', '/__plimsoll/reset'), '');
    const asked = Array.from({ length: 20 }, () => send(at('gateway', '/api/v1/rate-limits')));
    await Promise.all([...asked, send(at('gateway', '/nope')), send(at('gateway', '/health'))]);
    expect(services.state().services.gateway).toMatchObject({
      received: { rate_limits: 20, not_found: 1, health: 1 },
      receivedTotal: 22,
      answered: { 200: 21, 404: 1 },
      inFlight: 0,
    });
  });
});

describe('flaky', () => {
  const REQUESTS = 300;
  /** A seed whose first 300 requests meet every fault but a hang, which would only take time. */
  const SEED = 13;

  it('does to clients what the model decides: statuses and resets agree on both sides', async () => {
    const model = new ServiceModel('gateway', 'flaky', SEED);
    const decided = Array.from(
      { length: REQUESTS },
      (_, now) => model.decide('gateway.rate_limits', now).fault,
    );
    const count = (...faults: (string | undefined)[]) =>
      decided.filter((fault) => faults.includes(fault)).length;
    expect(count('hang')).toBe(0);
    const flaky = await startSampleServices({ basePort: 0, profile: 'flaky', seed: SEED });
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    try {
      const url = `${flaky.urls.gateway}/api/v1/rate-limits`;
      const outcomes = await Promise.all(
        Array.from({ length: REQUESTS }, () =>
          send(url, { agent }).then(
            ({ status }) => String(status),
            (error: NodeJS.ErrnoException) => error.code ?? 'unknown',
          ),
        ),
      );
      const seen = (outcome: string) => outcomes.filter((one) => one === outcome).length;
      const expected = {
        200: count(undefined),
        500: count('error500'),
        503: count('error503'),
        429: count('throttled'),
      };
      const resets = count('resetBeforeHeaders', 'resetMidBody');
      expect([seen('200'), seen('500'), seen('503'), seen('429')]).toEqual([
        expected[200],
        expected[500],
        expected[503],
        expected[429],
      ]);
      expect(seen('ECONNRESET')).toBe(resets);
      const { receivedTotal, answered, resets: resetByServer, inFlight } = flaky.state().services.gateway;
      expect({ receivedTotal, answered, resetByServer, inFlight }).toEqual({
        receivedTotal: REQUESTS,
        answered: expected,
        resetByServer: resets,
        inFlight: 0,
      });
      expect(Math.min(resets, ...Object.values(expected))).toBeGreaterThan(0);
    } finally {
      agent.destroy();
      await flaky.close();
    }
  });

  it('counts a client that hung up as abandoned', async () => {
    const own = await startSampleServices({ basePort: 0 });
    const sent = request(`${own.urls.gateway}/api/v1/historical`);
    sent.on('error', () => undefined);
    sent.end();
    const [socket] = (await once(sent, 'socket')) as [import('node:net').Socket];
    if (socket.connecting) await once(socket, 'connect');
    await expect.poll(() => own.state().services.gateway.receivedTotal).toBe(1);
    sent.destroy();
    await expect.poll(() => own.state().services.gateway.inFlight, { timeout: 5_000 }).toBe(0);
    expect(own.state().services.gateway).toMatchObject({ abandoned: 1, answered: {}, resets: 0 });
    await own.close();
  });
});

describe('starting and stopping', () => {
  it('takes connections on both loopback addresses, so that localhost works either way', async () => {
    const port = new URL(services.urls.gateway).port;
    expect((await send(`http://localhost:${port}/health`)).status).toBe(200);
    expect((await send(`http://127.0.0.1:${port}/health`)).status).toBe(200);
  });

  it('gives its ports back', async () => {
    const own = await startSampleServices({ basePort: 0 });
    const ports = Object.values(own.urls).map((url) => Number(new URL(url).port));
    const agent = new Agent({ keepAlive: true });
    await send(`${own.urls.auth}/health`, { agent });
    await own.close();
    agent.destroy();
    expect(await Promise.all(ports.map(refusesConnection))).toEqual([true, true, true, true, true]);
  });
});
