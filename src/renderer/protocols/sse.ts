import type { SecondStreams } from '../../contract/summary-streams.ts';
import { answerParts, BODY, HEADERS, NAMED, OF_RESPONSES, QUERY } from './request-parts.ts';
import type { EndingWords, FieldRow, ShownProtocol, ShownStream } from './shown-protocol.ts';

const ENDINGS: Readonly<Record<string, EndingWords>> = {
  clean: ['Closed by Plimsoll, as planned', 'It was read for as long as the plan says.'],
  'sse.closed': [
    'Interrupted by the service',
    'In the middle of an event, before any event, or without a proper end.',
  ],
  'sse.ended': ['The service says there is no stream', 'It answered 204: no reconnect.'],
  'sse.idle': ['No event within the idle limit', 'Raise idleTimeout where silence is normal.'],
  'sse.silent': ['Open without a single event', 'Until its hold or the run was over.'],
  'sse.bad_content_type': ['The response is not an event stream', 'Check the path.'],
  'sse.reconnect_storm': ['Closed again and again', 'It ends without an event: see its own log.'],
  'sse.too_big': ['An event was larger than allowed', 'Raise maxBodyBytes if that is expected.'],
};

const READ: FieldRow = [
  {
    key: 'events',
    label: 'Events to read',
    type: 'number',
    range: [1, 1_000_000],
    whole: true,
    placeholder: '1',
  },
  { key: 'hold', label: 'Read for', type: 'duration', placeholder: 'until they came' },
];

const stream: ShownStream = {
  key: 'sse',
  title: 'Event streams',
  one: 'stream',
  many: 'streams',
  // Never seen closing: a reader ends in one step.
  states: [
    ['handshaking', 'connecting'],
    ['open', 'waiting'],
    ['subscribed', 'reading'],
  ],
  times: [
    {
      name: 'First event',
      term: 'sseStream',
      whole: ({ sse }) => sse?.firstEventMs,
      second: ({ sse }) => sse?.firstEventMs,
    },
    { name: 'Headers', term: 'headers', whole: ({ sse }) => sse?.headersMs },
    {
      name: 'Gap between events',
      term: 'gap',
      whole: ({ sse }) => sse?.gapMs,
      second: ({ sse }) => sse?.gapMs,
    },
  ],
  timesOf: 'over the whole run; gaps without the warm-up',
  charts: () => [
    {
      title: 'Events',
      lines: [
        { key: 'in', label: 'events', color: '--chart-3', read: ({ sse }: SecondStreams) => sse?.messagesIn },
      ],
    },
  ],
  traffic: { title: 'Events by name', what: 'Events', by: 'Event' },
  counts: ({ sse }) => [
    ['events', sse?.events ?? 0],
    ...((sse?.duplicates ?? 0) === 0 ? [] : [['duplicates', sse?.duplicates ?? 0] as const]),
  ],
  slowest: 'longest gap',
  ending: (cause) => (Object.hasOwn(ENDINGS, cause) ? ENDINGS[cause] : undefined),
};

export const sse: ShownProtocol = {
  name: 'sse',
  users: { words: 'event streams', label: 'Streams', key: 'streams' },
  thinks: true,
  classRows: [
    [
      { key: 'path', label: 'Path', type: 'text', mono: true, wide: true },
      { key: 'connectRate', label: 'Opened per second', type: 'number', placeholder: '100' },
      { key: 'hold', label: 'Read for', type: 'duration', placeholder: 'to the end' },
    ],
  ],
  step: {
    keys: ['sse'],
    add: 'Add an event stream after it',
    fresh: { sse: '/' },
    about: 'An event stream that is opened, used and closed again.',
    parts: [
      { name: 'Events', rows: [READ] },
      QUERY,
      HEADERS,
      BODY,
      ...answerParts('event', 'The first event is enough by itself.', OF_RESPONSES),
      { name: 'More', rows: [[...NAMED]] },
    ],
    first: [],
    canTry: false,
  },
  stream,
};
