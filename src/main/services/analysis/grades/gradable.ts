import { formatPercent, GRADE_WORDS } from '../../../../contract/format.ts';
import { GRADES, isGrade } from '../../../../contract/grades.ts';
import { leftOutHow } from '../../../../contract/rate-words.ts';
import type { Rates } from '../../../../contract/rates.ts';
import type { GradeResult, GradeRow, Threshold } from '../../../../contract/threshold.ts';
import { bandOf } from './bands.ts';

/** What is left out of the graded rate may be this share of all, in percent, before nothing can be graded. */
export const MAX_LEFT_OUT_PERCENT = 1;

/**
 * How large a share of what a service was asked may be left out, in percent: 1%, or the bound within which its error rate
 * is still acceptable where that is larger.
 */
export function mostLeftOutPercent(thresholds: readonly Threshold[], service: string): number {
  const bounds = thresholds
    .filter((one) => one.service === service && one.metric === 'errorRate')
    .map(({ acceptable }) => acceptable);
  return Math.max(MAX_LEFT_OUT_PERCENT, ...bounds);
}

/** Whether too much is left out for the figures of a service to be graded. */
export function isTooMuchLeftOut({ leftOutPercent }: Rates, most: number): boolean {
  return (leftOutPercent ?? 0) > most;
}

/**
 * The row as it may stand where too much is left out: not gradable. An error rate that is Poor even if all
 * that was left out had gone well stays Poor: leaving data out never makes a grade better.
 * @param rates those of which too much is left out
 * @param own of what is graded: an endpoint that was sent nothing has no part in what its service left out
 */
export function withoutLeftOut(
  row: GradeRow,
  threshold: Threshold,
  { rates, own }: { readonly rates: Rates; readonly own: Rates },
): GradeRow {
  if (row.grade === 'not-applicable') return row;
  if (own.ok + own.failed + own.leftOut === 0 && own.sentPerSecond === 0) {
    const note = `Not gradable: no request was sent to it. ${row.note}`;
    return { ...row, grade: 'not-gradable', margin: null, provable: false, note };
  }
  if (row.metric === 'errorRate' && row.grade === 'poor') {
    const best = (rates.failed / (rates.ok + rates.failed + rates.leftOut)) * 100;
    if (bandOf(threshold, best) === 'poor') return row;
  }
  const share = formatPercent(rates.leftOutPercent);
  const count = rates.leftOut.toLocaleString('en-US');
  const rest = rates.ok + rates.failed === 0 ? '' : ', too many to judge by the rest';
  const note = `Not gradable: ${count} (${share}) ${leftOutHow(rates)}${rest}. ${row.note}`;
  return { ...row, grade: 'not-gradable', margin: null, provable: false, note };
}

/**
 * Grades over part of the seconds beside those over all of them. One that is better only because seconds were left out
 * is no grade.
 * @param all rows of the same thresholds, in the same order, over every second
 */
export function notBetterThan(rows: readonly GradeRow[], all: readonly GradeRow[]): GradeRow[] {
  return rows.map((row, index) => {
    const whole = all[index];
    if (whole === undefined || rank(row.grade) >= rank(whole.grade) || !isGrade(row.grade)) return row;
    const note = `Not gradable: better only because seconds were left out; including them ${GRADE_WORDS[whole.grade]}. ${row.note}`;
    return { ...row, grade: 'not-gradable', margin: null, provable: false, note };
  });
}

/** Best first; whatever is no grade is worse than Poor. */
function rank(grade: GradeResult): number {
  return isGrade(grade) ? GRADES.indexOf(grade) : GRADES.length;
}
