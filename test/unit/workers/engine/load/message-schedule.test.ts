import { describe, expect, test } from 'vitest';
import { MessageSlots } from '../../../../../src/workers/engine/load/message-schedule.ts';

function take(slots: MessageSlots, count: number): [number, number][] {
  return Array.from({ length: count }, () => {
    const slot: [number, number] = [slots.nextUs, slots.connection];
    slots.advance();
    return slot;
  });
}

const alone = { index: 0, count: 1 };

describe('MessageSlots', () => {
  test('spreads four connections of one message a second over the second', () => {
    const slots = new MessageSlots({ startUs: 5_000, perSecond: 1, connections: 4, thread: alone });
    expect(take(slots, 5)).toEqual([
      [5_000, 0],
      [255_000, 1],
      [505_000, 2],
      [755_000, 3],
      [1_005_000, 0],
    ]);
  });

  test('gives 1,000 connections of 10 messages a second one slot every 100 µs', () => {
    const slots = new MessageSlots({ startUs: 0, perSecond: 10, connections: 1_000, thread: alone });
    const times = take(slots, 10_000).map(([atUs]) => atUs);
    expect(times).toEqual(Array.from({ length: 10_000 }, (_, i) => i * 100));
  });

  test('divides the beat over threads without a gap or a double', () => {
    const all = [0, 1, 2].flatMap((index) =>
      take(
        new MessageSlots({ startUs: 0, perSecond: 2, connections: 7, thread: { index, count: 3 } }),
        index === 0 ? 6 : 4,
      ),
    );
    const whole = take(new MessageSlots({ startUs: 0, perSecond: 2, connections: 7, thread: alone }), 14);
    expect(all.toSorted((a, b) => a[0] - b[0])).toEqual(whole);
  });

  test('never drifts from the plan where the gap is no whole microsecond', () => {
    const slots = new MessageSlots({ startUs: 0, perSecond: 3, connections: 1, thread: alone });
    expect(take(slots, 3_001).at(-1)).toEqual([1_000_000_000, 0]);
  });

  test('has no slots at rate 0 or without a connection of its own', () => {
    const none = { startUs: 0, perSecond: 0, connections: 5, thread: alone };
    expect(new MessageSlots(none).nextUs).toBe(Number.POSITIVE_INFINITY);
    const other = { startUs: 0, perSecond: 1, connections: 1, thread: { index: 1, count: 2 } };
    expect(new MessageSlots(other).nextUs).toBe(Number.POSITIVE_INFINITY);
  });

  test('goes on from where it is when the rate changes, and rests at rate 0', () => {
    const slots = new MessageSlots({ startUs: 0, perSecond: 1, connections: 2, thread: alone });
    expect(take(slots, 3)).toEqual([
      [0, 0],
      [500_000, 1],
      [1_000_000, 0],
    ]);
    const rates = [
      { atUs: 1_250_000, perSecond: 0 },
      { atUs: 2_000_000, perSecond: 2 },
    ];
    slots.steer(rates, { connections: 2, doneUs: 1_200_000 });
    expect(take(slots, 3)).toEqual([
      [2_125_000, 1],
      [2_375_000, 0],
      [2_625_000, 1],
    ]);
  });

  test('never has a slot in the past of a thread that hears late', () => {
    const slots = new MessageSlots({ startUs: 0, perSecond: 1, connections: 1, thread: alone });
    take(slots, 2);
    slots.steer([{ atUs: 1_100_000, perSecond: 100 }], { connections: 1, doneUs: 1_130_000 });
    expect(take(slots, 3)).toEqual([
      [1_130_000, 0],
      [1_130_000, 0],
      [1_130_000, 0],
    ]);
  });

  test('gives further connections slots between those that there are', () => {
    const slots = new MessageSlots({ startUs: 0, perSecond: 1, connections: 2, thread: alone });
    take(slots, 1);
    slots.steer([{ atUs: 100_000, perSecond: 1 }], { connections: 4, doneUs: 100_000 });
    expect(take(slots, 5).map(([atUs]) => atUs)).toEqual([250_000, 500_000, 750_000, 1_000_000, 1_250_000]);
  });
});
