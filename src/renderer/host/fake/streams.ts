import type { Summary, SummarySecond } from '../../../contract/summary.ts';
import type {
  Lane,
  LaneSecond,
  SecondStreams,
  SecondTimes,
  StreamPhase,
} from '../../../contract/summary-streams.ts';
import { distributionOf } from './distribution.ts';
import { noise, round } from './random.ts';
import { percentilesOf } from './second-percentiles.ts';
import type { RunShape } from './shape.ts';
import { slowdown, usersAt } from './simulate.ts';

/** WebSockets and event streams of a demo run: a fifth of its users hold one, one in three of these an event stream. */
type Kind = 'websocket' | 'sse';
type WebSocketSecond = NonNullable<SecondStreams['webSocket']>;
type SseSecond = NonNullable<SecondStreams['sse']>;

const TOPICS = ['pricing.updates', 'curve.changes', 'instruments.new', 'alerts.system', 'pong'];
const LANES = 12;
/** A second in which one connection is refused, and one in which the service closes one. */
const REFUSED_AT = 2;
const CLOSED_AT = 9;

const has = (shape: RunShape, kind: Kind): boolean => shape.endpoints.some((row) => row.protocol === kind);

function wantedAt(shape: RunShape, kind: Kind, second: number): number {
  if (second < 0) return 0;
  return Math.round(usersAt(shape, second) / (kind === 'websocket' ? 5 : 15));
}

/** Everything that has happened by the end of a second. */
function booksAt(shape: RunShape, kind: Kind, second: number) {
  const attempted = wantedAt(shape, kind, second);
  const handshaking = attempted - wantedAt(shape, kind, second - 1) > 1 ? 1 : 0;
  const failed = kind === 'websocket' && second >= REFUSED_AT ? Math.min(1, attempted) : 0;
  const closed = second >= CLOSED_AT && attempted > 4 ? 1 : 0;
  return { attempted, handshaking, failed, closed, opened: attempted - handshaking - failed };
}

function secondOfKind(shape: RunShape, kind: Kind, second: number) {
  const now = booksAt(shape, kind, second);
  const before = booksAt(shape, kind, second - 1);
  const open = Math.min(2, now.opened - now.closed);
  const subscribed = now.opened - now.closed - open;
  return {
    connections: { handshaking: now.handshaking, open, subscribed, closing: 0 },
    attempted: now.attempted - before.attempted,
    opened: Math.max(0, now.opened - before.opened),
    failed: Math.max(0, now.failed - before.failed),
    closed: now.closed - before.closed,
    reconnects: 0,
    messagesIn: Math.round(subscribed * (3 + noise(shape.seed, second, 801))),
    messagesOut: kind === 'websocket' ? subscribed : 0,
  };
}

interface Answers {
  /** In ms. */
  readonly median: number;
  /** In each second. */
  readonly count: number;
}

function timesAt(shape: RunShape, second: number, { median, count }: Answers): SecondTimes {
  const at = (factor: number) =>
    count === 0
      ? null
      : round(median * slowdown(shape, second) * factor * (0.95 + noise(shape.seed, second, 802) / 10));
  return {
    meanMs: at(1.13),
    maxMs: at(4.4),
    ...percentilesOf(count, second, { p50Ms: at(1), p95Ms: at(2.3), p99Ms: at(3.2) }),
  };
}

function laneSeconds(shape: RunShape, kind: Kind, second: number): LaneSecond[] {
  return lanesUpTo(shape, kind, second + 1).flatMap((one, lane) => {
    const last = one.changes.at(-1);
    if (last?.to !== 'subscribed') return [];
    const slowness = 0.7 + 2.4 * noise(shape.seed, second, 820 + lane) ** 6;
    return [
      {
        lane,
        messagesIn: 3,
        messagesOut: kind === 'websocket' ? 1 : 0,
        slowestMs: round((kind === 'websocket' ? 8 : 250) * slowdown(shape, second) * slowness),
      },
    ];
  });
}

/** The followed connections, as far as their changes lie before the end of so many seconds. */
function lanesUpTo(shape: RunShape, kind: Kind, seconds: number): Lane[] {
  const wanted = wantedAt(shape, kind, shape.durationS);
  const count = Math.min(LANES, wanted);
  return Array.from({ length: count }, (_, index): Lane => {
    const connection = Math.floor((index * wanted) / count);
    return {
      scenario: kind === 'websocket' ? 'StreamingUser/websocket' : 'StreamingUser/events',
      connection,
      changes: changesOf(shape, kind, { connection, index }).filter(({ atMs }) => atMs < seconds * 1_000),
      cut: false,
    };
  });
}

function changesOf(
  shape: RunShape,
  kind: Kind,
  { connection, index }: { connection: number; index: number },
): Lane['changes'] {
  const atMs = ((connection * (kind === 'websocket' ? 5 : 15)) / shape.spawnRate) * 1_000;
  const took = 40 + 260 * noise(shape.seed, connection, 810);
  const begun: Lane['changes'] = [{ atMs, to: 'handshaking', cause: '' }];
  if (index === 2 && kind === 'websocket') {
    return [...begun, { atMs: atMs + took, to: 'failed', cause: 'ws.handshake_status.503' }];
  }
  const life: Lane['changes'] = [
    ...begun,
    { atMs: atMs + took, to: 'open', cause: '' },
    { atMs: atMs + took + 60, to: 'subscribed', cause: '' },
  ];
  if (index !== 4) return life;
  const cause = kind === 'websocket' ? 'ws.closed.1001' : 'sse.closed';
  return [...life, { atMs: Math.max(CLOSED_AT * 1_000, atMs + 2_000), to: 'closed', cause }];
}

