import type { Outage } from './outage.ts';
import { readerPlan } from './plans.ts';
import { events, noStream, type Reading, type ServiceScript } from './service-script.ts';

const readers = (script: NonNullable<ServiceScript['readers']>) => (): ServiceScript => ({ readers: script });
/** The stream as it is, up to a moment of the service's time, and what comes then. */
function until(stream: Reading, afterMs: number, last: 'end' | 'cut'): Reading {
  return { ...stream, steps: [...stream.steps.filter(([at]) => at < afterMs), [afterMs, last]] };
}

/** More ways in which an event-stream service fails its 10 readers. */
export const READER_OUTAGES: readonly Outage[] = [
  {
    name: 'sends comments and no event',
    plan: readerPlan({ stream: { idleTimeout: '1s' } }),
    service: readers(() => ({
      ...events(50, 0),
      steps: Array.from({ length: 40 }, (_, n) => [n * 100, 'comment'] as const),
    })),
    says: { exit: [4], grades: { errorRate: 'poor' } },
  },
  {
    name: 'opens and never sends; the plan has no idle limit',
    plan: readerPlan(),
    service: readers(() => events(50, 0)),
    says: { exit: [4], grades: { errorRate: ['poor', 'none'], latency: ['none', 'poor'] } },
  },
  {
    name: 'sends every event twice',
    plan: readerPlan(),
    service: readers(() => {
      const stream = events(50);
      return { ...stream, steps: stream.steps.flatMap((step) => [step, step]) };
    }),
    says: { exit: [0, 4], grades: { errorRate: 'excellent' } },
  },
  {
    name: 'sends its events well',
    plan: readerPlan(),
    service: readers(() => events(50)),
    says: { exit: [0], grades: { errorRate: 'excellent', latency: 'excellent' }, inSentences: [/event/i] },
  },
  {
    name: 'answers 503 to half of the readers',
    plan: readerPlan(),
    service: readers(({ nth }) => (nth % 2 === 0 ? events(50) : noStream(503))),
    says: { exit: [4], grades: { errorRate: 'poor' } },
  },
  {
    name: 'has nothing to stream (204)',
    plan: readerPlan(),
    service: readers(() => noStream(204)),
    says: { exit: [4], grades: { errorRate: ['poor', 'none'] } },
  },
  {
    name: 'refuses the token of its readers from the start',
    plan: readerPlan(),
    service: readers(() => noStream(401)),
    says: {
      exit: [4],
      grades: { errorRate: 'none', latency: 'none' },
      notSaid: [/no request reached the target/i],
    },
  },
  {
    name: 'breaks every stream once, after 1 s',
    plan: readerPlan(),
    service: readers(({ nth }) => (nth < 10 ? until(events(50), 1_000, 'cut') : events(50))),
    says: { exit: [0, 4], grades: { errorRate: ['poor', 'excellent'] } },
  },
  {
    name: 'ends every stream at once, again and again',
    plan: readerPlan({ stream: { maxReconnects: 3 } }),
    service: readers(() => until(events(50, 0), 10, 'end')),
    says: { exit: [4], grades: { errorRate: 'poor' } },
  },
  {
    name: 'falls silent after 14 events, to the end',
    plan: readerPlan({ duration: '5s' }),
    service: readers(() => events(100, 14)),
    says: { exit: [0, 4], grades: { errorRate: 'excellent' }, said: [/\b3[.,]\d+ ?s|3,[56]\d\d ms/] },
  },
  {
    name: 'ends its streams in order after half a second, and asks for 3 s until the next',
    plan: readerPlan({ duration: '5s', stream: { maxReconnects: 5 } }),
    service: readers(() => until(events(50, 200), 500, 'end')),
    says: {
      exit: [0],
      said: [/10 reconnects, open \d+(\.\d+)?% of the time/],
      inSentences: [/open for only \d+(\.\d+)?% of the time/],
    },
  },
  {
    name: 'dies after 2 s and takes its streams along',
    plan: readerPlan({ stream: { maxReconnects: 5 } }),
    service: () => ({ readers: () => events(50), down: [[2_000, 60_000]] }),
    says: { exit: [4], grades: { errorRate: 'poor' } },
  },
  {
    name: 'pauses every stream for 2 s',
    plan: readerPlan({ duration: '5s' }),
    service: readers(() => {
      const stream = events(50);
      return {
        ...stream,
        steps: stream.steps.map(([at, step]) => [at < 1_500 ? at : at + 2_000, step] as const),
      };
    }),
    says: {
      exit: [0, 4],
      grades: { errorRate: 'excellent' },
      inSentences: [/from 0:01 to 0:03/],
      notSaid: [/\bstable\b/i],
    },
  },
  {
    name: 'pauses every stream for 2 s; the idle limit is 1 s',
    plan: readerPlan({ duration: '5s', stream: { idleTimeout: '1s' } }),
    service: readers(({ nth }) => {
      const stream = events(50);
      return nth >= 10
        ? stream
        : {
            ...stream,
            steps: stream.steps.map(([at, step]) => [at < 1_500 ? at : at + 2_000, step] as const),
          };
    }),
    says: { exit: [4], grades: { errorRate: 'poor' } },
  },
  {
    name: 'answers JSON instead of a stream to one reader in ten',
    plan: readerPlan(),
    service: readers(({ nth }) => (nth === 4 ? noStream(200, 'application/json') : events(50))),
    says: { exit: [4], grades: { errorRate: 'poor' } },
  },
  {
    name: 'takes 700 ms to its first event',
    plan: readerPlan(),
    service: readers(() => {
      const stream = events(50);
      return { ...stream, steps: stream.steps.map(([at, step]) => [at + 650, step] as const) };
    }),
    says: { exit: [4], grades: { latency: 'poor', errorRate: 'excellent' } },
  },
  {
    name: 'is not there for its readers',
    plan: readerPlan(),
    service: () => ({ down: [[0, 60_000]] }),
    options: ['--force'],
    says: { exit: [3], grades: { errorRate: ['poor', 'none'] } },
  },
];
