import { describe, expect, it } from 'vitest';
import type { Objective } from '../../../../../../../src/contract/capacity-search.ts';
import type { RunCap } from '../../../../../../../src/contract/run-caps.ts';
import type { SeriesSecond } from '../../../../../../../src/contract/tick.ts';
import { ownCap } from '../../../../../../../src/main/services/analysis/capacity/running/own-cap.ts';
import { FEW_ERRORS, latencyObjective } from '../../../../../../support/capacity-servers/servers.ts';
import { encodeMillis, makeSeriesSecond } from '../../../../../../support/made-seconds.ts';

const limits = { maxRatePerSecond: 1_000, maxConnections: 50, maxInFlight: 2_000, requestTimeoutMs: 10_000 };

/** By rate, a p95 below 200 ms; the first series is searched. */
function blamed(
  waitedFor: readonly RunCap[],
  series: readonly SeriesSecond[],
  { objectives = [latencyObjective(200)], needs = 0 }: { objectives?: Objective[]; needs?: number } = {},
): RunCap | null {
  return ownCap({ waitedFor, series }, { limits, objectives, series: [0], needs })?.name ?? null;
}

/** Exponential service times, by their quantiles. */
const exponential = (meanMs: number, count: number) =>
  Array.from({ length: count }, (_, i) => -meanMs * Math.log(1 - (i + 0.5) / count));
/** A second that sends on what ends, each after a wait of 300 ms, with so many in flight. */
const busy = (times: readonly number[], inFlight: number, index = 0) =>
  makeSeriesSecond(index, times, {
    counts: { inFlight },
    histograms: { response: encodeMillis(times.map((ms) => ms + 300)) },
  });

describe('what requests waited for', () => {
  it('is the rate cap, whatever the target does', () => {
    expect(
      ownCap({ waitedFor: ['maxRate'], series: [] }, { limits, objectives: [], series: [0], needs: 0 }),
    ).toEqual({
      name: 'maxRate',
      value: 1_000,
    });
    expect(blamed(['maxRate'], [busy(exponential(150, 333), 50)])).toBe('maxRate');
  });

  it('is a cap too low where those that did not wait meet the objectives', () => {
    // Of a mean of 50 ms the p95 is 150 ms.
    expect(blamed(['maxConnections'], [busy(exponential(50, 1_000), 50)])).toBe('maxConnections');
    expect(blamed(['maxConnections', 'maxInFlight'], [busy(exponential(50, 1_000), 50)])).toBe(
      'maxConnections',
    );
  });

  it('is the target where those that did not wait miss them: the p95 of a mean of 150 ms is 449 ms', () => {
    expect(blamed(['maxConnections'], [busy(exponential(150, 333), 50)])).toBeNull();
  });

  it('is the target where any of the objectives is missed, not only that of the longest limit', () => {
    const objectives = [latencyObjective(100), { ...latencyObjective(1_000), quantile: 0.99 }];
    expect(blamed(['maxConnections'], [busy(exponential(50, 1_000), 50)], { objectives })).toBeNull();
    expect(blamed(['maxConnections'], [busy(exponential(20, 2_500), 50)], { objectives })).toBe(
      'maxConnections',
    );
  });

  it('is a target that stalls, of whose 50 in flight no more than a fifth can be within their limit', () => {
    expect(blamed(['maxConnections'], [busy([], 50)])).toBeNull();
    expect(blamed(['maxConnections'], [busy(exponential(20, 50), 50)])).toBeNull();
  });

  it('is the target where it fails too many, or answers with failures after the limit', () => {
    const failing = makeSeriesSecond(0, exponential(20, 980), { counts: { errors: 20, targetErrors: 20 } });
    expect(blamed(['maxConnections'], [failing], { objectives: [FEW_ERRORS] })).toBeNull();
    const late = makeSeriesSecond(0, exponential(20, 900), {
      counts: { errors: 60, targetErrors: 60 },
      histograms: { failed: encodeMillis(exponential(20, 60).map((ms) => ms + 200)) },
    });
    expect(blamed(['maxConnections'], [late])).toBeNull();
  });

  it('is nothing that arrivals have to fear where they are in time in spite of it', () => {
    const rare = makeSeriesSecond(0, exponential(5, 150), { counts: { inFlight: 2 } });
    expect(blamed(['maxConnections'], [rare])).toBeNull();
    // Users who wait send less, whatever the latency.
    expect(blamed(['maxConnections'], [rare], { needs: 2 })).toBe('maxConnections');
    const unsent = (counts: object) => makeSeriesSecond(0, exponential(5, 150), { counts });
    expect(blamed(['maxConnections'], [unsent({ waiting: 8 })])).toBe('maxConnections');
    expect(blamed(['maxInFlight'], [unsent({ dropped: 8 })])).toBe('maxInFlight');
    expect(blamed(['maxInFlight'], [unsent({ dropped: 2 })], { objectives: [FEW_ERRORS] })).toBe(
      'maxInFlight',
    );
  });

  it('is measured by the timeout where only errors miss', () => {
    const objectives = [FEW_ERRORS];
    const waiting = makeSeriesSecond(0, exponential(150, 333), { counts: { inFlight: 50, waiting: 10 } });
    expect(blamed(['maxConnections'], [waiting], { objectives })).toBe('maxConnections');
    // 2,000 in flight of which 100 are sent every second: half of them are older than 10 s.
    expect(blamed(['maxInFlight'], [busy(exponential(150, 100), 2_000)], { objectives })).toBeNull();
  });

  it('is the cap where a class beside holds most of it and those that are searched are in time', () => {
    const beside = busy([], 40, 1);
    expect(blamed(['maxConnections'], [busy(exponential(50, 200), 10), beside])).toBe('maxConnections');
    expect(blamed(['maxConnections'], [busy(exponential(150, 66), 10), beside])).toBeNull();
  });

  it('is a target on which a class beside piles up and nothing of the searched one is under way', () => {
    expect(blamed(['maxInFlight'], [busy([], 0), busy([], 2_000, 1)])).toBeNull();
    // Nothing at all is under way: it is held by what is idle.
    expect(blamed(['maxConnections'], [busy([], 0)])).toBe('maxConnections');
  });

  it('is a cap below the users that are held, whatever the target does', () => {
    expect(blamed(['maxConnections'], [busy([], 50)], { needs: 51 })).toBe('maxConnections');
    expect(blamed(['maxConnections'], [busy([], 50)], { needs: 50 })).toBeNull();
    expect(blamed([], [busy([], 50)], { needs: 51 })).toBeNull();
  });
});
