import { describe, expect, it } from 'vitest';
import { startBucket } from '../../../../../../../src/contract/start-counts.ts';
import { Recovery } from '../../../../../../../src/main/services/analysis/capacity/recovery/recovery.ts';
import { AFTERMATHS, playRecovery, SERVER_B } from '../../../../../../support/curve-servers/recovery-play.ts';

const settings = {
  by: 'rate',
  found: 1_368,
  overload: 2_052,
  objectives: [{ metric: 'latency', quantile: 0.95, limitUs: 20_000, text: 'p95<20ms' }],
  counting: { limitsUs: [20_000], knownAfterUs: 250_000 },
} as const;

/** A second in which nothing is known but that a load is applied. */
const second = (number: number, appliedSinceMs: number | null, trusted = true) => ({
  second: number,
  appliedSinceMs,
  ok: 0,
  failed: 0,
  inFlight: 0,
  trusted,
  slots: [],
});

describe('overload and recovery', () => {
  it('want half the found load for 20 s from when it is applied, then one and a half for 15 s, then half', () => {
    const recovery = Recovery.of(settings);
    expect(recovery.wanted()).toBe(684);
    recovery.see(second(0, null));
    for (let at = 1; at < 21; at += 1) {
      expect(recovery.wanted()).toBe(684);
      recovery.see(second(at, 1_000));
    }
    expect(recovery.wanted()).toBe(2_052);
    // The load of before is not the overload.
    recovery.see(second(21, 1_000));
    for (let at = 22; at < 38; at += 1) recovery.see(second(at, 22_500));
    expect(recovery.stage).toBe('recovering');
    expect(recovery.wanted()).toBe(684);
    expect(recovery.result()).toMatchObject({ recovered: 'not yet', fellBackAtMs: null, meanwhile: null });
    for (let at = 38; at < 98; at += 1) recovery.see(second(at, 38_000));
    expect(recovery.wanted()).toBeCloseTo(1_231.2, 6);
    for (let at = 98; at < 114; at += 1) recovery.see(second(at, 98_000));
    expect(recovery.wanted()).toBeNull();
    expect(recovery.result()).toMatchObject({
      sentence:
        'Before the overload too few requests were answered in time, so there is nothing to compare with.',
      recovered: 'unknown',
      carries: null,
      returned: false,
      afterMs: null,
    });
    expect(Recovery.AT_MOST_MS).toBe(110_000);
  });

  it('want whole users', () => {
    const recovery = Recovery.of({ ...settings, by: 'users', found: 5, overload: 8 });
    expect(recovery.result()).toMatchObject({ referenceLevel: 3, overloadLevel: 8, retestLevel: null });
  });

  it('say in how many seconds the generator was disturbed', () => {
    const recovery = Recovery.of(settings);
    recovery.see(second(0, 0, false));
    expect(recovery.result().sentence).toBe(
      'Whether it recovers is not known yet. The load generator was disturbed in 1 second of this: take it with care.',
    );
  });
});

describe('a cap of the run', () => {
  const cap = { name: 'maxRate', value: 1_000 } as const;
  /** Starts of a second, each in time. */
  const slots = (at: number) =>
    Array.from({ length: 4 }, (_, quarter) => ({
      slot: 4 * at + quarter,
      starts: 200,
      ok: 200,
      failures: {},
      open: 0,
      beyond: [0],
      latencies: [startBucket(5_000), 200],
    }));
  /** Each order takes effect at once, and all is answered in time; requests wait for the cap in such seconds. */
  function played(isCapped: (level: number, atMs: number) => boolean) {
    const recovery = Recovery.of({
      ...settings,
      ...{ by: 'users', found: 20, overload: 30, counting: { limitsUs: [20_000], knownAfterUs: 0 } },
    });
    let [level, sinceMs] = [recovery.wanted(), 0];
    for (let at = 0; level !== null && at < 200; at += 1) {
      const held = isCapped(level, 1_000 * at - sinceMs) ? cap : null;
      recovery.see({ ...second(at, sinceMs), ok: 800, slots: slots(at), cap: held });
      const wanted = recovery.wanted();
      if (wanted !== level) [level, sinceMs] = [wanted, 1_000 * (at + 1)];
    }
    return recovery.result();
  }

  it('that held the overload back leaves nothing to recover from', () => {
    expect(played((level) => level === 30)).toMatchObject({
      recovered: 'unknown',
      fellBackAtMs: null,
      carries: null,
      returned: null,
      sentence:
        'Recovery was not measured: in the overload requests waited for limits.maxRate (1,000 per second), a limit of this run. Raise it with --max-rate, or in the limits of the plan.',
    });
  });

  it('that held the retest back leaves it open whether the old capacity returned', () => {
    const result = played((level) => level === 18);
    expect(result).toMatchObject({ recovered: 'yes', returned: null });
    expect(result.sentence).toContain(
      'Whether the old capacity returned was not measured: at 0.9 of the load requests waited for limits.maxRate (1,000 per second), a limit of this run. Raise it',
    );
  });

  it('now and then, or as the load changes, is no matter', () => {
    const result = played((_, atMs) => atMs < 2_000 || atMs % 5_000 === 0);
    expect(result).toMatchObject({ recovered: 'yes', returned: true });
    expect(result.sentence).not.toContain('limits.maxRate');
  });
});

