import type { EndpointSummary, ErrorRow, Summary } from '../../../contract/summary.ts';
import type { GradeRow } from '../../../contract/threshold.ts';
import type { FailedSetup } from './failed-setup.ts';
import type { LoadUnit, TraceWindow } from './load-trace.ts';

export type Finding = Summary['findings'][number];

/** All that a finding may rest on. */
export interface Facts {
  readonly grades: readonly GradeRow[];
  readonly endpoints: readonly EndpointSummary[];
  readonly errors: readonly ErrorRow[];
  /** Successes and failures of target or network over the measured time. */
  readonly ok: number;
  readonly targetErrors: number;
  readonly windows: readonly TraceWindow[];
  readonly loadUnit: LoadUnit;
  /** The level is held still by the plan for the whole of these windows. */
  readonly plateau: readonly TraceWindow[];
  /** Default: none. */
  readonly failedSetups?: readonly FailedSetup[];
}

/** One rule finds one thing, or nothing. */
export type Rule = (facts: Facts) => Finding | null;
