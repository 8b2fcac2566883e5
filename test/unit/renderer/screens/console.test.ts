import { describe, expect, test } from 'vitest';
import type { ConsoleFrame } from '../../../../src/contract/console.ts';
import { shellQuoted } from '../../../../src/contract/shell-word.ts';
import { parsePlan } from '../../../../src/main/services/plans/text/parse-plan.ts';
import { remembered, suggestionsFor } from '../../../../src/renderer/screens/console/Composer.tsx';
import {
  EMPTY_FORM,
  readSocketUrl,
  requestOf,
} from '../../../../src/renderer/screens/console/console-form.ts';
import {
  bodyOf,
  jsonProblem,
  lineOf,
  sinceOpen,
  tagOf,
  timeOfDay,
} from '../../../../src/renderer/screens/console/frame-words.ts';
import { loadCommand } from '../../../../src/renderer/screens/console/load-command.ts';
import { consolePlan, TOKEN_VARIABLE } from '../../../../src/renderer/screens/console/load-plan.ts';

const frame = (change: Partial<ConsoleFrame>): ConsoleFrame => ({
  number: 1,
  atMs: 0,
  direction: 'in',
  kind: 'text',
  bytes: 1,
  text: '',
  cut: false,
  roundTripMs: null,
  code: null,
  closedBy: null,
  ...change,
});

describe('what the fields ask for', () => {
  test.each([
    [' ws://h:1/a?b=c ', 'ws://h:1/a?b=c'],
    ['localhost:8001/ws', 'ws://localhost:8001/ws'],
    ['https://h/ws', 'wss://h/ws'],
    ['ftp://h/', null],
    ['ws://', null],
    ['', null],
  ])('%j is the address %j', (typed, url) => {
    expect(readSocketUrl(typed)).toBe(url);
  });

  test('everything that was filled in', () => {
    const form = {
      url: 'ws://h/',
      token: ' abc ',
      tokenPlace: 'bearer',
      subprotocols: 'mqtt, stomp',
      headers: 'Origin: https://app.example:1\n\nX-Empty:',
    } as const;
    expect(requestOf(form)).toEqual({
      errors: null,
      request: {
        url: 'ws://h/',
        token: { text: 'abc', place: 'bearer' },
        subprotocols: ['mqtt', 'stomp'],
        headers: [
          { name: 'Origin', value: 'https://app.example:1' },
          { name: 'X-Empty', value: '' },
        ],
      },
    });
    expect(requestOf({ ...EMPTY_FORM, url: 'ws://h/' })).toEqual({
      errors: null,
      request: { url: 'ws://h/' },
    });
  });

  test('what is wrong stands beside its field', () => {
    expect(
      requestOf({ ...EMPTY_FORM, url: 'nope://', subprotocols: 'a/b', headers: 'no colon here' }).errors,
    ).toEqual({
      url: 'A WebSocket address, such as ws://localhost:8001/ws/stream',
      subprotocols: '"a/b" is not a valid subprotocol name',
      headers: '"no colon here" is not of the form Name: value',
    });
    expect(requestOf({ ...EMPTY_FORM, url: 'ws://h/', subprotocols: 'a a' }).errors).toEqual({
      subprotocols: 'List each one once',
    });
  });
});

