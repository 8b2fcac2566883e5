import type { AppliedLoad } from './applied-load.ts';
import type { Overrides } from './plan.ts';
import type { RunPlan } from './run-plan.ts';
import type { Millis } from './units.ts';

/** A run whose load is to be written down. */
export interface AppliedRun {
  readonly runId: string;
  /** The plan as it was written, and what was changed about it for the run. */
  readonly planText: string;
  readonly overrides: Overrides;
  readonly plan: Pick<RunPlan, 'scenarios' | 'seed' | 'warmupMs' | 'capacity'>;
  /** As its seconds told it. */
  readonly load: readonly AppliedLoad[];
  /** When the load ended: with the plan, or where a stop cut it. */
  readonly endMs: Millis;
}
