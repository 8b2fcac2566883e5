import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../../../src/main/services/plans/compile/compile-plan.ts';
import { endpointsOf } from '../../../../../src/main/services/plans/compile/endpoints.ts';
import { describePlan } from '../../../../../src/main/services/plans/describe/describe-plan.ts';
import { readPlan } from '../../../../../src/main/services/plans/text/parse-plan.ts';
import { planOf, planText, runOf } from './support.ts';

const MIXED = planText({
  load: '{ users: 2, duration: 10s }',
  classes: `  user:
    service: api
    thinkTime: 1s
    headers: { Authorization: "Bearer {{ token }}" }
    tasks:
      watch:
        steps:
          - { post: /login, extract: [{ to: token, json: /token }] }
          - websocket: /ws?token={{ token }}
            query: { v: 2 }
            send: ['{"type":"hello"}', { type: ping, of: "{{ token }}" }]
            until: { pointer: /type, value: pong }
            hold: 2s
            extract: [{ to: id, json: /id }]
          - { sse: "/events/{{ id }}", events: 3, hold: 5s, timeout: 4s }
      ws_connect: { websocket: /ws }
      tick: { sse: /tick }`,
});

/** The stream part of a task's steps. */
function streamsOf(text: string) {
  const [scenario] = runOf(text).scenarios;
  if (scenario?.kind !== 'http') throw new Error('not an HTTP scenario');
  return scenario.tasks.map((task) =>
    task.steps.map((step) => [step.series, step.path, step.timeoutMs, step.stream]),
  );
}

describe('WebSocket and SSE steps', () => {
  it('are compiled with every default filled in, each thing they wait for a series of its own', () => {
    expect(streamsOf(MIXED)).toEqual([
      [
        [0, '/login', 10_000, undefined],
        [
          1,
          '/ws?token={{ token }}&v=2',
          10_000,
          {
            kind: 'websocket',
            send: ['{"type":"hello"}', '{"type":"ping","of":{{ token | json }}}'],
            until: { pointer: '/type', value: 'pong' },
            holdMs: 2_000,
            closeTimeoutMs: 1_000,
            maxMessageBytes: 1_048_576,
            series: { roundTrip: 2, session: 3 },
          },
        ],
        [
          4,
          '/events/{{ id }}',
          4_000,
          { kind: 'sse', events: 3, holdMs: 5_000, series: { headers: 5, session: 6 } },
        ],
      ],
      [
        [
          7,
          '/ws',
          10_000,
          {
            kind: 'websocket',
            send: [],
            until: null,
            holdMs: 0,
            closeTimeoutMs: 1_000,
            maxMessageBytes: 1_048_576,
            series: { roundTrip: null, session: 8 },
          },
        ],
      ],
      [
        [
          9,
          '/tick',
          10_000,
          { kind: 'sse', events: 1, holdMs: null, series: { headers: 10, session: null } },
        ],
      ],
    ]);
  });

  it('are measured under their name, with what else is measured of them behind it', () => {
    const { series } = runOf(MIXED);
    expect(series.map(({ endpoint, protocol }) => `${protocol} ${endpoint}`)).toEqual([
      'http POST /login',
      'websocket WS /ws',
      'websocket WS /ws reply',
      'websocket WS /ws session',
      'sse SSE /events/{id}',
      'sse SSE /events/{id} headers',
      'sse SSE /events/{id} session',
      'websocket ws_connect',
      'websocket ws_connect session',
      'sse tick',
      'sse tick headers',
    ]);
    expect(endpointsOf(planOf(MIXED))).toEqual(
      series.map(({ service, endpoint, protocol }) => ({ service, endpoint, protocol })),
    );
    expect(series[1]?.definition).toMatch(/^from opening the socket to the 101/);
    expect(new Set(series.map(({ clock }) => clock))).toEqual(new Set(['actual']));
  });

  it('of an open plan count what they wait for first from when the plan wanted them', () => {
    const text = planText({
      load: '{ rate: 2, duration: 10s }',
      classes: `  user:
    service: api
    tasks:
      talk: { websocket: /ws, until: { pointer: /type, value: pong } }
      tick: { sse: /tick, events: 2 }`,
    });
    const { series } = runOf(text);
    expect(series.map(({ endpoint, clock }) => [endpoint, clock])).toEqual([
      ['talk', 'intended'],
      ['talk reply', 'actual'],
      ['talk session', 'actual'],
      ['tick', 'intended'],
      ['tick headers', 'actual'],
      ['tick session', 'actual'],
    ]);
    expect(series[0]?.definition).toBe('from the moment the plan wanted the step to start to the 101');
    expect(series[3]?.definition).toMatch(
      /^from the moment the plan wanted the step to start to the first event/,
    );
  });

  it('are graded by thresholds of their names', () => {
    const text = `plimsoll: 1
name: Graded
services: { streaming: { url: "http://127.0.0.1:8001" } }
classes:
  user: { service: streaming, tasks: { ws_connect: { websocket: /ws }, sse_stream: { sse: /sse } } }
load: { users: 1, duration: 1s }
thresholds:
  - { service: streaming, endpoint: ws_connect, metric: latency, acceptable: 2000 }
  - { service: streaming, endpoint: sse_stream, metric: latency, acceptable: 400 }
`;
    const latency = runOf(text).thresholds.filter(({ metric }) => metric === 'latency');
    expect(latency.map(({ endpoint, acceptable }) => [endpoint, acceptable])).toEqual([
      ['ws_connect', 2_000],
      ['sse_stream', 400],
    ]);
  });

  it('are told in words, and their time held counts for how much there can be', () => {
    const source = planOf(MIXED);
    const compiled = compilePlan(source, {});
    if (!compiled.ok) throw new Error(compiled.failure.message);
    const { run, load } = compiled.value;
    const { sentences } = describePlan({ plan: run, load, source, overrides: {} });
    // 2 users think 1 s and hold 2 s in one of three tasks: 2 / (1 + 2/3) tasks, and 2 in 10 s before the first thought; a
    // third of them with the one request.
    expect(sentences).toEqual([
      '2 users start at once. Between two tasks a user thinks for 1s.',
      'That is at most 0.47/s on average, however fast the responses, over 1 endpoint.',
      'On the way, watch opens a WebSocket, watch reads an event stream, ws_connect opens a WebSocket and tick reads an event stream.',
      'It takes 10s.',
    ]);
  });

  it('may have more tasks open at once where those of an open plan stay connected', () => {
    const open = (hold: string) =>
      runOf(
        planText({
          load: '{ rate: 50, duration: 10s }',
          classes: `  user: { service: api, tasks: { watch: { websocket: /ws, hold: ${hold} } } }
  crowd: { service: api, load: { users: 2000 }, tasks: { home: { get: / } } }`,
        }),
      ).limits.maxInFlight;
    expect([open('0s'), open('20s')]).toEqual([2_500, 3_500]);
  });
});

