import { describe, expect, it } from 'vitest';
import { ownCap } from '../../../../../../../src/main/services/analysis/capacity/running/own-cap.ts';

const limits = { maxRatePerSecond: 1_000, maxConnections: 64, maxInFlight: 2_000, requestTimeoutMs: 10_000 };
const run = { by: 'rate', limits, limitsUs: [20_000] } as const;

describe('what requests waited for', () => {
  it('is the rate cap, whatever the target does', () => {
    expect(ownCap(['maxRate'], 0, run)).toEqual({ name: 'maxRate', value: 1_000 });
  });

  it('is the target where so many open ones take longer than the limit: 64 at 1,000 a second take 64 ms', () => {
    expect(ownCap(['maxConnections'], 1_000, run)).toBeNull();
    expect(ownCap(['maxConnections', 'maxInFlight'], 0, run)).toBeNull();
  });

  it('is a cap too low for a target that is in time: 64 at 4,000 a second take 16 ms', () => {
    expect(ownCap(['maxConnections'], 4_000, run)).toEqual({ name: 'maxConnections', value: 64 });
  });

  it('is measured by the timeout where only errors miss', () => {
    expect(ownCap(['maxConnections'], 1_000, { ...run, limitsUs: [] })?.name).toBe('maxConnections');
    expect(ownCap(['maxInFlight'], 100, { ...run, limitsUs: [] })).toBeNull();
  });

  it('is a cap below the users, who never have more open than there are of them', () => {
    expect(ownCap(['maxConnections'], 0, { ...run, by: 'users' })?.value).toBe(64);
    expect(ownCap([], 0, { ...run, by: 'users' })).toBeNull();
  });
});
