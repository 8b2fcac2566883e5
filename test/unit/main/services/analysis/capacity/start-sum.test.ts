import { describe, expect, it } from 'vitest';
import { type StartSlot, startBucket, startBucketUs } from '../../../../../../src/contract/start-counts.ts';
import {
  slotWindows,
  windowSlots,
} from '../../../../../../src/main/services/analysis/capacity/recovery/start-windows.ts';
import { StartSum } from '../../../../../../src/main/services/analysis/capacity/start-sum.ts';

const MS10 = startBucket(10_000);
const MS30 = startBucket(30_000);

function slot(number: number, parts: Partial<StartSlot> = {}): StartSlot {
  return {
    slot: number,
    starts: 20,
    ok: 20,
    failures: {},
    open: 0,
    beyond: [0],
    latencies: [MS10, 20],
    ...parts,
  };
}

describe('quarter seconds of starts, added up', () => {
  it('count what took longer than the limit apart from timeouts and what is open', () => {
    const sum = new StartSum();
    sum.add(
      slot(0, {
        starts: 30,
        ok: 20,
        failures: { 'timeout.total': 3, 'http.503': 2 },
        open: 5,
        beyond: [12],
        latencies: [MS10, 16, MS30, 4],
      }),
    );
    sum.add(slot(1, { failures: { 'http.503': 1 }, starts: 21 }));
    expect(sum).toMatchObject({ starts: 51, ok: 40, open: 5, failed: 6, timedOut: 3, late: 4 });
    expect(Object.fromEntries(sum.failures)).toEqual({ 'timeout.total': 3, 'http.503': 3 });
  });

  it('have a percentile of what was answered well, timed out, or is open', () => {
    const sum = new StartSum();
    expect(sum.percentile(95)).toBeNull();
    sum.add(slot(0, { starts: 100, ok: 95, open: 5, latencies: [MS10, 94, MS30, 1] }));
    expect(sum.percentile(94)).toBe(startBucketUs(MS10));
    expect(sum.percentile(95)).toBe(startBucketUs(MS30));
    expect(sum.percentile(96)).toBeNull();
    // Refused at once: no latency.
    sum.add(slot(1, { starts: 500, ok: 0, failures: { 'connect.refused': 500 }, latencies: [] }));
    expect(sum.percentile(95)).toBe(startBucketUs(MS30));
    sum.add(slot(2, { starts: 1, ok: 0, failures: { 'connect.timeout': 1 }, latencies: [] }));
    expect(sum.percentile(95)).toBeNull();
  });
});

describe('windows of starts', () => {
  const steady = (starts: number) =>
    new Map(
      Array.from({ length: 80 }, (_, i) => [i, slot(i, { starts, ok: starts, latencies: [MS10, starts] })]),
    );

  it.each([
    [40, 1],
    [39, 2],
    [20, 2],
    [10, 4],
    [7, 8],
    [1, 8],
  ])('of %d starts a slot have %d slots', (starts, slots) => {
    expect(windowSlots(steady(starts), { from: 0, to: 80 })).toBe(slots);
  });

  it('lie one after the other; one in which nothing started has no p95', () => {
    const slots = steady(20);
    slots.delete(14);
    slots.delete(15);
    expect(slotWindows(slots, { from: 10, to: 17 }, 2)).toEqual([
      { startMs: 2_500, starts: 40, failed: 0, p95Us: startBucketUs(MS10) },
      { startMs: 3_000, starts: 40, failed: 0, p95Us: startBucketUs(MS10) },
      { startMs: 3_500, starts: 0, failed: 0, p95Us: null },
    ]);
  });
});
