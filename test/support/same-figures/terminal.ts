import { CATEGORY_WORDS } from '../../../src/contract/error-category.ts';
import { statisticWord } from '../../../src/contract/percentiles.ts';
import type { Summary } from '../../../src/contract/summary.ts';
import type { Shown, Write } from './places.ts';
import * as must from './required.ts';

/** What `plimsoll run` and `plimsoll show` print, place by place. */
export function shownInTerminal(printed: string, summary: Summary): Shown[] {
  const parts = printed.trimEnd().split('\n\n');
  const part = (start: string) => parts.find((one) => one.startsWith(start))?.split('\n') ?? [];
  return [
    ...headingOf(parts[0]?.split('\n') ?? [], summary),
    ...endpointsOf(textTable(part('endpoint ')), summary),
    ...gradesOf(textTable(part('graded ')), summary),
    ...errorsOf(part('Errors'), summary),
    ...socketsOf(streamLines(parts, 'WebSocket: ')),
    ...streamsOf(streamLines(parts, 'Event streams: ')),
    ...expectationsOf(part('Expected'), summary),
    ...trustOf(part('Generator')),
    ...overallOf(parts.at(-1) ?? '', summary),
  ];
}

export function requiredInTerminal(summary: Summary): string[] {
  const counts = ['attempted', 'opened', 'failed'];
  return [
    'sentence.load',
    'sentence.grade',
    'sentence.trust',
    'run.durationMs',
    'run.plannedDurationMs',
    ...must.totals(),
    'totals.bytesIn',
    'totals.bytesOut',
    ...must.runRates(),
    ...must.leftOut(summary),
    ...must.endpoints(summary),
    ...must.services(summary),
    ...must.grades(summary),
    ...must.expectations(summary),
    ...must.errors(summary, 10),
    ...must.errorCategories(summary),
    ...must.sockets(summary, [...counts, 'closed', 'messagesOut', 'messagesIn', 'connectMs.mean']),
    ...must.sockets(summary, ['roundTripMs.mean', 'roundTripMs.p95']),
    ...(summary.webSocket?.sequenced === true
      ? must.sockets(summary, ['missed', 'duplicates', 'outOfOrder'])
      : []),
    ...must.streams(summary, [...counts, 'events', 'firstEventMs.mean']),
    ...must.endings(summary),
    'trust.verdict',
    'overall.outcome',
  ];
}

/** Texts of a pattern at the places named after its groups. */
export function matched(
  line: string,
  pattern: RegExp,
  places: readonly (readonly [path: string, write: Write])[],
): Shown[] {
  const found = pattern.exec(line);
  if (found === null) return [];
  return places.map(([path, write], index) => ({ path, write, text: found[index + 1] ?? '' }));
}

function headingOf(lines: readonly string[], summary: Summary): Shown[] {
  const [, clocks = '', load = '', rates = ''] = lines;
  const books = lines.find((line) => line.startsWith('planned ')) ?? '';
  return [
    ...matched(clocks, /^(\S+) of (\S+?)(?:,|$)/, [
      ['run.durationMs', 'clock'],
      ['run.plannedDurationMs', 'clock'],
    ]),
    ...(summary.run.warmupMs === 0
      ? []
      : matched(clocks, /the first (\S+) warm-up/, [['run.warmupMs', 'clock']])),
    { path: 'sentence.load', write: 'sentence', text: load },
    ...ratesOf(rates.split(' · ')),
    ...lines
      .filter((line) => /^(?:Worst|Slowest) endpoint: /.test(line))
      .map((line): Shown => ({ path: 'worst', write: 'worst', text: line.slice(line.indexOf(': ') + 2) })),
    ...matched(books, /^planned (\S+) = sent (\S+) \+ dropped (\S+) \+ cancelled (\S+);/, [
      ['totals.planned', 'digits'],
      ['totals.sent', 'digits'],
      ['totals.dropped', 'digits'],
      ['totals.cancelled', 'digits'],
    ]),
    ...matched(books, /; sent = ok (\S+) \+ errors (\S+) \+ open at stop (\S+)$/, [
      ['totals.ok', 'digits'],
      ['totals.errors', 'digits'],
      ['totals.openAtStop', 'digits'],
    ]),
  ];
}

