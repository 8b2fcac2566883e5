import { formatBytes, formatClock, formatMs, formatNumber, formatPercent } from '../../contract/format.ts';
import type { SummarySecond } from '../../contract/summary.ts';
import type { ChartColor } from './chart-colors.ts';
import { timeSpan } from './nice-scale.ts';
import type { PlotModel, PlotSeries, Shade, Values } from './plot-options.ts';

/** A second is drawn where it ends: second 0 covers (0 s, 1 s] and stands at 1. */
const placeOf = (second: SummarySecond): number => second.second + second.lengthMs / 1_000;

/** Warm-up and untrusted seconds as stretches; neighbours are joined. */
export function shadesOf(seconds: readonly SummarySecond[]): Shade[] {
  const shades: { from: number; to: number; kind: Shade['kind'] }[] = [];
  for (const kind of ['warmup', 'untrusted'] as const) {
    for (const second of seconds) {
      if (kind === 'warmup' ? !second.warmup : second.trusted) continue;
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
}

/** A chart over time of these series. */
export function model(
  frame: Frame,
  series: readonly PlotSeries[],
  yFormat: (value: number) => string,
): PlotModel {
  const { seconds, plannedMs } = frame;
  const last = seconds.at(-1);
  return {
    x: seconds.map(placeOf),
    series,
    shades: shadesOf(seconds),
    xRange: [0, timeSpan(last === undefined ? 0 : placeOf(last), plannedMs / 1_000)],
    xFormat: (value) => formatClock(value * 1_000),
    yFormat,
  };
}

/** A count within a second as a rate; the last second may be shorter than one. */
export const perSecond = (seconds: readonly SummarySecond[], read: (s: SummarySecond) => number): Values =>
  seconds.map((second) => (second.lengthMs > 0 ? (read(second) * 1_000) / second.lengthMs : null));

export function throughputModel(frame: Frame): PlotModel {
  const { seconds } = frame;
  const line = (
    key: 'planned' | 'sent' | 'ok',
    label: string,
    color: ChartColor,
    look: PlotSeries['look'],
  ) => ({
    key,
    label,
    color,
    look: look ?? 'line',
    values: perSecond(seconds, (second) => second[key]),
  });
  return model(
    frame,
    [
      line('planned', 'planned', '--chart-quiet', 'lane'),
      line('sent', 'sent', '--chart-1', 'line'),
      line('ok', 'answered', '--chart-3', 'thin'),
    ],
    (value) => `${formatNumber(value)}/s`,
  );
}

/** @param log a logarithmic axis, on which the maximum does not press the rest to the ground */
export function latencyModel(frame: Frame, log: boolean): PlotModel {
  const { seconds } = frame;
  const of = (read: (s: SummarySecond) => number | null): Values =>
    seconds.map(read).map((value) => (log && value === 0 ? null : value));
  const maximum: PlotSeries = {
    key: 'max',
    label: 'max',
    color: '--chart-quiet',
    look: 'thin',
    values: of((s) => s.maxMs),
  };
  const series: PlotSeries[] = [
    ...(log ? [maximum] : []),
    { key: 'p99', label: 'p99', color: '--chart-4', values: of((s) => s.p99Ms) },
    { key: 'p95', label: 'p95', color: '--chart-2', values: of((s) => s.p95Ms) },
    { key: 'p50', label: 'p50', color: '--chart-1', values: of((s) => s.p50Ms) },
    { key: 'mean', label: 'mean', color: '--chart-ink', look: 'dashed', values: of((s) => s.meanMs) },
  ];
  return { ...model(frame, series, formatMs), bands: [['p95', 'p50']], log };
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
  const { seconds } = frame;
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
      values: seconds.map((_, at) =>
        counts.slice(0, index + 1).reduce((sum, row) => sum + (row[at] ?? 0), 0),
      ),
    }),
  );
  // Tallest first, so that shorter bars are drawn over them.
  return { ...model(frame, stacked.reverse(), formatNumber), whole: true, legendReversed: true };
}

export function loadModel(frame: Frame): PlotModel {
  const { seconds } = frame;
  const series: PlotSeries[] = [
    { key: 'users', label: 'users', color: '--chart-1', look: 'area', values: seconds.map((s) => s.users) },
    { key: 'inFlight', label: 'open requests', color: '--chart-4', values: seconds.map((s) => s.inFlight) },
  ];
  if (seconds.some((s) => s.dropped > 0)) {
    series.push({
      key: 'dropped',
      label: 'dropped',
      color: '--poor',
      look: 'bars',
      values: seconds.map((s) => s.dropped),
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
      { key: 'in', label: 'in', color: '--chart-3', values: perSecond(seconds, (s) => s.messagesIn) },
      { key: 'out', label: 'out', color: '--chart-1', values: perSecond(seconds, (s) => s.messagesOut) },
    ],
    (value) => `${formatNumber(value)}/s`,
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
        values: seconds.map((s) => s.generator.loopDelayMaxMs),
      },
      {
        key: 'late',
        label: 'late start, p99',
        color: '--chart-4',
        values: seconds.map((s) => s.generator.latenessP99Ms),
      },
    ],
    formatMs,
  );
}

export function cpuModel(frame: Frame): PlotModel {
  const { seconds } = frame;
  const line = (
    key: 'processCpu' | 'machineCpu' | 'loopUtilisation',
    label: string,
    color: ChartColor,
  ): PlotSeries => ({
    key,
    label,
    color,
    values: seconds.map((second) => second.generator[key] * 100),
  });
  const made = model(
    frame,
    [
      line('machineCpu', 'machine', '--chart-quiet'),
      line('processCpu', 'Plimsoll', '--chart-1'),
      line('loopUtilisation', 'busiest thread', '--chart-5'),
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
      { key: 'in', label: 'received', color: '--chart-3', values: perSecond(seconds, (s) => s.bytesIn) },
      { key: 'out', label: 'sent', color: '--chart-1', values: perSecond(seconds, (s) => s.bytesOut) },
    ],
    (value) => `${formatBytes(value)}/s`,
  );
}

/** One endpoint over the run. A second's percentiles are of that second alone, so they are shown as points of a thin line. */
export function endpointModel(frame: Frame, endpoint: { service: string; endpoint: string }): PlotModel {
  const { seconds } = frame;
  const rows = seconds.map((second) =>
    second.endpoints.find((row) => row.service === endpoint.service && row.endpoint === endpoint.endpoint),
  );
  const line = (
    key: 'p50Ms' | 'p95Ms' | 'p99Ms' | 'maxMs',
    label: string,
    color: ChartColor,
  ): PlotSeries => ({
    key,
    label,
    color,
    look: key === 'maxMs' ? 'thin' : 'line',
    values: rows.map((row) => row?.[key] ?? null),
  });
  return model(
    frame,
    [
      line('maxMs', 'max', '--chart-quiet'),
      line('p99Ms', 'p99', '--chart-4'),
      line('p95Ms', 'p95', '--chart-2'),
      line('p50Ms', 'p50', '--chart-1'),
    ],
    formatMs,
  );
}