describe('a WebSocket or SSE step that contradicts itself is refused', () => {
  const problemOf = (step: string) => {
    const classes = `  user: { service: api, tasks: { one: { steps: [${step}] } } }`;
    const reading = readPlan(planText({ classes }), {});
    return reading.ok ? [] : reading.problems.map(({ message }) => message);
  };

  it.each([
    ['{ websocket: /ws, until: { pointer: /t, value: 1 }, checks: [{ json: /a }] }', []],
    ['{ sse: /s, extract: [{ to: a, json: /a }], checks: [{ contains: x }] }', []],
    ['{ sse: /s, body: { json: { stream: true } } }', []],
    [
      '{ websocket: /ws, sse: /s }',
      'a step names exactly one of get, post, put, patch, delete, head, options, websocket, sse with its path',
    ],
    ['{ websocket: ws }', 'the path "ws" must begin with /'],
    [
      '{ websocket: "wss://host/ws" }',
      'the path "wss://host/ws" is an address; name its service and write the path only',
    ],
    ['{ websocket: /ws, body: { text: a } }', 'body is for a request; a websocket step has frames to send'],
    ['{ sse: /s, expect: [200] }', 'expect is for a request; an sse step takes a 200 alone'],
    ['{ websocket: /ws, events: 3 }', 'events is for an sse step; a websocket step has hold or until'],
    ['{ sse: /s, send: a }', 'send is for a websocket step; events only come'],
    ['{ get: /, send: a }', 'send is for a websocket step; a request has a body'],
    ['{ get: /, hold: 1s }', 'hold is for websocket and sse steps; users pause with thinkTime'],
    ['{ get: /, events: 1 }', 'events is for an sse step'],
    [
      '{ websocket: /ws, checks: [{ contains: a }] }',
      'checks of a websocket step look at the reply frame; name it with until',
    ],
    [
      '{ websocket: /ws, extract: [{ to: a, json: /a }] }',
      'extract of a websocket step looks at the reply frame; name it with until',
    ],
    [
      '{ websocket: /ws, until: { pointer: "$.type", value: a } }',
      '"$.type" is not a JSON pointer; write one such as /type',
    ],
    [
      '{ websocket: /ws, until: { pointer: /t, value: a }, checks: [{ status: 101 }] }',
      'a frame has no status; check its text or JSON instead',
    ],
    [
      '{ sse: /s, extract: [{ to: a, cookie: b }] }',
      'an event has no cookie; check its text or JSON instead',
    ],
  ])('%s', (step, message) => {
    const found = problemOf(step);
    expect(found).toEqual(typeof message === 'string' ? [expect.stringContaining(message)] : []);
  });

  it('in a setup', () => {
    const classes = '  user: { service: api, setup: [{ websocket: /ws }], tasks: { home: { get: / } } }';
    const reading = readPlan(planText({ classes }), {});
    expect(reading.ok ? [] : reading.problems.map(({ message }) => message)).toEqual([
      'a setup step is a request; write websocket and sse steps into a task',
    ]);
  });

  it('an unknown key of it is answered with the nearest', () => {
    expect(problemOf('{ websocket: /ws, utnil: { pointer: /a, value: 1 } }')[0]).toContain('until');
  });

  it('a template of a frame that does not parse is named', () => {
    expect(problemOf('{ websocket: /ws, send: [{ a: "{{ }}" }] }')).toHaveLength(1);
  });
});
