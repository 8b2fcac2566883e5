import { createContext, Script } from 'node:vm';
import type { Summary } from '../../../src/contract/summary.ts';
import { findAll, named, type PageElement, textOf } from './page-tree.ts';
import type { Shown, Write } from './places.ts';
import * as must from './required.ts';
import { SmallElement, smallWindow } from './small-document.ts';

const DATA = /<script type="application\/json" id="plimsoll-summary">([\s\S]*?)<\/script>/;
const SCRIPT = /<script>([\s\S]*?)<\/script>/;
/** Every report has the same script. */
const compiled = new Map<string, Script>();

/** Opens a report file as a browser does: its own script builds its page from its own data. */
export function openReport(html: string): PageElement {
  const data = new SmallElement('script');
  data.textContent = DATA.exec(html)?.[1] ?? '';
  const source = SCRIPT.exec(html)?.[1] ?? '';
  const script = compiled.get(source) ?? new Script(source);
  compiled.set(source, script);
  const window = smallWindow({ 'plimsoll-summary': data });
  script.runInContext(createContext(window));
  return window.document.body;
}

/** What a report shows, place by place: every figure in it carries the path it was read by. */
export function shownInReport(page: PageElement, summary: Summary): Shown[] {
  return [
    ...findAll(page, named('data', 'data-path')).map((element): Shown => {
      const path = element.attributes['data-path'] ?? '';
      return { path, write: writeOf(path), text: textOf(element) };
    }),
    ...words(page, summary),
    ...endings(page),
  ];
}

export function requiredInReport(summary: Summary): string[] {
  const all = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'];
  const counts = ['attempted', 'opened', 'failed', 'closed', 'reconnects'];
  const of = (path: string) => must.times(path, ['count', 'min', 'mean', 'p50', 'p90', 'p95', 'p99', 'max']);
  return [
    'overall.outcome',
    ...(summary.overall.grade === 'not-gradable' ? [] : ['overall.grade']),
    'rates.errorRatePercent',
    'rates.throughputPerSecond',
    'sentence.grade',
    'sentence.load',
    'sentence.trust',
    ...must.totals(),
    'totals.bytesIn',
    'totals.bytesOut',
    ...summary.endpoints.flatMap((_, index) => [
      ...all.map((name) => `endpoints.${index}.responseTimeMs.${name}`),
      ...['planned', 'sent', 'ok', 'errors', 'dropped', 'cancelled', 'openAtStop', 'bytesIn', 'bytesOut'].map(
        (name) => `endpoints.${index}.counts.${name}`,
      ),
    ]),
    ...must.grades(summary, ['value', 'grade', 'samples']),
    ...must.expectations(summary),
    ...must.errors(summary),
    ...must.errorCategories(summary),
    ...must.sockets(summary, [
      ...counts,
      'openAtEnd',
      'messagesOut',
      'messagesIn',
      'missed',
      'duplicates',
      'outOfOrder',
    ]),
    ...must.sockets(summary, [...of('connectMs'), ...of('roundTripMs'), ...of('pingMs')]),
    ...must.streams(summary, [
      ...counts,
      'events',
      ...of('headersMs'),
      ...of('firstEventMs'),
      ...of('gapMs'),
    ]),
    ...must.endings(summary),
  ];
}

/** How a figure is written follows from its name. */
export function writeOf(path: string): Write {
  const name = path.split('.').at(-1) ?? '';
  if (/^p\d+$/.test(name)) return 'percentile';
  if (['mean', 'min', 'max'].includes(name)) return 'ms';
  if (/^grades\.\d+\.value$/.test(path)) return 'graded';
  if (/^grades\.\d+\.margin$/.test(path)) return 'margin';
  if (name.startsWith('bytes')) return 'bytes';
  if (['firstAt', 'lastAt', 'lengthMs'].includes(name)) return 'clock';
  if (/perSecond$/i.test(name)) return 'rate';
  return /percent$/i.test(name) ? 'percent' : 'number';
}

/** Grades, verdicts and sentences, which are words. */
function words(page: PageElement, summary: Summary): Shown[] {
  const [front] = findAll(page, (one) => one.attributes.class === 'overall');
  const [grade] = front === undefined ? [] : findAll(front, named('*', 'data-grade'));
  const [outcome] =
    front === undefined ? [] : findAll(front, (one) => /^result /.test(one.attributes.class ?? ''));
  const names = ['grade', 'load', 'trust'] as const;
  const sentences = findAll(page, (one) => one.attributes.class === 'sentence')
    .slice(0, names.length)
    .map(textOf);
  const statements = findAll(page, named('ul', 'class', 'expectations')).flatMap((list) =>
    findAll(list, named('li')).map((item): Shown => {
      const [statement] = findAll(item, named('strong'));
      const [verdict] = findAll(item, named('span', 'class', 'outcome'));
      const index = summary.expectations.findIndex((row) => row.statement === textOf(statement));
      return { path: `expectations.${index}.verdict`, write: 'word', text: textOf(verdict) };
    }),
  );
  return [
    { path: 'overall.outcome', write: 'outcome', text: textOf(outcome) },
    ...(summary.overall.grade === 'not-gradable' && grade === undefined
      ? []
      : summary.overall.grade === 'not-applicable'
        ? [{ path: 'overall.grade', write: 'grade', text: 'Not applicable' } as const]
        : [{ path: 'overall.grade', write: 'grade', text: textOf(grade) } as const]),
    ...sentences.map((text, index): Shown => ({ path: `sentence.${names[index]}`, write: 'sentence', text })),
    ...statements,
    ...gradeWords(page),
  ];
}

/** The badge of a grade stands in the row of its figures. */
function gradeWords(page: PageElement): Shown[] {
  return findAll(page, named('tr')).flatMap((row): Shown[] => {
    const path = findAll(row, named('data', 'data-path'))
      .map(({ attributes }) => /^grades\.\d+/.exec(attributes['data-path'] ?? '')?.[0])
      .find((one) => one !== undefined);
    const [badge] = findAll(row, named('*', 'data-grade'));
    return path === undefined ? [] : [{ path: `${path}.grade`, write: 'grade', text: textOf(badge) }];
  });
}

/** Close codes may be any text a service sends: they are found by name and not by path. */
function endings(page: PageElement): Shown[] {
  return (['websocket', 'event-streams'] as const).flatMap((id) => {
    const kind = id === 'websocket' ? 'webSocket' : 'sse';
    return findAll(page, named('section', 'id', id)).flatMap((section) =>
      findAll(section, named('tr')).flatMap((row): Shown[] => {
        const [cause] = findAll(row, named('span', 'class', 'ending-cause'));
        const [count] = findAll(row, named('data'));
        if (cause === undefined || count === undefined) return [];
        const [code] = findAll(cause, named('code'));
        return [{ path: `${kind}.closedBy.${textOf(code)}`, write: 'number', text: textOf(count) }];
      }),
    );
  });
}
