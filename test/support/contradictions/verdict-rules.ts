import { EXIT } from '../../../src/contract/failure.ts';
import { GRADE_WORDS, OUTCOME_WORDS } from '../../../src/contract/format.ts';
import { plainXml, type Said, textOf } from '../outages/said.ts';
import { headingsOf, outcomesSaid, wordOf } from './headings.ts';
import { type Rule, unless } from './rule.ts';

/** What only a run that passes may say of itself. */
const PRAISE = [
  /within thresholds/i,
  /errors below 1 ?%/i,
  /\bnone failed/i,
  /\b(?:all \d+|both|the one) grades? (?:is|are) (?:Excellent|Good)\b/i,
];
/** Words a run that does not pass may not wear. Where the gate is Excellent, a run can be Good and fail. */
function goodWords({ document: { overall } }: Said): string[] {
  const { excellent, good } = GRADE_WORDS;
  return [excellent, OUTCOME_WORDS.passed, ...(overall.gate === 'excellent' ? [] : [good])];
}

const passes = ({ document }: Said) => document.overall.outcome === 'passed';

function failuresOf(junit: string): { counted: number; written: number } {
  const counted = /<testsuites [^>]*\bfailures="(\d+)"/.exec(junit)?.[1] ?? '0';
  return { counted: Number(counted), written: (junit.match(/<failure\b/g) ?? []).length };
}

/** Exit code, outcome, headings, list and JUnit are one verdict. */
export const VERDICT_RULES: readonly Rule[] = [
  {
    name: 'exit code and outcome',
    look: (said) => {
      const { exitCode, document } = said;
      const { outcome } = document.overall;
      if (exitCode === EXIT.passed) return unless(passes(said), `exit 0 of a run that is ${outcome}`);
      return unless(!passes(said), `exit ${exitCode} of a run that passed`);
    },
  },
  {
    name: 'outcome and passed',
    look: ({ document: { overall } }) =>
      unless(
        overall.passed === (overall.outcome === 'passed'),
        `passed ${overall.passed}, ${overall.outcome}`,
      ),
  },
  {
    name: 'JUnit and outcome',
    look: (said) => {
      const { counted, written } = failuresOf(said.junit);
      return [
        ...unless(counted === written, `JUnit counts ${counted} failures and has ${written}`),
        ...unless(!passes(said) || written === 0, `JUnit has ${written} failures of a run that passed`),
        ...unless(
          passes(said) || written > 0,
          `JUnit is green for a run that is ${said.document.overall.outcome}`,
        ),
      ];
    },
  },
  {
    name: 'list and document',
    look: ({ row, document: { overall } }) => [
      ...unless(row.passed === overall.passed, `the list says passed ${row.passed}`),
      ...unless(
        row.overallGrade === overall.grade,
        `the list says ${row.overallGrade}, not ${overall.grade}`,
      ),
      ...unless(row.outcome === overall.outcome, `the list says ${row.outcome}, not ${overall.outcome}`),
    ],
  },
  {
    name: 'headings and grade',
    look: (said) => {
      const { grade, outcome } = said.document.overall;
      const may = [
        GRADE_WORDS[grade],
        OUTCOME_WORDS[outcome],
        ...(grade === 'not-applicable' ? ['Not graded'] : []),
      ];
      return headingsOf(said).flatMap(({ form, text }) =>
        unless(
          may.includes(wordOf(text)),
          `${form}: "${text.slice(0, 80)}" of a run that is ${grade}, ${outcome}`,
        ),
      );
    },
  },
  {
    name: 'outcomes in words',
    look: (said) =>
      outcomesSaid(said).flatMap(({ form, text }) =>
        unless(
          text === said.document.overall.outcome,
          `${form} says ${text}, not ${said.document.overall.outcome}`,
        ),
      ),
  },
  {
    name: 'praise of a run that does not pass',
    look: (said) => {
      if (passes(said)) return [];
      const text = textOf(said);
      return [
        ...PRAISE.flatMap((pattern) => {
          const found = text.split('\n').find((line) => pattern.test(line));
          return found === undefined ? [] : [`"${found.trim().slice(0, 120)}"`];
        }),
        ...headingsOf(said).flatMap(({ form, text: heading }) =>
          unless(!goodWords(said).includes(wordOf(heading)), `${form}: ${wordOf(heading)}`),
        ),
        ...unless(
          !goodWords(said).includes(GRADE_WORDS[said.document.overall.grade]),
          `the document grades it ${said.document.overall.grade}`,
        ),
      ];
    },
  },
  {
    name: 'expectations and outcome',
    look: (said) => {
      const { overall } = said.document;
      const expectations = said.document.expectations.filter(
        ({ statement }) => !said.breakingPoints.includes(statement),
      );
      const met = expectations.filter(({ verdict }) => verdict === 'met');
      const unmet = expectations.filter(({ verdict }) => verdict === 'not met');
      const inJunit = /value="met: /.test(plainXml(said.junit));
      return [
        // Where only an expectation was missed, the others are what they are.
        ...unless(
          passes(said) || met.length === 0 || overall.sentence.startsWith('Expectation not met'),
          `met by a run that does not pass: ${met[0]?.statement}`,
        ),
        ...unless(
          !passes(said) || overall.gate === 'none' || unmet.length === 0,
          `a run passes and does not meet: ${unmet[0]?.statement}`,
        ),
        ...unless(
          said.document.expectations.some(({ verdict }) => verdict === 'met') || !inJunit,
          'JUnit says met, and nothing is',
        ),
      ];
    },
  },
  {
    name: 'expectations and grades',
    look: ({ breakingPoints, document: { expectations, grades } }) => {
      const bare = grades.filter(({ grade }) => grade === 'not-gradable');
      const met = expectations.find(
        ({ verdict, statement }) => verdict === 'met' && !breakingPoints.includes(statement),
      );
      return unless(
        bare.length === 0 || met === undefined,
        `"${met?.statement}" is met where the ${bare[0]?.metric} of ${bare[0]?.service} cannot be graded`,
      );
    },
  },
];
