import type { Outage } from './outage.ts';
import { ERROR_RATE, LATENCY, socketPlan } from './plans.ts';
import { answer, type ServiceScript, type SocketScript, status } from './service-script.ts';

const sockets = (script: SocketScript) => (): ServiceScript => ({ sockets: script });
const echo: SocketScript = { text: (socket, text) => socket.say(text) };
const BAD = { errorRate: 'poor', errorsPerConnection: 'poor' } as const;
const PINGS = { stream: { message: undefined, correlate: undefined, messageRate: 2, heartbeat: '1s' } };

/** More ways in which a WebSocket service fails its 10 connections. */
export const SOCKET_OUTAGES: readonly Outage[] = [
  {
    name: 'falls silent after 2 s and keeps the connections (half open)',
    plan: socketPlan(),
    service: sockets({
      text: (socket, text, atMs) => {
        if (atMs < 2_000) socket.say(text);
      },
      answersPings: (atMs) => atMs < 2_000,
    }),
    says: { exit: [4], grades: { errorRate: 'poor' }, errorRate: [20, 60] },
  },
  {
    name: 'closes with 1011 after 2 s',
    plan: socketPlan(),
    service: sockets({ ...echo, opened: (socket) => socket.close(1011, 2_000) }),
    says: { exit: [4], grades: BAD, said: [/1011/] },
  },
  {
    name: 'closes with 1013 (try again later) right after the 101',
    plan: socketPlan(),
    service: sockets({ opened: (socket) => socket.close(1013) }),
    says: { exit: [4], grades: BAD, said: [/1013/] },
  },
  {
    name: 'answers pings, never messages',
    plan: socketPlan({ stream: { heartbeat: '1s' } }),
    service: sockets({}),
    says: {
      exit: [4],
      grades: { errorRate: 'poor', messageLatency: ['poor', 'none'] },
      notSaid: [/work piles up/i],
    },
  },
  {
    name: 'never answers the messages of an address',
    plan: 'ws://TARGET/live',
    overrides: { connections: 5, message: 'hello', messageRate: 2, durationMs: 2_000, timeoutMs: 3_000 },
    service: sockets({}),
    // Its connections open.
    says: { exit: [4], errorRate: [70, 90], notSaid: [/none failed/i, /\bPassed\b/] },
  },
  {
    name: 'never answers an upgrade',
    plan: socketPlan({ timeout: '2s' }),
    service: sockets({ upgrade: () => null }),
    says: {
      exit: [4],
      grades: { errorRate: 'poor', connectionSuccess: 'poor' },
      errorRate: [100, 100],
      said: [/ws\.handshake_timeout/],
    },
  },
  {
    name: 'answers no ping; the plan sends nothing else',
    plan: socketPlan(PINGS),
    service: sockets({ answersPings: () => false }),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      inSentences: [/no ping was ever answered/i],
      notSaid: [/reply rule/i],
    },
  },
  {
    name: 'answers every ping; the plan sends nothing else',
    plan: socketPlan(PINGS),
    service: sockets({}),
    says: { exit: [0], grades: { errorRate: 'excellent', connectionSuccess: 'excellent' } },
  },
  {
    name: 'answers with the numbers of other messages',
    plan: socketPlan(),
    service: sockets({ text: (socket) => socket.say('{"type":"ask","id":"nobody"}') }),
    says: { exit: [4], grades: { errorRate: 'poor', messageLatency: ['poor', 'none'] } },
  },
  {
    name: 'answers every message with an error that names none',
    plan: socketPlan(),
    service: sockets({ text: (socket) => socket.say('{"type":"error","reason":"down"}') }),
    says: { exit: [4], grades: { errorRate: 'poor', messageLatency: ['poor', 'none'] } },
  },
  {
    name: 'refuses half of the handshakes with 503',
    plan: socketPlan(),
    service: sockets({ ...echo, upgrade: ({ nth }) => (nth % 2 === 0 ? 101 : 503) }),
    says: { exit: [4], grades: { connectionSuccess: 'poor', errorRate: 'poor' }, said: [/503/] },
  },
  {
    name: 'refuses the sixth connection and those after it with 429',
    plan: socketPlan(),
    service: sockets({ ...echo, upgrade: ({ nth }) => (nth < 5 ? 101 : 429) }),
    says: { exit: [4], grades: { connectionSuccess: 'poor' }, said: [/429/] },
  },
  {
    name: 'never answers a handshake',
    plan: socketPlan(),
    service: sockets({ upgrade: () => null }),
    says: {
      exit: [3, 4],
      grades: { errorRate: ['poor', 'none'], connectionSuccess: ['poor', 'none'] },
    },
  },
  {
    name: 'breaks one connection in ten without a close frame',
    plan: socketPlan(),
    service: sockets({
      ...echo,
      opened: (socket) => {
        if (socket.number === 3) socket.cut(2_000);
      },
    }),
    says: { exit: [4], grades: { errorsPerConnection: 'poor' } },
  },
  {
    name: 'breaks every connection without a close frame after 1 s, ten pings a second',
    plan: socketPlan({ stream: { ...PINGS.stream, messageRate: 10 } }),
    service: sockets({ opened: (socket) => socket.cut(1_050) }),
    says: { exit: [4], grades: { errorsPerConnection: 'poor', errorRate: 'poor' } },
  },
  {
    name: 'is not there',
    plan: socketPlan(),
    service: () => ({ down: [[0, 60_000]] }),
    options: ['--force'],
    says: { exit: [3], grades: { errorRate: ['poor', 'none'] } },
  },
  {
    name: 'dies after 2 s',
    plan: socketPlan(),
    service: () => ({ sockets: echo, down: [[2_000, 60_000]] }),
    says: { exit: [4], grades: BAD },
  },
  {
    name: 'leaves out every tenth number of what it pushes',
    plan: socketPlan({ stream: { fields: { sequence: '/seq' } } }),
    service: sockets({
      ...echo,
      opened: (socket) => {
        for (let seq = 1; seq < 60; seq += 1) {
          if (seq % 10 !== 0) socket.say(JSON.stringify({ type: 'tick', seq }), seq * 50);
        }
      },
    }),
    says: { exit: [0, 4], said: [/[1-9]\d* missed/] },
  },
  {
    name: 'is slow on one connection of ten',
    plan: socketPlan(),
    service: sockets({ text: (socket, text) => socket.say(text, socket.number === 4 ? 600 : 1) }),
    says: { exit: [4], grades: { messageLatency: 'poor', errorRate: 'excellent' } },
  },
  {
    name: 'cuts accepted connections after 1 s and answers 401 to returners',
    plan: socketPlan({ stream: { reconnect: 'back-off', reconnectDelay: '200ms' } }),
    service: sockets({
      ...echo,
      upgrade: ({ atMs }) => (atMs < 900 ? 101 : 401),
      opened: (socket) => socket.cut(1_000),
    }),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      notSaid: [/check the token/i, /our own side/i],
    },
  },
  {
    name: 'closes one connection in ten with 4401 at its first message',
    plan: socketPlan(),
    service: sockets({
      text: (socket, text) => {
        if (socket.number === 2) socket.close(4401);
        else socket.say(text);
      },
    }),
    says: { exit: [4], grades: { errorsPerConnection: ['poor', 'none'] }, said: [/4401/] },
  },
  {
    name: 'opens slowly: the 101 takes 1.5 s to come, connect limit 1 s',
    plan: socketPlan(),
    service: sockets({ ...echo, upgrade: ({ nth }) => (nth % 3 === 0 ? null : 101) }),
    says: { exit: [4], grades: { connectionSuccess: 'poor' } },
  },
  {
    name: 'answers requests well, and no message beside them',
    plan: mixedPlan(),
    service: () => ({ http: () => answer(), sockets: {} }),
    says: { exit: [4], grades: { errorRate: 'poor' } },
  },
  {
    name: 'answers messages well, and requests beside them with 500',
    plan: mixedPlan(),
    service: () => ({ http: () => status(500), sockets: echo }),
    says: { exit: [4], grades: { errorRate: 'poor' } },
  },
];

function mixedPlan(): string {
  return socketPlan({
    classes: {
      visitor: { service: 'shop', users: 5, thinkTime: '200ms', tasks: { items: { get: '/items' } } },
    },
    thresholds: [ERROR_RATE, LATENCY],
  });
}
