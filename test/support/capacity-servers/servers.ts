import type { CapacityUnit, Objective } from '../../../src/contract/capacity-search.ts';
import {
  closedShareBeyond,
  errorCapacity,
  latencyCapacity,
  mostUsers,
  type QueueModel,
  scalabilityMs,
} from '../analytic-capacity.ts';
import { type Random, seededRandom } from '../seeded-random.ts';
import { CliffServer, CrashingServer, DegradingServer, ScalingServer } from './changing-servers.ts';
import { FixedWindow, ScalabilityServer, TokenBucket } from './limiting-servers.ts';
import { pausing, warmingUp } from './pace.ts';
import { type QueueOptions, QueueServer } from './queue-server.ts';
import { exponential, logNormal } from './service-times.ts';
import type { SimulatedTarget } from './simulated-target.ts';

/** A server whose capacity is known, and what a search of it is to find. */
export interface CapacityServer {
  readonly name: string;
  readonly by: CapacityUnit;
  readonly objectives: readonly Objective[];
  readonly arrivals?: 'poisson' | 'constant';
  /** The highest load that meets the objectives; `simulated`: nobody has a formula, so a long run says. */
  readonly capacity: number | 'simulated';
  /** The objective that fails first, where it is not the only one that could. */
  readonly failsFirst?: string;
  /** The kind of failure that it answers with where it is asked too much; it may be too little asked for that. */
  readonly failing: string;
  readonly make: (seed: number) => SimulatedTarget;
}

/** `p95<20ms`. */
export function latencyObjective(limitMs: number, quantile = 0.95): Objective {
  return {
    metric: 'latency',
    quantile,
    limitUs: 1_000 * limitMs,
    text: `p${Math.round(1_000 * quantile) / 10}<${limitMs}ms`,
  };
}

export const ALLOWED_ERRORS = 0.01;
export const FEW_ERRORS: Objective = { metric: 'errors', limit: ALLOWED_ERRORS, text: 'errors<1%' };

function options({ servers, serviceMs, room }: QueueModel, random: Random): QueueOptions {
  const service = exponential(random, serviceMs);
  return room === undefined ? { servers, service } : { servers, service, room };
}

function queue(model: QueueModel, more: Partial<QueueOptions> = {}): (seed: number) => SimulatedTarget {
  return (seed) => new QueueServer({ ...options(model, seededRandom(seed)), ...more });
}

/** M/M/c/K with a limit of its p95. */
function bounded(name: string, model: QueueModel, limitMs: number): CapacityServer {
  return {
    name,
    by: 'rate',
    objectives: [latencyObjective(limitMs), FEW_ERRORS],
    capacity: latencyCapacity(model, limitMs),
    failing: '5xx responses',
    make: queue(model),
  };
}

const B: QueueModel = { servers: 8, serviceMs: 5, room: 100 };
const G: QueueModel = { servers: 64, serviceMs: 20, room: 200 };
const I: QueueModel = { servers: 4, serviceMs: 5, room: 64 };
const J: QueueModel = { servers: 8, serviceMs: 4, room: 32 };
const H: QueueModel = { servers: 1, serviceMs: 2, room: 50 };
const D: QueueModel = { servers: 16, serviceMs: 100, room: 64 };
/** As I, ten times slower: so few requests that 5% is much to ask. */
const SLOW: QueueModel = { servers: 4, serviceMs: 50, room: 64 };

/** Servers by formula, as they are named in the table of the bench. */
export const FORMULA_SERVERS: readonly CapacityServer[] = [
  bounded('B', B, 20),
  bounded('G', G, 80),
  bounded('I', I, 20),
  {
    ...bounded('J', J, 20),
    objectives: [FEW_ERRORS],
    capacity: errorCapacity(J, 0.01),
  },
  bounded('H', H, 20),
  bounded('D', D, 400),
  bounded('slow', SLOW, 200),
];

/** Two objectives each, of which the one that is told second fails first. */
export const SECOND_FAILS: readonly CapacityServer[] = [
  {
    ...bounded('latency, errors', J, 100),
    capacity: errorCapacity(J, 0.01),
    failsFirst: FEW_ERRORS.text,
  },
  {
    ...bounded('errors, latency', B, 20),
    objectives: [FEW_ERRORS, latencyObjective(20)],
    failsFirst: latencyObjective(20).text,
  },
];

const DEGRADED_MS = 45_000;
const LEFT_SERVERS = 6;
const LIKE_B = bounded('like B', B, 20);
const UNBOUNDED: QueueModel = { servers: 8, serviceMs: 5 };
const WIDE: QueueModel = { servers: 16, serviceMs: 5, room: 400 };
const CLOSED_LIMIT_MS = 20;
const USL = { lambda: 200, sigma: 0.02, kappa: 0.0005 };
const USL_LIMIT_MS = 40;
const MOST_CONNECTIONS = 40;

