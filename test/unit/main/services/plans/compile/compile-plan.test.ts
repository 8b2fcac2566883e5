import { describe, expect, it } from 'vitest';
import type { RunPlan } from '../../../../../../src/contract/run-plan.ts';
import { planText, refusalOf, runOf } from '../support.ts';

const FULL = `plimsoll: 1
name: Shop
purpose: capacity
description: Orders
services:
  shop: { url: "https://shop.test:8443/base/", health: /up }
  login: { url: "ws://login.test" }
values:
  user: { feed: users.csv, column: name, order: random }
  unused: { env: NOT_ASKED_FOR }
  size: 3
classes:
  buyer:
    service: shop
    thinkTime: { between: [1s, 3s] }
    headers: { Authorization: "Bearer {{ token }}" }
    expect: [200, 201]
    setupService: login
    setupFor: shared
    setupEvery: 5m
    setup:
      - post: /login
        body: { form: { user: "{{ user }}", key: "{{ secret.api-key }}" } }
        extract: [{ to: token, json: /token }]
    tasks:
      browse: { weight: 3, get: /items, query: { q: "a b&c {{ user }}", n: "{{ size }}" } }
      order:
        steps:
          - post: /orders
            body: { json: { user: "{{ user }}" } }
            extract: [{ to: order, json: /id }]
          - { get: "/orders/{{ order }}?full=1", name: order, timeout: 2s, expect: [200], checks: [{ json: /id }] }
load: { users: 4, duration: 1m, warmup: 5s, seed: 42 }
limits: { timeout: 3s, followRedirects: 2 }
gate: good
`;

const RUN: RunPlan = {
  version: 2,
  name: 'Shop',
  purpose: 'capacity',
  description: 'Orders',
  seed: 42,
  services: [
    { name: 'shop', url: 'https://shop.test:8443/base', healthPath: '/up' },
    { name: 'login', url: 'http://login.test', healthPath: null },
  ],
  series: [
    series('shop', 'browse', 'task'),
    series('shop', 'POST /orders', 'task'),
    series('shop', 'order', 'task'),
    series('login', 'POST /login', 'setup'),
  ],
  scenarios: [
    {
      name: 'buyer',
      service: 'shop',
      startAfterMs: 0,
      headers: { Authorization: 'Bearer {{ token }}' },
      kind: 'http',
      baseUrl: 'https://shop.test:8443/base',
      profile: { model: 'closed', segments: [{ durationMs: 60_000, from: 4, to: 4 }] },
      thinkTime: { minMs: 1_000, maxMs: 3_000 },
      connections: 'per-user',
      iterations: null,
      setupBaseUrl: 'http://login.test',
      setupPolicy: { shared: true, everyMs: 300_000 },
      setup: [
        {
          ...step(3, 'POST', '/login'),
          body: { form: { user: '{{ user }}', key: '{{ secret.api-key }}' } },
          extract: [{ to: 'token', json: '/token' }],
        },
      ],
      tasks: [
        {
          name: 'browse',
          weight: 3,
          steps: [step(0, 'GET', '/items?q=a%20b%26c%20{{ user }}&n={{ size }}')],
        },
        {
          name: 'order',
          weight: 1,
          steps: [
            {
              ...step(1, 'POST', '/orders'),
              body: { json: { user: '{{ user }}' } },
              extract: [{ to: 'order', json: '/id' }],
            },
            {
              ...step(2, 'GET', '/orders/{{ order }}?full=1'),
              timeoutMs: 2_000,
              expectStatus: [200],
              checks: [{ json: '/id' }],
            },
          ],
        },
      ],
    },
  ],
  load: [
    {
      name: 'buyer',
      service: 'shop',
      protocol: 'http',
      model: 'closed',
      segments: [{ startMs: 0, durationMs: 60_000, from: 4, to: 4, cause: 'plan' }],
      thinkTime: { minMs: 1_000, maxMs: 3_000 },
      heldMs: 0,
      iterationsEach: null,
      iterations: null,
      setup: [3],
      series: [0, 1, 2],
      demand: [
        { series: 0, per: 'iteration', count: 3, outOf: 4 },
        { series: 1, per: 'iteration', count: 1, outOf: 4 },
        { series: 2, per: 'iteration', count: 1, outOf: 4 },
      ],
      closesConnections: false,
      sequenced: false,
      stamped: false,
    },
  ],
  values: {
    'secret.api-key': { secret: 'api-key' },
    size: 3,
    user: { feed: 'users.csv', column: 'name', order: 'random' },
  },
  durationMs: 60_000,
  warmupMs: 5_000,
  limits: {
    requestTimeoutMs: 3_000,
    connectTimeoutMs: 3_000,
    maxInFlight: 2_000,
    maxBodyBytes: 16_777_216,
    maxHeaderBytes: 65_536,
    followRedirects: 2,
    cookies: true,
    verifyTls: true,
    maxRatePerSecond: 1_000_000,
    maxConnections: 1_000_000,
    allowedHosts: [],
  },
  thresholds: [],
  expectations: [],
  gate: 'good',
  breakingPoint: 'lasting',
};

