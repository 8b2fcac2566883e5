import type { Distribution } from './distribution.ts';
import { type ShownPercentile, showOverallPercentile, showTimePercentile } from './evidence.ts';
import { formatNumber, formatRate } from './format.ts';
import { MAIN_PERCENTILES } from './percentiles.ts';
import { leftOutNote } from './rate-words.ts';
import type { Summary } from './summary.ts';

/** One of the few figures people ask for first, read from the document. */
export interface KeyFigure {
  readonly key: string;
  readonly label: string;
  /** Name of its definition in the document. */
  readonly definition: string;
  /** Where it stands in the document. */
  readonly path: string;
  readonly kind: 'count' | 'rate' | 'percent' | 'time';
  readonly value: number | null;
  /** Of a percentile: how it is shown. */
  readonly shown?: ShownPercentile;
  readonly note: string;
}

/**
 * The figures people ask for first: of requests where the run has them; else of connections, messages and events, for
 * a run of streams alone has no request to tell of. Window and report show the same ones.
 */
export function keyFigures(summary: Summary): KeyFigure[] {
  const streams = isOfStreamsAlone(summary);
  return [
    ...(streams ? [...webSocketFigures(summary), ...eventFigures(summary)] : requestFigures(summary)),
    {
      key: 'error-rate',
      label: 'Error rate',
      definition: 'errorRate',
      path: 'rates.errorRatePercent',
      kind: 'percent',
      value: summary.rates.errorRatePercent,
      note: leftOutNote(summary.rates),
    },
  ];
}

/** True of a run that opens streams and asks for nothing else, the tokens of these streams aside. */
export function isOfStreamsAlone({ webSocket, sse, endpoints }: Summary): boolean {
  if (webSocket === null && sse === null) return false;
  return !endpoints.some(({ protocol, part }) => protocol === 'http' && !part);
}

function requestFigures(summary: Summary): KeyFigure[] {
  const { totals, rates } = summary;
  return [
    {
      key: 'sent',
      label: 'Requests',
      definition: 'sent',
      path: 'totals.sent',
      kind: 'count',
      value: totals.sent,
      note: summary.run.warmupMs > 0 ? 'warm-up included' : '',
    },
    {
      key: 'throughput',
      label: 'Throughput',
      definition: 'throughput',
      path: 'rates.throughputPerSecond',
      kind: 'rate',
      value: rates.throughputPerSecond,
      note: '',
    },
    ...MAIN_PERCENTILES.map((name) =>
      percentile(name, {
        label: name,
        definition: 'overallTime',
        path: `overallTimeMs.${name}`,
        shown: showOverallPercentile(summary, name),
      }),
    ),
  ];
}

function webSocketFigures(summary: Summary): KeyFigure[] {
  const { webSocket } = summary;
  if (webSocket === null) return [];
  const { opened, attempted, messagesIn, phases, roundTripMs, pingMs } = webSocket;
  const steady = phases?.steady.messagesInPerSecond ?? 0;
  const isPing = roundTripMs.count === 0 && pingMs.count > 0;
  return [
    openedFigure('webSocket', 'Connections opened', { opened, attempted }),
    ...(isPing ? [] : [messagesFigure(messagesIn, steady)]),
    timed(summary, isPing ? pingMs : roundTripMs, {
      label: isPing ? 'Ping p95' : 'Round trip p95',
      definition: isPing ? 'ping' : 'roundTrip',
      path: `webSocket.${isPing ? 'pingMs' : 'roundTripMs'}.p95`,
    }),
  ];
}

function messagesFigure(messagesIn: number, steadyPerSecond: number): KeyFigure {
  return {
    key: 'messages',
    label: 'Messages received',
    definition: 'messages',
    path: 'webSocket.messagesIn',
    kind: 'count',
    value: messagesIn,
    note: steadyPerSecond > 0 ? `${formatRate(steadyPerSecond)} once all are open` : '',
  };
}

function eventFigures(summary: Summary): KeyFigure[] {
  const { sse } = summary;
  if (sse === null) return [];
  const { opened, attempted, events, firstEventMs, gapMs } = sse;
  return [
    openedFigure('sse', 'Streams opened', { opened, attempted }),
    {
      key: 'events',
      label: 'Events received',
      definition: 'events',
      path: 'sse.events',
      kind: 'count',
      value: events,
      note: '',
    },
    timed(summary, firstEventMs, {
      label: 'First event p95',
      definition: 'sseStream',
      path: 'sse.firstEventMs.p95',
    }),
    timed(summary, gapMs, { label: 'Gap p95', definition: 'gap', path: 'sse.gapMs.p95' }),
  ];
}

function openedFigure(
  root: 'webSocket' | 'sse',
  label: string,
  { opened, attempted }: { opened: number; attempted: number },
): KeyFigure {
  return {
    key: `${root}-opened`,
    label,
    definition: 'lifecycle',
    path: `${root}.opened`,
    kind: 'count',
    value: opened,
    note: `of ${formatNumber(attempted)}`,
  };
}

type Named = Pick<KeyFigure, 'label' | 'definition' | 'path'>;

function timed(summary: Summary, time: Distribution, named: Named): KeyFigure {
  return percentile(named.path.replaceAll('.', '-'), {
    ...named,
    shown: showTimePercentile(summary, time, 'p95'),
  });
}

function percentile(key: string, of: Named & { readonly shown: ShownPercentile }): KeyFigure {
  const { shown } = of;
  return { ...of, key, kind: 'time', value: shown.value, note: '' };
}
