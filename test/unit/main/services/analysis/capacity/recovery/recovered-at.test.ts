import { describe, expect, it } from 'vitest';
import {
  bandOf,
  type RecoveryWindow,
  recoveredAt,
} from '../../../../../../../src/main/services/analysis/capacity/recovery/recovered-at.ts';

/** Windows of 250 ms and 200 starts, by their p95 in milliseconds; null: unanswered. */
function windows(p95s: readonly (number | null)[], fromMs = 0): RecoveryWindow[] {
  return p95s.map((p95, index) => ({
    startMs: fromMs + index * 250,
    starts: 200,
    failed: 0,
    p95Us: p95 === null ? null : p95 * 1_000,
  }));
}
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);
const calm = windows(times(72, 15));

describe('the moment of recovery', () => {
  it('is half a window before the first good one, give or take half a window', () => {
    const after = windows([...times(17, null), ...times(20, 15)], 35_000);
    expect(recoveredAt(calm, after, 250)).toEqual({ afterMs: 4_125, plusMinusMs: 125, fromMs: 39_250 });
  });

  it('is at once where the first window is good', () => {
    expect(recoveredAt(calm, windows(times(20, 15), 35_000), 250)).toEqual({
      afterMs: 0,
      plusMinusMs: 0,
      fromMs: 35_000,
    });
  });

  it('takes five seconds to be seen', () => {
    expect(recoveredAt(calm, windows([null, ...times(19, 15)]), 250)).toBeNull();
    expect(recoveredAt(calm, windows([null, ...times(20, 15)]), 250)?.afterMs).toBe(125);
    // Five seconds in windows of two are three of them.
    expect(recoveredAt(calm, windows([null, 15, 15]), 2_000)).toBeNull();
    expect(recoveredAt(calm, windows([null, 15, 15, 15]), 2_000)?.afterMs).toBe(1_000);
  });

  it('allows as many bad windows in five seconds as the reference had', () => {
    // One bad window every five seconds before.
    const reference = windows(Array.from({ length: 72 }, (_, i) => (i % 20 === 3 ? 90 : 15)));
    const after = windows([...times(8, null), 15, 90, ...times(19, 15), ...times(20, 15)]);
    expect(recoveredAt(reference, after, 250)?.afterMs).toBe(1_875);
    expect(recoveredAt(calm, after, 250)?.afterMs).toBe(2_375);
  });

  it('is none where latency stays above the band', () => {
    expect(bandOf(calm)).toBe(18_750);
    expect(recoveredAt(calm, windows(times(240, 18.8)), 250)).toBeNull();
    expect(recoveredAt(calm, windows(times(240, 18.7)), 250)?.afterMs).toBe(0);
  });

  it('has a band of five standard deviations where the reference scatters', () => {
    // Median 15, absolute deviations 0, 1 and 2 by turns: their median is 1.
    const p95s = Array.from({ length: 75 }, (_, i) => [13, 14, 15, 16, 17][i % 5] ?? 15);
    expect(bandOf(windows(p95s))).toBeCloseTo(15_000 + 5 * 1_482.6, 6);
  });

  it('waits for failures to end, but for those that the reference has as well', () => {
    const failing = (failed: number) => windows(times(20, 15)).map((window) => ({ ...window, failed }));
    expect(recoveredAt(calm, failing(1), 250)?.afterMs).toBe(0);
    expect(recoveredAt(calm, failing(2), 250)).toBeNull();
    // 1% of 14,400 before: up to six of 200 are chance.
    const reference = calm.map((window) => ({ ...window, failed: 2 }));
    expect(recoveredAt(reference, failing(6), 250)?.afterMs).toBe(0);
    expect(recoveredAt(reference, failing(8), 250)).toBeNull();
  });

  it('is none where there is nothing to compare with', () => {
    expect(recoveredAt([], windows(times(40, 15)), 250)).toBeNull();
    expect(recoveredAt(windows(times(72, null)), windows(times(40, 15)), 250)).toBeNull();
  });
});
