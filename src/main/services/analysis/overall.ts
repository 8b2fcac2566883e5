import { formatNumber, GRADE_WORDS } from '../../../contract/format.ts';
import type { Gate } from '../../../contract/plan.ts';
import type { Counts, Summary } from '../../../contract/summary.ts';
import { GRADES, type Grade, type GradeRow } from '../../../contract/threshold.ts';
import { type FailedSetup, sayFailedSetup } from './failed-setup.ts';
import { formatMetric, quantityOf } from './grade.ts';

/** What keeps a run from passing whatever its grades are: grades leave out failures that are not the target's. */
export interface RunFacts {
  readonly totals: Pick<Counts, 'sent' | 'ok' | 'errors'>;
  readonly failedSetups: readonly FailedSetup[];
  /** Of the stream classes: connections that opened, and those that were broken off in use. */
  readonly connections: { readonly opened: number; readonly broken: number };
}

/**
 * The overall grade is the worst that applies. It passes when it is not worse than the gate and most of the run went
 * well; a run that measured nothing passes only where nothing is asked of it.
 */
export function overallOf(rows: readonly GradeRow[], gate: Gate, facts?: RunFacts): Summary['overall'] {
  const overall = gradedOverall(rows, gate);
  if (facts === undefined || gate === 'none') return overall;
  const obstacles = [
    ...facts.failedSetups.map(sayFailedSetup),
    ...mostFailed(facts.totals, overall.grade),
    ...mostBroken(facts.connections),
  ];
  if (obstacles.length === 0) return overall;
  return { ...overall, passed: false, sentence: [overall.sentence, ...obstacles].join(' ') };
}

function mostFailed({ sent, ok, errors }: RunFacts['totals'], grade: Summary['overall']['grade']): string[] {
  if (errors > ok)
    return [
      `${formatNumber(errors)} of ${formatNumber(sent)} sent failed: a run that mostly fails does not pass.`,
    ];
  // Where nothing is graded, nothing else would tell of a target that never answers.
  if (grade === 'not-applicable' && ok * 2 < sent)
    return [
      `Only ${formatNumber(ok)} of ${formatNumber(sent)} sent were answered: such a run does not pass.`,
    ];
  return [];
}

function mostBroken({ opened, broken }: RunFacts['connections']): string[] {
  if (broken * 2 <= opened) return [];
  return [
    `${formatNumber(broken)} of ${formatNumber(opened)} connections were broken off in use: such a run does not pass.`,
  ];
}

function gradedOverall(rows: readonly GradeRow[], gate: Gate): Summary['overall'] {
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
  return worst === 'poor' ? '; the worst is ' : '; the tightest is ';
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
