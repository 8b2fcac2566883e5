import { expect, test } from 'vitest';
import { FAULTS, faultById } from '../../support/fault-server.ts';

const numbered = (letter: string, numbers: readonly number[]) =>
  numbers.map((n) => `${letter}${String(n).padStart(2, '0')}`);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** The rows of the catalogue; its numbers have gaps. */
const ROWS = [
  ...numbered('F', [
    ...range(1, 19),
    21,
    23,
    24,
    ...range(26, 29),
    31,
    32,
    ...range(34, 37),
    ...range(40, 42),
  ]),
  ...numbered('F', [44, 45, 46, 48, ...range(51, 56), 58, 59, 61, 62, 63, 64, ...range(66, 69), 71, 72]),
  ...numbered('W', [
    1,
    2,
    3,
    5,
    7,
    8,
    9,
    10,
    11,
    ...range(14, 19),
    22,
    23,
    ...range(25, 31),
    ...range(33, 39),
  ]),
  ...numbered('S', [1, 3, 4, 5, 6, 8, 10, 11, 12]),
];

test('every row of the catalogue has a case, and no case has another row', () => {
  const rows = new Set(FAULTS.map((fault) => fault.row));
  expect(ROWS.filter((row) => !rows.has(row))).toEqual([]);
  expect([...rows].filter((row) => !ROWS.includes(row))).toEqual(['X']);
});

test('ids are unique and start with their row', () => {
  const ids = FAULTS.map((fault) => fault.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(FAULTS.filter((fault) => !fault.id.startsWith(fault.row))).toEqual([]);
});

test('a failure has a side, a success has none', () => {
  const odd = FAULTS.filter(({ expected }) => expected.ok === (expected.side !== null));
  expect(odd.map((fault) => fault.id)).toEqual([]);
  expect(FAULTS.filter(({ expected }) => !expected.ok && expected.code === null)).toEqual([]);
});

test.each([
  ['F01', 'target'],
  ['F02', 'network'],
  ['F03', 'network'],
  ['F45', 'guard'],
  ['F62', 'client'],
  ['F68', 'client'],
  ['F69', 'client'],
  ['F61', 'test'],
  ['W39', 'test'],
  ['W28', 'target'],
])('%s is the doing of the %s', (id, side) => {
  expect(faultById(id).expected.side).toBe(side);
});

test('no case names an address beyond loopback without a namespace or a lookup of its own', async () => {
  const outside: string[] = [];
  for (const fault of FAULTS.filter((each) => each.isolation?.around !== 'both')) {
    const target = await fault.start();
    const { hostname } = new URL(target.url);
    if (!hostname.startsWith('127.') && target.lookup === undefined) outside.push(fault.id);
    await target.close();
    if (target.counts().openSockets !== 0) outside.push(`${fault.id}: sockets left`);
  }
  expect(outside).toEqual([]);
});
