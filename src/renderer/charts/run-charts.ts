import { showTimePercentile } from '../../contract/evidence.ts';
import {
  formatBytes,
  formatClock,
  formatMs,
  formatNumber,
  formatPercent,
  formatRate,
  NO_VALUE,
} from '../../contract/format.ts';
import { tableOf } from '../../contract/keys.ts';
import type { Marker } from '../../contract/marker.ts';
import { PERCENTILES, type Percentile } from '../../contract/percentiles.ts';
import type { Drain } from '../../contract/rates.ts';
import type { ScopeSecond } from '../../contract/scope-seconds.ts';
import type { Distribution, EndpointSummary, Summary, SummarySecond } from '../../contract/summary.ts';
import type { ChartColor } from './chart-colors.ts';
import { marksOf } from './marks.ts';
import { timeSpan } from './nice-scale.ts';
import type { IdleLegend, PlotModel, PlotSeries, Shade } from './plot-model.ts';
import {
  named,
  perSecond,
  placeOf,
  rates,
  TIMES_SERIES,
  type TimesOfSecond,
  type TimesSeries,
  timesSeries,
  windowNotes,
} from './second-series.ts';

const SHADED: Readonly<Record<'warmup' | 'drain' | 'untrusted', (second: SummarySecond) => boolean>> = {
  warmup: (second) => second.warmup,
  drain: (second) => second.drain,
  untrusted: (second) => !second.trusted,
};

/** Seconds of warm-up, of draining and of distrust as stretches; neighbours are joined. */
export function shadesOf(seconds: readonly SummarySecond[]): Shade[] {
  const shades: { from: number; to: number; kind: Shade['kind'] }[] = [];
  for (const kind of ['warmup', 'drain', 'untrusted'] as const) {
    for (const second of seconds) {
      if (!SHADED[kind](second)) continue;
      const last = shades.at(-1);
      if (last?.kind === kind && last.to >= second.second) last.to = placeOf(second);
      else shades.push({ from: second.second, to: placeOf(second), kind });
    }
  }
  return shades;
}

/** Seconds of a run, and how long it is planned to take: what every chart over time is drawn from. */
export interface Frame {
  readonly seconds: readonly SummarySecond[];
  readonly plannedMs: number;
  /** The document the seconds belong to; its figures stand in idle legends. */
  readonly summary?: Summary;
  /** What was marked in it; absent: what the document says. */
  readonly markers?: readonly Marker[] | undefined;
  /** By second, what the document does not say of its seconds; absent: nobody asked. */
  readonly more?: ReadonlyMap<number, ScopeSecond> | undefined;
}

/** How its values are written, and what else is to be known of its axis. */
type Axis = Pick<PlotModel, 'yFormat' | 'whole' | 'tickUnit' | 'least' | 'ceiling' | 'legendReversed'>;

export const RATES: Axis = { yFormat: (value) => `${formatNumber(value)}/s` };
export const COUNTS: Axis = { yFormat: formatNumber, whole: true };

/** A chart over time of these series. */
export function model(frame: Frame, axis: Axis, series: readonly PlotSeries[]): PlotModel {
  const { seconds, plannedMs, summary, markers = summary?.run.markers ?? [] } = frame;
  const last = seconds.at(-1);
  return {
    x: seconds.map(placeOf),
    seconds: seconds.map(({ second }) => second),
    spans: true,
    series,
    idle: ofGauges(summary, series, axis.yFormat),
    shades: shadesOf(seconds),
    marks: marksOf(summary?.steering, markers),
    xRange: [0, timeSpan(last === undefined ? 0 : placeOf(last), plannedMs / 1_000)],
    xFormat: (value) => formatClock(value * 1_000),
    ...axis,
  };
}

/** Figures of the whole run, or of all that has passed of it. */
function ofTheRun(summary: Summary, texts: IdleLegend['texts']): IdleLegend {
  return { says: summary.run.state === 'running' ? 'so far' : 'whole run', texts };
}

