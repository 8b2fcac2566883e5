import type { Area } from '../../../../contract/area.ts';
import { addLaterCounts, noCounts } from '../../../../contract/counts.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { GradeRow } from '../../../../contract/threshold.ts';
import type { SecondIndex } from '../../../../contract/units.ts';
import { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import { CoveredTime } from '../counts/covered-time.ts';
import type { GradedSeconds, LatencySample } from '../counts/graded.ts';
import { ratesOf } from '../counts/rates.ts';
import { RunLoad, withoutLate } from '../counts/run-load.ts';
import { gradesOf } from '../grades/grades-of.ts';
import { histogramOf, type ReadableRun } from '../reading/readable-run.ts';
import { SummedStreams } from '../streams/summed-streams.ts';
import type { CarriedPlan, GradedSecond } from './graded-seconds.ts';
import { SummedLatency } from './summed-latency.ts';

/** A run, its counts apart from its histograms. */
interface GradedRun {
  readonly run: Pick<ReadableRun, 'addTo' | 'seconds'>;
  readonly plan: CarriedPlan & Pick<MeasuredPlan, 'series' | 'warmupMs'>;
  /** In order; those that are missing are left out. */
  readonly seconds: Iterable<GradedSecond>;
}

/** Seconds, both included; `outside`: all the others that are measured. */
export interface GradesAsked extends Pick<Area, 'fromSecond' | 'toSecond'> {
  readonly outside: boolean;
}

/**
 * Grades of a stretch of time or of all but it, as the document of that part of the run has them. A part chosen by hand is
 * measured whole, even where it reaches into the warm-up.
 */
export function gradesIn(graded: GradedRun, of: GradesAsked): GradeRow[] {
  const measured = measuredIn(graded, of);
  return gradesOf(measured, ratesOf(measured, false));
}

function measuredIn({ run, plan, seconds }: GradedRun, of: GradesAsked): GradedSeconds {
  const load = new RunLoad(plan);
  const [time, once] = [new CoveredTime(load), new CoveredTime(load)];
  const tallies = plan.series.map(() => ({ counts: noCounts(), withinPlan: noCounts() }));
  const streams = new SummedStreams(plan);
  for (const second of seconds) {
    const isIn = isWithin(second.second, of) !== of.outside;
    if (!isIn && !of.outside && second.second > of.toSecond) break;
    load.see(second);
    streams.add(second.streams, isIn);
    if (!isIn) continue;
    const isMeasured = !of.outside || second.second * 1_000 >= plan.warmupMs;
    once.add(second);
    if (isMeasured) time.add(second);
    const isOver = load.isOverBefore(second);
    for (const [series, counts] of second.counts.entries()) {
      const sums = tallies[series];
      const { once: isOnce, role } = plan.series[series] ?? {};
      if (sums === undefined) continue;
      if (isMeasured || isOnce === true) {
        addLaterCounts(sums.counts, counts);
        if (!isOver) addLaterCounts(sums.withinPlan, withoutLate(counts, series, second));
      } else if (role === 'gap') {
        sums.counts.errors += counts.errors;
        sums.counts.targetErrors += counts.targetErrors;
      }
    }
  }
  return {
    plan,
    load: load.classes,
    tallies,
    streams,
    latency: (series) => latencyIn(run, plan, series, of),
    books: [],
    ...time.cover(),
    once: once.cover(),
    afterPlanMs: 0,
  };
}

function isWithin(second: SecondIndex, { fromSecond, toSecond }: GradesAsked): boolean {
  return second >= fromSecond && second <= toSecond;
}

function latencyIn(
  run: GradedRun['run'],
  { series: all, warmupMs }: GradedRun['plan'],
  series: readonly number[],
  { fromSecond, toSecond, outside }: GradesAsked,
): LatencySample {
  const sum = new BucketCounts();
  const add = (one: number, from: SecondIndex, to: SecondIndex) => {
    if (from <= to) run.addTo(sum, one, histogramOf(all[one]?.clock ?? 'actual'), { from, to });
  };
  for (const one of series) {
    if (!outside) {
      add(one, fromSecond, toSecond);
      continue;
    }
    const first = all[one]?.once === true ? 0 : Math.ceil(warmupMs / 1_000);
    add(one, first, Math.min(fromSecond, run.seconds) - 1);
    add(one, Math.max(first, toSecond + 1), run.seconds - 1);
  }
  return new SummedLatency(sum);
}