describe('a frame in words', () => {
  test.each([
    [{ text: '{"type":"pong"}' }, 'pong'],
    [{ text: '{"action":"subscribe","type":""}' }, 'subscribe'],
    [{ text: '[1]' }, ''],
    [{ text: 'plain' }, ''],
    [{ text: '{"type":"x"}', cut: true }, ''],
    [{ kind: 'ping' }, 'ping'],
  ] as const)('%j is tagged %j', (change, tag) => {
    expect(tagOf(frame(change))).toBe(tag);
  });

  test.each([
    [{ text: '{ "a":\n 1 }' }, '{ "a": 1 }'],
    [{ kind: 'close', code: 1_011 }, 'Internal error of the service (1011)'],
    [{ kind: 'broken', code: 1_006 }, 'Cut without a close frame (1006)'],
    [
      { kind: 'close', code: 4_401, text: 'token\nexpired', closedBy: 'service' },
      "Closed with the service's own code 4401: “token expired”",
    ],
    [{ kind: 'close', code: 1_000, direction: 'out', closedBy: 'us' }, 'Plimsoll closes with 1000'],
    [
      { kind: 'close', code: 1_000, text: 'bye', closedBy: 'us' },
      'The service answers the close with 1000: “bye”',
    ],
    [{ kind: 'broken', code: 1_006, text: 'gone', closedBy: 'us' }, 'Cut without a close frame (1006)'],
    [{ kind: 'ping' }, 'Ping from the service, answered'],
    [{ kind: 'ping', direction: 'out' }, 'Ping'],
  ] as const)('%j reads %j', (change, line) => {
    expect(lineOf(frame(change))).toBe(line);
  });

  test('is timed by the day here, to the millisecond', () => {
    expect(timeOfDay(new Date(2026, 0, 2, 3, 4, 5, 6).getTime())).toBe('03:04:05.006');
  });

  test('is laid out where it is JSON, and left alone where it is not', () => {
    expect(bodyOf(frame({ text: '{"a":[1]}' }))).toBe('{\n  "a": [\n    1\n  ]\n}');
    expect(bodyOf(frame({ text: '12' }))).toBe('12');
    expect(bodyOf(frame({ text: '{"a', cut: true }))).toBe('{"a');
    expect(jsonProblem('{"a":1}')).toBeNull();
    expect(jsonProblem('{a}')).not.toBeNull();
    expect(sinceOpen(1_203.6)).toBe('+1.204 s');
  });
});

describe('the conversation as a load test', () => {
  const talk = [
    frame({ number: 1, text: '{"type":"connection_established"}' }),
    frame({ number: 2, direction: 'out', text: '{"action":"subscribe"}' }),
    frame({ number: 3, direction: 'out', text: `{"say":"it's"}` }),
    frame({ number: 4, text: '{"type":"data","topic":"a"}' }),
    frame({ number: 5, text: 'not json' }),
    frame({ number: 6, text: '{"type":"pong"}' }),
  ];

  test('sends the last message, expects what came after it, subscribes with what came before', () => {
    expect(loadCommand({ url: 'ws://h/', token: 'none' }, talk)).toBe(
      [
        "npx plimsoll run 'ws://h/' --connections 10 --message-rate 1 --duration 30s \\",
        `  --subscribe '{"action":"subscribe"}' \\`,
        `  --message '{"say":"it'\\''s"}' \\`,
        "  --reply '/type=pong'",
      ].join('\n'),
    );
  });

  test('measures pings where nothing was said, and never shows a token', () => {
    expect(loadCommand({ url: 'ws://h/?a=1', token: 'query' }, [])).toBe(
      `npx plimsoll run 'ws://h/?a=1&token='"$TOKEN" --connections 10 --message-rate 1 --duration 30s`,
    );
    expect(loadCommand({ url: 'ws://h/', token: 'bearer' }, [])).toBe(
      `npx plimsoll run 'ws://h/' --connections 10 --message-rate 1 --duration 30s \\\n  --bearer "$TOKEN"`,
    );
    expect(loadCommand({ url: 'ws://h/?api_key=opensesame', token: 'none' }, [])).toContain(
      `run 'ws://h/?api_key='"$API_KEY" --connections`,
    );
    expect(shellQuoted("a'b")).toBe("'a'\\''b'");
  });
});

test('the command takes from the shell what is hidden here', () => {
  const said = [
    frame({ direction: 'out', text: '{"token":"[secret env.KEY]","password":"[secret password]"}' }),
  ];
  expect(loadCommand({ url: 'ws://h/', token: 'none' }, said)).toContain(
    `--message '{"token":"'"$KEY"'","password":"'"$PASSWORD"'"}'`,
  );
});

