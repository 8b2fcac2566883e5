import { formatMs, formatPercent, formatRate, GRADE_WORDS } from '../../../contract/format.ts';
import type { Gate } from '../../../contract/plan.ts';
import type { Summary } from '../../../contract/summary.ts';
import { GRADES, type GradeRow } from '../../../contract/threshold.ts';

/**
 * The grades as test cases, for build servers: one suite per service, one case per threshold. A grade below the gate
 * is a failure; one that does not apply, or has no data, is skipped with the reason. What else keeps a run from passing
 * is a case of its own.
 */
export function junitXml(summary: Summary): string {
  const { run, overall, grades } = summary;
  const services = [...new Set(grades.map((row) => row.service))];
  const suites = services.map((service) =>
    suite(
      service,
      grades.filter((row) => row.service === service),
      { summary, gate: overall.gate },
    ),
  );
  const whole = wholeRun(summary);
  const totals = countsOf(grades, overall.gate, whole === null ? 0 : 1);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${attribute(run.name)} ${totals} time="${run.durationMs / 1_000}">`,
    ...suites,
    ...(whole === null ? [] : [whole]),
    '</testsuites>',
    '',
  ].join('\n');
}

/** A run that does not pass although no grade fails: a build server would take it for a good one. */
function wholeRun({ run, overall, grades }: Summary): string | null {
  if (overall.passed || grades.some((row) => outcomeOf(row, overall.gate) === 'failed')) return null;
  return [
    `  <testsuite name="whole run" ${countsOf([], overall.gate, 1)} timestamp="${run.startedAt.slice(0, 19)}" hostname=${attribute(run.environment.hostname)}>`,
    `    <testcase classname="whole run" name="passes">\n      <failure type="run" message=${attribute(overall.sentence)}></failure>\n    </testcase>`,
    '  </testsuite>',
  ].join('\n');
}

function suite(
  service: string,
  rows: readonly GradeRow[],
  { summary, gate }: { summary: Summary; gate: Gate },
): string {
  const { run, trust, overall } = summary;
  const properties: readonly (readonly [string, string])[] = [
    ['run', run.id],
    ['plimsoll', run.plimsollVersion],
    ['overall', GRADE_WORDS[overall.grade]],
    ['outcome', overall.outcome],
    ['trust', trust.verdict],
    ['trust reason', trust.sentence],
    ...summary.expectations.map(
      ({ statement, verdict, evidence }) => [`expectation: ${statement}`, `${verdict}: ${evidence}`] as const,
    ),
  ];
  return [
    `  <testsuite name=${attribute(service)} ${countsOf(rows, gate)} timestamp="${run.startedAt.slice(0, 19)}" hostname=${attribute(run.environment.hostname)}>`,
    '    <properties>',
    ...properties.map(
      ([name, value]) => `      <property name=${attribute(name)} value=${attribute(value)}/>`,
    ),
    '    </properties>',
    ...rows.map((row) => testCase(row, gate)),
    '  </testsuite>',
  ].join('\n');
}

function testCase(row: GradeRow, gate: Gate): string {
  const statistic = row.statistic === null ? '' : ` ${row.statistic}`;
  const name = `${row.endpoint ?? 'whole service'}: ${row.metric}${statistic}`;
  const open = `    <testcase classname=${attribute(row.service)} name=${attribute(name)}`;
  const outcome = outcomeOf(row, gate);
  const figure = `${GRADE_WORDS[row.grade]}${row.value === null ? '' : ` at ${valueText(row)}`}`;
  if (outcome === 'passed') {
    return `${open}>\n      <system-out>${escapeXml(`${figure}. ${row.note}`)}</system-out>\n    </testcase>`;
  }
  if (outcome === 'skipped')
    return `${open}>\n      <skipped message=${attribute(row.note)}/>\n    </testcase>`;
  const message = `${figure}; the gate is ${gate === 'none' ? 'open' : GRADE_WORDS[gate]}`;
  return `${open}>\n      <failure type="threshold" message=${attribute(message)}>${escapeXml(row.note)}</failure>\n    </testcase>`;
}

function valueText(row: GradeRow): string {
  if (row.unit === 'ms') return formatMs(row.value);
  return row.unit === '%' ? formatPercent(row.value) : formatRate(row.value);
}

function outcomeOf(row: GradeRow, gate: Gate): 'passed' | 'failed' | 'skipped' {
  if (row.grade === 'not-applicable' || row.grade === 'no-data') return 'skipped';
  if (gate === 'none') return 'passed';
  if (row.grade === 'not-gradable') return 'failed';
  return GRADES.indexOf(row.grade) <= GRADES.indexOf(gate) ? 'passed' : 'failed';
}

/** @param others failed cases that are no grades */
function countsOf(rows: readonly GradeRow[], gate: Gate, others = 0): string {
  const count = (outcome: string) => rows.filter((row) => outcomeOf(row, gate) === outcome).length;
  return `tests="${rows.length + others}" failures="${count('failed') + others}" errors="0" skipped="${count('skipped')}"`;
}

function attribute(text: string): string {
  return `"${escapeXml(text).replace(/[\t\n\r]/g, (c) => `&#${c.charCodeAt(0)};`)}"`;
}

/** Markup escaped; characters that XML 1.0 cannot hold, even escaped, become the replacement character. */
function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters XML forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '\ufffd')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&#39;')
  );
}
