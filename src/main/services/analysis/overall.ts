import { GRADE_WORDS } from '../../../contract/format.ts';
import type { Gate } from '../../../contract/plan.ts';
import type { Summary } from '../../../contract/summary.ts';
import { GRADES, type Grade, type GradeRow } from '../../../contract/threshold.ts';
import { formatMetric, quantityOf } from './grade.ts';

/**
 * The overall grade is the worst that applies. It passes when it is not worse than the gate; a run that measured
 * nothing passes only where nothing is asked of it.
 */
export function overallOf(rows: readonly GradeRow[], gate: Gate): Summary['overall'] {
  const graded = rows.filter(isGraded);
  const worst = GRADES.findLast((grade) => graded.some((row) => row.grade === grade));
  if (worst === undefined) return ungraded(rows, gate);
  const passed = gate === 'none' || GRADES.indexOf(worst) <= GRADES.indexOf(gate);
  return { grade: worst, gate, passed, sentence: sentenceFor(graded, worst) };
}

function ungraded(rows: readonly GradeRow[], gate: Gate): Summary['overall'] {
  if (rows.some((row) => row.grade === 'no-data')) {
    const sentence = 'No data: nothing was measured that could be graded.';
    return { grade: 'no-data', gate, passed: gate === 'none', sentence };
  }
  const sentence =
    rows.length === 0
      ? 'Not graded: no threshold applies to this plan.'
      : 'Not graded: the plan could not have shown any of its thresholds.';
  return { grade: 'not-applicable', gate, passed: true, sentence };
}

function sentenceFor(graded: readonly (GradeRow & { grade: Grade })[], worst: Grade): string {
  const word = GRADE_WORDS[worst];
  const those = graded.filter((row) => row.grade === worst);
  const doubtful = those.filter((row) => !row.provable).length;
  const doubt = doubtful === 0 ? '' : ` ${describeDoubt(doubtful, those.length)}`;
  if (graded.length === 1) return `${word}: ${worstOf(those)}.${doubt}`;
  if (those.length === graded.length) return `${word}: all ${graded.length} grades are ${word}.${doubt}`;
  const share = those.length === 1 ? 'one' : `${those.length}`;
  const verb = those.length === 1 ? 'is' : 'are';
  const lead = those.length === 1 ? '' : 'most of all ';
  return `${word}: ${share} of ${graded.length} grades ${verb} ${word}, ${lead}${worstOf(those)}.${doubt}`;
}

function describeDoubt(doubtful: number, all: number): string {
  if (doubtful === all) return 'The sample is too small to prove it.';
  return `The sample is too small to prove ${doubtful} of these.`;
}

/** The row that misses the better grade by most, in words: "the p95 of gateway curves (812 ms)". */
function worstOf(rows: readonly GradeRow[]): string {
  const [first, ...rest] = rows;
  if (first === undefined) return '';
  const row = rest.reduce((worst, next) => (excess(next) > excess(worst) ? next : worst), first);
  const place = row.endpoint === null ? row.service : `${row.service} ${row.endpoint}`;
  return `${quantityOf(row.metric, row.statistic)} of ${place} (${formatMetric(row.metric, row.value)})`;
}

/** How little is left to the next worse grade, as a share of the last bound; larger is worse. */
function excess({ margin, bounds }: GradeRow): number {
  return -(margin ?? 0) / (bounds.acceptable || 1);
}

function isGraded(row: GradeRow): row is GradeRow & { grade: Grade } {
  return row.grade !== 'no-data' && row.grade !== 'not-applicable';
}
