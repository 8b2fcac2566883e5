import type { Summary } from '../../../src/contract/summary.ts';
import { findAll, named, type PageElement, type PageRow, rowsOf, textOf } from './page-tree.ts';
import type { ResultPages } from './pages.tsx';
import type { Shown, Write } from './places.ts';
import * as must from './required.ts';
import { listedFailures } from './run-list.ts';

/** What the views of a result show, place by place: tables by their rows and heads, tiles by their names. */
export function shownInResult(pages: ResultPages, summary: Summary): Shown[] {
  return [
    ...summaryOf(pages.summary, summary),
    ...gradesOf(pages.grades, summary),
    ...endpointsOf(pages.endpoints, summary),
    ...(pages.detail === null ? [] : detailOf(pages.detail.page, pages.detail.index)),
    ...errorsOf(pages.errors, summary),
    ...(pages.webSocket === null ? [] : streamsOf(pages.webSocket, 'webSocket', summary)),
    ...(pages.sse === null ? [] : streamsOf(pages.sse, 'sse', summary)),
  ];
}

export function requiredInResult(summary: Summary): string[] {
  const of = (path: string) => must.times(path, ['count', 'min', 'mean', 'p50', 'p90', 'p95', 'p99', 'max']);
  const counts = [
    'planned',
    'sent',
    'ok',
    'errors',
    'dropped',
    'cancelled',
    'openAtStop',
    'bytesIn',
    'bytesOut',
  ];
  return [
    'overall.outcome',
    'rates.errorRatePercent',
    'rates.throughputPerSecond',
    'overallTimeMs.p95',
    'sentence.grade',
    'sentence.load',
    'sentence.trust',
    ...must.expectations(summary),
    ...must.grades(summary, ['value', 'grade', 'margin', 'samples']),
    ...must.totals(counts),
    ...summary.endpoints.flatMap((_, index) => counts.map((name) => `endpoints.${index}.counts.${name}`)),
    ...must.endpoints(summary, ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max']),
    ...must.services(summary),
    ...must.errors(summary),
    ...must.errorCategories(summary),
    ...must.sockets(summary, [
      ...['attempted', 'opened', 'closed', 'failed', 'openAtEnd', 'messagesIn', 'messagesOut'],
    ]),
    ...must.sockets(summary, [...of('connectMs'), ...of('roundTripMs'), ...of('pingMs')]),
    ...must.streams(summary, ['attempted', 'opened', 'closed', 'failed', 'events']),
    ...must.streams(summary, [...of('firstEventMs'), ...of('headersMs'), ...of('gapMs')]),
    ...must.endings(summary),
  ];
}

const byTestId = (page: PageElement, id: string) => findAll(page, named('*', 'data-testid', id))[0];
const gradeIn = (element: PageElement | undefined) =>
  element === undefined ? undefined : findAll(element, named('*', 'data-grade'))[0];
const cellText = (row: PageRow, head: string) => textOf(row.cells.get(head));

const TILES: Readonly<Record<string, readonly [path: string, write: Write]>> = {
  'total-sent': ['totals.sent', 'number'],
  'total-throughput': ['rates.throughputPerSecond', 'rate'],
  'total-error-rate': ['rates.errorRatePercent', 'percent'],
};

function summaryOf(page: PageElement, summary: Summary): Shown[] {
  const lines = findAll(page, named('p')).map(textOf);
  const said = (name: 'grade' | 'load' | 'trust', text: string | undefined): Shown[] =>
    text === undefined ? [] : [{ path: `sentence.${name}`, write: 'sentence', text }];
  const [verdict] = findAll(page, named('section', 'aria-label', 'Verdict'));
  const [grade, load] = verdict === undefined ? [] : findAll(verdict, named('p')).map(textOf);
  const trust = findAll(page, named('*', 'data-trust')).map(textOf).at(-1) ?? '';
  const overall = gradeIn(byTestId(page, 'overall-grade'));
  return [
    { path: 'overall.outcome', write: 'outcome', text: textOf(byTestId(page, 'outcome')) },
    ...(overall === undefined
      ? []
      : [{ path: 'overall.grade', write: 'grade', text: textOf(overall) } as const]),
    ...said('grade', grade),
    ...said('load', load),
    ...said('trust', lines.find((line) => trust !== '' && line.startsWith(trust))?.slice(trust.length)),
    ...findAll(page, (element) => /^total-/.test(element.attributes['data-testid'] ?? '')).flatMap(tileOf),
    ...findAll(page, named('li', 'data-verdict')).map((item): Shown => {
      const statement = findAll(item, named('span')).map(textOf)[0];
      const index = summary.expectations.findIndex((row) => row.statement === statement);
      return {
        path: `expectations.${index}.verdict`,
        write: 'word',
        text: findAll(item, named('strong')).map(textOf)[0] ?? '',
      };
    }),
  ];
}

/** Of streams and percentiles the name of a tile is its path in the document, with dashes. */
function tileOf(element: PageElement): Shown[] {
  const name = element.attributes['data-testid'] ?? '';
  const text = textOf(element);
  const known = TILES[name];
  if (known !== undefined) return [{ path: known[0], write: known[1], text }];
  const path = name.slice('total-'.length).replaceAll('-', '.');
  if (/^p\d+$/.test(path)) return [{ path: `overallTimeMs.${path}`, write: 'percentile', text }];
  if (/\.p\d+$/.test(path)) return [{ path, write: 'percentile', text }];
  const counts: Readonly<Record<string, string>> = { messages: 'webSocket.messagesIn', events: 'sse.events' };
  return [{ path: counts[path] ?? path, write: 'number', text }];
}

function gradesOf(page: PageElement, { grades }: Summary): Shown[] {
  return findAll(page, named('table', 'aria-label', 'Grades'))
    .flatMap(rowsOf)
    .flatMap((row): Shown[] => {
      const index = grades.findIndex(
        (one) =>
          `${one.service} ${one.endpoint} ${one.metric} ${one.statistic}` ===
          row.element.attributes['data-row'],
      );
      return [
        { path: `grades.${index}.grade`, write: 'grade', text: cellText(row, 'Grade') },
        { path: `grades.${index}.value`, write: 'graded', text: cellText(row, 'Value') },
        { path: `grades.${index}.margin`, write: 'spare', text: cellText(row, 'Margin') },
        { path: `grades.${index}.samples`, write: 'number', text: cellText(row, 'Samples') },
      ];
    });
}

const RATE_CELLS: readonly (readonly [head: string, path: string, write: Write])[] = [
  ['OK', 'rates.ok', 'number'],
  ['Throughput', 'rates.throughputPerSecond', 'rate'],
  ['Failed', 'rates.failed', 'failed'],
  ['Left out', 'rates.leftOut', 'leftOut'],
];
const TIME_HEADS = ['mean', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'max'] as const;
const COUNT_CELLS: typeof RATE_CELLS = [
  ...(['planned', 'sent', 'ok', 'errors', 'dropped', 'cancelled'] as const).map(
    (name) => [name, name, 'number'] as const,
  ),
  ['open at stop', 'openAtStop', 'number'],
  ['received', 'bytesIn', 'bytes'],
  ['sent bytes', 'bytesOut', 'bytes'],
];

function endpointsOf(page: PageElement, summary: Summary): Shown[] {
  return [
    ...findAll(page, named('table', 'aria-label', 'Endpoints'))
      .flatMap(rowsOf)
      .flatMap((row) => {
        const at = endpointAt(row, summary);
        return [
          ...cellsOf(row, at, RATE_CELLS),
          ...timesOf(row, `${at}.responseTimeMs`, `${at}.serviceTimeMs`),
        ];
      }),
    ...findAll(page, named('table', 'aria-label', 'Services'))
      .flatMap(rowsOf)
      .flatMap((row) => {
        const name = row.element.attributes['data-row'];
        if (name === '(overall)')
          return [
            ...cellsOf(row, '', RATE_CELLS).map((shown) => ({ ...shown, path: shown.path.slice(1) })),
            ...timesOf(row, 'overallTimeMs'),
          ];
        const at = `services.${summary.services.findIndex(({ service }) => service === name)}`;
        return [...cellsOf(row, at, RATE_CELLS), ...timesOf(row, `${at}.responseTimeMs`)];
      }),
    ...findAll(page, named('table', 'aria-label', 'Counters'))
      .flatMap(rowsOf)
      .flatMap((row) => {
        const isAll = row.element.attributes['data-row'] === '(all)';
        return cellsOf(row, isAll ? 'totals' : `${endpointAt(row, summary)}.counts`, COUNT_CELLS);
      }),
  ];
}

function endpointAt({ element }: PageRow, { endpoints }: Summary): string {
  const name = element.attributes['data-row'];
  return `endpoints.${endpoints.findIndex((one) => `${one.service} ${one.endpoint} ${one.protocol}` === name)}`;
}

/** Times of a row; in a cell of two figures the second is of the other clock. */
function timesOf(row: PageRow, path: string, second = '(no second clock)'): Shown[] {
  return TIME_HEADS.flatMap((head) => {
    const cell = row.cells.get(head);
    const figures = cell === undefined ? [] : findAll(cell, named('*', 'data-value'));
    const name = head.replace('.', '');
    return figures.map(
      (figure, index): Shown => ({
        path: `${index === 0 ? path : second}.${name}`,
        write: /^p\d/.test(name) ? 'percentile' : 'ms',
        text: textOf(figure),
      }),
    );
  });
}

function cellsOf(row: PageRow, at: string, cells: typeof RATE_CELLS): Shown[] {
  return cells.flatMap(([head, path, write]): Shown[] =>
    row.cells.has(head) ? [{ path: `${at}.${path}`, write, text: cellText(row, head) }] : [],
  );
}

const CLOCKS: Readonly<Record<string, string>> = {
  Response: 'responseTimeMs',
  Service: 'serviceTimeMs',
  'Of failures': 'failedTimeMs',
};

/** One endpoint whole. */
function detailOf(page: PageElement, index: number): Shown[] {
  const [table] = findAll(page, named('table'));
  const rows = table === undefined ? [] : rowsOf(table);
  return rows.flatMap((row) => {
    const name = cellText(row, 'Times').replace('.', '');
    return Object.entries(CLOCKS).flatMap(([head, clock]): Shown[] =>
      row.cells.has(head)
        ? [
            {
              path: `endpoints.${index}.${clock}.${name}`,
              write: /^p\d/.test(name) ? 'percentile' : 'ms',
              text: cellText(row, head),
            },
          ]
        : [],
    );
  });
}

function errorsOf(page: PageElement, { errors, errorCategories }: Summary): Shown[] {
  const categories = findAll(page, named('button', 'data-category')).map((element): Shown => {
    const name = element.attributes['data-category'];
    const index = errorCategories.findIndex(({ category }) => category === name);
    const [count] = findAll(element, named('*', 'data-value'));
    return { path: `errorCategories.${index}.count`, write: 'number', text: textOf(count) };
  });
  const rows = findAll(page, named('details', 'data-code')).flatMap((element): Shown[] => {
    const [head] = findAll(element, named('summary'));
    const texts = head === undefined ? [] : findAll(head, named('span')).map(textOf);
    const index = errors.findIndex(
      (one) =>
        one.code === element.attributes['data-code'] && texts.includes(`${one.service} ${one.endpoint}`),
    );
    const [count] = head === undefined ? [] : findAll(head, named('*', 'data-value'));
    return [
      { path: `errors.${index}.count`, write: 'number', text: textOf(count) },
      {
        path: `errors.${index}.firstAt`,
        write: 'span',
        text: texts.find((text) => /^\d+:\d\d( – [\d:]+)?$/.test(text)) ?? '',
      },
    ];
  });
  return [...categories, ...rows];
}

const TIMES: Readonly<Record<string, string>> = {
  'Connect time': 'connectMs',
  'Round trip': 'roundTripMs',
  'Connect time, while opening': 'phases.opening.connectMs',
  'Connect time, steady': 'phases.steady.connectMs',
  'Round trip, while opening': 'phases.opening.roundTripMs',
  'Round trip, steady': 'phases.steady.roundTripMs',
  Ping: 'pingMs',
  'Time to first message': 'firstMessageMs',
  'Session length': 'sessionMs',
  'Delivery lag': 'deliveryLagMs',
  'First event': 'firstEventMs',
  Headers: 'headersMs',
  'Gap between events': 'gapMs',
};
const TIME_CELLS: typeof RATE_CELLS = [
  ['Samples', 'count', 'number'],
  ['min', 'min', 'ms'],
  ['mean', 'mean', 'ms'],
  ['p50', 'p50', 'percentile'],
  ['p90', 'p90', 'percentile'],
  ['p95', 'p95', 'percentile'],
  ['p99', 'p99', 'percentile'],
  ['max', 'max', 'ms'],
];
const COUNTS: Readonly<Record<string, string>> = {
  'messages in': 'messagesIn',
  'messages out': 'messagesOut',
  missed: 'missed',
  duplicates: 'duplicates',
  'out of order': 'outOfOrder',
  events: 'events',
  'open at the end': 'openAtEnd',
};

function streamsOf(page: PageElement, kind: 'webSocket' | 'sse', summary: Summary): Shown[] {
  const topics = summary[kind]?.topics ?? [];
  const lifecycle = byTestId(page, `lifecycle-${kind}`);
  const [attempted] = lifecycle === undefined ? [] : findAll(lifecycle, named('*', 'data-value'));
  const states = lifecycle === undefined ? [] : findAll(lifecycle, named('div', 'data-state'));
  const number = (path: string, element: PageElement | undefined): Shown => ({
    path: `${kind}.${path}`,
    write: 'number',
    text: textOf(element),
  });
  return [
    number('attempted', attempted),
    ...['opened', 'reconnects', 'unanswered'].flatMap((name) => {
      const figure = lifecycle === undefined ? undefined : byTestId(lifecycle, name);
      return figure === undefined ? [] : [number(name, figure)];
    }),
    ...states
      .filter(({ attributes }) => ['closed', 'failed'].includes(attributes['data-state'] ?? ''))
      .map((state) => number(state.attributes['data-state'] ?? '', findAll(state, named('dd'))[0])),
    ...findAll(page, named('table', 'aria-label', 'Times'))
      .flatMap(rowsOf)
      .flatMap((row) =>
        cellsOf(row, `${kind}.${TIMES[row.element.attributes['data-row'] ?? '']}`, TIME_CELLS),
      ),
    ...findAll(page, named('table', 'data-testid', 'endings'))
      .flatMap((table) => findAll(table, named('tr', 'data-row')))
      .map((row) =>
        number(`closedBy.${row.attributes['data-row']}`, findAll(row, named('*', 'data-value'))[0]),
      ),
    ...findAll(page, named('div')).flatMap((item) => {
      const path = COUNTS[findAll(item, named('dt')).map(textOf).join()];
      return path === undefined ? [] : [number(path, findAll(item, named('dd'))[0])];
    }),
    ...findAll(page, named('table', 'data-testid', 'topics'))
      .flatMap(rowsOf)
      .flatMap((row): Shown[] => {
        const index = topics.findIndex(({ topic }) => topic === row.element.attributes['data-row']);
        return [
          number(`topics.${index}.count`, row.cells.get('Messages') ?? row.cells.get('Events')),
          { path: `${kind}.topics.${index}.bytes`, write: 'bytes', text: cellText(row, 'Size') },
        ];
      }),
  ];
}

/** The line of a run in the table of all runs. */
export function shownInWindowList(table: PageElement, runId: string): Shown[] {
  return findAll(table, named('table'))
    .flatMap(rowsOf)
    .filter(({ element }) => element.attributes['data-row'] === runId)
    .flatMap((row): Shown[] => [
      ...outcomeOf(row.cells.get('Outcome')),
      { path: 'run.durationMs', write: 'clock', text: cellText(row, 'Length') },
      { path: 'totals.sent', write: 'number', text: cellText(row, 'Requests') },
      { path: 'overallTimeMs.p95', write: 'percentile', text: cellText(row, 'p95') },
      ...listedFailures(cellText(row, 'Failed'), ' · '),
    ]);
}

/** The outcome and, beside it, the grade where that says more. */
function outcomeOf(cell: PageElement | undefined): Shown[] {
  const grade = gradeIn(cell);
  const outcome = cell === undefined ? undefined : findAll(cell, named('*', 'data-outcome'))[0];
  return [
    { path: 'overall.outcome', write: 'outcome', text: textOf(outcome) },
    ...(grade === undefined ? [] : [{ path: 'overall.grade', write: 'grade', text: textOf(grade) } as const]),
  ];
}
