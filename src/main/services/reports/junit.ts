import type { BaselineCell, BaselineVerdict } from '../../../contract/baseline.ts';
import { cellName, changeText } from '../../../contract/baseline-words.ts';
import type { CapacityDocument } from '../../../contract/capacity.ts';
import { isCapacityMet, isRecoveryAlone, searchVerdictWord } from '../../../contract/capacity-text.ts';
import { ended } from '../../../contract/failure.ts';
import {
  formatPercent,
  formatRate,
  formatValue,
  GRADE_WORDS,
  OUTCOME_WORDS,
} from '../../../contract/format.ts';
import { GRADES } from '../../../contract/grades.ts';
import { gradingSentence } from '../../../contract/grading-words.ts';
import { leadingFindings } from '../../../contract/leading-findings.ts';
import { statisticWord } from '../../../contract/percentiles.ts';
import { drainNote, failedText, leftOutText, worstEndpoint } from '../../../contract/rate-words.ts';
import { type FiredRule, firedRulesOf } from '../../../contract/stop-rule.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { GradeRow } from '../../../contract/threshold.ts';
import { attribute, escapeXml } from './xml-text.ts';

type Result = 'passed' | 'failed' | 'skipped';

/** A test case as a build server reads it. */
interface Case {
  readonly classname: string;
  readonly name: string;
  readonly result: Result;
  /** Why it failed or was skipped. */
  readonly message: string;
  readonly detail: string;
  readonly type: 'threshold' | 'expectation' | 'run' | 'objective' | 'recovery' | 'baseline';
}

/**
 * The run as test cases, for build servers: one suite per service, one case per threshold; one suite of the expectations (of a
 * search one of its objectives in place of both), one of the stop rules that came true; and, where a run does not pass although
 * none of these fails, a case of its own. A build server fails exactly where the exit code does.
 */
