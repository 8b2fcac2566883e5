import { describe, expect, test } from 'vitest';
import { frozen } from '../../support/capacity-servers/pace.ts';
import { QueueServer } from '../../support/capacity-servers/queue-server.ts';
import { exponential } from '../../support/capacity-servers/service-times.ts';
import { fellBackUs, recoveredUs } from '../../support/queue-log.ts';
import type { QueueLog } from '../../support/queue-server.ts';
import { seededRandom } from '../../support/seeded-random.ts';

/** Ten seconds at 650/s, ten at 1,950/s, then 650/s again, and 4 s of standing still that begin a quarter of a second after. */
const FALLS_BACK_MS = 20_000;
const FROZEN = { fromMs: 20_250, forMs: 4_000 };
const ENDS_MS = 40_000;

function logged(room: number, seed: number, forMs = FROZEN.forMs): QueueLog {
  const random = seededRandom(seed);
  const queue = new QueueServer({
    servers: 8,
    service: exponential(random, 5),
    room,
    pace: frozen(FROZEN.fromMs, forMs),
  });
  const [arrivedUs, releasedUs]: [number[], number[]] = [[], []];
  const rateAt = (ms: number) => (ms >= 10_000 && ms < FALLS_BACK_MS ? 1_950 : 650);
  const gapMs = (ms: number) => (-Math.log(1 - random()) * 1_000) / rateAt(ms);
  for (let atMs = 0; atMs < ENDS_MS; atMs += gapMs(atMs)) {
    const { endMs, code } = queue.take(atMs);
    arrivedUs.push(atMs * 1_000);
    releasedUs.push(code === '' && endMs < ENDS_MS ? endMs * 1_000 : 0);
  }
  return {
    arrivedUs: Float64Array.from(arrivedUs),
    releasedUs: Float64Array.from(releasedUs),
    frozenUs: [FROZEN.fromMs * 1_000, (FROZEN.fromMs + forMs) * 1_000],
  };
}

const seconds = (us: number | null) => (us ?? Number.NaN) / 1e6;

describe('the log of a queue tells', () => {
  test('when the load fell back', () => {
    for (const seed of [1, 2]) expect(seconds(fellBackUs(logged(100, seed)))).toBeCloseTo(20, 0);
  });

  test('when it was as before: the freeze, and what its places took to be worked off', () => {
    for (const seed of [1, 2]) {
      const recovered = seconds(recoveredUs(logged(100, seed), { limitMs: 20 }));
      expect(recovered).toBeGreaterThanOrEqual(24.25);
      expect(recovered).toBeLessThanOrEqual(24.75);
    }
  });

  test('without a bound, when the backlog of overload and freeze was worked off', () => {
    for (const seed of [1, 2]) {
      // 10 s of 350 more than it carries and 250 ms of 950 less, then 4 s of 650: about 5,863 at 950 a second.
      const recovered = seconds(recoveredUs(logged(Number.POSITIVE_INFINITY, seed), { limitMs: 20 }));
      expect(Math.abs(recovered - (24.25 + 5_863 / 950))).toBeLessThan(1);
    }
  });

  test('where it never was as before', () => {
    expect(recoveredUs(logged(100, 1, 100_000), { limitMs: 20 })).toBeNull();
  });
});
