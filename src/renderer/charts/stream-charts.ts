import { formatNumber } from '../../contract/format.ts';
import type { Distribution, Summary, SummarySecond } from '../../contract/summary.ts';
import type { SecondStreams, SecondTimes } from '../../contract/summary-streams.ts';
import type { ChartColor } from './chart-colors.ts';
import type { PlotModel, PlotSeries } from './plot-model.ts';
import { type Frame, model, timesModel } from './run-charts.ts';
import { rates as ratesOf } from './second-series.ts';

export type StreamKind = 'webSocket' | 'sse';
type Part = NonNullable<SecondStreams[StreamKind]>;

const partOf = (kind: StreamKind, second: SummarySecond): Part | null => second.streams?.[kind] ?? null;

const rates = (frame: Frame, kind: StreamKind, read: (part: Part) => number) =>
  ratesOf(frame.seconds, (second) => {
    const part = partOf(kind, second);
    return part === null ? 0 : read(part);
  });

export type LiveState = keyof Part['connections'];

/** The states of those that are not over, in the order they are gone through. Event streams are never seen closing: a reader ends in one step. */
export function liveStates(kind: StreamKind): readonly LiveState[] {
  return kind === 'webSocket'
    ? ['handshaking', 'open', 'subscribed', 'closing']
    : ['handshaking', 'open', 'subscribed'];
}

export const STATE_COLORS: Readonly<Record<LiveState, ChartColor>> = {
  subscribed: '--chart-1',
  open: '--chart-3',
  handshaking: '--chart-5',
  closing: '--chart-4',
};

/** What the two states in use are called: of an event stream, one that has sent headers, and one that has sent events. */
export const STATE_LABELS: Readonly<Record<StreamKind, Readonly<Record<LiveState, string>>>> = {
  webSocket: { handshaking: 'handshaking', open: 'open', subscribed: 'subscribed', closing: 'closing' },
  sse: { handshaking: 'connecting', open: 'waiting', subscribed: 'reading', closing: 'closing' },
};

/** Connections by state as stacked grounds: the upper edge of all is the number that exist. */
export function statesModel(frame: Frame, kind: StreamKind): PlotModel {
  const { seconds } = frame;
  const of = (state: LiveState) => seconds.map((second) => partOf(kind, second)?.connections[state] ?? 0);
  // From the ground up: those in use, those on their way, those that leave.
  const states = liveStates(kind);
  const order = (['subscribed', 'open', 'handshaking', 'closing'] as const).filter((state) =>
    states.includes(state),
  );
  const counts = order.map(of);
  const stacked = order.map(
    (state, index): PlotSeries => ({
      key: state,
      label: STATE_LABELS[kind][state],
      color: STATE_COLORS[state],
      look: 'stack',
      shown: counts[index] ?? [],
      values: seconds.map((_, at) =>
        counts.slice(0, index + 1).reduce((sum, row) => sum + (row[at] ?? 0), 0),
      ),
    }),
  );
  return { ...model(frame, stacked.reverse(), formatNumber), whole: true, legendReversed: true };
}

/** How many connections were opened, refused and ended in each second. */
export function openingsModel(frame: Frame, kind: StreamKind): PlotModel {
  const line = (
    key: 'opened' | 'failed' | 'closed' | 'reconnects',
    label: string,
    color: ChartColor,
    look: PlotSeries['look'] = 'line',
  ): PlotSeries => ({ key, label, color, look, ...rates(frame, kind, (part) => part[key]) });
  return {
    ...model(
      frame,
      [
        line('opened', 'opened', '--chart-1', 'bars'),
        line('closed', 'ended', '--chart-4'),
        line('reconnects', 'reconnects', '--chart-5'),
        line('failed', 'failed', '--poor'),
      ],
      (value) => `${formatNumber(value)}/s`,
    ),
    whole: true,
  };
}

export function streamMessagesModel(frame: Frame, kind: StreamKind): PlotModel {
  const incoming: PlotSeries = {
    key: 'in',
    label: kind === 'sse' ? 'events' : 'in',
    color: '--chart-3',
    ...rates(frame, kind, (part) => part.messagesIn),
  };
  const outgoing: PlotSeries = {
    key: 'out',
    label: 'out',
    color: '--chart-1',
    ...rates(frame, kind, (part) => part.messagesOut),
  };
  return model(
    frame,
    kind === 'sse' ? [incoming] : [incoming, outgoing],
    (value) => `${formatNumber(value)}/s`,
  );
}

/** The latencies of streams that are drawn over time. */
export const STREAM_TIMES = {
  connect: (streams: SecondStreams) => streams.webSocket?.connectMs,
  roundTrip: (streams: SecondStreams) => streams.webSocket?.roundTripMs,
  deliveryLag: (streams: SecondStreams) => streams.webSocket?.deliveryLagMs,
  firstEvent: (streams: SecondStreams) => streams.sse?.firstEventMs,
  gap: (streams: SecondStreams) => streams.sse?.gapMs,
} as const satisfies Record<string, (streams: SecondStreams) => SecondTimes | undefined>;
export type StreamTime = keyof typeof STREAM_TIMES;

/** The same of the whole run. */
const STREAM_DISTRIBUTIONS: Readonly<Record<StreamTime, (summary: Summary) => Distribution | undefined>> = {
  connect: ({ webSocket }) => webSocket?.connectMs,
  roundTrip: ({ webSocket }) => webSocket?.roundTripMs,
  deliveryLag: ({ webSocket }) => webSocket?.deliveryLagMs,
  firstEvent: ({ sse }) => sse?.firstEventMs,
  gap: ({ sse }) => sse?.gapMs,
};

/** @param log a logarithmic axis, on which the maximum does not press the rest to the ground */
export function streamTimesModel(frame: Frame, name: StreamTime, log: boolean): PlotModel {
  const { seconds, summary } = frame;
  const times = seconds.map(({ streams }) =>
    streams === undefined ? undefined : STREAM_TIMES[name](streams),
  );
  const names = [...(log ? (['max'] as const) : []), 'p99', 'p95', 'p50', 'mean'] as const;
  const whole = summary === undefined ? undefined : STREAM_DISTRIBUTIONS[name](summary);
  return timesModel(frame, { times, names, log, whole });
}

/** Sequence faults in each second. */
export function sequenceModel(frame: Frame): PlotModel {
  const line = (
    key: 'missed' | 'duplicates' | 'outOfOrder',
    label: string,
    color: ChartColor,
  ): PlotSeries => ({
    key,
    label,
    color,
    ...ratesOf(frame.seconds, (second) => second.streams?.webSocket?.[key] ?? 0),
  });
  return {
    ...model(
      frame,
      [
        line('missed', 'missed', '--poor'),
        line('duplicates', 'twice', '--chart-2'),
        line('outOfOrder', 'out of order', '--chart-5'),
      ],
      (value) => `${formatNumber(value)}/s`,
    ),
    whole: true,
  };
}