/** The line of rates, which Markdown has too. */
export function ratesOf(parts: readonly string[]): Shown[] {
  return parts.flatMap((part): Shown[] => [
    ...matched(part, /^throughput (.+)$/, [['rates.throughputPerSecond', 'rate']]),
    ...matched(part, /^error rate (.+)$/, [['rates.errorRatePercent', 'percent']]),
    ...matched(part, /^left out: (.+)$/, [['rates.leftOut', 'leftOut']]),
    ...matched(part, /^(after the plan's end: .+)$/, [['drain', 'drain']]),
    ...matched(part, /^(?:worst|slowest) endpoint: (.+)$/, [['worst', 'worst']]),
    ...matched(part, /^(.+) in$/, [['totals.bytesIn', 'bytes']]),
    ...matched(part, /^(.+) out$/, [['totals.bytesOut', 'bytes']]),
  ]);
}

/** A row of a table: its cells by the heads of their columns. */
export type TextRow = Readonly<Record<string, string>>;

/** A table of columns without lines: heads stand at the left edge of their columns, two spaces apart at least. */
export function textTable(lines: readonly string[]): TextRow[] {
  const [head = '', ...rest] = lines;
  const heads = [...head.matchAll(/\S+(?: \S+)*/g)];
  const rows = rest.filter((line) => !/^(Rows with|Times from|~ estimate)/.test(line));
  return rows.map((line) =>
    Object.fromEntries(
      heads.map((one, index) => [one[0], line.slice(one.index, heads[index + 1]?.index).trim()]),
    ),
  );
}

const RATE_CELLS: readonly (readonly [head: string, path: string, write: Write])[] = [
  ['ok', 'rates.ok', 'number'],
  ['throughput', 'rates.throughputPerSecond', 'rate'],
  ['failed', 'rates.failed', 'failed'],
  ['left out', 'rates.leftOut', 'leftOut'],
  ['mean', 'responseTimeMs.mean', 'ms'],
  ['p50', 'responseTimeMs.p50', 'percentile'],
  ['p95', 'responseTimeMs.p95', 'percentile'],
  ['p99', 'responseTimeMs.p99', 'percentile'],
  ['max', 'responseTimeMs.max', 'ms'],
  ['service p95', 'serviceTimeMs.p95', 'percentile'],
];

function endpointsOf(rows: readonly TextRow[], summary: Summary): Shown[] {
  return rows.flatMap((row) => {
    const name = row.endpoint ?? '';
    const service = summary.services.findIndex((one) => `all of ${one.service}` === name);
    const index = summary.endpoints.findIndex((one) => `${one.service}.${one.endpoint}` === name);
    const at = service >= 0 ? `services.${service}` : `endpoints.${index}`;
    return RATE_CELLS.flatMap(([head, path, write]): Shown[] => {
      const text = row[head];
      // Only rows with an intended start have a service time beside it.
      if (text === undefined || (head === 'service p95' && text === '')) return [];
      return [{ path: `${at}.${path}`, write, text }];
    });
  });
}

function gradesOf(rows: readonly TextRow[], { grades }: Summary): Shown[] {
  return rows.flatMap((row): Shown[] => {
    const index = grades.findIndex(
      (one) =>
        (one.endpoint === null ? one.service : `${one.service}.${one.endpoint}`) === row.graded &&
        (one.statistic === null ? one.metric : `${one.metric} ${statisticWord(one.statistic)}`) ===
          row.statistic,
    );
    return [
      { path: `grades.${index}.value`, write: 'graded', text: row.value ?? '' },
      { path: `grades.${index}.grade`, write: 'grade', text: row.grade ?? '' },
      { path: `grades.${index}.margin`, write: 'graded', text: row.margin ?? '' },
    ];
  });
}

function errorsOf(lines: readonly string[], { errors, errorCategories }: Summary): Shown[] {
  return lines.flatMap((line): Shown[] => {
    const found = /^ {2}(\S+) × (\S+) \((\w+)\) on (.*)$/.exec(line);
    if (found === null) return categoryOf(line.trim(), errorCategories);
    const [, count = '', code, side, rest = ''] = found;
    const index = errors.findIndex(
      (one) => one.code === code && one.side === side && rest.startsWith(`${one.service}.${one.endpoint}, `),
    );
    const row = errors[index];
    const told = row === undefined ? rest : rest.slice(`${row.service}.${row.endpoint}, `.length);
    return [
      { path: `errors.${index}.count`, write: 'digits', text: count },
      {
        path: `errors.${index}.firstAt`,
        write: 'span',
        text: /^([\d:]+(?: – [\d:]+)?): /.exec(told)?.[1] ?? told,
      },
    ];
  });
}

/** `Timeouts 3 (0.5 %, 0.1/s), 0:02 – 0:09`; nothing of what stands between the categories and the codes. */
export function categoryOf(line: string, categories: Summary['errorCategories']): Shown[] {
  const index = categories.findIndex(({ category }) => line.startsWith(`${CATEGORY_WORDS[category]} `));
  if (index < 0 || !/^\D+ [\d,]+ \(/.test(line)) return [];
  return [{ path: `errorCategories.${index}.count`, write: 'category', text: line }];
}

/** The line that begins so, and those that are set in under it. */
function streamLines(parts: readonly string[], start: string): readonly string[] {
  const lines = parts.flatMap((part) => part.split('\n'));
  const first = lines.findIndex((line) => line.startsWith(start));
  if (first < 0) return [];
  const rest = lines.slice(first + 1);
  const end = rest.findIndex((line) => !line.startsWith('  '));
  return [lines[first] ?? '', ...rest.slice(0, end < 0 ? undefined : end)];
}

function socketsOf(lines: readonly string[]): Shown[] {
  const at = (name: string) => `webSocket.${name}`;
  return lines.flatMap((line) => [
    ...matched(
      line,
      /^WebSocket: (\S+) attempted, (\S+) opened, (\S+) failed, (\S+) closed · (\S+) messages out, (\S+) in/,
      [
        [at('attempted'), 'digits'],
        [at('opened'), 'digits'],
        [at('failed'), 'digits'],
        [at('closed'), 'digits'],
        [at('messagesOut'), 'number'],
        [at('messagesIn'), 'number'],
      ],
    ),
    ...matched(line, /connect mean (.+?) · round trip mean (.+?), p95 (.+)$/, [
      [at('connectMs.mean'), 'ms'],
      [at('roundTripMs.mean'), 'ms'],
      [at('roundTripMs.p95'), 'percentile'],
    ]),
    ...matched(line, /^ {2}(\S+) missed · (\S+) duplicates · (\S+) out of order$/, [
      [at('missed'), 'digits'],
      [at('duplicates'), 'digits'],
      [at('outOfOrder'), 'digits'],
    ]),
    ...endingsOf(line, 'webSocket'),
  ]);
}

function streamsOf(lines: readonly string[]): Shown[] {
  return lines.flatMap((line) => [
    ...matched(
      line,
      /^Event streams: (\S+) attempted, (\S+) opened, (\S+) failed, (\S+) closed, (\S+) reconnects(?:, open [^·]+ of the time)? · (\S+) events · first event mean (.+)$/,
      [
        ['sse.attempted', 'digits'],
        ['sse.opened', 'digits'],
        ['sse.failed', 'digits'],
        ['sse.closed', 'digits'],
        ['sse.reconnects', 'digits'],
        ['sse.events', 'number'],
        ['sse.firstEventMs.mean', 'ms'],
      ],
    ),
    ...endingsOf(line, 'sse'),
  ]);
}

function endingsOf(line: string, kind: 'webSocket' | 'sse'): Shown[] {
  const told = /^ {2}ended: (.*)$/.exec(line)?.[1];
  return (told?.split(' · ') ?? []).map((part) => {
    const [text = '', ...cause] = part.split(' ');
    return { path: `${kind}.closedBy.${cause.join(' ')}`, write: 'digits', text };
  });
}

function expectationsOf(lines: readonly string[], { expectations }: Summary): Shown[] {
  return lines.slice(1).map((line) => {
    const index = expectations.findIndex(({ statement }) => line.includes(`: ${statement} (`));
    return {
      path: `expectations.${index}.verdict`,
      write: 'word',
      text: /^ {2}(met|not met|not measurable): /.exec(line)?.[1] ?? line,
    };
  });
}

function trustOf([line = '']: readonly string[]): Shown[] {
  return matched(line, /^Generator (\w+): (.*)$/, [
    ['trust.verdict', 'word'],
    ['sentence.trust', 'sentence'],
  ]);
}

function overallOf(line: string, { overall }: Summary): Shown[] {
  const [, words = '', sentence = ''] = /^(.*?) {2}(.*)$/s.exec(line) ?? [];
  const [outcome = '', grade] = words.split(' · ');
  return [
    { path: 'overall.outcome', write: 'outcome', text: outcome },
    // A run that could not be judged says so once.
    ...(grade === undefined && overall.grade === 'not-gradable'
      ? []
      : [{ path: 'overall.grade', write: 'grade', text: grade ?? '' } as const]),
    { path: 'sentence.grade', write: 'sentence', text: sentence },
  ];
}
