import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { Histogram } from '../../../../workers/engine/measure/histogram.ts';
import type { StreamSeconds } from '../streams/stream-totals.ts';
import type { GradedSeconds } from './graded.ts';
import type { SeriesTotals } from './totals.ts';

/** The measured part of a run, as grades, expectations and findings see it: without warm-up and excluded seconds. */
export interface Measured extends GradedSeconds {
  readonly plan: MeasuredPlan;
  readonly tallies: readonly SeriesTotals[];
  latency(series: readonly number[]): Histogram;
  readonly streams: StreamSeconds;
}
