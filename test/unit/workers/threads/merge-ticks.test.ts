import { expect, test } from 'vitest';
import { gaugesOf } from '../../../../src/contract/gauges.ts';
import type { Irregularity, StreamSecond, ThreadTick } from '../../../../src/contract/tick.ts';
import { LightBudget } from '../../../../src/workers/threads/light-budget.ts';
import { mergeTicks } from '../../../../src/workers/threads/merge-ticks.ts';
import { KeptRequestPicker } from '../../../../src/workers/threads/pick-kept-requests.ts';
import { makeStream } from '../../../support/made-seconds.ts';
import { makeTick } from '../../../support/made-tick.ts';

/** Names that plain objects have without being given them. */
const NAMES = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'pricing.updates'];

function keyed<Value>(value: Value, names: readonly string[] = NAMES): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, value]));
}

function tickOf(thread: number, streams: readonly StreamSecond[]): ThreadTick {
  return makeTick(thread, 0, {
    streams,
    gauges: gaugesOf({ 'threads.http': 1, 'loop.delay_max': 1_000 * (thread + 1), 'machine.stolen': null }),
  });
}

const frame = {
  second: 0,
  lengthUs: 1_000_000,
  machine: gaugesOf({ 'machine.cpu': 0.2 }),
  carriedOver: [],
  starts: [],
  steered: [],
  watched: [],
  picker: new KeptRequestPicker(),
  budget: new LightBudget(60),
};

test('topics and causes of any name are added up, those of one thread are kept', () => {
  const stream = (own: string) =>
    makeStream('reader', {
      closedBy: { ...keyed(2), [own]: 1 },
      topics: { ...keyed({ count: 3, bytes: 10 }), [own]: { count: 1, bytes: 1 } },
    });
  const [merged] = mergeTicks([tickOf(0, [stream('a')]), tickOf(1, [stream('b')])], frame).streams;
  expect(Object.entries(merged?.closedBy ?? {}).toSorted()).toEqual(
    [...NAMES.map((name) => [name, 4]), ['a', 1], ['b', 1]].toSorted(),
  );
  expect(Object.entries(merged?.topics ?? {}).toSorted()).toEqual(
    [
      ...NAMES.map((name) => [name, { count: 6, bytes: 20 }]),
      ['a', { count: 1, bytes: 1 }],
      ['b', { count: 1, bytes: 1 }],
    ].toSorted(),
  );
  expect(Object.getPrototypeOf(merged?.topics)).toBe(Object.prototype);
  expect(({} as Record<string, unknown>).count).toBe(undefined);
});

test('rejections of one credential are added up over threads, those of another stay apart', () => {
  const failure = { code: 'auth.rejected', side: 'test', message: '', hint: '' } as const;
  const rejected = (credential: string | undefined, count: number, atUs: number) => ({
    series: 0,
    failure,
    ...(credential === undefined ? {} : { credential }),
    count,
    firstUs: atUs,
    lastUs: atUs,
  });
  const one = { ...tickOf(0, []), failures: [rejected('a', 2, 10), rejected('b', 1, 20)] };
  const other = { ...tickOf(1, []), failures: [rejected('a', 3, 5), rejected(undefined, 4, 30)] };
  expect(mergeTicks([one, other], frame).failures).toEqual([
    { ...rejected('a', 5, 5), lastUs: 10 },
    rejected('b', 1, 20),
    rejected(undefined, 4, 30),
  ]);
});

test('redirects add up by series; where there were none, nothing is said', () => {
  const one = { ...tickOf(0, []), redirected: [{ series: 0, count: 2 }] };
  const other = {
    ...tickOf(1, []),
    redirected: [
      { series: 1, count: 1 },
      { series: 0, count: 3 },
    ],
  };
  expect(mergeTicks([one, other], frame).redirected).toEqual([
    { series: 0, count: 5 },
    { series: 1, count: 1 },
  ]);
  expect('redirected' in mergeTicks([tickOf(0, [])], frame)).toBe(false);
});

test('irregular answers add up by series and way; where there were none, nothing is said', () => {
  const count = (series: number, kind: Irregularity, times: number) => ({ series, kind, count: times });
  const one = { ...tickOf(0, []), irregular: [count(0, 'bare_lf', 2), count(0, 'early_answer', 1)] };
  const other = { ...tickOf(1, []), irregular: [count(1, 'bare_lf', 4), count(0, 'bare_lf', 3)] };
  expect(mergeTicks([one, other], frame).irregular).toEqual([
    count(0, 'bare_lf', 5),
    count(0, 'early_answer', 1),
    count(1, 'bare_lf', 4),
  ]);
  expect('irregular' in mergeTicks([tickOf(0, [])], frame)).toBe(false);
});

test('what threads saw accepted in one second is told once; where nothing was, nothing is said', () => {
  const accepted = (service: string, credential: string) => ({ service, credential });
  const one = { ...tickOf(0, []), accepted: [accepted('gateway', 'a'), accepted('gateway', 'b')] };
  const other = { ...tickOf(1, []), accepted: [accepted('gateway', 'a'), accepted('auth', 'a')] };
  expect(mergeTicks([one, tickOf(2, []), other], frame).accepted).toEqual([
    accepted('gateway', 'a'),
    accepted('gateway', 'b'),
    accepted('auth', 'a'),
  ]);
  expect('accepted' in mergeTicks([tickOf(0, [])], frame)).toBe(false);
});

test('gauges of a second are one of each name: the largest, the sum, or the newest', () => {
  const { gauges } = mergeTicks([tickOf(0, []), tickOf(1, [])], frame);
  expect(gauges.map(({ name, value }) => [name, value])).toEqual([
    ['threads.http', 2],
    ['loop.delay_max', 2_000],
    ['machine.stolen', null],
    ['machine.cpu', 0.2],
  ]);
});

test('caps that something waited for on any thread are told once, and none is no field', () => {
  const waited = (thread: number, caps: ThreadTick['waitedFor'] = []): ThreadTick => ({
    ...tickOf(thread, []),
    ...(caps.length > 0 && { waitedFor: caps }),
  });
  const merged = mergeTicks(
    [waited(0, ['maxInFlight', 'maxConnections']), waited(1, ['maxRate', 'maxConnections'])],
    frame,
  );
  expect(merged.waitedFor).toEqual(['maxRate', 'maxConnections', 'maxInFlight']);
  expect('waitedFor' in mergeTicks([waited(0), waited(1)], frame)).toBe(false);
});