function series(service: string, endpoint: string, source: 'task' | 'setup'): RunPlan['series'][number] {
  const definition = 'from handing the request to a free connection to the last byte of the response';
  return {
    service,
    endpoint,
    protocol: 'http',
    role: 'request',
    source,
    inTotals: true,
    primary: source === 'task',
    // The token is renewed.
    once: false,
    clock: 'actual',
    unit: 'us',
    definition,
    ...(source === 'task'
      ? { credential: { from: 'answer', value: 'token' } }
      : {
          leavesCookies: true,
          credential: {
            from: 'secret',
            value: 'secret.api-key',
            variable: 'PLIMSOLL_SECRET_API_KEY',
            scheme: 'bearer',
          },
        }),
  };
}

function step(index: number, method: string, path: string) {
  return {
    series: index,
    method,
    path,
    headers: {},
    body: null,
    timeoutMs: 3_000,
    expectStatus: [200, 201],
    checks: [],
    extract: [],
  };
}

describe('compilePlan', () => {
  it('fills in every default and numbers every endpoint', () => {
    expect(runOf(FULL)).toEqual(RUN);
  });

  it('can be posted to a thread and stored', () => {
    expect(structuredClone(runOf(FULL))).toEqual(RUN);
    expect(JSON.parse(JSON.stringify(runOf(FULL)))).toEqual(RUN);
  });

  it('applies targets, values, timeout and seed', () => {
    const run = runOf(FULL, {
      targets: { shop: 'http://127.0.0.1:9/x/' },
      values: { size: '7', user: '{{ not a template' },
      timeoutMs: 9_000,
      seed: 7,
    });
    expect(run.services[0]?.url).toBe('http://127.0.0.1:9/x');
    expect(run.values).toEqual({
      'secret.api-key': { secret: 'api-key' },
      size: 7,
      user: '{{ "{{" }} not a template',
    });
    expect([run.limits.requestTimeoutMs, run.limits.connectTimeoutMs, run.seed]).toEqual([9_000, 5_000, 7]);
  });

  it('measures open requests from the intended start, on shared connections', () => {
    const run = runOf(planText({ load: '{ rate: 100, duration: 10s }' }));
    expect(run.series).toMatchObject([
      {
        service: 'api',
        endpoint: 'home',
        protocol: 'http',
        clock: 'intended',
        definition: 'from the moment the plan wanted the request to start to the last byte of the response',
      },
    ]);
    const [scenario] = run.scenarios;
    expect(scenario?.kind === 'http' && scenario.connections).toBe('shared');
    expect(run.limits.maxInFlight).toBe(2_000);
  });

  it('caps what an open plan keeps in flight, and counts every user of a closed one', () => {
    expect(runOf(planText({ load: '{ rate: 10000, duration: 10s }' })).limits.maxInFlight).toBe(2_000);
    expect(runOf(planText({ load: '{ users: 4000, duration: 10s }' })).limits.maxInFlight).toBe(4_000);
  });

  it('refuses a cap too low for requests and streams at the same time', () => {
    const classes = `  user: { service: api, tasks: { home: { get: / } } }
  socket: { service: api, websocket: { path: /ws, connections: 3 } }`;
    const text = planText({
      classes,
      load: '{ users: 2, duration: 10s }',
      more: 'limits: { maxConnections: 1 }\n',
    });
    expect(refusalOf(text, {})).toBe(
      'plan.caps: limits.maxConnections is 1, but must be at least 2: a plan with HTTP classes and stream classes needs one for each of them',
    );
  });

  it('keeps the two clocks of one endpoint apart', () => {
    const classes = `  open: { service: api, load: { rate: 5 }, tasks: { home: { get: / } } }
  closed: { service: api, load: { users: 5 }, tasks: { home: { get: / } } }`;
    expect(runOf(planText({ classes })).series.map((one) => [one.endpoint, one.clock])).toEqual([
      ['home', 'intended'],
      ['home (closed)', 'actual'],
    ]);
  });

  it('keeps only what was asked for, with the services it needs', () => {
    const run = runOf(
      'plimsoll: 1\nname: x\nuse: { suite: access-layer, classes: { AuthServiceUser: {}, GatewayRESTUser: {}, StreamingUser/websocket: {}, StreamingUser/events: {} } }',
      {
        only: ['streaminguser'],
      },
    );
    expect(run.scenarios.map((one) => one.name)).toEqual(['StreamingUser/websocket', 'StreamingUser/events']);
    expect(run.services.map((one) => one.name)).toEqual(['streaming', 'auth']);
  });
});