describe('the conversation as a plan', () => {
  const form = {
    url: 'ws://h:8001/ws/stream?room=1',
    token: 'typed-out-1',
    tokenPlace: 'query',
    subprotocols: 'prices.v2',
    headers: 'X-Tenant: {{ env.TENANT }}\nOrigin: https://app.example',
  } as const;
  const talk = [
    frame({ number: 1, direction: 'out', text: '{"action":"subscribe"}' }),
    frame({ number: 2, direction: 'out', text: '{"action":"ping","data":{}}' }),
    frame({ number: 3, text: '{"topic":"prices","type":"data"}' }),
    frame({ number: 4, text: '{"action":"pong"}' }),
  ];

  test('is one Plimsoll runs, with everything that was filled in and no token that was typed out', () => {
    const plan = consolePlan(form, talk);
    expect(plan?.token).toBe('typed-out-1');
    expect(plan?.text).not.toContain('typed-out-1');
    const parsed = parsePlan(plan?.text ?? '');
    if (!parsed.ok) throw new Error(parsed.failure.message);
    expect(parsed.value.services).toEqual({ target: { url: 'http://h:8001' } });
    expect(parsed.value.values).toEqual({ token: { env: TOKEN_VARIABLE }, env_TENANT: { env: 'TENANT' } });
    expect(parsed.value.classes?.conversation).toEqual({
      service: 'target',
      headers: { 'X-Tenant': '{{ env_TENANT }}', Origin: 'https://app.example' },
      websocket: {
        path: '/ws/stream?room=1&token={{ token }}',
        connections: 10,
        messageRate: 1,
        subprotocols: ['prices.v2'],
        subscribe: [{ action: 'subscribe' }],
        message: { action: 'ping', data: {} },
        reply: { pointer: '/action', value: 'pong' },
      },
    });
  });

  test('sends a token in its header, and asks for one that was named under its own name', () => {
    const plan = consolePlan(
      { ...EMPTY_FORM, url: 'wss://h/', token: '{{ secret.api-key }}', tokenPlace: 'bearer' },
      [],
    );
    expect(plan?.token).toBeNull();
    const parsed = parsePlan(plan?.text ?? '');
    if (!parsed.ok) throw new Error(parsed.failure.message);
    expect(parsed.value.services).toEqual({ target: { url: 'https://h' } });
    expect(parsed.value.values).toEqual({ secret_api_key: { secret: 'api-key' } });
    expect(parsed.value.classes?.conversation?.headers).toEqual({
      Authorization: 'Bearer {{ secret_api_key }}',
    });
    expect(parsed.value.classes?.conversation?.websocket).toEqual({
      path: '/',
      connections: 10,
      messageRate: 1,
    });
  });

  test('takes from the environment what is hidden in the frames', () => {
    const said = [
      frame({ direction: 'out', text: '{"auth":"[secret token]","password":"[secret password]"}' }),
    ];
    const parsed = parsePlan(consolePlan(form, said)?.text ?? '');
    if (!parsed.ok) throw new Error(parsed.failure.message);
    expect(parsed.value.classes?.conversation?.websocket?.message).toEqual({
      auth: '{{ token }}',
      password: '{{ env_PASSWORD }}',
    });
    expect(parsed.value.values?.env_PASSWORD).toEqual({ env: 'PASSWORD' });
  });

  test('is none where the form is not filled in', () => {
    expect(consolePlan({ ...EMPTY_FORM, url: 'ftp://h' }, talk)).toBeNull();
  });
});

test('what was sent before is offered, the latest first, each once', () => {
  expect(remembered(['a', 'b'], 'b')).toEqual(['b', 'a']);
  expect(remembered(['1', '2', '3', '4', '5', '6', '7', '8'], '9')).toHaveLength(8);
  expect(suggestionsFor('ws://localhost:8001/ws/stream?token=x')).toHaveLength(2);
  expect(suggestionsFor('ws://localhost:8001/other')).toEqual([]);
});
