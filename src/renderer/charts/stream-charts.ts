import type { Distribution } from '../../contract/summary.ts';
import type { SecondStreams } from '../../contract/summary-streams.ts';
import type { ChartColor } from './chart-colors.ts';
import type { PlotModel, PlotSeries } from './plot-model.ts';
import { COUNTS, type Frame, model, RATES, timesModel } from './run-charts.ts';
import { named, rates, type TimesOfSecond } from './second-series.ts';

/** Under which a document has what it says of the streams of one protocol. */
export type StreamKey = keyof SecondStreams;
export type LiveState = keyof NonNullable<SecondStreams[StreamKey]>['connections'];
/** The states that streams of one protocol go through, in that order, and what they are called. */
type StateLabels = readonly (readonly [state: LiveState, label: string])[];

/** A count of each second as a line; seconds without such streams count none. */
export interface StreamLine {
  readonly key: string;
  readonly label: string;
  readonly color: ChartColor;
  readonly look?: 'bars';
  readonly read: (streams: SecondStreams) => number | undefined;
}

export const STATE_COLORS: Readonly<Record<LiveState, ChartColor>> = {
  subscribed: '--chart-1',
  open: '--chart-3',
  handshaking: '--chart-5',
  closing: '--chart-4',
};
/** From the ground up: those in use, those on their way, those that leave. */
const STACKED: readonly LiveState[] = ['subscribed', 'open', 'handshaking', 'closing'];

/** Connections by state as stacked grounds: the upper edge of all is the number that exist. */
export function statesModel(frame: Frame, key: StreamKey, states: StateLabels): PlotModel {
  const { seconds } = frame;
  const known = new Map(states);
  const layers = STACKED.flatMap((state) => {
    const label = known.get(state);
    const counts = seconds.map(({ streams }) => streams?.[key]?.connections[state] ?? 0);
    return label === undefined ? [] : [{ state, label, counts }];
  });
  const stacked = layers.map(
    ({ state, label, counts }, index): PlotSeries => ({
      ...named(state, STATE_COLORS[state], label),
      look: 'stack',
      shown: counts,
      values: seconds.map((_, at) =>
        layers.slice(0, index + 1).reduce((sum, layer) => sum + (layer.counts[at] ?? 0), 0),
      ),
    }),
  );
  return model(frame, { ...COUNTS, legendReversed: true }, stacked.reverse());
}

/** How many connections were opened, refused and ended in each second. */
export function openingLines(key: StreamKey): StreamLine[] {
  return [
    { ...named('opened', '--chart-1'), look: 'bars', read: (streams) => streams[key]?.opened },
    { ...named('closed', '--chart-4', 'ended'), read: (streams) => streams[key]?.closed },
    { ...named('reconnects', '--chart-5'), read: (streams) => streams[key]?.reconnects },
    { ...named('failed', '--poor'), read: (streams) => streams[key]?.failed },
  ];
}

/** Counts of each second. @param whole each is a thing: no ticks between them */
export function countsModel(frame: Frame, lines: readonly StreamLine[], whole: boolean): PlotModel {
  const series = lines.map(
    ({ read, ...line }): PlotSeries => ({
      ...line,
      ...rates(frame.seconds, ({ streams }) => (streams === undefined ? 0 : (read(streams) ?? 0))),
    }),
  );
  return model(frame, { ...RATES, whole }, series);
}

/**
 * One latency of streams over time.
 * @param whole the same over the whole run
 * @param log a logarithmic axis, on which the maximum does not press the rest to the ground
 */
export function streamTimesModel(
  frame: Frame,
  read: (streams: SecondStreams) => TimesOfSecond | undefined,
  { whole, log }: { readonly whole: Distribution | undefined; readonly log: boolean },
): PlotModel {
  const times = frame.seconds.map(({ streams }) => (streams === undefined ? undefined : read(streams)));
  const names = [...(log ? (['max'] as const) : []), 'p99', 'p95', 'p50', 'mean'] as const;
  return timesModel(frame, { times, names, log, whole });
}
