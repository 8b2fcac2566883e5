import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../../../src/contract/failure.ts';
import { type StartCounting, startBucket } from '../../../../../src/contract/start-counts.ts';
import {
  failureFor,
  statusFailure,
  TIMEOUT_CODES,
} from '../../../../../src/workers/engine/drivers/failure-codes.ts';
import { emptySample } from '../../../../../src/workers/engine/measure/sample.ts';
import { StartSlots } from '../../../../../src/workers/engine/measure/start-slots.ts';

/** Not 0: a time that should be relative shows. */
const T0 = 7_000_000_000;
const COUNTING: StartCounting = { limitsUs: [20_000, 100_000], knownAfterUs: 500_000, series: [1] };

function slotsOf() {
  const slots = new StartSlots(COUNTING, TIMEOUT_CODES);
  slots.begin(T0);
  const ended = (atUs: number, afterUs: number, failure: Failure | null = null) =>
    slots.ended({
      ...emptySample(),
      series: 1,
      intendedUs: T0 + atUs,
      startedUs: T0 + atUs + 7,
      endedUs: T0 + atUs + afterUs,
      failure,
    });
  return {
    slots,
    ended,
    started: (atUs: number, isSent = true) => slots.started(1, T0 + atUs, isSent),
    begun(atUs: number, afterUs: number, failure: Failure | null = null) {
      slots.started(1, T0 + atUs, true);
      ended(atUs, afterUs, failure);
    },
    take: (untilUs: number, isLast = false) => slots.take(T0 + untilUs, isLast),
  };
}

describe('starts', () => {
  test('are counted in the quarter second in which they were to begin, whenever they end', () => {
    const { begun, take } = slotsOf();
    begun(0, 400_000);
    begun(249_999, 10);
    begun(250_000, 10);
    expect(take(1_000_000).slots.map(({ slot, starts, ok }) => [slot, starts, ok])).toEqual([
      [0, 2, 2],
      [1, 1, 1],
    ]);
  });

  test('are told once they are known, each slot once and none left out', () => {
    const { begun, take } = slotsOf();
    begun(3_000_000, 10);
    const told = [1, 2, 3, 4].map((second) => take(second * 1_000_000).slots.map(({ slot }) => slot));
    expect(told).toEqual([
      [0, 1],
      [2, 3, 4, 5],
      [6, 7, 8, 9],
      [10, 11, 12, 13],
    ]);
  });

  test('are open where nothing ended by half a second after the slot, and what ends later is not heard', () => {
    const { begun, take } = slotsOf();
    begun(240_000, 509_999);
    begun(240_000, 510_000);
    begun(240_000, 900_000, failureFor('reset.before_headers'));
    const [told] = take(1_000_000).slots;
    expect(told).toMatchObject({ starts: 3, ok: 1, open: 2, failures: {}, beyond: [3, 3] });
  });

  test('are beyond a limit where they took longer, timed out or are open; a refusal is not', () => {
    const { begun, started, take } = slotsOf();
    begun(0, 20_000);
    begun(0, 20_001);
    begun(0, 100_001);
    begun(0, 5, statusFailure(429));
    begun(0, 5, failureFor('connect.refused'));
    begun(0, 300_000, failureFor('timeout.total'));
    started(0);
    started(0, false);
    expect(take(1_000_000).slots[0]).toEqual({
      slot: 0,
      starts: 8,
      ok: 3,
      failures: { 'http.429': 1, 'connect.refused': 1, 'timeout.total': 1 },
      open: 2,
      beyond: [5, 4],
      latencies: [startBucket(20_000), 2, startBucket(100_001), 1],
    });
  });

  test('of other series do not count', () => {
    const { slots, take } = slotsOf();
    slots.started(0, T0, true);
    slots.ended({ ...emptySample(), startedUs: T0, endedUs: T0 + 5 });
    slots.started(2, T0, true);
    expect(take(1_000_000).slots[0]).toMatchObject({ starts: 0, ok: 0, open: 0 });
  });

  test('of a closed class count from when its user began, not from when it was sent', () => {
    const { slots, take } = slotsOf();
    slots.started(1, T0 + 249_000, true);
    const moments = { begunUs: T0 + 249_000, startedUs: T0 + 260_000, endedUs: T0 + 270_000 };
    slots.ended({ ...emptySample(), ...moments, series: 1 });
    expect(take(1_000_000).slots[0]).toMatchObject({ ok: 1, latencies: [startBucket(21_000), 1] });
  });

  test('know no more than 64 codes in a slot', () => {
    const { begun, take } = slotsOf();
    for (let code = 4_000; code < 4_100; code += 1)
      begun(0, 5, { code: `ws.closed.${code}`, side: 'target', message: '', hint: '' });
    const failures = take(1_000_000).slots[0]?.failures ?? {};
    expect(Object.keys(failures)).toHaveLength(65);
    expect(failures).toMatchObject({ 'ws.closed.4000': 1, 'ws.closed.4063': 1, other: 36 });
  });

  test('leave nothing behind in the slots after them', () => {
    const { begun, take } = slotsOf();
    for (let second = 0; second < 20; second += 1) {
      begun(second * 1_000_000, 30_000 + second, second % 2 === 0 ? null : statusFailure(503));
      const told = take((second + 1) * 1_000_000).slots;
      expect(told.reduce((sum, { starts }) => sum + starts, 0)).toBe(1);
      const ofSecond = told.find(({ slot }) => slot === second * 4);
      expect(ofSecond?.failures).toEqual(second % 2 === 0 ? {} : { 'http.5xx': 1 });
    }
  });

  test('keep where they belong over a pause, in which later ones begin before earlier ones are told', () => {
    const { begun, take } = slotsOf();
    begun(10_000_000, 5);
    for (let second = 0; second < 10; second += 1) {
      begun(second * 1_000_000, 5);
      const told = take((second + 1) * 1_000_000).slots;
      expect(told.filter(({ starts }) => starts > 0)).toHaveLength(1);
    }
    const { slots } = take(11_000_000);
    expect(slots.filter(({ ok }) => ok > 0).map(({ slot }) => slot)).toEqual([40]);
  });
});

describe('at the end of a run', () => {
  test('what is not known is told where all of it has ended', () => {
    const { begun, take } = slotsOf();
    begun(900_000, 50_000);
    begun(1_010_000, 5);
    const { slots, isCut } = take(1_100_000, true);
    expect(slots.map(({ slot, starts }) => [slot, starts])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 1],
    ]);
    expect(isCut).toBe(false);
  });

  test('a dropped request keeps nobody waiting', () => {
    const { started, take } = slotsOf();
    started(900_000, false);
    expect(take(1_000_000, true)).toMatchObject({
      isCut: false,
      slots: [{}, {}, {}, { starts: 1, open: 1 }],
    });
  });

  test('from the first open request on nothing is told, lest the slow ones be missing', () => {
    const { begun, started, take } = slotsOf();
    begun(300_000, 5);
    started(600_000);
    begun(800_000, 5);
    const { slots, isCut } = take(1_000_000, true);
    expect(slots.map(({ slot }) => slot)).toEqual([0, 1]);
    expect(isCut).toBe(true);
  });

  test('what is open and old enough is told as such', () => {
    const { started, take } = slotsOf();
    started(100_000);
    expect(take(750_000, true)).toMatchObject({ isCut: false, slots: [{ open: 1, beyond: [1, 1] }, {}, {}] });
  });
});