/** Servers that change, stand still, fall off a cliff, refuse or are asked by closed users. */
export const ODD_SERVERS: readonly CapacityServer[] = [
  { ...LIKE_B, name: 'constant arrivals', arrivals: 'constant', capacity: 1_473 },
  {
    ...LIKE_B,
    name: 'log-normal',
    capacity: 'simulated',
    failing: 'latency only',
    make: (seed) => new QueueServer({ servers: 8, service: logNormal(seededRandom(seed), 5, 0.8) }),
  },
  {
    ...LIKE_B,
    name: 'pauses 150 ms/5 s',
    objectives: [latencyObjective(100), FEW_ERRORS],
    capacity: 'simulated',
    failing: 'latency only',
    make: queue(UNBOUNDED, { pace: pausing(150, 5_000) }),
  },
  {
    ...LIKE_B,
    name: '20 s warm-up',
    make: queue(B, { pace: warmingUp(1 / 3, 20_000) }),
  },
  {
    ...LIKE_B,
    name: '60 s warm-up',
    make: queue(B, { pace: warmingUp(1 / 1.3, 60_000) }),
  },
  {
    ...LIKE_B,
    name: 'autoscaler',
    make: (seed) => new ScalingServer(options(B, seededRandom(seed)), 4),
  },
  {
    ...LIKE_B,
    name: 'degrading',
    capacity: latencyCapacity({ ...B, servers: LEFT_SERVERS }, 20),
    make: (seed) =>
      new DegradingServer(options(B, seededRandom(seed)), {
        fromMs: DEGRADED_MS,
        fewer: B.servers - LEFT_SERVERS,
      }),
  },
  {
    ...LIKE_B,
    name: 'cliff',
    capacity: 'simulated',
    failing: 'latency only',
    make: (seed) => new CliffServer(options({ servers: 16, serviceMs: 5 }, seededRandom(seed)), 1_000),
  },
  {
    ...LIKE_B,
    name: 'crash',
    capacity: latencyCapacity(UNBOUNDED, 20),
    failing: 'connection refused',
    make: (seed) => new CrashingServer(options(UNBOUNDED, seededRandom(seed)), { most: 150, downMs: 3_000 }),
  },
  {
    ...LIKE_B,
    name: 'token bucket',
    failsFirst: FEW_ERRORS.text,
    capacity: 1_000 / 0.99,
    failing: '429 Too Many Requests',
    make: (seed) => new TokenBucket(queue(WIDE)(seed), { perSecond: 1_000, burst: 2_000 }),
  },
  {
    ...LIKE_B,
    name: 'fixed window',
    failsFirst: FEW_ERRORS.text,
    capacity: 'simulated',
    failing: '429 Too Many Requests',
    make: (seed) => new FixedWindow(queue(WIDE)(seed), 1_000),
  },
  {
    ...LIKE_B,
    name: 'connection limit',
    failsFirst: FEW_ERRORS.text,
    by: 'users',
    objectives: [latencyObjective(100), FEW_ERRORS],
    capacity: MOST_CONNECTIONS,
    failing: 'connection refused',
    make: queue(
      { servers: MOST_CONNECTIONS, serviceMs: 20, room: MOST_CONNECTIONS },
      { fullCode: 'connect.refused' },
    ),
  },
  {
    ...LIKE_B,
    name: 'closed M/M/8',
    by: 'users',
    capacity: mostUsers((users) => closedShareBeyond(UNBOUNDED, users, CLOSED_LIMIT_MS) < 0.05),
    failing: 'latency only',
    make: queue(UNBOUNDED),
  },
  {
    ...LIKE_B,
    name: 'closed USL',
    by: 'users',
    objectives: [latencyObjective(USL_LIMIT_MS), FEW_ERRORS],
    capacity: mostUsers((users) => scalabilityMs(USL, users) * Math.log(20) < USL_LIMIT_MS),
    failing: 'latency only',
    make: (seed) => new ScalabilityServer(USL, seededRandom(seed)),
  },
];

/**
 * By users, of whom those that find no place are refused within half a millisecond and try again at once: as every try counts, the
 * share of errors jumps with the first user that is too many.
 */
export const RETRYING: CapacityServer = {
  ...LIKE_B,
  name: 'retries',
  by: 'users',
  objectives: [latencyObjective(100), FEW_ERRORS],
  capacity: MOST_CONNECTIONS,
  failsFirst: FEW_ERRORS.text,
  make: queue({ servers: MOST_CONNECTIONS, serviceMs: 20, room: MOST_CONNECTIONS }),
};

/** Not even one user is served in time. */
export const HOPELESS_SERVER: CapacityServer = {
  ...LIKE_B,
  name: 'none',
  capacity: 0,
  make: queue({ servers: 8, serviceMs: 50, room: 100 }),
};

/** For searches that are given a highest load, or a generator that cannot do more. */
export const SERVER_B: CapacityServer = { ...LIKE_B, name: 'B' };
export const SERVER_G: CapacityServer = bounded('G', G, 80);
