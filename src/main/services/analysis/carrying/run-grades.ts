import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { GradeRow } from '../../../../contract/threshold.ts';
import type { RunSecond } from '../../../../contract/tick.ts';
import type { SecondIndex } from '../../../../contract/units.ts';
import { NeverAnswered } from '../counts/never-answered.ts';
import { Rejections } from '../counts/rejections.ts';
import type { ReadableRun } from '../reading/readable-run.ts';
import { type CarriedSecond, carriedSecond, type GradedSecond, gradedSecond } from './graded-seconds.ts';
import { type GradesAsked, gradesIn } from './grades-in.ts';

/**
 * Grades of stretches of a run that is held in memory: its histograms are read from there, and of each second the counts are
 * kept beside them as a report carries them, some ten bytes a series.
 */
export class RunGrades {
  readonly #plan: MeasuredPlan;
  readonly #run: Pick<ReadableRun, 'addTo' | 'seconds'>;
  #rejections: Rejections;
  #neverAnswered = new NeverAnswered();
  #seconds: CarriedSecond[] = [];

  constructor(plan: MeasuredPlan, run: Pick<ReadableRun, 'addTo' | 'seconds'>) {
    this.#plan = plan;
    this.#run = run;
    this.#rejections = new Rejections(plan);
  }

  /** Takes the next second, in order. */
  add(second: RunSecond): void {
    const judged = this.#neverAnswered.judge(this.#rejections.judge(second));
    this.#seconds.push(carriedSecond(judged, this.#plan.series.length));
  }

  /**
   * Over all that was added.
   * @param again the same seconds once more, and maybe later ones: gone through where one showed that an earlier was judged wrongly
   */
  of(asked: GradesAsked, again: Iterable<RunSecond>): GradeRow[] {
    if (this.#rejections.isOutdated) this.#judgeAll(upTo(this.#run.seconds, again));
    return gradesIn({ run: this.#run, plan: this.#plan, seconds: unpacked(this.#seconds) }, asked);
  }

  #judgeAll(seconds: Iterable<RunSecond>): void {
    this.#rejections = new Rejections(this.#plan, seconds);
    this.#neverAnswered = new NeverAnswered();
    this.#seconds = [];
    for (const second of seconds) this.add(second);
  }
}

/** Of a run that goes on there are more meanwhile, which will be added in their turn. Gone through as often as is asked. */
function upTo(end: SecondIndex, seconds: Iterable<RunSecond>): Iterable<RunSecond> {
  return {
    *[Symbol.iterator]() {
      for (const second of seconds) {
        if (second.second >= end) return;
        yield second;
      }
    },
  };
}

/** One at a time: all of a long run would be tens of megabytes. */
function* unpacked(seconds: readonly CarriedSecond[]): Generator<GradedSecond> {
  for (const second of seconds) yield gradedSecond(second);
}
