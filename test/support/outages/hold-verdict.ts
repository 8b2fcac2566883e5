import { threeSentences } from '../../../src/contract/sentences.ts';
import type { GradeResult, GradeRow } from '../../../src/contract/threshold.ts';
import type { ExpectedGrade, Verdict } from './outage.ts';
import { type Said, textOf } from './said.ts';

/** Where a run does not say what a person would: a line each, empty where it does. */
export function misjudgements(said: Said, verdict: Verdict): string[] {
  const { document, exitCode } = said;
  const text = textOf(said);
  const sentences = sentencesIn(said);
  return [
    ...(verdict.exit.includes(exitCode) ? [] : [`exit ${exitCode}, not ${verdict.exit.join(' or ')}`]),
    ...Object.entries(verdict.grades ?? {}).flatMap(([figure, grades]) =>
      wrongGrades(document.grades, figure, grades),
    ),
    ...wrongRate(said, verdict.errorRate),
    ...missing(text, verdict.said, 'nowhere'),
    ...missing(sentences, verdict.inSentences, 'in no sentence'),
    ...present(text, verdict.notSaid),
    ...present(sentences, verdict.notInSentences),
    ...Object.entries(verdict.expected ?? {}).flatMap(([statement, wanted]) => {
      const row = document.expectations.find((one) => one.statement.includes(statement));
      const is = row?.verdict === 'met' ? 'met' : 'unmet';
      return row !== undefined && is === wanted ? [] : [`"${statement}" is ${row?.verdict ?? 'missing'}`];
    }),
  ];
}

/** What stands as prose: the sentences of reports and of the window, and the findings. */
export function sentencesIn({ document }: Said): string {
  return [
    ...threeSentences(document),
    ...document.findings.flatMap(({ title, evidence, suggestion }) => [title, evidence, suggestion]),
  ].join('\n');
}

const NO_GRADES: readonly GradeResult[] = ['no-data', 'not-applicable'];

function wrongGrades(
  rows: readonly GradeRow[],
  figure: string,
  wanted: ExpectedGrade | readonly ExpectedGrade[],
): string[] {
  const all = typeof wanted === 'string' ? [wanted] : wanted;
  const own = rows.filter((row) => namesOf(row).includes(figure));
  if (own.length === 0) return [`nothing grades ${figure}`];
  return own.flatMap((row) => {
    const grade = isNone(row.grade) ? 'none' : row.grade;
    return (all as readonly string[]).includes(grade)
      ? []
      : [`${namesOf(row).at(-1)} is ${row.grade} (${row.value}), not ${all.join(' or ')}`];
  });
}

function isNone(grade: GradeResult): boolean {
  return NO_GRADES.includes(grade) || grade.startsWith('not-');
}

function namesOf({ service, endpoint, metric }: GradeRow): string[] {
  return [metric, `${service} ${metric}`, ...(endpoint === null ? [] : [`${service}/${endpoint} ${metric}`])];
}

function wrongRate({ document }: Said, range: Verdict['errorRate']): string[] {
  if (range === undefined) return [];
  const { errorRatePercent } = document.rates;
  const [least, most] = range;
  return errorRatePercent !== null && errorRatePercent >= least && errorRatePercent <= most
    ? []
    : [`the error rate is ${errorRatePercent}%, not ${least} to ${most}%`];
}

function missing(text: string, patterns: readonly RegExp[] | undefined, where: string): string[] {
  return (patterns ?? [])
    .filter((pattern) => !pattern.test(text))
    .map((pattern) => `${where} said: ${pattern}`);
}

function present(text: string, patterns: readonly RegExp[] | undefined): string[] {
  return (patterns ?? []).flatMap((pattern) => {
    const line = text.split('\n').find((one) => pattern.test(one));
    return line === undefined ? [] : [`said: ${pattern} in "${line.trim().slice(0, 160)}"`];
  });
}
