import { showTimePercentile } from '../../contract/evidence.ts';
import { formatBytes, formatMs, formatNumber, NO_VALUE } from '../../contract/format.ts';
import type { Summary } from '../../contract/summary.ts';
import type { PlotModel } from '../charts/plot-model.ts';
import { openingsModel, streamTimesModel } from '../charts/stream-charts.ts';
import { endingsOf } from '../result/streams/ending-words.ts';
import { Chart } from './chart.ts';
import type { ChartGroup } from './chart-group.ts';
import { el } from './dom.ts';
import { distributionAt, figure, numberAt, percentileFigure } from './figure.ts';
import { lanes } from './lanes.ts';
import { type Column, pairs, row, section, table, term } from './parts.ts';
import { phasesTable } from './stream-phases.ts';

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
  ['firstMessageMs', 'firstMessage', 'Time to first message'],
  ['sessionMs', 'session', 'Session length'],
  ['deliveryLagMs', 'deliveryLag', 'Delivery lag'],
];
const LATER_TIMES: readonly string[] = ['firstMessageMs', 'sessionMs'];
const EVENT_COUNTS: Counts = [
  ['attempted', 'attempted'],
  ['opened', 'opened'],
  ['failed', 'failed'],
  ['closed', 'closed'],
  ['reconnects', 'reconnects'],
  ['events', 'events received'],
];
/** Where a stop cut handshakes off. */
const NEVER_ANSWERED: Counts = [['unanswered', 'never answered']];
/** Where none did, events may have no ids to tell it by. */
const CAME_TWICE: Counts = [['duplicates', 'came twice, by their id']];
const EVENT_TIMES: Times = [
  ['headersMs', 'sseStream', 'Headers'],
  ['firstEventMs', 'sseStream', 'First event'],
  ['gapMs', 'gap', 'Gap between events'],
];

/** Connections, what travelled on them and how they ended. */
export function webSocketSection(summary: Summary, group: ChartGroup): HTMLElement | null {
  if (summary.webSocket === null) return null;
  const { closedBy, topics } = summary.webSocket;
  return section(
    'websocket',
    'WebSocket',
    counts(summary, 'webSocket', [...SOCKET_COUNTS, ...never(summary.webSocket)]),
    streamCharts(summary, 'webSocket', group),
    times(summary, 'webSocket', SOCKET_TIMES),
    phasesTable(summary),
    el(
      'div',
      { class: 'side-by-side' },
      closes(summary, 'webSocket', closedBy),
      topicTable(summary, 'webSocket', topics),
    ),
    lanes(summary, 'webSocket'),
  );
}

/** Event streams. */
export function eventStreamSection(summary: Summary, group: ChartGroup): HTMLElement | null {
  if (summary.sse === null) return null;
  const { closedBy, topics, duplicates = 0 } = summary.sse;
  const twice = duplicates > 0 ? CAME_TWICE : [];
  return section(
    'event-streams',
    'Event streams',
    counts(summary, 'sse', [...EVENT_COUNTS, ...twice, ...never(summary.sse)]),
    streamCharts(summary, 'sse', group),
    times(summary, 'sse', EVENT_TIMES),
    el(
      'div',
      { class: 'side-by-side' },
      closes(summary, 'sse', closedBy),
      topicTable(summary, 'sse', topics),
    ),
    lanes(summary, 'sse'),
  );
}

function never({ unanswered = 0 }: { readonly unanswered?: number | undefined }): Counts {
  return unanswered > 0 ? NEVER_ANSWERED : [];
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
  // Runs of before these were measured have no rows for them.
  const measured = names.filter(
    ([path]) => !LATER_TIMES.includes(path) || (numberAt(summary, `${root}.${path}.count`) ?? 0) > 0,
  );
  const rows = measured.map(([path, definition, label]) =>
    row(
      [
        term(summary, definition, label),
        ...STATISTICS.map((name) => timeFigure(summary, `${root}.${path}`, name)),
      ],
      columns,
    ),
  );
  return table(`${KINDS[root]} times`, columns, rows);
}

/** Percentiles with what they rest on; all else as it is. */
function timeFigure(summary: Summary, path: string, name: (typeof STATISTICS)[number]): HTMLElement {
  if (name === 'count') return figure(summary, `${path}.count`, formatNumber);
  const time = distributionAt(summary, path);
  if (name === 'min' || name === 'mean' || name === 'max' || time === null) {
    return figure(summary, `${path}.${name}`, formatMs);
  }
  return percentileFigure(`${path}.${name}`, showTimePercentile(summary, time, name));
}

/** Openings and ends beside what those who are connected feel of them. */
function streamCharts(summary: Summary, kind: Root, group: ChartGroup): HTMLElement | null {
  const { perSecond: seconds, run } = summary;
  if (!seconds.some(({ streams }) => (streams?.[kind] ?? null) !== null)) return null;
  const frame = { seconds, plannedMs: Math.min(run.plannedDurationMs, run.durationMs), summary };
  const [title, time] = kind === 'sse' ? (['Gap', 'gap'] as const) : (['Round trip', 'roundTrip'] as const);
  const chart = (name: string, label: string, model: PlotModel) =>
    new Chart({ title: label, name: `${kind}-${name}`, model }, group).element;
  return el(
    'div',
    { class: 'charts' },
    chart('openings', 'Opened and ended', openingsModel(frame, kind)),
    chart(time, title, streamTimesModel(frame, time, false)),
  );
}

/** Close codes may be any text a server sends, so they are found by name and not by path. */
function closes({ errors }: Summary, root: Root, closedBy: Readonly<Record<string, number>>): HTMLElement {
  const columns: Column[] = [
    { head: 'How it ended', wide: true },
    { head: 'Count', number: true },
  ];
  const what = root === 'sse' ? 'stream' : 'connection';
  const rows = endingsOf(closedBy, errors, what).map(({ cause, count, title, meaning }) =>
    row(
      [
        el(
          'span',
          {},
          el('span', { class: 'ending' }, title),
          el('span', { class: 'ending-cause' }, el('code', {}, cause), meaning === '' ? '' : ` · ${meaning}`),
        ),
        el('data', { 'data-value': String(count), value: String(count) }, formatNumber(count)),
      ],
      columns,
    ),
  );
  if (rows.length === 0) rows.push(row([`no ${what} ended`, NO_VALUE], columns));
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
