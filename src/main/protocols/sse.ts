import { printDuration } from '../../contract/duration.ts';
import { counted } from '../../contract/format.ts';
import type { StepSpec } from '../../contract/plan-tasks.ts';
import type { ClassPlans, StepPlans } from './protocol.ts';

/** What event streams do where the plan does not say. Times in ms. */
const DEFAULTS = { idleTimeoutMs: 30_000, maxReconnects: 10 } as const;

/** What one sample measures, for the reader; S-49 defines the first event. */
const FIRST_EVENT =
  'from sending the request to the first event; the time to the headers is measured separately';
const FIRST_EVENT_INTENDED =
  'from the moment the plan wanted the step to start to the first event; the time to the headers is measured separately';
const HEADERS = 'from sending the request to the headers of the stream';
const GAP = 'between two events of a stream';
const READING = 'from the first event to the end of the reading; its failures are streams that ended early';

const step: StepPlans<'sse'> = {
  kind: 'sse',
  noun: 'an event stream',
  aStep: 'an sse step',
  verb: 'SSE',
  keys: ['events'],
  inRequests: '',
  inItself: '; events only come',
  holds: true,
  idle: { keys: ['expect'], why: 'is for a request; an sse step takes a 200 alone' },
  answer: 'an event',
  check: () => [],
  endpoints(endpoint, spec) {
    const { headers, session } = namesOf(endpoint);
    return [endpoint, headers, ...(readsOn(spec) ? [session] : [])];
  },
  compile(spec, { endpoint, isOpen, add }) {
    const names = namesOf(endpoint);
    const definition = isOpen ? FIRST_EVENT_INTENDED : FIRST_EVENT;
    const series = add(endpoint, 'first-event', definition, { isFirst: true });
    return {
      series,
      stream: {
        kind: 'sse',
        events: spec.events ?? (spec.hold === undefined ? 1 : null),
        holdMs: spec.hold ?? null,
        series: {
          headers: add(names.headers, 'headers', HEADERS, { inTotals: false }),
          session: readsOn(spec) ? add(names.session, 'held', READING) : null,
        },
      },
    };
  },
  describe: (count) => `reads ${count === 1 ? 'an event stream' : `${count} event streams`}`,
  tryHint: 'Run the plan for a second.',
};

const classes: ClassPlans<'sse'> = {
  kind: 'sse',
  noun: 'an event stream',
  levelKey: 'streams',
  countsAs: 'users',
  level: ({ streams }) => streams,
  thinkTimeIdle: null,
  sites: ({ path: text }, path) => [{ path: [...path, 'path'], text }],
  check: () => [],
  changes: [],
  checkChange: () => [],
  change: (spec, { connectRate }) => ({ ...spec, ...(connectRate !== undefined && { connectRate }) }),
  compile: (spec, { base, url, profile, thinkTime, add }) => ({
    ...base,
    kind: 'sse',
    url: url + spec.path,
    profile,
    holdMs: spec.hold ?? null,
    thinkTime,
    idleTimeoutMs: spec.idleTimeout ?? DEFAULTS.idleTimeoutMs,
    maxReconnects: spec.maxReconnects ?? DEFAULTS.maxReconnects,
    series: {
      firstEvent: add('firstEvent', {
        role: 'first-event',
        inTotals: true,
        once: true,
        clock: 'actual',
        definition: FIRST_EVENT,
      }),
      headers: add('headers', {
        role: 'headers',
        inTotals: false,
        once: true,
        clock: 'actual',
        definition: HEADERS,
      }),
      gap: add('gap', { role: 'gap', inTotals: false, once: false, clock: 'actual', definition: GAP }),
    },
  }),
  describe({ holdMs, service }, level) {
    const end = `to ${level === 1 ? 'its' : 'their'} end`;
    const hold = holdMs === null ? end : `for ${printDuration(holdMs)} at a time`;
    return [`${counted(level, 'event stream')} of ${service} ${level === 1 ? 'is' : 'are'} read ${hold}.`];
  },
};

/** Plans with event streams. */
export const sse = { step, class: classes };

function namesOf(endpoint: string) {
  return { headers: `${endpoint} headers`, session: `${endpoint} session` };
}

/** Whether a step goes on after its first event. */
function readsOn({ events, hold }: StepSpec): boolean {
  return hold === undefined ? (events ?? 1) > 1 : events !== 1;
}
