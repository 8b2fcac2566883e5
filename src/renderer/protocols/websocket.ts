import type { Term } from '../../contract/glossary.ts';
import type { SecondStreams } from '../../contract/summary-streams.ts';
import { answerParts, HEADERS, NAMED, OF_RESPONSES, QUERY } from './request-parts.ts';
import type { FieldRow, ShownProtocol, ShownStream, StreamTime } from './shown-protocol.ts';
import { webSocketEnding } from './websocket-endings.ts';

type Told = 'connectMs' | 'roundTripMs' | 'pingMs' | 'firstMessageMs' | 'sessionMs' | 'deliveryLagMs';
type Drawn = Exclude<Told, 'pingMs' | 'firstMessageMs' | 'sessionMs'>;

const told = (name: string, term: Term, key: Told): StreamTime => ({
  name,
  term,
  whole: ({ webSocket }) => webSocket?.[key],
});
const drawn = (name: string, term: Term, key: Drawn): StreamTime => ({
  ...told(name, term, key),
  second: ({ webSocket }) => webSocket?.[key],
});

const stream: ShownStream = {
  key: 'webSocket',
  title: 'WebSocket',
  one: 'connection',
  many: 'connections',
  states: [
    ['handshaking', 'handshaking'],
    ['open', 'open'],
    ['subscribed', 'subscribed'],
    ['closing', 'closing'],
  ],
  times: [
    drawn('Connect time', 'wsConnect', 'connectMs'),
    drawn('Round trip', 'roundTrip', 'roundTripMs'),
    told('Ping', 'ping', 'pingMs'),
    told('Time to first message', 'firstMessage', 'firstMessageMs'),
    told('Session length', 'session', 'sessionMs'),
    {
      ...drawn('Delivery lag', 'deliveryLag', 'deliveryLagMs'),
      // Only where the service stamps its messages.
      whole: ({ webSocket }) => (webSocket?.stamped === true ? webSocket.deliveryLagMs : undefined),
    },
  ],
  timesOf: 'over the whole run; messages and pings without the warm-up',
  charts: ({ webSocket }) => [
    {
      title: 'Messages in and out',
      lines: [
        { key: 'in', label: 'in', color: '--chart-3', read: (second) => second.webSocket?.messagesIn },
        { key: 'out', label: 'out', color: '--chart-1', read: (second) => second.webSocket?.messagesOut },
      ],
    },
    ...(webSocket?.sequenced === true ? [SEQUENCE] : []),
  ],
  phases: ({ webSocket }) => webSocket?.phases,
  order: ({ webSocket }) =>
    webSocket?.sequenced === true
      ? [
          ['missed', webSocket.missed],
          ['duplicates', webSocket.duplicates],
          ['out of order', webSocket.outOfOrder],
        ]
      : null,
  traffic: { title: 'Messages by topic', what: 'Messages', by: 'Topic or type' },
  counts: ({ webSocket }) => [
    ['messages in', webSocket?.messagesIn ?? 0],
    ['messages out', webSocket?.messagesOut ?? 0],
  ],
  slowest: 'slowest reply',
  ending: webSocketEnding,
};

/** Sequence faults in each second. */
const SEQUENCE = {
  title: 'Sequence',
  term: 'sequence',
  whole: true,
  lines: (
    [
      ['missed', 'missed', '--poor'],
      ['duplicates', 'twice', '--chart-2'],
      ['outOfOrder', 'out of order', '--chart-5'],
    ] as const
  ).map(([key, label, color]) => ({
    key,
    label,
    color,
    read: ({ webSocket }: SecondStreams) => webSocket?.[key],
  })),
} as const;

const CLASS_ROWS: readonly FieldRow[] = [
  [
    { key: 'path', label: 'Path', type: 'text', mono: true, wide: true },
    { key: 'connectRate', label: 'Opened per second', type: 'number', placeholder: '100' },
    {
      key: 'messageRate',
      label: 'Messages per second per connection',
      type: 'number',
      range: [0, 1_000_000],
      placeholder: '1',
    },
  ],
  [
    {
      key: 'subscribe',
      label: 'Sent once after opening, as a JSON list of frames',
      type: 'list',
      placeholder: '[{ "action": "subscribe", "topics": ["prices"] }]',
    },
  ],
  [
    {
      key: 'confirm',
      label: 'Subscribed once a frame has, at',
      type: 'rule',
      placeholder: 'subscribed',
    },
  ],
  [{ key: 'message', label: 'Message, as JSON; none: protocol pings', type: 'json' }],
  [{ key: 'reply', label: 'Answered once a frame has, at', type: 'rule', placeholder: 'pong' }],
];

export const websocket: ShownProtocol = {
  name: 'websocket',
  users: { words: 'WebSocket connections', label: 'Connections', key: 'connections' },
  thinks: false,
  classRows: CLASS_ROWS,
  step: {
    keys: ['websocket'],
    add: 'Add a WebSocket after it',
    fresh: { websocket: '/' },
    about: 'A WebSocket that is opened, used and closed again.',
    parts: [
      {
        name: 'Messages',
        rows: [
          [
            {
              key: 'send',
              label: 'Sent after opening, as JSON: one frame, or a list of frames',
              type: 'json',
              placeholder: '[{ "action": "ping" }]',
            },
          ],
          [{ key: 'until', label: 'Answered once a frame has, at', type: 'rule', placeholder: 'pong' }],
          [{ key: 'hold', label: 'Stay open for', type: 'duration', placeholder: 'until the reply' }],
        ],
      },
      QUERY,
      HEADERS,
      ...answerParts('reply', 'The awaited reply is enough by itself.', OF_RESPONSES),
      { name: 'More', rows: [[...NAMED]] },
    ],
    first: [],
    canTry: false,
  },
  stream,
};