/** The percentiles of a distribution with what they rest on, its mean and its maximum. */
function timesTexts(summary: Summary, times: Distribution): IdleLegend['texts'] {
  const percentile = (name: Percentile) => showTimePercentile(summary, times, name).text;
  return {
    ...tableOf(PERCENTILES, percentile),
    mean: formatMs(times.mean),
    max: formatMs(times.max),
  };
}

/**
 * Of gauges, for which the document has no figure: how they stand now while the run is going on, and afterwards the
 * highest that any second had.
 */
function ofGauges(
  summary: Summary | undefined,
  series: readonly PlotSeries[],
  format: PlotModel['yFormat'],
): IdleLegend {
  const isLive = summary?.run.state === 'running';
  const texts = series.map(({ key, values, shown }) => {
    const known = (shown ?? values).filter((value) => value !== null);
    const value = isLive
      ? known.at(-1)
      : known.reduce((top, one) => Math.max(top, one), Number.NEGATIVE_INFINITY);
    return [key, value === undefined || !Number.isFinite(value) ? NO_VALUE : format(value)] as const;
  });
  return { says: isLive ? 'now' : 'highest', texts: Object.fromEntries(texts) };
}

export function throughputModel(frame: Frame): PlotModel {
  const { seconds, summary } = frame;
  const made = model(frame, RATES, [
    {
      ...named('planned', '--chart-quiet'),
      look: 'lane',
      ...rates(seconds, (second) => second.planned),
    },
    { ...named('sent', '--chart-1'), ...rates(seconds, (second) => second.sent) },
    { ...named('ok', '--chart-3', 'answered'), look: 'thin', ...rates(seconds, (second) => second.ok) },
  ]);
  if (summary === undefined) return made;
  const { plannedPerSecond, sentPerSecond, throughputPerSecond } = summary.rates;
  const figures = { planned: plannedPerSecond, sent: sentPerSecond, ok: throughputPerSecond };
  const texts = Object.entries(figures).map(([key, value]) => [key, formatRate(value)] as const);
  return { ...made, idle: ofTheRun(summary, Object.fromEntries(texts)) };
}

/** What is drawn of the latency of a run unless somebody chooses. */
export const USUAL_TIMES: readonly TimesSeries[] = ['max', 'p99', 'p95', 'p50', 'mean'];

/**
 * @param log a logarithmic axis, on which the maximum does not press the rest to the ground
 * @param chosen what is drawn; the maximum only where it is logarithmic
 */
export function latencyModel(frame: Frame, log: boolean, chosen = USUAL_TIMES): PlotModel {
  const { seconds, summary, more } = frame;
  const names = TIMES_SERIES.filter((name) => chosen.includes(name) && (log || name !== 'max'));
  const times =
    more === undefined
      ? seconds
      : seconds.map((second) => ({ ...second, others: more.get(second.second)?.percentiles ?? {} }));
  return timesModel(frame, { times, names, log, whole: summary?.overallTimeMs });
}

interface Times {
  /** By second. */
  readonly times: readonly (TimesOfSecond | undefined)[];
  readonly names: readonly TimesSeries[];
  readonly log: boolean;
  /** Of the whole run. */
  readonly whole: Distribution | undefined;
}

/** One latency over time. */
export function timesModel(frame: Frame, { times, names, log, whole }: Times): PlotModel {
  const { seconds, summary } = frame;
  const made = model(frame, { yFormat: formatMs }, timesSeries(seconds, times, { names, log }));
  const idle =
    summary === undefined || whole === undefined
      ? {}
      : { idle: ofTheRun(summary, timesTexts(summary, whole)) };
  const hasBand = names.includes('p95') && names.includes('p50');
  const bands: PlotModel['bands'] = hasBand ? [['p95', 'p50']] : [];
  return { ...made, ...idle, notes: windowNotes(seconds, times), bands, log };
}

