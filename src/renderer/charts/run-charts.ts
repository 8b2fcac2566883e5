import {
  formatBytes,
  formatClock,
  formatMs,
  formatNumber,
  formatPercent,
  formatRate,
} from '../../contract/format.ts';
import type { Distribution, EndpointSummary, Summary, SummarySecond } from '../../contract/summary.ts';
import type { ChartColor } from './chart-colors.ts';
import { ofGauges, ofTheRun, timesTexts } from './idle-legend.ts';
import { timeSpan } from './nice-scale.ts';
import type { PlotModel, PlotSeries, Shade } from './plot-model.ts';
import { placeOf } from './second-place.ts';
import {
  perSecond,
  rates,
  type TimesOfSecond,
  type TimesSeries,
  timesSeries,
  windowNotes,
} from './second-series.ts';

const SHADED: Readonly<Record<Shade['kind'], (second: SummarySecond) => boolean>> = {
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
}

/** A chart over time of these series. */
export function model(
  frame: Frame,
  series: readonly PlotSeries[],
  yFormat: (value: number) => string,
): PlotModel {
  const { seconds, plannedMs, summary } = frame;
  const last = seconds.at(-1);
  return {
    x: seconds.map(placeOf),
    spans: true,
    series,
    idle: ofGauges(summary, series, yFormat),
    shades: shadesOf(seconds),
    xRange: [0, timeSpan(last === undefined ? 0 : placeOf(last), plannedMs / 1_000)],
    xFormat: (value) => formatClock(value * 1_000),
    yFormat,
  };
}

const formatRates = (value: number) => `${formatNumber(value)}/s`;

export function throughputModel(frame: Frame): PlotModel {
  const { seconds, summary } = frame;
  const line = (
    key: 'planned' | 'sent' | 'ok',
    label: string,
    color: ChartColor,
    look: PlotSeries['look'],
  ): PlotSeries => ({ key, label, color, look: look ?? 'line', ...rates(seconds, (second) => second[key]) });
  const made = model(
    frame,
    [
      line('planned', 'planned', '--chart-quiet', 'lane'),
      line('sent', 'sent', '--chart-1', 'line'),
      line('ok', 'answered', '--chart-3', 'thin'),
    ],
    formatRates,
  );
  if (summary === undefined) return made;
  const { plannedPerSecond, sentPerSecond, throughputPerSecond } = summary.rates;
  const figures = { planned: plannedPerSecond, sent: sentPerSecond, ok: throughputPerSecond };
  const texts = Object.entries(figures).map(([key, value]) => [key, formatRate(value)] as const);
  return { ...made, idle: ofTheRun(summary, Object.fromEntries(texts)) };
}

/** @param log a logarithmic axis, on which the maximum does not press the rest to the ground */
export function latencyModel(frame: Frame, log: boolean): PlotModel {
  const { seconds, summary } = frame;
  const names = [...(log ? (['max'] as const) : []), 'p99', 'p95', 'p50', 'mean'] as const;
  return timesModel(frame, { times: seconds, names, log, whole: summary?.overallTimeMs });
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
  const made = model(frame, timesSeries(seconds, times, { names, log }), formatMs);
  const idle =
    summary === undefined || whole === undefined
      ? {}
      : { idle: ofTheRun(summary, timesTexts(summary, whole)) };
  return { ...made, ...idle, notes: windowNotes(seconds, times), bands: [['p95', 'p50']], log };
}

const ERROR_COLORS: readonly ChartColor[] = [
  '--poor',
  '--acceptable',
  '--chart-2',
  '--chart-3',
  '--chart-quiet',
];

/** Codes in the order they first came, so that no name moves while others arrive; those beyond the fourth together. */
function codesOf(seconds: readonly SummarySecond[]): { named: string[]; rest: Set<string> } {
  const codes = [...new Set(seconds.flatMap((second) => Object.keys(second.errorsByCode).sort()))];
  return { named: codes.slice(0, 4), rest: new Set(codes.slice(4)) };
}

/** Errors by code as stacked bars: each bar reaches from zero to the sum of itself and all below it. */
export function errorsModel(frame: Frame): PlotModel {
  const { seconds, summary } = frame;
  const { named, rest } = codesOf(seconds);
  const groups: { label: string; has: (code: string) => boolean }[] = named.map((code) => ({
    label: code,
    has: (other) => other === code,
  }));
  if (rest.size > 0) groups.push({ label: `${rest.size} more`, has: (code) => rest.has(code) });
  if (groups.length === 0) groups.push({ label: 'errors', has: () => false });
  const counts = groups.map((group) =>
    seconds.map((second) =>
      Object.entries(second.errorsByCode).reduce((sum, [code, n]) => sum + (group.has(code) ? n : 0), 0),
    ),
  );
  const stacked = groups.map(
    (group, index): PlotSeries => ({
      key: group.label,
      label: group.label,
      color: ERROR_COLORS[index] ?? '--chart-quiet',
      look: 'bars',
      shown: counts[index] ?? [],
      ...perSecond(
        seconds,
        seconds.map((_, at) => counts.slice(0, index + 1).reduce((sum, row) => sum + (row[at] ?? 0), 0)),
      ),
    }),
  );
  // Tallest first, so that shorter bars are drawn over them.
  const made = model(frame, stacked.reverse(), formatNumber);
  const all = { ...made, whole: true, legendReversed: true };
  if (summary === undefined) return all;
  const totals = groups.map(({ label, has }) => {
    const rows = summary.errors.filter(({ code }) => has(code));
    return [label, formatNumber(rows.reduce((sum, { count }) => sum + count, 0))] as const;
  });
  return { ...all, idle: ofTheRun(summary, Object.fromEntries(totals)) };
}