export function junitXml(summary: Summary): string {
  const { run } = summary;
  const suites = suitesOf(summary);
  const totals = countsOf(suites.flatMap(([, all]) => all));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${attribute(run.name)} ${totals} time="${run.durationMs / 1_000}">`,
    ...suites
      .filter(([, all]) => all.length > 0)
      .map(([name, all], index) => suite(name, all, summary, index === 0 ? findingsOf(summary) : [])),
    '</testsuites>',
    '',
  ].join('\n');
}

type Suite = [name: string, cases: readonly Case[]];

function suitesOf(summary: Summary): Suite[] {
  const { overall, capacity } = summary;
  const judged = capacity === undefined ? gradedSuites(summary) : [capacitySuite(capacity)];
  const suites = [...judged, rulesSuite(summary)];
  const cases = suites.flatMap(([, all]) => all);
  const isTold = overall.outcome === 'passed' || cases.some(({ result }) => result === 'failed');
  if (!isTold || cases.length === 0) suites.push(['whole run', [wholeRun(overall)]]);
  if (summary.baseline !== undefined) suites.push(baselineSuite(summary.baseline));
  return suites;
}

/** A case for each figure that is judged; where nothing could be judged, one that fails as the exit code does. */
function baselineSuite(verdict: BaselineVerdict): Suite {
  const { name, sentence, cells } = verdict;
  if (verdict.verdict === 'not judged')
    return [`baseline ${name}`, [baselineCase('is judged', 'failed', sentence)]];
  const judged = cells.filter((cell) => cell.judged);
  return [
    `baseline ${name}`,
    judged.map((cell) => baselineCase(cellName(cell), baselineResult(cell), baselineText(cell, sentence))),
  ];
}

function baselineResult({ verdict }: BaselineCell): Result {
  if (verdict === 'no interval') return 'skipped';
  return verdict === 'regressed' ? 'failed' : 'passed';
}

function baselineText(cell: BaselineCell, sentence: string): string {
  if (cell.verdict === 'no interval') return cell.note;
  return cell.verdict === 'regressed' ? `${changeText(cell)}: ${sentence}` : changeText(cell);
}

function baselineCase(name: string, result: Result, message: string): Case {
  return { classname: 'baseline', name, result, message, detail: '', type: 'baseline' };
}

function gradedSuites({ overall, grades, expectations }: Summary): Suite[] {
  const services = [...new Set(grades.map((row) => row.service))];
  return [
    ...services.map(
      (service): Suite => [
        service,
        grades.filter((row) => row.service === service).map((row) => gradeCase(row, overall)),
      ],
    ),
    ['expectations', expectations.map((row) => expectationCase(row, overall))],
  ];
}

/**
 * A search of capacity: a case for each objective, in place of grades, which would be of all its loads together. Where it found
 * no load, the objective that failed first fails, or all do where none is known to have; the others were not decided.
 */
function capacitySuite(capacity: CapacityDocument): Suite {
  const { objectives, sentence, firstFailing } = capacity;
  const isMet = isCapacityMet(capacity);
  if (isRecoveryAlone(capacity)) return ['recovery', [recoveryCase(isMet, sentence)]];
  const known = objectives.find((one) => one === firstFailing?.objective);
  const cases = objectives.map((objective): Case => {
    const failed = known === undefined || known === objective;
    return {
      classname: 'capacity',
      name: objective,
      result: isMet ? 'passed' : failed ? 'failed' : 'skipped',
      message: isMet || failed ? sentence : 'not decided',
      detail: failed ? (firstFailing?.sentence ?? '') : '',
      type: 'objective',
    };
  });
  return ['capacity', cases];
}

/** Where nothing was searched. */
function recoveryCase(isMet: boolean, message: string): Case {
  const result = isMet ? 'passed' : 'failed';
  return {
    classname: 'recovery',
    name: 'recovers from an overload',
    result,
    message,
    detail: '',
    type: 'recovery',
  };
}

/**
 * What no threshold and no expectation tells: without it a build server would take the run for a good one. A run that
 * passes because nothing is graded has proved nothing: its case is skipped.
 */
function wholeRun({ outcome, sentence }: Summary['overall']): Case {
  return {
    classname: 'whole run',
    name: 'passes',
    result: outcome === 'passed' ? 'skipped' : 'failed',
    message: `${OUTCOME_WORDS[outcome]}: ${sentence}`,
    detail: '',
    type: 'run',
  };
}

/** Why the run came out as it did: what a person would look for in the log of the build. */
function findingsOf(summary: Summary): string[] {
  const lines = leadingFindings(summary).map(({ title, advice }) => `${title}. ${advice}`);
  return lines.length === 0 ? [] : [`    <system-out>${escapeXml(lines.join('\n'))}</system-out>`];
}

function suite(name: string, cases: readonly Case[], summary: Summary, output: readonly string[]): string {
  const { run } = summary;
  return [
    `  <testsuite name=${attribute(name)} ${countsOf(cases)} timestamp="${run.startedAt.slice(0, 19)}" hostname=${attribute(run.environment.hostname)}>`,
    '    <properties>',
    ...propertiesOf(summary).map(
      ([key, value]) => `      <property name=${attribute(key)} value=${attribute(value)}/>`,
    ),
    '    </properties>',
    ...cases.map(testCase),
    ...output,
    '  </testsuite>',
  ].join('\n');
}

function propertiesOf(summary: Summary): (readonly [string, string])[] {
  const { run, trust, overall, rates, drain, capacity } = summary;
  const worst = worstEndpoint(summary);
  const properties: (readonly [string, string])[] = [
    ['run', run.id],
    ['plimsoll', run.plimsollVersion],
    ['outcome', overall.outcome],
    [
      'overall',
      capacity === undefined ? GRADE_WORDS[overall.grade] : searchVerdictWord({ capacity, overall }),
    ],
    ['gradings', gradingSentence(summary)],
    ['error rate', formatPercent(rates.errorRatePercent)],
    ['failed', failedText(rates)],
    ['left out', leftOutText(rates)],
    ['throughput', formatRate(rates.throughputPerSecond)],
    ['drain', drainNote(drain)],
    ...(worst === null ? [] : [[worst.label.toLowerCase(), worst.text] as const]),
    ['trust', trust.verdict],
    ['trust reason', trust.sentence],
  ];
  return properties.filter(([, value]) => value !== '');
}

function testCase({ classname, name, result, message, detail, type }: Case): string {
  const open = `    <testcase classname=${attribute(classname)} name=${attribute(name)}`;
  if (result === 'passed') {
    return `${open}>\n      <system-out>${escapeXml(`${ended(message)} ${detail}`.trim())}</system-out>\n    </testcase>`;
  }
  if (result === 'skipped')
    return `${open}>\n      <skipped message=${attribute(message)}/>\n    </testcase>`;
  return `${open}>\n      <failure type="${type}" message=${attribute(message)}>${escapeXml(detail)}</failure>\n    </testcase>`;
}

function gradeCase(row: GradeRow, { gate }: Summary['overall']): Case {
  const statistic = row.statistic === null ? '' : ` ${statisticWord(row.statistic)}`;
  const figure = `${GRADE_WORDS[row.grade]}${row.value === null ? '' : ` at ${formatValue(row.value, row.unit)}`}`;
  const result = resultOf(row, gate);
  const isWaived = gate === 'none' && (row.grade === 'poor' || row.grade === 'not-gradable');
  const message: Readonly<Record<Result, string>> = {
    passed: figure,
    failed: `${figure}; the gate is ${gate === 'none' ? 'open' : GRADE_WORDS[gate]}`,
    skipped: row.note,
  };
  return {
    classname: row.service,
    name: `${row.endpoint ?? 'whole service'}: ${row.metric}${statistic}`,
    result,
    message: message[result],
    // Nothing fails without a gate; what would with one is not called a success without a word.
    detail: isWaived ? `The plan has no gate. ${row.note}` : row.note,
    type: 'threshold',
  };
}

/**
 * An unmet expectation fails with the run. In a run that passes all the same, for its gate is open or the expectation was
 * to find a breaking point, it is skipped and says so.
 */
function expectationCase(
  { statement, verdict, evidence }: Summary['expectations'][number],
  { outcome }: Summary['overall'],
): Case {
  const unmet = outcome === 'passed' ? 'skipped' : 'failed';
  const results: Readonly<Record<typeof verdict, Result>> = {
    met: 'passed',
    'not met': unmet,
    'not measurable': 'skipped',
  };
  const result = results[verdict];
  return {
    classname: 'expectations',
    name: statement,
    result,
    message: result === 'passed' ? verdict : `${verdict}: ${evidence}`,
    detail: evidence,
    type: 'expectation',
  };
}

function rulesSuite(summary: Summary): Suite {
  return ['stop rules', firedRulesOf(summary).map(ruleCase)];
}

/** Only a rule that was to fail the run fails; what another did is said. */
function ruleCase({ rule, action, sentence }: FiredRule): Case {
  return {
    classname: 'stop rules',
    name: rule,
    result: action === 'fail' ? 'failed' : 'skipped',
    message: sentence,
    detail: '',
    type: 'run',
  };
}

function resultOf(row: GradeRow, gate: Summary['overall']['gate']): Result {
  if (row.grade === 'not-applicable' || row.grade === 'no-data') return 'skipped';
  if (gate === 'none') return 'passed';
  if (row.grade === 'not-gradable') return 'failed';
  return GRADES.indexOf(row.grade) <= GRADES.indexOf(gate) ? 'passed' : 'failed';
}

function countsOf(cases: readonly Case[]): string {
  const count = (wanted: Result) => cases.filter(({ result }) => result === wanted).length;
  return `tests="${cases.length}" failures="${count('failed')}" errors="0" skipped="${count('skipped')}"`;
}
