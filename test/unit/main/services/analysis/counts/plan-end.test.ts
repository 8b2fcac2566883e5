import { describe, expect, test } from 'vitest';
import { rateOf, rateStretches } from '../../../../../../src/contract/second-rates.ts';
import type { Outage } from '../../../../../support/outages/outage.ts';
import { httpPlan } from '../../../../../support/outages/plans.ts';
import { answer, queue } from '../../../../../support/outages/service-script.ts';
import { runOutage } from '../../../../../support/outages/virtual-outage.ts';

/** A service that answers 30 a second, asked for 60: what waits at the plan's end is answered after it. */
function slow(duration: string, change: Partial<Outage> = {}): Outage {
  return {
    name: `serves 30/s for ${duration}`,
    plan: httpPlan({ duration, timeout: '20s', expectations: [], thresholds: [] }),
    service: () => {
      const waits = queue(30);
      return { http: ({ atMs }) => answer({ delayMs: waits(atMs) }) };
    },
    says: { exit: [0] },
    ...change,
  };
}

describe('the rates of a plan', () => {
  test.each([
    ['4500ms', 4_500, 270],
    ['4s', 4_000, 240],
    ['1250ms', 1_250, 75],
  ])('that takes %s end with it, wherever in a second that is', async (duration, plannedMs, due) => {
    const { document } = await runOutage(slow(duration));
    const { rates, drain, totals, run } = document;
    expect(totals).toMatchObject({ planned: due, sent: due, ok: due });
    const within = Math.floor((plannedMs * 30) / 1_000);
    // The first answer takes as long as each other one; a request leaves with the tick after it is due.
    expect(Math.abs(totals.ok - drain.ok - within)).toBeLessThanOrEqual(1);
    expect(rates.throughputPerSecond).toBeCloseTo(((totals.ok - drain.ok) * 1_000) / plannedMs, 9);
    expect(rates.sentPerSecond).toBeCloseTo(60, 6);
    expect(drain.lengthMs).toBeCloseTo(run.durationMs - plannedMs, 0);
  });

  test('are drawn up to it: the last point is no rate of the time after it', async () => {
    const { perSecond } = (await runOutage(slow('4500ms'))).document;
    const points = rateStretches(perSecond).map((stretch) => [
      stretch.overMs,
      Math.round(rateOf(stretch, ({ sent }) => sent)),
      Math.round(rateOf(stretch, ({ ok }) => ok)),
    ]);
    expect(points).toEqual([
      [1_000, 60, expect.closeTo(30, -1)],
      [1_000, 60, 30],
      [1_000, 60, 30],
      [1_500, 60, 30],
    ]);
    expect(perSecond[4]).toMatchObject({ drain: false, afterPlan: { fromMs: 4_500, sent: 0, errors: 0 } });
    expect(perSecond[5]?.drain).toBe(true);
  });

  test('end with the stop that cuts it, and what drains then is told as that', async () => {
    const { document } = await runOutage(slow('60s', { stopAtMs: 2_300 }));
    const { rates, drain, totals, perSecond } = document;
    expect(totals.sent).toBe(totals.ok + totals.openAtStop);
    expect(totals.planned).toBe(totals.sent + totals.dropped + totals.cancelled);
    expect(Math.abs(totals.ok - drain.ok - 69)).toBeLessThanOrEqual(1);
    // What is under way is given three quarters of a second.
    expect(drain).toEqual({ ok: 22, failed: 0, leftOut: 0, lengthMs: 750 });
    expect(rates.throughputPerSecond).toBeCloseTo(30, -0.5);
    expect(perSecond.map((second) => second.drain)).toEqual([false, false, false, true]);
    expect(document.overall.sentence).toContain('The run was stopped after 3.05 s of 60 s.');
  });
});
