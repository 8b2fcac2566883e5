import { expect, test } from 'vitest';
import type { StartSlot } from '../../../../src/contract/start-counts.ts';
import type { ThreadTick } from '../../../../src/contract/tick.ts';
import { MergedStarts } from '../../../../src/workers/threads/merge-starts.ts';
import { makeTick } from '../../../support/made-tick.ts';

function slotOf(slot: number, change: Partial<StartSlot> = {}): StartSlot {
  return { slot, starts: 1, ok: 1, failures: {}, open: 0, beyond: [0], latencies: [], ...change };
}

function tick(
  thread: number,
  second: number,
  slots: readonly (number | StartSlot)[],
  change: Partial<ThreadTick> = {},
): ThreadTick {
  return makeTick(thread, second, {
    ...(slots.length === 0
      ? {}
      : { starts: slots.map((slot) => (typeof slot === 'number' ? slotOf(slot) : slot)) }),
    ...change,
  });
}

const numbers = (slots: readonly StartSlot[]) => slots.map(({ slot, starts }) => [slot, starts]);

test('slots of one number are added up', () => {
  const merged = new MergedStarts([0, 1, 2]);
  const [sum] = merged.take([
    tick(0, 0, [
      slotOf(0, {
        ...{ starts: 5, ok: 3, failures: { 'http.429': 1 }, open: 1 },
        ...{ beyond: [2, 1], latencies: [10, 1, 20, 2] },
      }),
    ]),
    tick(1, 0, [
      slotOf(0, {
        ...{ starts: 6, ok: 4, failures: { 'http.429': 1, 'http.5xx': 1 }, open: 0 },
        ...{ beyond: [1, 0], latencies: [5, 1, 10, 1, 30, 2] },
      }),
    ]),
    tick(2, 0, [slotOf(0, { starts: 0, ok: 0, beyond: [0, 0] })]),
  ]);
  expect(sum).toEqual({
    slot: 0,
    starts: 11,
    ok: 7,
    failures: { 'http.429': 2, 'http.5xx': 1 },
    open: 1,
    beyond: [3, 1],
    latencies: [5, 1, 10, 2, 20, 2, 30, 2],
  });
});

test('what a thread tells at its end waits for the others', () => {
  const merged = new MergedStarts([0, 1]);
  expect(numbers(merged.take([tick(0, 0, [0, 1]), tick(1, 0, [0, 1, 2, 3, 4], { last: true })]))).toEqual([
    [0, 2],
    [1, 2],
  ]);
  expect(numbers(merged.take([tick(0, 1, [2, 3, 4, 5])]))).toEqual([
    [2, 2],
    [3, 2],
    [4, 2],
    [5, 1],
  ]);
  expect(numbers(merged.take([tick(0, 2, [6, 7], { last: true })]))).toEqual([
    [6, 1],
    [7, 1],
  ]);
});

test('what only one of two told at the end is told, where the other had begun nothing more', () => {
  const merged = new MergedStarts([0, 1]);
  const last = { last: true };
  expect(numbers(merged.take([tick(0, 0, [0, 1, 2], last), tick(1, 0, [0], last)]))).toEqual([
    [0, 2],
    [1, 1],
    [2, 1],
  ]);
});

test('from the slot on in which a thread was cut none is told', () => {
  const merged = new MergedStarts([0, 1]);
  const cut = { last: true, startsCut: true } as const;
  expect(numbers(merged.take([tick(0, 0, [0, 1], cut), tick(1, 0, [0, 1])]))).toEqual([
    [0, 2],
    [1, 2],
  ]);
  expect(merged.take([tick(1, 1, [2, 3, 4, 5], { last: true })])).toEqual([]);
});

test('nor from the slot on that a lost thread did not tell', () => {
  const merged = new MergedStarts([0, 1]);
  expect(numbers(merged.take([tick(0, 0, [0]), tick(1, 0, [0])]))).toEqual([[0, 2]]);
  expect(merged.take([tick(1, 1, [1, 2, 3, 4])])).toEqual([]);
  expect(merged.take([tick(1, 2, [5, 6], { last: true })])).toEqual([]);
});

test('a run that counts no starts has none', () => {
  const merged = new MergedStarts([0, 1]);
  expect(merged.take([tick(0, 0, []), tick(1, 0, [])])).toEqual([]);
});
