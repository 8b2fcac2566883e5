import { formatBytes, formatMs, formatNumber, NO_VALUE } from '../../contract/format.ts';
import type { Summary } from '../../contract/summary.ts';
import { el } from './dom.ts';
import { figure } from './figure.ts';
import { type Column, pairs, row, section, table, term } from './parts.ts';

const STATISTICS = ['count', 'min', 'mean', 'p50', 'p90', 'p95', 'p99', 'max'] as const;

type Root = 'webSocket' | 'sse';
const KINDS: Readonly<Record<Root, string>> = { webSocket: 'WebSocket', sse: 'event stream' };

type Times = readonly (readonly [path: string, term: string, label: string])[];
type Counts = readonly (readonly [path: string, label: string])[];

const SOCKET_COUNTS: Counts = [
  ['attempted', 'attempted'],
  ['opened', 'opened'],
  ['failed', 'failed'],
  ['closed', 'closed'],
  ['openAtEnd', 'open at the end'],
  ['reconnects', 'reconnects'],
  ['messagesOut', 'messages sent'],
  ['messagesIn', 'messages received'],
  ['missed', 'missed'],
  ['duplicates', 'duplicates'],
  ['outOfOrder', 'out of order'],
];
const SOCKET_TIMES: Times = [
  ['connectMs', 'wsConnect', 'Connect'],
  ['roundTripMs', 'roundTrip', 'Round trip'],
  ['pingMs', 'ping', 'Ping'],
  ['deliveryLagMs', 'deliveryLag', 'Delivery lag'],
];
const EVENT_COUNTS: Counts = [
  ['attempted', 'attempted'],
  ['opened', 'opened'],
  ['failed', 'failed'],
  ['closed', 'closed'],
  ['reconnects', 'reconnects'],
  ['events', 'events received'],
];
const EVENT_TIMES: Times = [
  ['headersMs', 'sseStream', 'Headers'],
  ['firstEventMs', 'sseStream', 'First event'],
  ['gapMs', 'gap', 'Gap between events'],
];

/** Connections, what travelled on them and how they ended. */
export function webSocketSection(summary: Summary): HTMLElement | null {
  if (summary.webSocket === null) return null;
  const { closedBy, topics } = summary.webSocket;
  return section(
    'websocket',
    'WebSocket',
    counts(summary, 'webSocket', SOCKET_COUNTS),
    times(summary, 'webSocket', SOCKET_TIMES),
    el(
      'div',
      { class: 'side-by-side' },
      closes('webSocket', closedBy),
      topicTable(summary, 'webSocket', topics),
    ),
  );
}

/** Event streams. */
export function eventStreamSection(summary: Summary): HTMLElement | null {
  if (summary.sse === null) return null;
  const { closedBy, topics } = summary.sse;
  return section(
    'event-streams',
    'Event streams',
    counts(summary, 'sse', EVENT_COUNTS),
    times(summary, 'sse', EVENT_TIMES),
    el('div', { class: 'side-by-side' }, closes('sse', closedBy), topicTable(summary, 'sse', topics)),
  );
}

function counts(summary: Summary, root: Root, names: Counts): HTMLElement {
  return el(
    'div',
    { class: 'lifecycle' },
    pairs(names.map(([path, label]) => [label, figure(summary, `${root}.${path}`, formatNumber)])),
    el('p', { class: 'hint' }, summary.definitions.lifecycle ?? ''),
  );
}

function times(summary: Summary, root: Root, names: Times): HTMLElement {
  const columns: Column[] = [{ head: 'Time' }, ...STATISTICS.map((head) => ({ head, number: true }))];
  const rows = names.map(([path, definition, label]) =>
    row(
      [
        term(summary, definition, label),
        ...STATISTICS.map((name) =>
          figure(summary, `${root}.${path}.${name}`, name === 'count' ? formatNumber : formatMs),
        ),
      ],
      columns,
    ),
  );
  return table(`${KINDS[root]} times`, columns, rows);
}

/** Close codes may be any text a server sends, so they are found by name and not by path. */
function closes(root: Root, closedBy: Readonly<Record<string, number>>): HTMLElement {
  const columns: Column[] = [{ head: 'Closed by' }, { head: 'Count', number: true }];
  const rows = Object.entries(closedBy)
    .toSorted(([, a], [, b]) => b - a)
    .map(([cause, count]) => row([el('code', {}, cause), formatNumber(count)], columns));
  if (rows.length === 0)
    rows.push(row([`no ${root === 'sse' ? 'stream' : 'connection'} was closed`, NO_VALUE], columns));
  return table(`How each ${KINDS[root]} ended`, columns, rows);
}

function topicTable(
  summary: Summary,
  root: Root,
  topics: readonly { topic: string; count: number; bytes: number }[],
): HTMLElement {
  const columns: Column[] = [
    { head: 'Topic or type' },
    { head: 'Messages', number: true },
    { head: 'Bytes', number: true },
  ];
  const bytes = (value: number | null) => (value === null ? NO_VALUE : formatBytes(value));
  const rows = topics.map(({ topic }, index) =>
    row(
      [
        el('code', {}, topic),
        figure(summary, `${root}.topics.${index}.count`, formatNumber),
        figure(summary, `${root}.topics.${index}.bytes`, bytes),
      ],
      columns,
    ),
  );
  return table(`${KINDS[root]} messages by topic`, columns, rows);
}
