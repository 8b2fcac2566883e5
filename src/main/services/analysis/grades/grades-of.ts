import type { GradeRow } from '../../../../contract/threshold.ts';
import { type GradedSeconds, seriesOf } from '../counts/graded.ts';
import type { RunRates } from '../counts/rates.ts';
import { isTooMuchLeftOut, mostLeftOutPercent, withoutLeftOut } from './gradable.ts';
import { gradeRow } from './grade.ts';
import { observe } from './observe.ts';

/** Each threshold of the plan, judged over these seconds; those about what the plan does not have are left out. */
export function gradesOf(measured: GradedSeconds, rates: RunRates): GradeRow[] {
  const { thresholds } = measured.plan;
  return thresholds.flatMap((threshold) => {
    const observation = observe(threshold, measured, rates);
    if (observation === null) return [];
    const row = gradeRow(threshold, observation);
    const most = mostLeftOutPercent(thresholds, threshold.service);
    // An endpoint that refuses everybody is hidden in the share of its service.
    const [own] = seriesOf(measured, threshold, ({ inTotals }) => inTotals);
    const all = rates.ofService(threshold.service);
    const itself = threshold.endpoint === undefined || own === undefined ? all : rates.ofSeries(own);
    const tooMuch = [all, itself].find((one) => isTooMuchLeftOut(one, most));
    return [tooMuch === undefined ? row : withoutLeftOut(row, threshold, { rates: tooMuch, own: itself })];
  });
}
