import { statisticWord } from '../../../src/contract/percentiles.ts';
import type { Summary } from '../../../src/contract/summary.ts';
import { unescapeMarkup } from './page-tree.ts';
import type { Shown, Write } from './places.ts';
import * as must from './required.ts';
import { categoryOf, matched, ratesOf, type TextRow } from './terminal.ts';

/** What the Markdown report shows, place by place. */
export function shownInMarkdown(markdown: string, summary: Summary): Shown[] {
  const blocks = markdown.trimEnd().split('\n\n');
  const [title = '', grade = '', load = '', trust = '', facts = '', rates = ''] = blocks;
  const table = (heading: string) => {
    const at = blocks.indexOf(`## ${heading}`);
    return at < 0 ? [] : markdownTable(blocks.slice(at).find((block) => block.startsWith('| ')) ?? '');
  };
  return [
    ...titleOf(title),
    { path: 'sentence.grade', write: 'sentence', text: plain(grade) },
    { path: 'sentence.load', write: 'sentence', text: plain(load) },
    { path: 'sentence.trust', write: 'sentence', text: plain(trust) },
    ...factsOf(plain(facts)),
    ...ratesOf(plain(rates).split(' · ')),
    ...table('Expectations').map((row): Shown => {
      const index = summary.expectations.findIndex(({ statement }) => statement === row.Expected);
      const verdict = (row.Verdict ?? '').replaceAll('**', '');
      return { path: `expectations.${index}.verdict`, write: 'word', text: verdict };
    }),
    ...gradesOf(table('Grades'), summary),
    ...endpointsOf(table('Endpoints'), summary),
    ...(blocks[blocks.indexOf('## Errors') + 1] ?? '')
      .split('\n')
      .flatMap((line) => categoryOf(plain(line).replace(/^- /, ''), summary.errorCategories)),
    ...table('Errors').flatMap((row): Shown[] => {
      const index = summary.errors.findIndex(
        (one) =>
          one.code === row.Code && one.side === row.Side && `${one.service} ${one.endpoint}` === row.Endpoint,
      );
      return [
        { path: `errors.${index}.count`, write: 'number', text: row.Count ?? '' },
        { path: `errors.${index}.firstAt`, write: 'span', text: row['First – last'] ?? '' },
      ];
    }),
  ];
}

export function requiredInMarkdown(summary: Summary): string[] {
  return [
    'sentence.grade',
    'sentence.load',
    'sentence.trust',
    'overall.outcome',
    'overall.grade',
    'run.durationMs',
    'run.plannedDurationMs',
    'run.warmupMs',
    ...must.totals(['planned', 'sent', 'dropped', 'cancelled', 'ok', 'errors', 'openAtStop']),
    ...must.runRates(),
    ...must.leftOut(summary),
    ...must.endpoints(summary),
    ...must.services(summary),
    ...must.grades(summary),
    ...must.expectations(summary),
    ...must.errors(summary, 20),
    ...must.errorCategories(summary),
  ];
}

/** `# name: Failed (Poor)`; one word where the grade says no more than the outcome. */
function titleOf(title: string): Shown[] {
  const words = title.slice(title.lastIndexOf(': ') + 2);
  const found = /^(.+) \((.+)\)$/.exec(words);
  const [outcome, grade] = found === null ? [words, words] : [found[1] ?? '', found[2] ?? ''];
  return [
    { path: 'overall.outcome', write: 'outcome', text: outcome },
    { path: 'overall.grade', write: 'grade', text: grade },
  ];
}

function factsOf(facts: string): Shown[] {
  return [
    ...matched(facts, /· (\S+) of (\S+) planned · warm-up (\S+) ·/, [
      ['run.durationMs', 'clock'],
      ['run.plannedDurationMs', 'clock'],
      ['run.warmupMs', 'clock'],
    ]),
    ...matched(facts, /· gate \w+: (passed|failed|not gradable) ·/, [['overall.outcome', 'word']]),
    ...matched(
      facts,
      /· planned (\S+) = sent (\S+) \+ dropped (\S+) \+ cancelled (\S+) · sent (\S+) = ok (\S+) \+ errors (\S+) \+ open at stop (\S+)$/,
      [
        ['totals.planned', 'number'],
        ['totals.sent', 'number'],
        ['totals.dropped', 'number'],
        ['totals.cancelled', 'number'],
        ['totals.sent', 'number'],
        ['totals.ok', 'number'],
        ['totals.errors', 'number'],
        ['totals.openAtStop', 'number'],
      ],
    ),
  ];
}

function gradesOf(rows: readonly TextRow[], { grades }: Summary): Shown[] {
  return rows.flatMap((row): Shown[] => {
    const index = grades.findIndex(
      (one) =>
        one.service === row.Service &&
        (one.endpoint ?? '') === row.Endpoint &&
        (one.statistic === null ? one.metric : `${one.metric} ${statisticWord(one.statistic)}`) ===
          row.Metric,
    );
    return [
      { path: `grades.${index}.value`, write: 'graded', text: row.Value ?? '' },
      { path: `grades.${index}.grade`, write: 'grade', text: row.Grade ?? '' },
      { path: `grades.${index}.margin`, write: 'graded', text: row.Margin ?? '' },
    ];
  });
}

const CELLS: readonly (readonly [head: string, path: string, write: Write])[] = [
  ['OK', 'rates.ok', 'number'],
  ['Throughput', 'rates.throughputPerSecond', 'rate'],
  ['Failed', 'rates.failed', 'failed'],
  ['Left out', 'rates.leftOut', 'leftOut'],
  ['Mean', 'responseTimeMs.mean', 'ms'],
  ['p50', 'responseTimeMs.p50', 'percentile'],
  ['p95', 'responseTimeMs.p95', 'percentile'],
  ['p99', 'responseTimeMs.p99', 'percentile'],
  ['Max', 'responseTimeMs.max', 'ms'],
];

function endpointsOf(rows: readonly TextRow[], summary: Summary): Shown[] {
  return rows.flatMap((row) => {
    const isService = row.Endpoint === '**as a whole**';
    const index = isService
      ? summary.services.findIndex(({ service }) => service === row.Service)
      : summary.endpoints.findIndex(
          ({ service, endpoint }) => service === row.Service && endpoint === row.Endpoint,
        );
    const at = `${isService ? 'services' : 'endpoints'}.${index}`;
    return CELLS.flatMap(([head, path, write]): Shown[] => {
      const text = row[head];
      return text === undefined ? [] : [{ path: `${at}.${path}`, write, text }];
    });
  });
}

function markdownTable(block: string): TextRow[] {
  const [heads = [], , ...rows] = block.split('\n').map(cellsOf);
  return rows.map((cells) => Object.fromEntries(heads.map((head, index) => [head, cells[index] ?? ''])));
}

function cellsOf(line: string): string[] {
  return line
    .replace(/^\| /, '')
    .replace(/ \|$/, '')
    .split(/ (?<!\\)\| /)
    .map(plain);
}

/** Text without its escapes. */
function plain(text: string): string {
  return unescapeMarkup(text.replace(/\\([\\`*_[\]|~$\-=+#.)])/g, '$1'));
}
