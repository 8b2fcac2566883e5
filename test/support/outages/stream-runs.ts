import type { Outage } from './outage.ts';
import { readerPlan, socketPlan } from './plans.ts';
import { events, noStream, type ServiceScript } from './service-script.ts';

const NO_FAILURE = [/none failed/i, /(?<![\d.])0% failed/];
const NOTHING_WRONG = /(?<![\d.,])0%/;
const sockets = (script: NonNullable<ServiceScript['sockets']>) => (): ServiceScript => ({ sockets: script });
const readers = (script: NonNullable<ServiceScript['readers']>) => (): ServiceScript => ({ readers: script });

export const SOCKET_RUNS: readonly Outage[] = [
  {
    name: 'restarts with 1012 after 1 s and takes everybody back',
    plan: socketPlan({ stream: { reconnect: 'back-off', reconnectDelay: '200ms' } }),
    service: sockets({
      text: (socket, text) => socket.say(text),
      opened: (socket, atMs) => {
        if (atMs < 900) socket.close(1012, 1_000 - atMs);
      },
    }),
    says: {
      exit: [4],
      grades: { errorsPerConnection: 'poor' },
      said: [/1012/],
      notInSentences: [NOTHING_WRONG],
    },
  },
  {
    name: 'lets ten in, is stopped by hand after 2 of 10 s',
    plan: socketPlan({ duration: '10s' }),
    service: sockets({ text: (socket, text) => socket.say(text) }),
    stopAtMs: 2_000,
    only: 'virtual',
    says: {
      exit: [130],
      grades: { errorRate: 'excellent', errorsPerConnection: 'excellent' },
      inSentences: [/stopped/],
      notSaid: [/broken off/i, ...NO_FAILURE],
    },
  },
  {
    name: 'answers half of the messages after 2 s',
    plan: socketPlan(),
    service: () => {
      let asked = 0;
      return {
        sockets: {
          text: (socket, text, atMs) => {
            asked += 1;
            if (atMs < 2_000 || asked % 2 === 0) socket.say(text);
          },
        },
      };
    },
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      errorRate: [15, 35],
      notSaid: [/no message was ever/i],
    },
  },
  {
    name: 'upgrades the first five and redirects the others to a login page (302)',
    plan: socketPlan(),
    service: sockets({
      text: (socket, text) => socket.say(text),
      upgrade: ({ nth }) => (nth < 5 ? 101 : 302),
    }),
    says: { exit: [4], grades: { connectionSuccess: 'poor', errorRate: 'poor' }, said: [/302/] },
  },
  {
    name: 'is well; the whole run but a second is warm-up',
    plan: socketPlan({ duration: '4s', warmup: '3s' }),
    service: sockets({ text: (socket, text) => socket.say(text) }),
    says: {
      exit: [0],
      grades: { errorRate: 'excellent', connectionSuccess: 'excellent' },
      said: [/warm-?up/i],
    },
  },
];

export const READER_RUNS: readonly Outage[] = [
  {
    name: 'ends in order after 20 events, again and again',
    plan: readerPlan({ stream: { maxReconnects: 10 } }),
    service: readers(() => {
      const stream = events(25, 20);
      return { ...stream, steps: [...stream.steps, [510, 'end']] };
    }),
    says: { exit: [0, 4], grades: { errorRate: 'excellent' }, notSaid: [/refused, reset|sequence numbers/i] },
  },
  {
    name: 'sends a heartbeat of comments after three events',
    plan: readerPlan({ stream: { idleTimeout: '1s' } }),
    service: readers(() => {
      const stream = events(50, 3);
      const beats = Array.from({ length: 20 }, (_, n) => [300 + n * 200, 'comment'] as const);
      return { ...stream, steps: [...stream.steps, ...beats] };
    }),
    says: { exit: [0, 4], notSaid: [/work piles up/i] },
  },
  {
    name: 'cuts three of ten readers after a second',
    plan: readerPlan({ stream: { maxReconnects: 0 } }),
    service: readers(({ nth }) => {
      const stream = events(50);
      return nth < 3
        ? { ...stream, steps: [...stream.steps.filter(([afterMs]) => afterMs < 1_000), [1_000, 'cut']] }
        : stream;
    }),
    says: { exit: [4], grades: { errorRate: 'poor' }, notSaid: NO_FAILURE },
  },
  {
    name: 'answers 429 to the sixth reader and those after it',
    plan: readerPlan(),
    service: readers(({ nth }) => (nth < 5 ? events(50) : noStream(429))),
    says: {
      exit: [4],
      grades: { errorRate: 'poor' },
      errorRate: [50, 50],
      said: [/429/],
      notSaid: [/10 responses were 429/],
    },
  },
  {
    name: 'sends its events well, and is stopped by hand after 2 of 10 s',
    plan: readerPlan({ duration: '10s' }),
    service: readers(() => events(50)),
    stopAtMs: 2_000,
    only: 'virtual',
    says: { exit: [130], grades: { errorRate: 'excellent' }, notSaid: [/broken off/i, ...NO_FAILURE] },
  },
];
