import type { CapacityRecovery } from '../../contract/capacity.ts';
import type { Summary } from '../../contract/summary.ts';
import type { Millis } from '../../contract/units.ts';
import type { Mark, PlotModel, Shade } from './plot-model.ts';
import { type Frame, latencyModel, throughputModel } from './run-charts.ts';

/** The seconds of a run in which it was overloaded and recovered, as charts over time draw them. */
interface RecoveryFrame {
  readonly frame: Frame;
  readonly recovery: CapacityRecovery;
  /** In seconds of the run. */
  readonly from: number;
  readonly to: number;
  readonly overload: { readonly from: number; readonly to: number };
}

/** Of the moment when the load fell back, and of the act that let it: they are the same but for rounding. */
const SAME_MS: Millis = 1_000;

/** Null: it was not overloaded, or when is not known. */
export function recoveryFrame(summary: Summary): RecoveryFrame | null {
  const { capacity, perSecond, steering = [] } = summary;
  const recovery = capacity?.recovery ?? null;
  if (recovery === null || recovery.fellBackAtMs === null) return null;
  const { fellBackAtMs } = recovery;
  const acts = steering.filter(({ by }) => by === 'search');
  const back = acts.findLastIndex(({ atMs }) => Math.abs(atMs - fellBackAtMs) < SAME_MS);
  const [reference, overload] = [acts[back - 2], acts[back - 1]];
  if (reference === undefined || overload === undefined) return null;
  const from = Math.floor(reference.atMs / 1_000);
  const seconds = perSecond.filter(({ second }) => second >= from);
  const last = seconds.at(-1);
  if (last === undefined) return null;
  const to = last.second + 1;
  return {
    frame: { seconds, plannedMs: to * 1_000, markers: [] },
    recovery,
    from,
    to,
    overload: { from: overload.atMs / 1_000, to: fellBackAtMs / 1_000 },
  };
}

/** p95 and p50 of each second, with the p95 below which it counts as recovered, and when that was. */
export function recoveryLatency(of: RecoveryFrame): PlotModel {
  const { bandMs } = of.recovery;
  const model = latencyModel(of.frame, true, ['p95', 'p50']);
  return {
    ...around(of, model),
    yLabel: 'Response time',
    limits: bandMs === null ? [] : [{ at: bandMs, text: 'as before' }],
  };
}

/** What was to be sent, was sent and succeeded in each second. */
export function recoveryThroughput(of: RecoveryFrame): PlotModel {
  return { ...around(of, throughputModel(of.frame)), yLabel: 'Requests per second' };
}

function around({ from, to, recovery, overload }: RecoveryFrame, model: PlotModel): PlotModel {
  const shade: Shade = { ...overload, kind: 'overload', name: 'overload' };
  const { idle: _, ...rest } = model;
  return {
    ...rest,
    shades: [shade, ...model.shades],
    marks: marksOf(recovery),
    xRange: [from, to],
    xLabel: 'Time',
  };
}

function marksOf({ fellBackAtMs, afterMs }: CapacityRecovery): Mark[] {
  if (fellBackAtMs === null) return [];
  const back: Mark = { at: fellBackAtMs / 1_000, text: 'load falls back', kind: 'note', row: 1 };
  return afterMs === null
    ? [back]
    : [back, { at: (fellBackAtMs + afterMs) / 1_000, text: 'recovered', kind: 'note' }];
}
