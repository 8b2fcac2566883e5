import { stripVTControlCharacters } from 'node:util';
import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { RunRow } from '../../../../../src/contract/wire.ts';
import { printRuns } from '../../../../../src/main/hosts/cli/print-runs.ts';

const row = (change: Partial<RunRow>): RunRow => ({
  runId: '20261129-102030-abcd',
  name: 'shop',
  state: 'completed',
  purpose: 'benchmark',
  startedAt: '2026-11-29T10:20:30.000Z',
  endedAt: '2026-11-29T10:21:00.000Z',
  durationMs: 30_000,
  plannedDurationMs: 30_000,
  requests: 12_345,
  errors: 0,
  errorRatePercent: 0,
  failed: 0,
  leftOut: 0,
  p95Ms: 12.3,
  p95Evidence: 'sure',
  overallGrade: 'excellent',
  outcome: 'passed',
  passed: true,
  trust: 'trusted',
  notes: '',
  tags: [],
  markers: [],
  deleted: false,
  ...change,
});
const rows = [
  row({ name: 'checkout of the web shop with a very long name, before the release' }),
  row({
    name: '検索サービスの負荷試験、リリースの前と後とその次の日のもの',
    outcome: 'failed',
    passed: false,
    overallGrade: 'poor',
  }),
  row({
    name: 'short',
    state: 'stopped',
    outcome: 'not gradable',
    passed: false,
    overallGrade: 'not-gradable',
  }),
];
const colors = pc.createColors(true);
const print = (outColumns: number | null) => printRuns(rows, { colors, outColumns });
/** As a terminal counts: letters of East Asia take two cells. */
const cells = (line: string) =>
  [...stripVTControlCharacters(line)].reduce(
    (sum, letter) => sum + (/[\u3000-\u9fff]/.test(letter) ? 2 : 1),
    0,
  );
const table = (text: string) => text.split('\n').filter((line) => !line.includes('Left out here'));

describe('the list of stored runs', () => {
  it('has all columns, whole names and the time zone where there is no terminal', () => {
    const text = stripVTControlCharacters(print(null));
    expect(text.split('\n')[0]?.trimEnd().split(/ {2,}/)).toEqual([
      'run',
      'name',
      'state',
      'started (UTC)',
      'length',
      'requests',
      'failed',
      'p95',
      'outcome',
      'grade',
      'trust',
    ]);
    for (const { name } of rows) expect(text).toContain(name);
  });

  it('says beside the others why one of them ended early, as long as there is room', () => {
    const endReason = 'Stopped by the rule p95>1s for 10s: p95 was 1,200 ms from 0:00 to 0:10.';
    const stopped = [...rows, row({ state: 'stopped', endReason })];
    const at = (outColumns: number | null) =>
      stripVTControlCharacters(printRuns(stopped, { colors, outColumns }));
    expect(at(null)).toMatch(/trust +ended early because/);
    expect(at(null)).toContain(endReason);
    expect(at(140)).toContain('Left out here: ended early because.');
  });

  it.each([200, 132, 120, 100, 80, 60, 40])('fits %i columns, and says whether each run passed', (width) => {
    const text = print(width);
    for (const line of table(text)) expect(cells(line)).toBeLessThanOrEqual(width);
    expect(table(text).filter((line) => line.includes('20261129-102030-abcd'))).toHaveLength(3);
    const plain = stripVTControlCharacters(text);
    expect(plain).toMatch(/abcd .*passed/i);
    expect(plain).toMatch(/abcd .*failed/i);
    expect(plain).toMatch(/stopped/);
  });

  it('cuts names in their middle before it leaves out a column, and names what it left out', () => {
    const text = stripVTControlCharacters(print(140));
    expect(text).toMatch(/check.*….*lease/);
    expect(text).not.toContain('Left out here');
    expect(stripVTControlCharacters(print(80))).toContain('Left out here: trust, p95, state, length');
  });
});

describe('what searches found', () => {
  const found = {
    value: 588,
    low: 567,
    high: 610,
    unit: 'req/s',
    requestsPerArrival: 1,
    outcome: 'found',
    objectives: ['p95<20ms'],
  } as const;
  const heads = (rows: readonly RunRow[]) =>
    printRuns(rows, { colors: pc.createColors(false), outColumns: null }).split('\n')[0];

  it('is a column of its own where there is one among the runs', () => {
    const text = printRuns([row({ capacity: found }), row({})], {
      colors: pc.createColors(false),
      outColumns: null,
    });
    expect(text).toContain('588 req/s (567–610)');
    expect(heads([row({ capacity: found })])).toContain('capacity');
    expect(heads([row({})])).not.toContain('capacity');
  });
});
