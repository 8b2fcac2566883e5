import { expect, test } from 'vitest';
import { headlineOf } from '../../../../../src/contract/run-headline.ts';
import {
  capacityTrend,
  isSearch,
  type SearchRow,
  searchBefore,
} from '../../../../../src/renderer/screens/capacity/earlier-searches.ts';
import { searchedRun } from '../../../../support/made-capacity.ts';
import { row } from '../../demo.ts';

const { capacity: FOUND } = headlineOf(searchedRun());
if (FOUND === undefined) throw new Error('a search has a headline of it');

const search = (runId: string, value: number | null, change: Partial<SearchRow> = {}): SearchRow => ({
  ...row({ runId, name: 'Shop' }),
  capacity: {
    ...FOUND,
    value,
    low: value,
    high: value,
  },
  ...change,
});
const users = { ...search('4', 9).capacity, unit: 'users' };

test('a trend is of searches that asked the same of the same plan, up to the one it stands at', () => {
  const rows = [
    search('6', 620),
    search('5', 588),
    search('4', 9, { capacity: users }),
    search('3', 700, { name: 'Other' }),
    search('2', null),
    search('1b', 800, { capacity: { ...FOUND, value: 800, outcome: 'partial' } }),
    search('1', 541),
  ];
  expect(rows.map((one) => capacityTrend(rows, one))).toEqual([
    [541, 588, 620],
    [541, 588],
    [9],
    [700],
    [541],
    [541],
    [541],
  ]);
  expect(rows.map((one) => searchBefore(rows, one)?.runId)).toEqual([
    '5',
    '2',
    undefined,
    undefined,
    '1b',
    '1',
    undefined,
  ]);
});

test('arrivals of two requests are in no trend with arrivals of five', () => {
  const each = (runId: string, value: number, requestsPerArrival: number) =>
    search(runId, value, { capacity: { ...FOUND, value, unit: 'arrivals/s', requestsPerArrival } });
  const rows = [each('3', 80, 2), each('2', 30, 5), each('1', 70, 2)];
  expect(rows.map((one) => capacityTrend(rows, one))).toEqual([[70, 80], [30], [70]]);
});

test('one under way is in no trend, and a run that did not search is none', () => {
  const rows = [search('2', 100, { state: 'running' }), search('1', 90)];
  expect(capacityTrend(rows, rows[0] as SearchRow)).toEqual([90]);
  expect([row({}), ...rows].map(isSearch)).toEqual([false, true, true]);
});