describe('WebSocket and SSE classes', () => {
  const run = runOf(`plimsoll: 1
name: Streams
services: { s: { url: "https://s.test/base" } }
values: { n: { counter: { from: 1 } } }
classes:
  talk:
    service: s
    websocket:
      path: /ws?v=1
      subscribe: ["hello {{ n }}", { id: "{{ n }}", tag: "t-{{ n }}" }]
      message: { ask: "{{ n }}" }
      reply: { pointer: /type, value: pong }
      correlate: { pointer: /id }
      fields: { sequence: /seq }
      heartbeat: 5s
      confirm: { pointer: /type, value: ready }
      reconnect: back-off
      reconnectDelay: 250ms
  other: { service: s, websocket: { path: /other, messageRate: 0, frames: base64, subscribe: [aGk=] } }
  read: { service: s, thinkTime: 2s, sse: { path: /sse, hold: 5s } }
load: { users: 3, duration: 10s }
`);

  it('writes frames as text templates, addresses as ws', () => {
    expect(run.scenarios[0]).toEqual({
      name: 'talk',
      service: 's',
      startAfterMs: 0,
      headers: {},
      kind: 'websocket',
      url: 'wss://s.test/base/ws?v=1',
      profile: {
        model: 'closed',
        segments: [
          { durationMs: 10, from: 0, to: 1 },
          { durationMs: 9_990, from: 1, to: 1 },
        ],
      },
      subprotocols: [],
      subscribe: ['hello {{ n }}', '{"id":{{ n | json }},"tag":"t-{{ n | string }}"}'],
      confirm: { pointer: '/type', value: 'ready' },
      messageRatePerConnection: 1,
      message: '{"ask":{{ n | json }}}',
      reply: { pointer: '/type', value: 'pong' },
      correlate: { pointer: '/id' },
      fields: { topic: '/topic', type: '/type', sequence: '/seq', sentAtMs: null },
      heartbeatMs: 5_000,
      closeTimeoutMs: 1_000,
      reconnect: { policy: 'back-off', delayMs: 250 },
      perMessageDeflate: false,
      maxMessageBytes: 1_048_576,
      setup: [],
      setupBaseUrl: null,
      series: { connect: 0, firstMessage: 1, roundTrip: 2, ping: 3, session: 4 },
    });
  });

  it('sends base64 as binary frames', () => {
    expect(run.scenarios[1]).toMatchObject({ frames: 'base64', subscribe: ['aGk='] });
  });

  it('fills in what an event stream does', () => {
    expect(run.scenarios[2]).toEqual({
      name: 'read',
      service: 's',
      startAfterMs: 0,
      headers: {},
      kind: 'sse',
      url: 'https://s.test/base/sse',
      profile: {
        model: 'closed',
        segments: [
          { durationMs: 10, from: 0, to: 1 },
          { durationMs: 9_990, from: 1, to: 1 },
        ],
      },
      holdMs: 5_000,
      thinkTime: { minMs: 2_000, maxMs: 2_000 },
      idleTimeoutMs: 30_000,
      maxReconnects: 10,
      setup: [],
      setupBaseUrl: null,
      series: { firstEvent: 10, headers: 11, gap: 12 },
    });
  });

  it('defines what is measured (S-49), and tells two addresses of a service apart', () => {
    expect(run.series.map((one) => `${one.endpoint} ${one.clock}: ${one.definition}`)).toEqual([
      'ws_connect actual: from opening the socket to the 101; the token is fetched before and measured separately',
      'ws_first_message actual: from the 101 to the first message of the service: a greeting, a push or a reply',
      'ws_message intended: from the moment the plan wanted the message to start to the frame that answers it',
      'ws_ping actual: from a protocol ping to its pong',
      'ws_session actual: from the 101 to the end of the connection, an hour at most; its failures are the connections that broke',
      'ws_connect (other) actual: from opening the socket to the 101; the token is fetched before and measured separately',
      'ws_first_message (other) actual: from the 101 to the first message of the service: a greeting, a push or a reply',
      'ws_message (other) intended: from the moment the plan wanted the message to start to the frame that answers it',
      'ws_ping (other) intended: from a protocol ping to its pong',
      'ws_session (other) actual: from the 101 to the end of the connection, an hour at most; its failures are the connections that broke',
      'sse_stream actual: from sending the request to the first event; the time to the headers is measured separately',
      'sse_headers actual: from sending the request to the headers of the stream',
      'sse_gap actual: between two events of a stream',
    ]);
  });
});

