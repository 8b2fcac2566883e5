import { describe, expect, it } from 'vitest';
import type { Overrides } from '../../../../../../src/contract/plan.ts';
import { profilePeak } from '../../../../../../src/contract/profile.ts';
import type { SseScenario } from '../../../../../../src/contract/protocols/sse.ts';
import { resolvePlan } from '../../../../../../src/main/services/plans/compile/resolve-plan.ts';
import { describePlan } from '../../../../../../src/main/services/plans/describe/describe-plan.ts';
import { PRESETS_DIR } from '../support.ts';

const ofUrl = async (url: string, overrides: Overrides = {}) => {
  const result = await resolvePlan({ kind: 'url', url }, overrides, { presetsDir: PRESETS_DIR });
  return result.ok ? result.value.plan : `${result.failure.code}: ${result.failure.message}`;
};

describe('http addresses', () => {
  it('becomes one class of users without think time on one endpoint', async () => {
    const plan = await ofUrl('http://127.0.0.1:8080/a%20b/{{x}}?q={{ y }}#frag', {
      users: 50,
      durationMs: 10_000,
    });
    expect(plan).toMatchObject({
      name: '127.0.0.1:8080/a%20b/%7B%7Bx%7D%7D',
      durationMs: 10_000,
      services: [{ name: 'target', url: 'http://127.0.0.1:8080', healthPath: null }],
      series: [{ service: 'target', endpoint: '/a%20b/%7B%7Bx%7D%7D', clock: 'actual' }],
      scenarios: [
        {
          name: 'url',
          profile: { model: 'closed', segments: [{ durationMs: 10_000, from: 50, to: 50 }] },
          thinkTime: { minMs: 0, maxMs: 0 },
          tasks: [{ steps: [{ method: 'GET', path: '/a%20b/%7B%7Bx%7D%7D?q={{ "{{" }}%20y%20}}' }] }],
        },
      ],
    });
  });

  it('runs 10 users for 30 seconds when nothing is said, arrivals when a rate is', async () => {
    expect(await ofUrl('http://localhost')).toMatchObject({
      series: [{ endpoint: '/' }],
      scenarios: [{ profile: { segments: [{ durationMs: 30_000, from: 10, to: 10 }] } }],
    });
    expect(await ofUrl('http://localhost', { rate: 1_000 })).toMatchObject({
      series: [{ clock: 'intended' }],
      scenarios: [{ profile: { model: 'open', segments: [{ durationMs: 30_000, from: 1_000, to: 1_000 }] } }],
    });
  });
});

describe('a number of requests', () => {
  it('ends the run, which may take ten minutes for users and as long as they take for a rate', async () => {
    expect(await ofUrl('http://h.test/', { requests: 1_000, users: 20 })).toMatchObject({
      durationMs: 600_000,
      warmupMs: 0,
      scenarios: [{ totalIterations: 1_000, profile: { segments: [{ from: 20, to: 20 }] } }],
    });
    expect(await ofUrl('http://h.test/', { requests: 1_000, rate: 300 })).toMatchObject({
      durationMs: 3_334,
      warmupMs: 0,
      scenarios: [{ totalIterations: 1_000 }],
    });
  });

  it.each<[string, Overrides, string]>([
    [
      'http://h.test/',
      { durationMs: 1_000 },
      '--requests and --duration cannot be used here: both set when the run ends',
    ],
    [
      'http://h.test/',
      { warmupMs: 1_000 },
      '--requests and --warmup cannot be used here: a warm-up would leave out an unknown number of the requests',
    ],
    ['ws://h.test/', {}, '--requests changes nothing here: connections are opened, not requests sent'],
    [
      'http://h.test/',
      { sse: true },
      '--requests changes nothing here: connections are opened, not requests sent',
    ],
  ])('is refused where it can mean nothing: %s %j', async (url, overrides, message) => {
    expect(await ofUrl(url, { requests: 10, ...overrides })).toBe(`plan.override: ${message}`);
  });

  it('is for addresses; a plan says how many tasks end it, shared by weight', async () => {
    const text = `plimsoll: 1
name: two
services: { s: { url: 'http://h.test' } }
classes:
  a: { service: s, weight: 2, tasks: { x: { get: /x } } }
  b: { service: s, tasks: { y: { steps: [{ get: /y }, { get: /z }] } } }
load: { users: 6, iterations: 100 }
`;
    const options = { presetsDir: PRESETS_DIR };
    const plan = await resolvePlan({ kind: 'text', text }, {}, options);
    expect(plan).toMatchObject({
      value: { plan: { durationMs: 600_000, scenarios: [{ totalIterations: 67 }, { totalIterations: 33 }] } },
    });
    if (!plan.ok) return;
    expect(describePlan({ ...plan.value, overrides: {} }).sentences).toContain(
      'It ends after 100 tasks, or after 10m at the latest.',
    );
    expect(await resolvePlan({ kind: 'text', text }, { requests: 5 }, options)).toMatchObject({
      failure: { message: '--requests cannot be used here: it counts requests to an address' },
    });
  });
});

