import {
  type LadderResult,
  UserLadder,
} from '../../../src/main/services/analysis/capacity/scaling/user-ladder.ts';
import { seededRandom } from '../seeded-random.ts';
import {
  type ClosedServer,
  collapseCliff,
  connectionLimit,
  type Law,
  lawServer,
  logNormalServer,
  queueServer,
  rateLimiter,
  silentThrottle,
  slowCliff,
} from './closed-servers.ts';

/** Servers that follow the law, with their peak well within a ladder of up to 64 users. */
export const LAWS: Readonly<Record<string, Law>> = {
  'peak at 21': { lambda: 200, sigma: 0.1, kappa: 0.002 },
  'peak at 31': { lambda: 500, sigma: 0.05, kappa: 0.001 },
  'peak at 16': { lambda: 500, sigma: 0.2, kappa: 0.003 },
};
/** One whose peak lies so close below the top of the ladder that little of it is seen. */
export const LATE_LAW: Law = { lambda: 200, sigma: 0.08, kappa: 0.0005 };

/** Servers that do not. */
export const OTHERS: Readonly<Record<string, (seed: number) => ClosedServer>> = {
  'M/M/8': (seed) => queueServer(seededRandom(seed), 8, 5),
  'M/M/32': (seed) => queueServer(seededRandom(seed), 32, 20),
  'log-normal': (seed) => logNormalServer(seededRandom(seed), 8, 5),
  'slow cliff': (seed) => slowCliff(seededRandom(seed), { from: 24, serviceMs: 20 }),
  collapse: (seed) => collapseCliff(seededRandom(seed), { from: 24, serviceMs: 20 }),
  '429': (seed) => rateLimiter(seededRandom(seed), { perSecond: 400, serviceMs: 10 }),
  'connection limit': (seed) => connectionLimit(seededRandom(seed), { limit: 20, serviceMs: 10 }),
  'silent throttle': (seed) => silentThrottle(seededRandom(seed), { perSecond: 400, serviceMs: 10 }),
  flat: (seed) => queueServer(seededRandom(seed), 1, 5),
};

/** A server that follows a law. */
export function lawOf(law: Law, seed: number): ClosedServer {
  return lawServer(seededRandom(seed), law);
}

/** No ladder takes longer. */
const MAX_SECONDS = 200;

/** Plays a ladder of users against a server, second by second. @throws where it does not come to an end */
export function playLadder(server: ClosedServer, top = 64): LadderResult {
  const ladder = UserLadder.upTo(top);
  let applied = { users: 0, sinceMs: 0 };
  for (let second = 0; second < MAX_SECONDS; second += 1) {
    const users = ladder.wanted();
    if (users === null) return ladder.result();
    if (users !== applied.users) applied = { users, sinceMs: second * 1_000 };
    const { ok, failed } = server(users);
    ladder.see({
      second,
      appliedSinceMs: applied.sinceMs,
      ok,
      failed,
      inFlight: users,
      trusted: true,
      // Of these servers no latency is asked.
      slots: [],
    });
  }
  throw new Error('a ladder that does not end');
}
