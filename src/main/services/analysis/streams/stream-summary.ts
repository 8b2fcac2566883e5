import { isOfStream, type SeriesRole } from '../../../../contract/series.ts';
import type { Distribution, Summary } from '../../../../contract/summary.ts';
import { distributionOf } from '../../../../workers/engine/verdicts/evidence.ts';
import { latencyOf, type Measured } from '../counts/measured.ts';
import { openPercent } from '../counts/open-time.ts';
import type { StreamPhases } from './stream-phases.ts';
import type { StreamTotals } from './stream-totals.ts';

/**
 * The WebSocket part of the summary; null where the plan opens none.
 * @param ended whether the run is over, so that what is in its handshake stays unanswered
 */
export function summarizeWebSockets(
  measured: Measured,
  phases: StreamPhases,
  ended: boolean,
): Summary['webSocket'] {
  const sockets = measured.load.filter(({ protocol }) => protocol === 'websocket');
  if (sockets.length === 0) return null;
  const totals = measured.streams.totals('websocket');
  const { states } = totals ?? { states: { open: 0, subscribed: 0, closing: 0 } };
  return {
    openAtStart: totals?.openBefore ?? 0,
    attempted: totals?.attempted ?? 0,
    opened: totals?.opened ?? 0,
    failed: totals?.failed ?? 0,
    unanswered: ended ? (totals?.states.handshaking ?? 0) : 0,
    closed: totals?.closed ?? 0,
    reconnects: totals?.reconnects ?? 0,
    openAtEnd: states.open + states.subscribed + states.closing,
    closedBy: Object.fromEntries(totals?.closedBy ?? []),
    messagesIn: totals?.messagesIn ?? 0,
    messagesOut: totals?.messagesOut ?? 0,
    missed: totals?.missed ?? 0,
    duplicates: totals?.duplicates ?? 0,
    outOfOrder: totals?.outOfOrder ?? 0,
    topics: topicsOf(totals),
    connectMs: timesOf(measured, 'websocket', 'connect'),
    roundTripMs: timesOf(measured, 'websocket', 'round-trip'),
    pingMs: timesOf(measured, 'websocket', 'ping'),
    firstMessageMs: timesOf(measured, 'websocket', 'first-message'),
    sessionMs: timesOf(measured, 'websocket', 'session'),
    deliveryLagMs: distributionOf(totals?.deliveryLag ?? null),
    sequenced: sockets.some(({ sequenced }) => sequenced),
    stamped: sockets.some(({ stamped }) => stamped),
    phases: phases.summarize(),
  };
}

/** The event-stream part of the summary; null where the plan opens none. @param ended as above */
export function summarizeEventStreams(measured: Measured, ended: boolean): Summary['sse'] {
  if (!measured.load.some(({ protocol }) => protocol === 'sse')) return null;
  const totals = measured.streams.totals('sse');
  return {
    openAtStart: totals?.openBefore ?? 0,
    attempted: totals?.attempted ?? 0,
    opened: totals?.opened ?? 0,
    failed: totals?.failed ?? 0,
    unanswered: ended ? (totals?.states.handshaking ?? 0) : 0,
    closed: totals?.closed ?? 0,
    reconnects: totals?.reconnects ?? 0,
    closedBy: Object.fromEntries(totals?.closedBy ?? []),
    openPercent: ended ? openPercent(measured) : null,
    events: totals?.messagesIn ?? 0,
    duplicates: totals?.duplicates ?? 0,
    topics: topicsOf(totals),
    headersMs: timesOf(measured, 'sse', 'headers'),
    firstEventMs: timesOf(measured, 'sse', 'first-event'),
    gapMs: timesOf(measured, 'sse', 'gap'),
  };
}

/** Of the connections of the classes, as the counts beside it: what tasks open in their steps has rows of its own. */
function timesOf(measured: Measured, kind: 'websocket' | 'sse', role: SeriesRole): Distribution {
  const own = measured.plan.series.flatMap((one, index) =>
    one.role === role && isOfStream(one, kind) ? [index] : [],
  );
  return distributionOf(latencyOf(measured, own));
}

function topicsOf(totals: StreamTotals | null): { topic: string; count: number; bytes: number }[] {
  return [...(totals?.topics ?? [])]
    .map(([topic, seen]) => ({ topic, ...seen }))
    .toSorted((a, b) => b.count - a.count);
}
