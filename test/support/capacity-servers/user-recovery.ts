import type { CapacityRecovery } from '../../../src/contract/capacity.ts';
import { Recovery } from '../../../src/main/services/analysis/capacity/recovery/recovery.ts';
import { closedShareBeyond, mostUsers } from '../analytic-capacity.ts';
import { seededRandom } from '../seeded-random.ts';
import { DegradingServer } from './changing-servers.ts';
import { frozen, type Pace, STEADY, slowedFrom } from './pace.ts';
import { QueueServer } from './queue-server.ts';
import { FEW_ERRORS, latencyObjective } from './servers.ts';
import { exponential } from './service-times.ts';
import { SimulatedLoad } from './simulated-load.ts';
import type { SimulatedTarget } from './simulated-target.ts';

interface UserServer {
  readonly servers: number;
  readonly serviceMs: number;
  readonly limitMs: number;
}

/** Closed users without think time before eight servers, and before four slow ones. */
export const USERS_OF_EIGHT: UserServer = { servers: 8, serviceMs: 5, limitMs: 20 };
export const USERS_OF_FOUR: UserServer = { servers: 4, serviceMs: 60, limitMs: 300 };

/** The load falls back then: 20 s of reference and 15 s of overload, each known at the end of a second and ordered half a second later. */
const FELL_BACK_MS = 36_500;
const FREEZE_MS = 4_000;

/** What the overload leaves behind. */
export type UserAftermath = 'nothing' | 'freeze' | 'never' | 'half' | 'slower';

const PACES: Readonly<Record<UserAftermath, Pace>> = {
  nothing: STEADY,
  freeze: frozen(FELL_BACK_MS, FREEZE_MS),
  never: frozen(FELL_BACK_MS, Number.POSITIVE_INFINITY),
  half: STEADY,
  slower: slowedFrom(FELL_BACK_MS, 0.9),
};

/** The most users that meet the limit, by formula. */
export function usersFound({ limitMs, ...model }: UserServer): number {
  return mostUsers((users) => closedShareBeyond(model, users, limitMs) < 0.05);
}

/**
 * A recovery by users: who waits in a queue that stands still sends nothing, so no backlog grows, and quarter seconds pass in
 * which nothing starts.
 * @throws where it does not come to an end, or the load fell back at another moment than the server was told
 */
export function playUserRecovery(
  server: UserServer,
  { seed, aftermath }: { readonly seed: number; readonly aftermath: UserAftermath },
): CapacityRecovery {
  const limitsUs = [1_000 * server.limitMs];
  const load = new SimulatedLoad(targetOf(server, seed, aftermath), {
    random: seededRandom(1_000_003 * seed + 29),
    limitsUs,
  });
  const recovery = Recovery.of({
    by: 'users',
    found: usersFound(server),
    overload: Math.round(1.5 * usersFound(server)),
    objectives: [latencyObjective(server.limitMs), FEW_ERRORS],
    counting: { limitsUs, knownAfterUs: 1_000 * load.knownAfterMs },
  });
  const mostSeconds = 300;
  const seconds = load.follow(
    {
      wanted: () => {
        const level = recovery.wanted();
        return level === null ? null : { level, isClosed: true };
      },
      see: (second) => recovery.see(second),
    },
    mostSeconds,
  );
  const result = recovery.result();
  if (seconds === mostSeconds || result.fellBackAtMs !== FELL_BACK_MS)
    throw new Error(`fell back after ${result.fellBackAtMs} ms, ended after ${seconds} s`);
  return result;
}

function targetOf(
  { servers, serviceMs }: UserServer,
  seed: number,
  aftermath: UserAftermath,
): SimulatedTarget {
  const queue = { servers, service: exponential(seededRandom(seed), serviceMs), pace: PACES[aftermath] };
  return aftermath === 'half'
    ? new DegradingServer(queue, { fromMs: FELL_BACK_MS, fewer: servers / 2 })
    : new QueueServer(queue);
}
