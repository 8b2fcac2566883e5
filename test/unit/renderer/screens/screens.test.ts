import { describe, expect, test } from 'vitest';
import type { Difference } from '../../../../src/contract/comparison.ts';
import type { GradeRow } from '../../../../src/contract/threshold.ts';
import { isRunTab, pathOfRun, paths } from '../../../../src/renderer/navigation.ts';
import { barLength, changeText, toneOf } from '../../../../src/renderer/screens/compare/change-tone.ts';
import { readAddress } from '../../../../src/renderer/screens/home/read-address.ts';
import { gradeMatrix } from '../../../../src/renderer/screens/run/grade-lookup.ts';
import { marginText } from '../../../../src/renderer/screens/run/margin-text.ts';
import { sentencesOf } from '../../../../src/renderer/screens/run/sentences.ts';
import { parseTags } from '../../../../src/renderer/screens/run/tags.ts';
import { filterRuns } from '../../../../src/renderer/screens/runs/filter-runs.ts';
import { agoOf } from '../../../../src/renderer/time-words.ts';
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
  ...change,
});

describe('the three sentences', () => {
  const time = { ...summary.overallTimeMs, count: 1_000, p50: 19.2, p95: 133 };
  const http = summary.endpoints.filter((row) => row.protocol === 'http' && row.service === 'gateway');
  const base = {
    ...summary,
    endpoints: http,
    webSocket: null,
    sse: null,
    errors: [],
    totals: { ...summary.totals, sent: 1_000, ok: 995, errors: 5 },
    rates: { ...summary.rates, failed: 5, ok: 995, leftOut: 0, brokenOff: 0, errorRatePercent: 0.5 },
    overallTimeMs: time,
    overall: { ...summary.overall, outcome: 'passed' as const, passed: true },
    perSecond: [],
  };
  const well = {
    ...base,
    totals: { ...base.totals, ok: 1_000, errors: 0 },
    rates: { ...base.rates, failed: 0, ok: 1_000, errorRatePercent: 0, throughputPerSecond: 50 },
  };

  test('say what was done, how it answered, whether to believe it', () => {
    expect(sentencesOf({ ...well, rates: { ...base.rates, throughputPerSecond: 49.8 } })).toEqual([
      'In 20 s, 1,000 requests went to one service; 49.8/s succeeded.',
      'Half the responses took at most 19.2 ms; 0.5 % failed; 95 % of the responses took at most 133 ms.',
      'The load generator stayed on schedule in every second.',
    ]);
  });

  test('leave out a percentile that is not known, and say when nothing was answered', () => {
    const unknown = { ...time, evidence: { ...time.evidence, p95: 'unknown' as const } };
    expect(sentencesOf({ ...well, overallTimeMs: unknown })[1]).toBe(
      'Half the responses took at most 19.2 ms; none failed.',
    );
    const silent = { ...time, count: 0, p50: null, p95: null };
    const nothing = {
      ...base,
      totals: { ...base.totals, ok: 0, errors: 1_000 },
      rates: { ...base.rates, ok: 0, failed: 1_000, errorRatePercent: 100 },
      overallTimeMs: silent,
    };
    expect(sentencesOf(nothing)[1]).toBe('No request succeeded: 100 % failed.');
  });

  test('say of a run that does not pass nowhere that none failed', () => {
    const slow = { ...well, overall: { ...well.overall, outcome: 'failed' as const, passed: false } };
    expect(sentencesOf(slow)[1]).toBe(
      'Half the responses took at most 19.2 ms; 95 % of the responses took at most 133 ms.',
    );
  });
});

describe('grades', () => {
  test('the worst of a service and metric stands for the rest', () => {
    const lines = gradeMatrix([
      grade({ service: 'a', metric: 'latency', grade: 'good' }),
      grade({ service: 'a', metric: 'latency', grade: 'acceptable', endpoint: 'slow' }),
      grade({ service: 'a', metric: 'latency', grade: 'no-data' }),
      grade({ service: 'b', metric: 'errorRate', grade: 'excellent' }),
    ]);
    expect(lines.map((line) => [line.service, line.cells[0]?.row.grade, line.cells[0]?.count])).toEqual([
      ['a', 'acceptable', 3],
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
  test('point where better is, and nowhere below 5 %', () => {
    expect(toneOf(difference({}))).toBe('worse');
    expect(toneOf(difference({ better: 'higher' }))).toBe('better');
    expect(toneOf(difference({ changePercent: -20 }))).toBe('better');
    expect(toneOf(difference({ changePercent: 4.9 }))).toBe('even');
    expect(toneOf(difference({ better: 'neither' }))).toBe('even');
  });

  test('are said in words where there is no share', () => {
    expect(changeText(difference({}))).toBe('+20 %');
    expect(changeText(difference({ changePercent: -52.84 }))).toBe('−52.8 %');
    expect(changeText(difference({ a: null, changePercent: null }))).toBe('only in B');
    expect(changeText(difference({ b: null, changePercent: null }))).toBe('only in A');
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
  ])('%s is an address', (text, url) => {
    expect(readAddress(text)).toEqual({ ok: true, url });
  });

  test.each(['', 'http://', 'ftp://host', 'not an address'])('“%s” is refused with a sentence', (text) => {
    const address = readAddress(text);
    expect(address.ok ? '' : address.error).not.toBe('');
  });

  test('tags lose spaces and doubles', () => {
    expect(parseTags(' cache, release 4.2,,cache ')).toEqual(['cache', 'release 4.2']);
  });

  test('a filter wants every word somewhere', () => {
    const rows = [
      row({ runId: '1', name: 'Gateway', tags: ['cache'], overallGrade: 'poor' }),
      row({ runId: '2', name: 'Gateway', overallGrade: 'good' }),
    ];
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
