import { GRADE_METRICS } from '../../../../contract/grade-metrics.ts';
import { isGrade } from '../../../../contract/grades.ts';
import { statisticWord } from '../../../../contract/percentiles.ts';
import type { GradeRow } from '../../../../contract/threshold.ts';
import { excess } from '../grades/bands.ts';
import { type Facts, type Rule, rule } from './finding.ts';
import { begun, list, placeName } from './finding-words.ts';

function graded({ grades }: Facts): GradeRow[] {
  return grades.filter(({ grade }) => isGrade(grade));
}

/** Several percentiles of one time are told apart. */
const rowName = (row: GradeRow) =>
  `${placeName(row)} ${row.metric === 'latency' && row.statistic !== null && row.statistic !== 'p95' ? `${statisticWord(row.statistic)} ` : ''}${GRADE_METRICS[row.metric].word}`;

/** `2 of 3 graded figures`, `both graded figures`, `the one graded figure`. */
function figuresOf(some: number, all: number): string {
  if (all === 1) return 'the one graded figure';
  if (some < all) return `${some} of ${all} graded figures`;
  return all === 2 ? 'both graded figures' : `all ${all} graded figures`;
}

const exceeded = rule({ code: 'thresholds.exceeded', kind: 'bad', claim: 'fact' }, (facts) => {
  const poor = graded(facts)
    .filter((row) => row.grade === 'poor')
    .toSorted((a, b) => excess(b) - excess(a));
  const [worst] = poor;
  if (worst === undefined) return null;
  return {
    title: 'Thresholds exceeded',
    evidence: `${begun(figuresOf(poor.length, graded(facts).length))} ${poor.length === 1 ? 'is' : 'are'} Poor: ${list(poor.map(rowName))}.`,
    suggestion:
      poor.length === 1 ? '' : `Start with the ${rowName(worst)}: it is furthest past its threshold.`,
  };
});

const missing = rule({ code: 'grades.missing', kind: 'hint', claim: 'plan' }, (facts) => {
  // Those that were to be graded, and could not be.
  const rows = facts.grades.filter(({ grade }) => grade !== 'not-applicable' && !isGrade(grade));
  if (rows.length === 0) return null;
  return {
    title: 'Not everything could be graded',
    evidence: `Without a grade: ${list(rows.map(rowName))}.${rows.length < facts.grades.length ? ' The other grades say nothing about these.' : ''}`,
    explains: rows.length / facts.grades.length,
  };
});

/** Comes after all that no threshold sees. */
export const GRADES_WELL = rule({ code: 'thresholds.within', kind: 'good', claim: 'good' }, (facts) => {
  const rows = graded(facts);
  if (rows.length === 0) return null;
  const unproven = rows.filter((row) => !row.provable).length;
  const which = unproven < rows.length ? `${unproven} of them` : rows.length === 1 ? 'it' : 'any of them';
  const doubt = unproven === 0 ? '' : ` The sample is too small to prove ${which}.`;
  return {
    title: 'Within thresholds',
    evidence: `${begun(figuresOf(rows.length, rows.length))} ${rows.length === 1 ? 'meets' : 'meet'} Acceptable.${doubt}`,
    explains: 1,
  };
});

export const GRADE_RULES: readonly Rule[] = [exceeded, missing];
