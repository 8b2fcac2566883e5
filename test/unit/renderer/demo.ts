import { headlineOf } from '../../../src/contract/run-headline.ts';
import type { SummarySecond } from '../../../src/contract/summary.ts';
import type { RunRow } from '../../../src/contract/wire.ts';
import { analyseStored } from '../../../src/main/services/analysis/analysis.ts';
import { COMPLETED, makeRun } from '../../support/made-seconds.ts';
import { makeSuitePlan, makeSuiteSeconds } from '../../support/made-suite.ts';

const SECONDS = 20;
const run = makeRun(makeSuitePlan(SECONDS * 1_000));

/** Twenty seconds of the whole suite, as the product analyses them. */
export const summary = analyseStored(run, makeSuiteSeconds(SECONDS), COMPLETED);
export const { runId } = run;

/** @param count 20 at most */
export function secondsOf(count: number): SummarySecond[] {
  return summary.perSecond.slice(0, count);
}

export function row(change: Partial<RunRow>): RunRow {
  const { name, purpose, startedAt, endedAt, durationMs, plannedDurationMs } = summary.run;
  return {
    ...{ runId, name, purpose, startedAt, endedAt, durationMs, plannedDurationMs },
    ...headlineOf(summary),
    state: 'completed',
    notes: '',
    tags: [],
    markers: [],
    deleted: false,
    ...change,
  };
}
