/**
 * Response times against the server's own log, short: the full lengths and the closed loop beside them are in
 * test/bench/truth-stalls.bench.ts and truth-delays.bench.ts. Where the machine holds up the load thread itself, its
 * figures may be off by as much as the product says it was held up, and by no more.
 */
import { describe, expect, test } from 'vitest';
import { measureLatency, pairsApart, STALLS } from '../support/truth-latency.ts';

describe('a server that stalls for a second', () => {
  test.each(Object.entries(STALLS))('%s: p50, p90 and p99 within 2% or 2 ms', async (_, shape) => {
    const figures = await measureLatency({ ...shape, ratePerSecond: 250, seconds: 4 }, [50, 90, 99]);
    const tolerance = { us: 2_000 + figures.heldUpUs, share: 0.02 };
    expect(pairsApart(figures.response, tolerance)).toEqual([]);
  });
});

describe('a server that always takes the same time', () => {
  test.each([0, 5, 100])('%i ms: p50, p90 and p99 within 1 ms or 2%', async (delayMs) => {
    const server = { delay: { kind: 'fixed', ms: delayMs } } as const;
    const figures = await measureLatency({ server, ratePerSecond: 500, seconds: 2 }, [50, 90, 99]);
    const tolerance = { us: 1_000 + figures.heldUpUs, share: 0.02 };
    expect(pairsApart(figures.response, tolerance)).toEqual([]);
  });
});