export function loadModel(frame: Frame): PlotModel {
  const { seconds } = frame;
  const series: PlotSeries[] = [
    { key: 'users', label: 'users', color: '--chart-1', look: 'area', values: seconds.map((s) => s.users) },
    { key: 'inFlight', label: 'in flight', color: '--chart-4', values: seconds.map((s) => s.inFlight) },
  ];
  if (seconds.some((s) => s.dropped > 0)) {
    series.push({
      key: 'dropped',
      label: 'dropped',
      color: '--poor',
      look: 'bars',
      ...perSecond(
        seconds,
        seconds.map((s) => s.dropped),
      ),
    });
  }
  return { ...model(frame, series, formatNumber), whole: true };
}

export function connectionsModel(frame: Frame): PlotModel {
  const { seconds } = frame;
  const line = (key: keyof SummarySecond['connections'], color: ChartColor): PlotSeries => ({
    key,
    label: key,
    color,
    values: seconds.map((second) => second.connections[key]),
  });
  return {
    ...model(
      frame,
      [
        line('subscribed', '--chart-1'),
        line('open', '--chart-3'),
        line('handshaking', '--chart-5'),
        line('closing', '--chart-4'),
      ],
      formatNumber,
    ),
    whole: true,
  };
}

export function messagesModel(frame: Frame): PlotModel {
  const { seconds } = frame;
  return model(
    frame,
    [
      { key: 'in', label: 'in', color: '--chart-3', ...rates(seconds, (s) => s.messagesIn) },
      { key: 'out', label: 'out', color: '--chart-1', ...rates(seconds, (s) => s.messagesOut) },
    ],
    formatRates,
  );
}

export function delaysModel(frame: Frame): PlotModel {
  const { seconds } = frame;
  return model(
    frame,
    [
      {
        key: 'loop',
        label: 'thread blocked',
        color: '--chart-5',
        ...perSecond(
          seconds,
          seconds.map((s) => s.generator.loopDelayMaxMs),
        ),
      },
      {
        key: 'late',
        label: 'late start, p99',
        color: '--chart-4',
        ...perSecond(
          seconds,
          seconds.map((s) => s.generator.latenessP99Ms),
        ),
      },
    ],
    formatMs,
  );
}

type CpuShare = 'processCpu' | 'machineCpu' | 'loopUtilisation' | 'othersCpu' | 'stolen';

/** Who used the CPU of this machine: all of it, this program, its busiest thread, and where it is known the others. */
export function cpuModel(frame: Frame): PlotModel {
  const { seconds } = frame;
  const sharesOf = (key: CpuShare) =>
    seconds.map(({ generator }) => {
      const share = generator[key] ?? null;
      return share === null ? null : share * 100;
    });
  const line = (key: CpuShare, label: string, color: ChartColor): PlotSeries => ({
    key,
    label,
    color,
    ...perSecond(seconds, sharesOf(key)),
  });
  // Not every system tells, and runs of before did not ask.
  const known = (key: CpuShare, label: string, color: ChartColor) =>
    sharesOf(key).some((share) => share !== null) ? [line(key, label, color)] : [];
  const made = model(
    frame,
    [
      line('machineCpu', 'machine', '--chart-quiet'),
      line('processCpu', 'Plimsoll', '--chart-1'),
      line('loopUtilisation', 'busiest thread', '--chart-5'),
      ...known('othersCpu', 'other programs', '--chart-3'),
      ...known('stolen', 'stolen', '--chart-4'),
    ],
    formatPercent,
  );
  return { ...made, ceiling: 100 };
}

export function bytesModel(frame: Frame): PlotModel {
  const { seconds } = frame;
  return model(
    frame,
    [
      { key: 'in', label: 'received', color: '--chart-3', ...rates(seconds, (s) => s.bytesIn) },
      { key: 'out', label: 'sent', color: '--chart-1', ...rates(seconds, (s) => s.bytesOut) },
    ],
    (value) => `${formatBytes(value)}/s`,
  );
}

/** One endpoint over the run. */
export function endpointModel(frame: Frame, endpoint: EndpointSummary): PlotModel {
  const { service, endpoint: name, responseTimeMs } = endpoint;
  const times = frame.seconds.map((second) =>
    second.endpoints.find((row) => row.service === service && row.endpoint === name),
  );
  return timesModel(frame, { times, names: ['max', 'p99', 'p95', 'p50'], log: false, whole: responseTimeMs });
}
