import type { CapacityRecovery } from '../../../src/contract/capacity.ts';
import { Recovery } from '../../../src/main/services/analysis/capacity/recovery/recovery.ts';
import { type Random, seededRandom } from '../seeded-random.ts';
import { OpenQueue } from './open-queue.ts';
import { SlotCounter } from './slot-counter.ts';

/** Servers B and D of the bench of the search: c servers, exponential service, K places. */
export const SERVER_B = { servers: 8, serviceMs: 5, places: 100, limitMs: 20, found: 1_368 } as const;
/** Slow: 29 requests a second at half its capacity. */
export const SLOW_SERVER = { servers: 4, serviceMs: 60, places: 40, limitMs: 300, found: 58 } as const;

export interface PlayedServer {
  readonly servers: number;
  readonly serviceMs: number;
  readonly places: number;
  readonly limitMs: number;
  /** What a search has found it to carry. */
  readonly found: number;
}

export interface Play {
  readonly seed: number;
  readonly server: PlayedServer;
  /** Before anything is sent. */
  readonly prepare?: (queue: OpenQueue) => void;
  /** What the overload leaves behind: told when the load falls back. */
  readonly onFallBack?: (queue: OpenQueue, atMs: number) => void;
  /** A level is applied so long after it was wanted. */
  readonly lagMs?: number;
}

/** Latency limits below this are told after it all the same. */
const LEAST_KNOWN_AFTER_MS = 250;
/** No recovery takes longer: two minutes and what is still open then. */
const MAX_SECONDS = 200;

/** Plays a recovery against a queue, second by second, with Poisson arrivals. @throws where it does not come to an end */
export function playRecovery({ seed, server, prepare, onFallBack, lagMs = 0 }: Play): CapacityRecovery {
  const random = seededRandom(seed);
  const knownAfterMs = Math.max(server.limitMs, LEAST_KNOWN_AFTER_MS);
  const counter = new SlotCounter({ limitMs: server.limitMs, knownAfterMs });
  let ok = 0;
  let failed = 0;
  const queue = new OpenQueue({
    ...server,
    random,
    onEnd: (startMs, endMs, end) => {
      counter.end(startMs, endMs, end);
      if (end === 'ok') ok += 1;
      else failed += 1;
    },
  });
  prepare?.(queue);
  const limitUs = server.limitMs * 1_000;
  const recovery = Recovery.of({
    by: 'rate',
    found: server.found,
    overload: 1.5 * server.found,
    objectives: [
      { metric: 'latency', quantile: 0.95, limitUs, text: `p95<${server.limitMs}ms` },
      { metric: 'errors', limit: 0.01, text: 'errors<1%' },
    ],
    counting: { limitsUs: [limitUs], knownAfterUs: knownAfterMs * 1_000 },
  });
  let applied = { level: 0, sinceMs: 0 };
  for (let second = 0; second < MAX_SECONDS; second += 1) {
    const level = recovery.wanted();
    if (level === null) return recovery.result();
    const fromMs = second * 1_000;
    const before = applied;
    if (level !== before.level) {
      applied = { level, sinceMs: fromMs + lagMs };
      if (recovery.stage === 'recovering') onFallBack?.(queue, applied.sinceMs);
    }
    const changeMs = level === before.level ? fromMs : applied.sinceMs;
    const arrivals = [
      ...poissonArrivals(random, before.level, { fromMs, toMs: changeMs }),
      ...poissonArrivals(random, level, { fromMs: changeMs, toMs: fromMs + 1_000 }),
    ];
    ok = 0;
    failed = 0;
    for (const atMs of arrivals) {
      counter.start(atMs);
      queue.arrive(atMs);
    }
    queue.advance(fromMs + 1_000);
    recovery.see({
      second,
      appliedSinceMs: applied.sinceMs,
      ok,
      failed,
      inFlight: queue.inFlight,
      trusted: true,
      slots: counter.tell(fromMs + 1_000),
    });
  }
  throw new Error('a recovery that does not end');
}

/** Moments of arrival in a stretch of time, ascending. @param perSecond 0: none */
export function poissonArrivals(
  random: Random,
  perSecond: number,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): number[] {
  const arrivals: number[] = [];
  if (perSecond <= 0) return arrivals;
  const gap = () => (-Math.log(1 - random()) * 1_000) / perSecond;
  for (let atMs = fromMs + gap(); atMs < toMs; atMs += gap()) arrivals.push(atMs);
  return arrivals;
}

/** With pauses of 150 ms every 5 s, B meets a wider limit, and carries less. */
export const PAUSED_SERVER = { ...SERVER_B, found: 900, limitMs: 60 } as const;

/** What an overload leaves behind, each with what a recovery is to say of it. */
export const AFTERMATHS = {
  freeze: { onFallBack: (queue: OpenQueue, atMs: number) => queue.pause(atMs, atMs + 4_000) },
  /** Work pauses for 150 ms every 5 s, always. */
  pauses: {
    prepare: (queue: OpenQueue) => {
      for (let atMs = 1_700; atMs < MAX_SECONDS * 1_000; atMs += 5_000) queue.pause(atMs, atMs + 150);
    },
    onFallBack: (queue: OpenQueue, atMs: number) => queue.pause(atMs, atMs + 4_000),
  },
  never: {
    onFallBack: (queue: OpenQueue, atMs: number) => queue.pause(atMs, Number.POSITIVE_INFINITY),
  },
  half: { onFallBack: (queue: OpenQueue) => queue.setServers(4) },
  /** Recovers for the load of the reference, but no longer carries what it did. */
  slower: { onFallBack: (queue: OpenQueue) => queue.setService(SERVER_B.serviceMs / 0.9) },
} as const satisfies Record<string, Pick<Play, 'prepare' | 'onFallBack'>>;