describe('a server of which it is known when it recovers', () => {
  it('recovers from a freeze of 4 s within a window of 4.13 s, and its capacity returns', () => {
    const result = playRecovery({ seed: 1, server: SERVER_B, ...AFTERMATHS.freeze });
    expect(result).toMatchObject({
      referenceLevel: 684,
      overloadLevel: 2_052,
      fellBackAtMs: 35_000,
      recovered: 'yes',
      afterMs: 4_125,
      plusMinusMs: 125,
      carries: null,
      returned: true,
      peakP95Ms: null,
    });
    expect(result.backlog).toBeGreaterThan(90);
    expect(result.bandMs).toBeGreaterThan(18);
    // 15 s of overload, of which 1,600/s were served; 4 s of freeze.
    expect(result.meanwhile?.failed['http.503']).toBeGreaterThan(8_000);
    const { ok = 0, late = 0, open = 0, failed = {} } = result.meanwhile ?? {};
    const refused = failed['http.503'] ?? 0;
    expect((ok + late + open + refused) / (15 * 2_052 + 4.25 * 684)).toBeCloseTo(1, 1);
  });

  it('with half of its servers does not recover within 60 s, and carries what it is asked, late', () => {
    const result = playRecovery({ seed: 1, server: SERVER_B, ...AFTERMATHS.half });
    expect(result).toMatchObject({ recovered: 'no', afterMs: null, returned: false });
    expect((result.carries ?? 0) / 684).toBeCloseTo(1, 1);
  });

  it('with an unbounded queue takes until the backlog is worked off', () => {
    const server = { ...SERVER_B, places: Number.POSITIVE_INFINITY };
    const result = playRecovery({ seed: 1, server, ...AFTERMATHS.freeze });
    // F + (backlog + λF)/(capacity − λ)
    const expected = 4_000 + (((result.backlog ?? 0) + 684 * 4) / (1_600 - 684)) * 1_000;
    expect(Math.abs((result.afterMs ?? 0) - expected)).toBeLessThan(750);
    expect(expected).toBeGreaterThan(13_000);
  });

  it('of which nothing succeeds is not overloaded, and nothing is said of its recovery', () => {
    const result = playRecovery({ seed: 1, server: { ...SERVER_B, places: 0 } });
    expect(result).toMatchObject({ recovered: 'unknown', fellBackAtMs: null, carries: null, returned: null });
    expect(result.sentence).toBe(
      'Before the overload no request succeeded at half of the load, so there is nothing to compare with.',
    );
  });

  it('that misses its objectives at half of the load says so', () => {
    const slow = playRecovery({ seed: 1, server: { ...SERVER_B, limitMs: 6 } });
    expect(slow).toMatchObject({ recovered: 'yes', referenceMet: false });
    expect(slow.sentence).toContain('Half of the load missed the objectives before the overload already.');
    expect(playRecovery({ seed: 1, server: SERVER_B, ...AFTERMATHS.freeze }).referenceMet).toBe(true);
  });
});