describe('WebSocket addresses', () => {
  it('measures protocol pings without a message, with the defaults of S-21', async () => {
    expect(await ofUrl('ws://127.0.0.1:8001/ws?token=x')).toMatchObject({
      durationMs: 300_000,
      scenarios: [
        {
          kind: 'websocket',
          url: 'ws://127.0.0.1:8001/ws?token={{ secret.token }}',
          message: null,
          reply: null,
          messageRatePerConnection: 1,
          profile: {
            segments: [
              { durationMs: 1_000, from: 0, to: 100 },
              { durationMs: 299_000, from: 100, to: 100 },
            ],
          },
        },
      ],
    });
  });

  it('measures the round trip of a message', async () => {
    const overrides: Overrides = {
      connections: 5,
      messageRate: 20,
      durationMs: 60_000,
      message: '{"action":"ping"}',
      reply: { pointer: '/type', value: 'pong' },
      subscribe: ['{"action":"subscribe"}'],
    };
    expect(await ofUrl('wss://h.test/', overrides)).toMatchObject({
      durationMs: 60_000,
      scenarios: [
        {
          url: 'wss://h.test/',
          message: '{"action":"ping"}',
          reply: { pointer: '/type', value: 'pong' },
          subscribe: ['{"action":"subscribe"}'],
          messageRatePerConnection: 20,
        },
      ],
    });
  });
});

it('says that users of a WebSocket address are connections', async () => {
  const notesOf = async (url: string, overrides: Overrides) => {
    const result = await resolvePlan({ kind: 'url', url }, overrides, { presetsDir: PRESETS_DIR });
    return result.ok ? result.value.notes : result.failure;
  };
  expect(await notesOf('ws://h.test/', { users: 5 })).toEqual([
    'A WebSocket address has no users: 5 is read as 5 connections that stay open (--connections).',
  ]);
  expect(await notesOf('ws://h.test/', { connections: 5 })).toEqual([]);
  expect(await notesOf('http://h.test/', { users: 5 })).toEqual([]);
});

describe('event-stream addresses', () => {
  it('are http addresses read with --sse, with the defaults of S-21', async () => {
    expect(await ofUrl('http://127.0.0.1:8001/sse/stream?q={{x}}', { sse: true })).toMatchObject({
      durationMs: 300_000,
      series: [{ endpoint: 'sse_stream' }, { endpoint: 'sse_headers' }, { endpoint: 'sse_gap' }],
      scenarios: [
        {
          kind: 'sse',
          url: 'http://127.0.0.1:8001/sse/stream?q={{ "{{" }}x}}',
          holdMs: null,
          profile: {
            segments: [
              { durationMs: 1_000, from: 0, to: 100 },
              { durationMs: 299_000, from: 100, to: 100 },
            ],
          },
        },
      ],
    });
  });

  it('are http addresses whose load is counted in connections', async () => {
    const five = await ofUrl('https://h.test/events', { connections: 5, durationMs: 10_000 });
    expect(five).toMatchObject({
      durationMs: 10_000,
      scenarios: [{ kind: 'sse', url: 'https://h.test/events' }],
    });
    expect(typeof five === 'string' ? 0 : profilePeak((five.scenarios[0] as SseScenario).profile)).toBe(5);
  });

  it('take --users for the number of streams', async () => {
    const plan = await ofUrl('http://h.test/events', { sse: true, users: 7, durationMs: 10_000 });
    expect(plan).toMatchObject({
      scenarios: [{ kind: 'sse', profile: { segments: [{ to: 7 }, { from: 7, to: 7 }] } }],
    });
  });
});

it.each<[string, Overrides, string]>([
  ['ftp://x', {}, 'plan.bad_url: "ftp://x" is not http, https, ws or wss'],
  ['localhost:8000', {}, 'plan.bad_url: "localhost://" is not http, https, ws or wss'],
  ['http://', {}, 'plan.bad_url: "http://" is not an address; write one such as http://localhost:8000'],
  ['http://u:p@h/', {}, 'plan.bad_url: "http://…@h/" holds a user name or password'],
  [
    'http://127.0.0.1:99999/',
    {},
    'plan.bad_url: "http://127.0.0.1:99999/" has the port 99999, and 65535 is the highest',
  ],
  [
    'http://h/',
    { message: 'x' },
    'plan.override: --message, --reply and --subscribe cannot be used here: they are for a ws:// address',
  ],
  [
    'ws://h/',
    { reply: { pointer: '/a', value: 1 } },
    'plan.override: --reply says which frame answers a message, but there is no --message',
  ],
  [
    'ws://h/',
    { message: '{{ nope }}' },
    'plan.unknown_value: line 13, column 16 (classes.url.websocket.message): {{ nope }} is undefined: no value and no extraction has that name',
  ],
  ['ws://h/', { sse: true }, 'plan.override: --sse cannot be used here: a ws:// address is a WebSocket'],
  [
    'http://h/',
    { sse: true, message: 'x' },
    'plan.override: --message, --reply and --subscribe cannot be used here: they are for a ws:// address',
  ],
  [
    'http://h/',
    { connections: 5, users: 5 },
    'plan.override: --connections changes nothing here: the plan has no WebSocket or event-stream class',
  ],
  [
    'http://h/',
    { sse: true, connections: 5, users: 5 },
    'plan.override: --users changes nothing here: no class is left for users',
  ],
  [
    'http://h/',
    { sse: true, messageRate: 5 },
    'plan.override: --message-rate cannot be used here: the plan has no WebSocket class',
  ],
  ['ws://h/', { rate: 5 }, 'plan.override: --rate changes nothing here: the plan has no HTTP class'],
])('refuses %s with %j', async (url, overrides, sentence) => {
  expect(await ofUrl(url, overrides)).toBe(sentence);
});
