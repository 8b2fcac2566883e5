import { describe, expect, test } from 'vitest';
import type { Difference } from '../../../../src/contract/comparison.ts';
import { keyFigures } from '../../../../src/contract/key-figures.ts';
import type { GradeRow } from '../../../../src/contract/threshold.ts';
import { intervalText } from '../../../../src/renderer/result/endpoints/TimesTable.tsx';
import { marginText } from '../../../../src/renderer/result/grades/GradeTable.tsx';
import { gradeMatrix } from '../../../../src/renderer/result/grades/grade-lookup.ts';
import { barLength, changeText, toneOf } from '../../../../src/renderer/screens/compare/change-tone.ts';
import { parseTags } from '../../../../src/renderer/screens/run/AnnotationPanel.tsx';
import { filterRuns } from '../../../../src/renderer/screens/runs/filter-runs.ts';
import { readAddress } from '../../../../src/renderer/shell/read-address.ts';
import { isRunTab, pathOfRun, paths } from '../../../../src/renderer/words/navigation.ts';
import { agoOf } from '../../../../src/renderer/words/time-words.ts';
import { streamRun, ungradableRun } from '../../../support/made-outcomes.ts';
import { row, summary } from '../demo.ts';

const grade = (change: Partial<GradeRow>): GradeRow => ({ ...(summary.grades[0] as GradeRow), ...change });
const difference = (change: Partial<Difference>): Difference => ({
  service: 's',
  endpoint: 'e',
  figure: 'p95',
  unit: 'ms',
  better: 'lower',
  a: 100,
  b: 120,
  change: 20,
  changePercent: 20,
  note: '',
  ...change,
});

describe('key figures', () => {
  test('of a run with requests are those of requests, by the rates of the document', () => {
    expect(keyFigures(ungradableRun()).map(({ label, value, note }) => [label, value, note])).toEqual([
      ['Requests', 110, ''],
      ['Throughput', 60, ''],
      ['p50', 20, ''],
      ['p95', 20, ''],
      // 60 samples: none lies beyond, and nothing is graded on it.
      ['p99', null, ''],
      ['Error rate', (10 / 70) * 100, 'left out: 40 (36.4%)'],
    ]);
  });

  test('of a run of streams alone are those of connections, messages and events', () => {
    const figures = keyFigures(streamRun());
    expect(figures.map(({ label, value, shown, note }) => [label, shown?.text ?? value, note])).toEqual([
      ['Connections opened', 10, 'of 10'],
      ['Messages received', 40, ''],
      ['Round trip p95', '~12 ms', ''],
      ['Streams opened', 10, 'of 10'],
      ['Events received', 1_060, ''],
      ['First event p95', '–', ''],
      ['Gap p95', '9 ms', ''],
      ['Error rate', 0, ''],
    ]);
  });
});

test('intervals with one end say which, for all five percentiles', () => {
  const time = { ...summary.overallTimeMs };
  const of = (p999: [number | null, number | null] | null) =>
    intervalText({ ...time, interval95: { ...time.interval95, p999 } }, 'p999');
  expect([of([35, 40]), of([35, null]), of([null, 40]), of(null)]).toEqual([
    '35 ms – 40 ms',
    '≥ 35 ms',
    '≤ 40 ms',
    '–',
  ]);
  expect(intervalText(time, 'mean')).toBe('–');
});

describe('grades', () => {
  test('the worst of a service and metric stands for the rest', () => {
    const lines = gradeMatrix([
      grade({ service: 'a', metric: 'latency', grade: 'good' }),
      grade({ service: 'a', metric: 'latency', grade: 'acceptable', endpoint: 'slow' }),
      grade({ service: 'a', metric: 'latency', grade: 'no-data' }),
      grade({ service: 'c', metric: 'latency', grade: 'excellent' }),
      grade({ service: 'c', metric: 'latency', grade: 'not-gradable' }),
      grade({ service: 'b', metric: 'errorRate', grade: 'excellent' }),
    ]);
    expect(lines.map((line) => [line.service, line.cells[0]?.row.grade, line.cells[0]?.count])).toEqual([
      ['a', 'acceptable', 3],
      ['c', 'not-gradable', 2],
      ['b', 'excellent', 1],
    ]);
    expect(lines[0]?.cells[0]?.row.endpoint).toBe('slow');
  });

  test('a margin says which side of the bound it is on', () => {
    expect(marginText({ margin: 21, unit: 'ms' })).toBe('21 ms to spare');
    expect(marginText({ margin: -16.25, unit: 'ms' })).toBe('16.3 ms beyond');
    expect(marginText({ margin: null, unit: '%' })).toBe('–');
  });
});

