import { statisticWord } from '../../../src/contract/percentiles.ts';
import type { Summary } from '../../../src/contract/summary.ts';
import { findAll, named, type PageElement, readMarkup, textOf } from './page-tree.ts';
import type { Shown, Write } from './places.ts';
import * as must from './required.ts';

/** What the JUnit file shows, place by place: its properties, and what each case says. */
export function shownInJUnit(xml: string, summary: Summary): Shown[] {
  const page = readMarkup(xml);
  return [
    ...findAll(page, named('testsuites')).map(({ attributes }): Shown => {
      return { path: 'run.durationMs', write: 'raw', text: String(Number(attributes.time) * 1_000) };
    }),
    ...findAll(page, named('property')).flatMap(({ attributes }): Shown[] => {
      const place = PROPERTIES[attributes.name ?? ''];
      return place === undefined ? [] : [{ path: place[0], write: place[1], text: attributes.value ?? '' }];
    }),
    ...findAll(page, named('testcase')).flatMap((element) =>
      element.attributes.classname === 'expectations'
        ? expectationOf(element, summary)
        : gradeOf(element, summary),
    ),
  ];
}

export function requiredInJUnit(summary: Summary): string[] {
  const graded = summary.grades.flatMap((row, index) =>
    // A case that is skipped says why, and has no figure.
    row.grade === 'no-data' || row.grade === 'not-applicable'
      ? []
      : [`grades.${index}.grade`, ...(row.value === null ? [] : [`grades.${index}.value`])],
  );
  return [
    'run.durationMs',
    'overall.outcome',
    'overall.grade',
    'rates.errorRatePercent',
    'rates.throughputPerSecond',
    'rates.failed',
    'rates.leftOut',
    'trust.verdict',
    'sentence.trust',
    ...graded,
    ...must.expectations(summary),
  ];
}

const PROPERTIES: Readonly<Record<string, readonly [path: string, write: Write]>> = {
  outcome: ['overall.outcome', 'word'],
  overall: ['overall.grade', 'grade'],
  'error rate': ['rates.errorRatePercent', 'percent'],
  failed: ['rates.failed', 'failed'],
  'left out': ['rates.leftOut', 'leftOut'],
  throughput: ['rates.throughputPerSecond', 'rate'],
  drain: ['drain', 'drain'],
  'worst endpoint': ['worst', 'worst'],
  'slowest endpoint': ['worst', 'worst'],
  trust: ['trust.verdict', 'word'],
  'trust reason': ['sentence.trust', 'sentence'],
};

/** What a case says first: its message where it failed or was skipped, its output where it passed. */
function saidBy(element: PageElement): string {
  const [failure] = findAll(element, (one) => one.tag === 'failure' || one.tag === 'skipped');
  return failure?.attributes.message ?? textOf(findAll(element, named('system-out'))[0]);
}

function expectationOf(element: PageElement, { expectations }: Summary): Shown[] {
  const index = expectations.findIndex(({ statement }) => statement === element.attributes.name);
  const verdict = /^(met|not met|not measurable)\b/.exec(saidBy(element))?.[1] ?? saidBy(element);
  return [{ path: `expectations.${index}.verdict`, write: 'word', text: verdict }];
}

/** `Good at 84 ms. note`, or `Poor at 912 ms; the gate is Good`. */
function gradeOf(element: PageElement, { grades, overall }: Summary): Shown[] {
  const { classname, name } = element.attributes;
  const said = saidBy(element);
  if (classname === 'whole run') {
    return [{ path: 'overall.outcome', write: 'outcome', text: said.split(/[:.]/)[0] ?? '' }];
  }
  const index = grades.findIndex(
    (row) =>
      row.service === classname &&
      `${row.endpoint ?? 'whole service'}: ${row.metric}${row.statistic === null ? '' : ` ${statisticWord(row.statistic)}`}` ===
        name,
  );
  const row = grades[index];
  const isSkipped = findAll(element, named('skipped')).length > 0;
  if (row !== undefined && isSkipped) return [];
  const [figure = ''] = said.split(overall.gate === 'none' ? /\. |\.$/ : /; the gate is|\. |\.$/);
  const [grade = '', value] = figure.split(' at ');
  return [
    { path: `grades.${index}.grade`, write: 'grade', text: grade },
    ...(value === undefined && row?.value === null
      ? []
      : [{ path: `grades.${index}.value`, write: 'graded', text: value ?? '' } as const]),
  ];
}
