import { describe, expect, test } from 'vitest';
import { bandOf } from '../../../../src/contract/latency-bands.ts';
import {
  decodeLightRequests,
  encodeLightRequests,
  hasDropped,
  type LightRequest,
  MAX_LIGHT_BYTES,
} from '../../../../src/contract/light-requests.ts';
import { LightBudget } from '../../../../src/workers/threads/light-budget.ts';

const request = (us: number, change: Partial<LightRequest> = {}): LightRequest => ({
  series: 7,
  thread: 1,
  startedUs: 2 ** 41 + us,
  phasesUs: [0, 1, 2, 3, 4, us, 5],
  status: 200,
  code: null,
  address: us % 3 === 0 ? null : `10.0.0.${us % 5}`,
  connection: us,
  isNew: us % 2 === 0,
  uses: us % 100,
  ageMs: us * 10,
  bytesIn: 100,
  bytesOut: 200,
  weight: 3,
  ...change,
});
const requests = Array.from({ length: 1_000 }, (_, us) =>
  request(us, us % 2 === 0 ? {} : { code: 'http.5xx' }),
);
const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
const weightOf = (rows: readonly LightRequest[]) => sumOf(rows.map(({ weight }) => weight));
const usOf = ({ phasesUs }: LightRequest) => sumOf(phasesUs);

test('a block gives back what was put in, alone and behind another', () => {
  const one = encodeLightRequests(1, requests);
  expect(decodeLightRequests(one)).toEqual(requests);
  const both = Uint8Array.from([...one, ...encodeLightRequests(2, requests.slice(0, 2))]);
  expect(decodeLightRequests(both).slice(-2)).toEqual(
    requests.slice(0, 2).map((row) => ({ ...row, thread: 2 })),
  );
  expect(() => decodeLightRequests(one.slice(0, -1))).toThrow('cut off');
  expect(() => decodeLightRequests(Uint8Array.from([9, 0, 0, 0, 0, 0]))).toThrow('unknown format');
});

const SERIES = [0, 1, 2, 3];
const THREADS = [0, 1, 2, 3];

/**
 * A second of four series on four threads as their keepers choose it: of each the slowest, which stand for themselves, one of
 * each octave for hundreds, more for a faster one, two failures of three, and some that are kept for their texts alone.
 */
function keptOf(thread: number, kept = 30): LightRequest[] {
  return SERIES.flatMap((series) => {
    const at = (us: number, change: Partial<LightRequest>) => request(us, { series, thread, ...change });
    const base = 1_000 * (series + 1);
    return [
      ...Array.from({ length: kept }, (_, nth) => at(40 * base + 100 * nth + thread, { weight: 1 })),
      ...Array.from({ length: 6 }, (_, octave) => at(base * 2 ** octave + thread, { weight: 900 >> octave })),
      ...Array.from({ length: 3 }, (_, nth) => at(700 + nth, { weight: 0 })),
      at(5, { code: 'http.5xx', weight: 7 }),
      at(6, { code: 'timeout.headers', weight: 2 }),
    ];
  });
}
const second = (kept?: number) => THREADS.map((thread) => encodeLightRequests(thread, keptOf(thread, kept)));
const all = THREADS.flatMap((thread) => keptOf(thread));

describe('a second that has more than its share', () => {
  // 64 MiB over ten thousand seconds.
  const share = MAX_LIGHT_BYTES / 10_000;
  const stored = new LightBudget(10_000).take(second()) ?? new Uint8Array();
  const rows = decodeLightRequests(stored);

  test('is stored within it, of all threads, and says so', () => {
    expect(stored.length).toBeLessThanOrEqual(share);
    expect(stored.length).toBeGreaterThan(0.8 * share);
    expect(hasDropped(stored)).toBe(true);
    expect(new Set(rows.map(({ thread }) => thread))).toEqual(new Set(THREADS));
  });

  test('stands for as many as before, in each series and each octave of it', () => {
    expect(weightOf(rows)).toBe(weightOf(all));
    const groupOf = (row: LightRequest) => `${row.series} ${row.code ?? bandOf(usOf(row)) >> 2}`;
    const [before, after] = [Map.groupBy(all, groupOf), Map.groupBy(rows, groupOf)];
    const step = weightOf(all) / (rows.length / 2);
    for (const [group, some] of before) {
      expect(Math.abs(weightOf(after.get(group) ?? []) - weightOf(some)), group).toBeLessThanOrEqual(step);
    }
  });

  test('keeps the slowest of each series as they are, failures of each kind, and some with texts', () => {
    for (const series of SERIES) {
      const own = (of: readonly LightRequest[]) => of.filter((row) => row.series === series);
      const slowest = own(all)
        .filter(({ code, weight }) => code === null && weight > 0)
        .sort((a, b) => usOf(b) - usOf(a));
      expect(own(rows)).toEqual(expect.arrayContaining(slowest.slice(0, 5)));
      expect(new Set(own(rows).map(({ code }) => code))).toEqual(
        new Set([null, 'http.5xx', 'timeout.headers']),
      );
    }
    const wholes = rows.filter(({ weight }) => weight === 0);
    expect(wholes.length).toBeGreaterThan(4);
    expect(wholes.length).toBeLessThanOrEqual(rows.length / 4);
  });
});

test.each([
  [1, 12],
  [4, 12],
  [4, 24],
  [4, 240],
  [16, 24],
])('of a run on %i threads and %i hours every stretch of it keeps some', (threads, hours) => {
  const block = encodeLightRequests(1, keptOf(1, 6));
  const budget = new LightBudget(hours * 3_600);
  const blocks = Array.from({ length: threads }, () => block);
  let bytes = 0;
  let since = 0;
  let longest = 0;
  let rows = 0;
  for (let at = 0; at < 300; at += 1) {
    const stored = budget.take(blocks);
    bytes += stored?.length ?? 0;
    expect(stored === null || hasDropped(stored)).toBe(true);
    const kept = decodeLightRequests(stored ?? new Uint8Array()).length;
    since = kept > 0 ? 0 : since + 1;
    longest = Math.max(longest, since);
    rows += kept;
  }
  expect(longest).toBeLessThanOrEqual(Math.ceil(hours / 15));
  expect(rows).toBeGreaterThan((0.5 * (300 * MAX_LIGHT_BYTES)) / (hours * 3_600 * 64));
  expect(bytes).toBeLessThanOrEqual(((300 * MAX_LIGHT_BYTES) / (hours * 3_600)) * 1.1 + 1_024);
});

test('a second that has less is stored as it is, and says nothing', () => {
  const few = second(2);
  const stored = new LightBudget(60).take(few) ?? new Uint8Array();
  expect(stored.length).toBe(sumOf(few.map(({ length }) => length)));
  expect(hasDropped(stored)).toBe(false);
  expect(new LightBudget(60).take([])).toBeNull();
});

test('however long a run is, all of it stays under its bound', () => {
  const blocks = second(40);
  const budget = new LightBudget(0);
  let bytes = 0;
  for (let at = 0; at < 1_000; at += 1) bytes += budget.take(blocks)?.length ?? 0;
  expect(bytes).toBeLessThanOrEqual(MAX_LIGHT_BYTES);
});