describe('differences', () => {
  test('point where better is, and nowhere below 5%', () => {
    expect(toneOf(difference({}))).toBe('worse');
    expect(toneOf(difference({ better: 'higher' }))).toBe('better');
    expect(toneOf(difference({ b: 80 }))).toBe('better');
    expect(toneOf(difference({ b: 104.9 }))).toBe('even');
    expect(toneOf(difference({ better: 'neither' }))).toBe('even');
  });

  test('are said in words where there is no share', () => {
    expect(changeText(difference({}))).toBe('+20%');
    expect(changeText(difference({ changePercent: -52.84 }))).toBe('−52.8%');
    expect(changeText(difference({ a: null, changePercent: null }))).toBe('only in B');
    expect(changeText(difference({ b: null, changePercent: null }))).toBe('only in A');
    expect(changeText(difference({ a: null, change: null, changePercent: null, note: 'unknown in A' }))).toBe(
      'unknown in A',
    );
    expect(changeText(difference({ a: 0, b: 4, change: 4, changePercent: null }))).toBe('up from none');
    expect(toneOf(difference({ a: 0, b: 4, change: 4, changePercent: null }))).toBe('worse');
    expect(changeText(difference({ a: 0, b: 0, change: 0, changePercent: null }))).toBe('no change');
  });

  test('fill their bar at infinity only', () => {
    expect(barLength(50)).toBeCloseTo(0.4, 9);
    expect(barLength(-100)).toBeCloseTo(0.8, 9);
    expect(barLength(1_000)).toBeCloseTo(0.98, 9);
  });
});

describe('what people type', () => {
  test.each([
    ['localhost:3000/x', 'http://localhost:3000/x'],
    [' wss://host/ws ', 'wss://host/ws'],
    ['http://127.0.0.1:8000', 'http://127.0.0.1:8000'],
    ['localhost', 'http://localhost'],
    ['orders:8080', 'http://orders:8080'],
    ['http://orders/x', 'http://orders/x'],
    ['[::1]/x', 'http://[::1]/x'],
    ['shop.example', 'http://shop.example'],
  ])('%s is an address', (text, url) => {
    expect(readAddress(text)).toEqual({ ok: true, url });
  });

  test.each(['', 'http://', 'ftp://host', 'not an address'])('“%s” is refused with a sentence', (text) => {
    const address = readAddress(text);
    expect(address.ok ? '' : address.error).not.toBe('');
  });

  test.each([
    ['curl', '“curl” is a command: enter the address alone, or paste a whole cURL command'],
    ['wget http://x.example', '“wget” is a command: enter the address alone, or paste a whole cURL command'],
    ['orders', '“orders” is not an address yet: add its port (orders:8080), or begin with http://'],
  ])('“%s” is no address, and is told why', (text, error) => {
    expect(readAddress(text)).toEqual({ ok: false, error });
  });

  test('tags lose spaces and doubles', () => {
    expect(parseTags(' cache, release 4.2,,cache ')).toEqual(['cache', 'release 4.2']);
  });

  test('a filter wants every word somewhere', () => {
    const rows = [
      row({ runId: '1', name: 'Gateway', tags: ['cache'], overallGrade: 'poor' }),
      row({ runId: '2', name: 'Gateway', overallGrade: 'good' }),
    ];
    expect(
      filterRuns([...rows, row({ runId: '3', outcome: 'not gradable' })], 'not gradable').map((r) => r.runId),
    ).toEqual(['3']);
    expect(filterRuns(rows, 'gate POOR').map((r) => r.runId)).toEqual(['1']);
    expect(filterRuns(rows, 'cache').map((r) => r.runId)).toEqual(['1']);
    expect(filterRuns(rows, '  ')).toBe(rows);
  });
});

describe('places and times', () => {
  test('a run in progress is watched, an ended one is read', () => {
    expect(pathOfRun({ runId: 'a', state: 'running' })).toBe('/live/a');
    expect(pathOfRun({ runId: 'a', state: 'stopped' })).toBe('/runs/a');
    expect(paths.run('a', 'grades')).toBe('/runs/a/grades');
    expect(paths.compare('a', 'b')).toBe('/compare/a/b');
    expect([isRunTab('grades'), isRunTab('nonsense'), isRunTab(undefined)]).toEqual([true, false, false]);
  });

  test('ages are said the way people say them', () => {
    const now = Date.parse('2026-11-23T12:00:00Z');
    const ago = (ms: number) => agoOf(new Date(now - ms).toISOString(), now);
    expect([ago(5_000), ago(120_000), ago(7_200_000), ago(90_000_000)]).toEqual([
      'just now',
      '2 min ago',
      '2 h ago',
      'yesterday',
    ]);
  });
});