const ERROR_COLORS: readonly ChartColor[] = [
  '--poor',
  '--acceptable',
  '--chart-2',
  '--chart-3',
  '--chart-quiet',
];

/** Errors by code as stacked bars: each bar reaches from zero to the sum of itself and all below it. */
export function errorsModel(frame: Frame): PlotModel {
  const { seconds, summary } = frame;
  // In the order they first came, so that no name moves while others arrive; those beyond the fourth together.
  const codes = [...new Set(seconds.flatMap((second) => Object.keys(second.errorsByCode).sort()))];
  const rest = new Set(codes.slice(4));
  const groups: { label: string; has: (code: string) => boolean }[] = codes
    .slice(0, 4)
    .map((code) => ({ label: code, has: (other) => other === code }));
  if (rest.size > 0) groups.push({ label: `${rest.size} more`, has: (code) => rest.has(code) });
  if (groups.length === 0) groups.push({ label: 'errors', has: () => false });
  const counts = groups.map((group) =>
    seconds.map((second) =>
      Object.entries(second.errorsByCode).reduce((sum, [code, n]) => sum + (group.has(code) ? n : 0), 0),
    ),
  );
  const stacked = groups.map(
    ({ label }, index): PlotSeries => ({
      ...named(label, ERROR_COLORS[index] ?? '--chart-quiet'),
      look: 'bars',
      shown: counts[index] ?? [],
      ...perSecond(seconds, (_, at) =>
        counts.slice(0, index + 1).reduce((sum, row) => sum + (row[at] ?? 0), 0),
      ),
    }),
  );
  // Tallest first, so that shorter bars are drawn over them.
  const all = model(frame, { ...COUNTS, legendReversed: true }, stacked.reverse());
  if (summary === undefined) return all;
  const totals = groups.map(({ label, has }) => {
    const rows = summary.errors.filter(({ code }) => has(code));
    return [label, formatNumber(rows.reduce((sum, { count }) => sum + count, 0))] as const;
  });
  return { ...all, idle: ofTheRun(summary, Object.fromEntries(totals)) };
}

/** Requests that opened a connection, and those that found one open; of every protocol over HTTP. */
export function openedModel(frame: Frame): PlotModel {
  const { seconds, more = new Map<number, ScopeSecond>() } = frame;
  // What is not told yet is not known to be none.
  const known = seconds.filter(({ second }) => more.has(second));
  const opened = (name: 'newConnections' | 'reusedConnections') => {
    const { values, steps } = rates(known, ({ second }) => more.get(second)?.[name] ?? 0);
    const bySecond = new Map(known.map(({ second }, index) => [second, values[index] ?? null]));
    return { steps, values: seconds.map(({ second }) => bySecond.get(second) ?? null) };
  };
  return model(frame, RATES, [
    { ...named('new', '--chart-4', 'opened'), ...opened('newConnections') },
    { ...named('reused', '--chart-3'), ...opened('reusedConnections') },
  ]);
}

export function loadModel(frame: Frame): PlotModel {
  const { seconds } = frame;
  const dropped = seconds.some((second) => second.dropped > 0);
  // An open plan has none.
  const hasUsers = seconds.every(({ users }) => users === 0) ? isClosed(frame) : true;
  return model(frame, COUNTS, [
    ...(hasUsers
      ? [{ ...named('users', '--chart-1'), look: 'area', values: seconds.map(({ users }) => users) } as const]
      : []),
    {
      ...named('inFlight', '--chart-4', 'in flight'),
      values: seconds.map((second) => second.inFlight),
    },
    ...(dropped
      ? [{ ...named('dropped', '--poor'), look: 'bars', ...perSecond(seconds, (s) => s.dropped) } as const]
      : []),
  ]);
}

function isClosed({ summary }: Frame): boolean {
  return summary?.overallTimeMs.clock !== 'intended';
}