describe('thresholds', () => {
  const gateway = (more: string) =>
    runOf(`plimsoll: 1
name: x
services: { gateway: { url: "http://g" }, mine: { url: "http://m" } }
classes:
  a: { service: gateway, tasks: { instruments: { get: /i }, own: { get: /o } } }
  b: { service: mine, tasks: { instruments: { get: /i } } }
${more}`).thresholds;

  it('are none by default, whatever a service is called', () => {
    expect(gateway('')).toEqual([]);
    for (const service of ['gateway', 'auth', 'entitlements', 'metrics', 'streaming']) {
      const text = `plimsoll: 1
name: a stranger's
services: { ${service}: { url: "http://g" } }
classes:
  a: { service: ${service}, tasks: { check: { get: /i }, verify_token: { get: /o }, stats: { get: /s } } }
  b: { service: ${service}, websocket: { path: /ws, connections: 2 } }
`;
      expect(runOf(text).thresholds).toEqual([]);
    }
  });

  it('are those of the plan, as far as they have something to grade', () => {
    const own = `thresholds:
  - { service: gateway, endpoint: instruments, metric: latency, statistic: p99, acceptable: 70 }
  - { service: gateway, metric: errorRate, acceptable: 5 }
  - { service: mine, metric: throughput, acceptable: 9 }`;
    expect(gateway(own)).toEqual([
      { service: 'gateway', endpoint: 'instruments', metric: 'latency', statistic: 'p99', acceptable: 70 },
      { service: 'gateway', metric: 'errorRate', acceptable: 5 },
      { service: 'mine', metric: 'throughput', acceptable: 9 },
    ]);
  });
});