/** The stream part of one second. */
export function streamsOf(shape: RunShape, second: number): SecondStreams {
  const times = (median: number, count: number) => timesAt(shape, second, { median, count });
  const socket = (): WebSocketSecond => {
    const own = secondOfKind(shape, 'websocket', second);
    return {
      ...own,
      missed: 0,
      duplicates: 0,
      outOfOrder: 0,
      lanes: laneSeconds(shape, 'websocket', second),
      connectMs: times(120, own.opened),
      roundTripMs: times(7, own.messagesOut),
      deliveryLagMs: times(2.4, own.messagesIn),
    };
  };
  const events = (): SseSecond => {
    const own = secondOfKind(shape, 'sse', second);
    return {
      ...own,
      lanes: laneSeconds(shape, 'sse', second),
      headersMs: times(31, own.opened),
      firstEventMs: times(74, own.opened),
      gapMs: times(248, own.messagesIn),
    };
  };
  return { webSocket: has(shape, 'websocket') ? socket() : null, sse: has(shape, 'sse') ? events() : null };
}

/** WebSocket and event-stream figures, where the run has such streams. */
export function streamSummaries(
  shape: RunShape,
  seconds: readonly SummarySecond[],
): Pick<Summary, 'webSocket' | 'sse'> {
  const rows = <K extends 'webSocket' | 'sse'>(kind: K) =>
    seconds.flatMap(({ streams }) =>
      streams?.[kind] ? [streams[kind] as NonNullable<SecondStreams[K]>] : [],
    );
  return {
    webSocket: has(shape, 'websocket') ? webSocketSummary(shape, rows('webSocket')) : null,
    sse: has(shape, 'sse') ? sseSummary(shape, rows('sse')) : null,
  };
}

const time = (median: number, count: number) => distributionOf([{ weight: 1, median, sigma: 0.5 }], count);

type Row = WebSocketSecond | SseSecond;
const sumOf = (
  rows: readonly Row[],
  key: 'attempted' | 'opened' | 'failed' | 'closed' | 'messagesIn' | 'messagesOut',
) => rows.reduce((total, row) => total + row[key], 0);

function countersOf(rows: readonly Row[]) {
  return {
    attempted: sumOf(rows, 'attempted'),
    opened: sumOf(rows, 'opened'),
    failed: sumOf(rows, 'failed'),
    closed: sumOf(rows, 'closed'),
    reconnects: 0,
  };
}

const topicsOf = (messages: number, names: readonly string[]) =>
  names.map((topic, index) => {
    const count = Math.floor(messages / (index + 2));
    return { topic, count, bytes: count * (214 - 20 * index) };
  });

function webSocketSummary(shape: RunShape, rows: readonly WebSocketSecond[]): Summary['webSocket'] {
  const books = countersOf(rows);
  const messagesOut = sumOf(rows, 'messagesOut');
  const lastOpening = rows.findLastIndex((row) => row.attempted > 0) + 1;
  return {
    ...books,
    openAtEnd: books.opened - books.closed,
    closedBy: {
      ...(books.failed > 0 ? { 'ws.handshake_status.503': books.failed } : {}),
      ...(books.closed > 0 ? { 'ws.closed.1001': books.closed } : {}),
    },
    messagesIn: sumOf(rows, 'messagesIn'),
    messagesOut,
    missed: 0,
    duplicates: 0,
    outOfOrder: 0,
    topics: topicsOf(sumOf(rows, 'messagesIn'), TOPICS),
    connectMs: time(120, books.opened),
    roundTripMs: time(7, messagesOut),
    pingMs: time(1.2, 0),
    firstMessageMs: time(9, books.opened),
    sessionMs: time(14_200, books.closed),
    deliveryLagMs: time(2.4, sumOf(rows, 'messagesIn')),
    sequenced: true,
    stamped: true,
    phases: { opening: phaseOf(rows.slice(0, lastOpening), 11), steady: phaseOf(rows.slice(lastOpening), 7) },
    lanes: lanesUpTo(shape, 'websocket', rows.length),
  };
}

function phaseOf(rows: readonly WebSocketSecond[], roundTripMs: number): StreamPhase {
  const { attempted, opened, failed } = countersOf(rows);
  const rate = (count: number) => (rows.length === 0 ? 0 : count / rows.length);
  return {
    lengthMs: rows.length * 1_000,
    attempted,
    opened,
    failed,
    openedPerSecond: rate(opened),
    messagesInPerSecond: rate(sumOf(rows, 'messagesIn')),
    messagesOutPerSecond: rate(sumOf(rows, 'messagesOut')),
    connectMs: time(120, opened),
    roundTripMs: time(roundTripMs, sumOf(rows, 'messagesOut')),
  };
}

function sseSummary(shape: RunShape, rows: readonly SseSecond[]): Summary['sse'] {
  const books = countersOf(rows);
  const events = sumOf(rows, 'messagesIn');
  return {
    ...books,
    closedBy: books.closed > 0 ? { 'sse.closed': books.closed } : {},
    events,
    topics: topicsOf(events, TOPICS.slice(0, 2)),
    headersMs: time(31, books.opened),
    firstEventMs: time(74, books.opened),
    gapMs: time(248, events),
    lanes: lanesUpTo(shape, 'sse', rows.length),
  };
}
