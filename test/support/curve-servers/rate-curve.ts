import { seededRandom } from '../seeded-random.ts';
import { exactPercentile } from '../stats.ts';
import { OpenQueue } from './open-queue.ts';
import { type PlayedServer, poissonArrivals } from './recovery-play.ts';

/** A level of load and what it brought. */
export interface PlayedPoint {
  readonly level: number;
  readonly throughput: number;
  readonly p95Ms: number;
}

const SETTLING_MS = 2_000;
const HOLD_MS = 14_000;

/** Throughput and p95 of a queue at each of these rates, 14 s each, the first two left out; each level begins empty. */
export function rateCurve(server: PlayedServer, levels: readonly number[], seed: number): PlayedPoint[] {
  const random = seededRandom(seed);
  return levels.map((level) => {
    const taken: number[] = [];
    const queue = new OpenQueue({
      ...server,
      random,
      onEnd: (startMs, endMs, end) => {
        if (end === 'ok' && startMs >= SETTLING_MS) taken.push(endMs - startMs);
      },
    });
    for (const atMs of poissonArrivals(random, level, { fromMs: 0, toMs: HOLD_MS })) queue.arrive(atMs);
    queue.advance(HOLD_MS);
    const throughput = (taken.length * 1_000) / (HOLD_MS - SETTLING_MS);
    return { level, throughput, p95Ms: exactPercentile(taken, 95) };
  });
}
