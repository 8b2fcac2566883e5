import type { CapacityDocument, CapacityRecovery } from '../../contract/capacity.ts';
import type { Summary, SummarySecond } from '../../contract/summary.ts';
import type { Mark, PlotModel, Shade } from './plot-model.ts';
import { type Frame, latencyModel, throughputModel } from './run-charts.ts';

const RECOVERY_STAGES = ['reference', 'overload', 'recovering', 'retest'] as const;

/** The seconds of a run in which it was overloaded and recovered, as charts over time draw them. */
interface RecoveryFrame {
  readonly frame: Frame;
  /** In seconds of the run. */
  readonly from: number;
  readonly to: number;
  readonly capacity: CapacityDocument;
  readonly recovery: CapacityRecovery;
}

/** Null: there was no overload, or its seconds are not known. */
export function recoveryFrame(
  summary: Summary,
  seconds: readonly SummarySecond[] = summary.perSecond,
): RecoveryFrame | null {
  const { capacity } = summary;
  const recovery = capacity?.recovery ?? null;
  if (capacity === undefined || recovery === null) return null;
  const steps = capacity.steps.filter(({ stage }) => RECOVERY_STAGES.some((one) => one === stage));
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return null;
  const from = Math.floor(first.fromMs / 1_000);
  const to = Math.ceil(last.toMs / 1_000);
  const shown = seconds.filter(({ second }) => second >= from && second < to);
  if (shown.length === 0) return null;
  return { frame: { seconds: shown, plannedMs: to * 1_000, markers: [] }, from, to, capacity, recovery };
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

function around({ from, to, capacity, recovery }: RecoveryFrame, model: PlotModel): PlotModel {
  const overload = capacity.steps.findLast(({ stage }) => stage === 'overload');
  const shades: Shade[] =
    overload === undefined
      ? []
      : [
          {
            from: overload.fromMs / 1_000,
            to: overload.toMs / 1_000,
            kind: 'overload',
            name: 'overload',
          },
        ];
  const { idle: _, ...rest } = model;
  return {
    ...rest,
    shades: [...shades, ...model.shades],
    marks: marksOf(recovery),
    xRange: [from, to],
    xLabel: 'Time',
  };
}

function marksOf({ fellBackAtMs, afterMs }: CapacityRecovery): Mark[] {
  if (fellBackAtMs === null) return [];
  const back: Mark = { at: fellBackAtMs / 1_000, text: 'load falls back', row: 1 };
  return afterMs === null ? [back] : [back, { at: (fellBackAtMs + afterMs) / 1_000, text: 'recovered' }];
}