export function connectionsModel(frame: Frame): PlotModel {
  const line = (key: keyof SummarySecond['connections'], color: ChartColor): PlotSeries => ({
    ...named(key, color),
    values: frame.seconds.map((second) => second.connections[key]),
  });
  return model(frame, COUNTS, [
    line('subscribed', '--chart-1'),
    line('open', '--chart-3'),
    line('handshaking', '--chart-5'),
    line('closing', '--chart-4'),
  ]);
}

export function messagesModel(frame: Frame): PlotModel {
  const { seconds } = frame;
  return model(frame, RATES, [
    { ...named('in', '--chart-3'), ...rates(seconds, (second) => second.messagesIn) },
    { ...named('out', '--chart-1'), ...rates(seconds, (second) => second.messagesOut) },
  ]);
}

export function delaysModel(frame: Frame): PlotModel {
  const { seconds } = frame;
  return model(frame, { yFormat: formatMs }, [
    {
      ...named('loop', '--chart-5', 'thread blocked'),
      ...perSecond(seconds, ({ generator }) => generator.loopDelayMaxMs),
    },
    {
      ...named('late', '--chart-4', 'late start, p99'),
      ...perSecond(seconds, ({ generator }) => generator.latenessP99Ms),
    },
  ]);
}

type CpuShare = 'processCpu' | 'machineCpu' | 'loopUtilisation' | 'othersCpu' | 'stolen';

/** Who used the CPU of this machine: all of it, this program, its busiest thread, and where it is known the others. */
export function cpuModel(frame: Frame): PlotModel {
  const line = (key: CpuShare, label: string, color: ChartColor): PlotSeries => ({
    ...named(key, color, label),
    ...perSecond(frame.seconds, ({ generator }) => {
      const share = generator[key] ?? null;
      return share === null ? null : share * 100;
    }),
  });
  // Not every system tells, and runs of before did not ask.
  const known = ({ values }: PlotSeries) => values.some((share) => share !== null);
  return model(frame, { yFormat: formatPercent, ceiling: 100 }, [
    line('machineCpu', 'machine', '--chart-quiet'),
    line('processCpu', 'Plimsoll', '--chart-1'),
    line('loopUtilisation', 'busiest thread', '--chart-5'),
    ...[line('othersCpu', 'other programs', '--chart-3'), line('stolen', 'stolen', '--chart-4')].filter(
      known,
    ),
  ]);
}

export function bytesModel(frame: Frame): PlotModel {
  const { seconds } = frame;
  return model(frame, { yFormat: (value) => `${formatBytes(value)}/s` }, [
    { ...named('in', '--chart-3', 'received'), ...rates(seconds, (second) => second.bytesIn) },
    { ...named('out', '--chart-1', 'sent'), ...rates(seconds, (second) => second.bytesOut) },
  ]);
}

/** One endpoint over the run. */
export function endpointModel(frame: Frame, endpoint: EndpointSummary): PlotModel {
  const { service, endpoint: name, responseTimeMs } = endpoint;
  const times = frame.seconds.map((second) =>
    second.endpoints.find((row) => row.service === service && row.endpoint === name),
  );
  return timesModel(frame, { times, names: ['max', 'p99', 'p95', 'p50'], log: false, whole: responseTimeMs });
}

/** What came after the plan's end, apart from its rates: `draining 1,200 ms: 12 answered, 3 failed`; empty where nothing did. */
export function drainText({ lengthMs, ok, failed, leftOut }: Drain): string {
  if (lengthMs <= 0) return '';
  const parts = [
    `${formatNumber(ok)} answered`,
    ...(failed === 0 ? [] : [`${formatNumber(failed)} failed`]),
    ...(leftOut === 0 ? [] : [`${formatNumber(leftOut)} failed and left out`]),
  ];
  return `draining ${formatMs(lengthMs)}: ${parts.join(', ')}`;
}
