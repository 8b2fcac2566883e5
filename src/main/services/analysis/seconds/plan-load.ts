import type { RunPlan } from '../../../../contract/run-plan.ts';
import { meanLevel } from '../counts/offered.ts';
import type { LoadUnit, TraceWindow } from './load-trace.ts';
import { WINDOW_SECONDS } from './load-trace.ts';

/** How the load of a plan is counted: by arrivals where it has any, else by users. */
export function loadUnitOf(plan: RunPlan): LoadUnit {
  return plan.scenarios.some((scenario) => scenario.profile.model === 'open') ? 'requests/s' : 'users';
}

/** The windows in which the plan holds its highest level still. */
export function plateauOf(plan: RunPlan, windows: readonly TraceWindow[]): TraceWindow[] {
  const levels = windows.map((window) => planLevel(plan, window.fromSecond));
  const highest = Math.max(0, ...levels);
  return windows.filter((_, i) => highest > 0 && (levels[i] ?? 0) >= highest * 0.999);
}

function planLevel(plan: RunPlan, fromSecond: number): number {
  const span = { fromMs: fromSecond * 1_000, toMs: (fromSecond + WINDOW_SECONDS) * 1_000 };
  return plan.scenarios.reduce(
    (sum, { profile, startAfterMs }) => sum + meanLevel(profile.segments, startAfterMs, span),
    0,
  );
}
