import { GRADE_WORDS } from '../../../../contract/format.ts';
import { GRADES, isGrade } from '../../../../contract/grades.ts';
import type { Gate } from '../../../../contract/plan.ts';
import type { Summary } from '../../../../contract/summary.ts';
import type { Grade, GradeRow } from '../../../../contract/threshold.ts';
import { placeName } from '../findings/finding-words.ts';
import { excess } from './bands.ts';
import { formatMetric, quantityOf } from './grade.ts';
import { obstaclesOf, obstaclesOfAnyGate, outcomeWith, type RunFacts } from './obstacles.ts';

/**
 * What a run comes to. It passes when no grade is beyond the gate and nothing else stands in the way; what could not be
 * judged does not pass either. Decided from final counts alone, so the order of events makes no difference. Where the
 * plan has no gate, only what no gate is asked about stands in the way: that it was cut short, or had to be trusted.
 *
 * The overall grade is the worst that applies; where something beside the grades keeps the run from passing it is Poor
 * (it failed) or not gradable, so that no run that fails wears a good grade.
 */
export function overallOf(rows: readonly GradeRow[], gate: Gate, facts: RunFacts): Summary['overall'] {
  const graded = rows.filter(isBand);
  const worst = GRADES.findLast((grade) => graded.some((row) => row.grade === grade));
  const ungraded = rows.some((row) => row.grade === 'not-gradable')
    ? 'not-gradable'
    : rows.some((row) => row.grade === 'no-data')
      ? 'no-data'
      : 'not-applicable';
  const told = worst === undefined ? ungradedSentence(rows) : sentenceFor(graded, worst);
  const isOpen = gate === 'none';
  const obstacles = isOpen ? obstaclesOfAnyGate(facts) : obstaclesOf(rows, facts);
  const beyondGate = !isOpen && worst !== undefined && GRADES.indexOf(worst) > GRADES.indexOf(gate);
  const outcome = outcomeWith(beyondGate ? 'failed' : 'passed', obstacles);
  if (outcome === 'passed') {
    const waived = isOpen && !isGoodRun(rows, facts) ? 'It passes nevertheless: the plan has no gate.' : '';
    const sentence = [told, silentSentence(rows), waived].filter((part) => part !== '').join(' ');
    return { grade: worst ?? ungraded, gate, outcome, passed: true, sentence };
  }
  const reasons = obstacles.map(({ sentence }) => sentence);
  const sentence = [...(beyondGate || (worst === undefined && rows.length === 0) ? [told] : []), ...reasons];
  const grade = beyondGate
    ? worst
    : outcome === 'failed'
      ? 'poor'
      : ungraded === 'no-data'
        ? ungraded
        : 'not-gradable';
  return { grade, gate, outcome, passed: false, sentence: sentence.join(' ') };
}

/** Whether a run would pass the default gate: good signs are said of no other, whatever gate its plan has. */
export function isGoodRun(rows: readonly GradeRow[], facts: RunFacts): boolean {
  return !rows.some(({ grade }) => grade === 'poor') && obstaclesOf(rows, facts).length === 0;
}

function ungradedSentence(rows: readonly GradeRow[]): string {
  if (rows.some((row) => row.grade === 'not-gradable')) return 'Not gradable: too much of it is left out.';
  if (rows.some((row) => row.grade === 'no-data'))
    return 'No data: nothing was measured that could be graded.';
  return rows.length === 0
    ? 'Not graded: no threshold applies to this plan.'
    : 'Not graded: the plan offered too little load.';
}

/** Said of a run that passes although some of its thresholds saw nothing. */
function silentSentence(rows: readonly GradeRow[]): string {
  const silent = rows.filter((row) => row.grade === 'no-data');
  if (silent.length === 0) return '';
  const names = [...new Set(silent.map(placeName))];
  const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
  return `Nothing was measured for ${names.slice(0, 3).join(', ')}${more}.`;
}

function sentenceFor(graded: readonly (GradeRow & { grade: Grade })[], worst: Grade): string {
  const those = graded.filter((row) => row.grade === worst);
  const word = GRADE_WORDS[worst];
  const all = those.length === graded.length;
  const lead = leadFor(those.length, graded.length, word);
  const worse = worst === 'excellent' || worst === 'poor' || all ? '' : ' and none is worse';
  const named = all && worst === 'excellent' ? '' : `${leadIn(those.length, worst)}${nameTightest(those)}`;
  return `${lead}${worse}${named}.${doubtAbout(those)}`;
}

function leadIn(those: number, worst: Grade): string {
  if (those === 1) return ': ';
  return worst === 'poor' ? '; the worst is ' : '; closest to its threshold is ';
}

function leadFor(those: number, all: number, word: string): string {
  if (all === 1) return `The one grade is ${word}`;
  if (those === all) return `${all === 2 ? 'Both' : `All ${all}`} grades are ${word}`;
  return those === 1 ? `One of ${all} grades is ${word}` : `${those} of ${all} grades are ${word}`;
}

function doubtAbout(rows: readonly GradeRow[]): string {
  const doubtful = rows.filter((row) => !row.provable).length;
  if (doubtful === 0) return '';
  if (doubtful === rows.length) return ' The sample is too small to prove it.';
  return ` The sample is too small to prove ${doubtful} of them.`;
}

/** The row nearest to its next bound, or farthest beyond the last, in words: "the p95 of gateway curves (812 ms)". */
function nameTightest(rows: readonly GradeRow[]): string {
  // A throughput may be held down by the plan alone; it is named only where nothing else is.
  const [row] = rows.toSorted(
    (a, b) => Number(a.metric === 'throughput') - Number(b.metric === 'throughput') || excess(b) - excess(a),
  );
  if (row === undefined) return '';
  return `${quantityOf(row.metric, row.statistic)} of ${placeName(row)} (${formatMetric(row.metric, row.value)})`;
}

function isBand(row: GradeRow): row is GradeRow & { grade: Grade } {
  return isGrade(row.grade);
}
