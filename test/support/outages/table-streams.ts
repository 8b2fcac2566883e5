import type { Outage } from './outage.ts';
import { readerPlan, socketPlan } from './plans.ts';
import { events, loginPage, noStream, type ServiceScript, type SocketScript } from './service-script.ts';

const sockets = (script: SocketScript) => (): ServiceScript => ({ sockets: script });
const readers = (script: NonNullable<ServiceScript['readers']>) => (): ServiceScript => ({ readers: script });
const BAD = { errorRate: 'poor', errorsPerConnection: 'poor' } as const;
const NOTHING_WRONG = /(?<![\d.,])0%/;

/** The WebSocket rows of the table: 10 connections that send 4 messages a second each. */
export const SOCKET_TABLE: readonly Outage[] = [
  {
    name: 'answers every message',
    plan: socketPlan(),
    service: sockets({ text: (socket, text) => socket.say(text) }),
    says: {
      exit: [0],
      grades: {
        errorRate: 'excellent',
        connectionSuccess: 'excellent',
        messageLatency: 'excellent',
        errorsPerConnection: 'excellent',
      },
    },
  },
  {
    name: 'closes (1000) right after the 101',
    plan: socketPlan(),
    service: sockets({ opened: (socket) => socket.close(1000) }),
    says: { exit: [4], grades: BAD, notInSentences: [NOTHING_WRONG] },
  },
  {
    name: 'closes (1000) at the first message, no answer',
    plan: socketPlan(),
    service: sockets({ text: (socket) => socket.close(1000) }),
    says: { exit: [4], grades: BAD, notInSentences: [NOTHING_WRONG] },
  },
  {
    name: 'goes away (1001) in second 2',
    plan: socketPlan(),
    service: sockets({
      opened: (socket) => socket.close(1001, 2_000),
      text: (socket, text) => socket.say(text),
    }),
    says: { exit: [4], grades: BAD, said: [/1001/], notInSentences: [NOTHING_WRONG] },
  },
  {
    name: 'closes with 4401 at the first message',
    plan: socketPlan(),
    service: sockets({ text: (socket) => socket.close(4401) }),
    says: {
      exit: [4],
      grades: { errorRate: ['poor', 'none'], errorsPerConnection: ['poor', 'none'] },
      said: [/4401/],
    },
  },
  {
    name: 'refuses all handshakes with 401',
    plan: socketPlan(),
    service: sockets({ upgrade: () => 401 }),
    says: {
      exit: [4],
      grades: {
        errorRate: 'none',
        connectionSuccess: 'none',
        messageLatency: 'none',
        errorsPerConnection: 'none',
      },
      said: [/\(test\)/],
      notSaid: [/\(target\)/, /connection limit of the service/i],
    },
  },
  {
    name: 'pushes, never answers',
    plan: socketPlan(),
    service: sockets({
      opened: (socket) => {
        for (let n = 1; n < 40; n += 1) socket.say('{"type":"price","value":1}', n * 100);
      },
    }),
    says: {
      exit: [4],
      grades: { errorRate: 'poor', messageLatency: ['poor', 'none'] },
      notSaid: [/work piles up/i, /add instances/i],
    },
  },
  {
    name: 'sends every numbered answer twice',
    plan: socketPlan({ stream: { fields: { sequence: '/seq' } } }),
    service: () => {
      const numbers = new Map<number, number>();
      return {
        sockets: {
          text: (socket, text) => {
            const seq = (numbers.get(socket.number) ?? 0) + 1;
            numbers.set(socket.number, seq);
            const numbered = JSON.stringify({ ...JSON.parse(text), seq });
            socket.say(numbered);
            socket.say(numbered, 2);
          },
        },
      };
    },
    says: { exit: [0, 4], grades: { errorRate: 'excellent' }, inSentences: [/twice|duplicate/i] },
  },
  {
    name: 'answers after 1.2 s',
    plan: socketPlan({ timeout: '5s' }),
    service: sockets({ text: (socket, text) => socket.say(text, 1_200) }),
    says: {
      exit: [4],
      grades: { messageLatency: 'poor', errorRate: 'excellent' },
      notSaid: [/\bstable\b/i],
    },
  },
];

/** The event-stream rows: 10 readers. */
export const READER_TABLE: readonly Outage[] = [
  {
    name: 'ends in order after 20 events',
    plan: readerPlan(),
    service: readers(() => {
      const stream = events(50, 20);
      return { ...stream, steps: [...stream.steps, [1_050, 'end']] };
    }),
    says: {
      exit: [0],
      grades: { errorRate: 'excellent', latency: 'excellent' },
      errorRate: [0, 0],
      said: [/in order/i],
      notSaid: [/refused, reset or closed early/i],
    },
  },
  {
    name: 'opens, never sends',
    plan: readerPlan({ stream: { idleTimeout: '1s' } }),
    service: readers(() => events(50, 0)),
    says: { exit: [4], grades: { errorRate: 'poor' } },
  },
  {
    name: 'doubles its gaps midway',
    plan: readerPlan(),
    service: readers(({ atMs }) => {
      const stream = events(50);
      return {
        ...stream,
        steps: stream.steps.map(([afterMs, step]) => {
          const late = atMs + afterMs - 2_000;
          return [late <= 0 ? afterMs : afterMs + late, step] as const;
        }),
      };
    }),
    says: {
      exit: [0],
      grades: { errorRate: 'excellent', latency: 'excellent' },
      inSentences: [/event/i],
      notSaid: [/\bstable\b/i],
    },
  },
  {
    name: 'answers a login page',
    plan: readerPlan(),
    service: readers(() => noStream(200, 'text/html', loginPage().body)),
    says: { exit: [4], grades: { errorRate: 'poor', latency: ['poor', 'none'] } },
  },
  {
    name: 'cuts accepted streams in second 2, answers 401 to returners',
    plan: readerPlan({ stream: { maxReconnects: 10 } }),
    service: readers(({ atMs }) => {
      if (atMs >= 1_900) return noStream(401);
      const stream = events(50);
      return {
        ...stream,
        steps: [...stream.steps.filter(([afterMs]) => atMs + afterMs < 2_000), [2_000 - atMs, 'cut']],
      };
    }),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      notSaid: [/check the token/i, /our own side/i],
    },
  },
];
