import { type Random, standardNormal } from '../seeded-random.ts';

/** What a closed server without think time does in a second with so many users. */
export interface ClosedSecond {
  readonly ok: number;
  readonly failed: number;
}
export type ClosedServer = (users: number) => ClosedSecond;

export interface Law {
  readonly lambda: number;
  readonly sigma: number;
  readonly kappa: number;
}

/** Events of a Poisson process in a second. */
function poisson(random: Random, mean: number): number {
  const gap = () => -Math.log(1 - random());
  let count = 0;
  for (let at = gap(); at < mean; at += gap()) count += 1;
  return count;
}

const good = (ok: number): ClosedSecond => ({ ok, failed: 0 });

/**
 * All users are always in service, each for an exponential time at a speed that depends on how many they are: departures are
 * a Poisson process of the law's rate.
 */
export function lawServer(random: Random, { lambda, sigma, kappa }: Law): ClosedServer {
  return (users) =>
    good(poisson(random, (lambda * users) / (1 + sigma * (users - 1) + kappa * users * (users - 1))));
}

/** Closed M/M/c: as many work as there are users or servers. */
export function queueServer(random: Random, servers: number, serviceMs: number): ClosedServer {
  return (users) => good(poisson(random, (Math.min(users, servers) * 1_000) / serviceMs));
}

/** Closed M/G/c with log-normal service times (σ = 1): each busy server renews itself. */
export function logNormalServer(random: Random, servers: number, meanMs: number): ClosedServer {
  const rest = Array.from({ length: servers }, () => 0);
  const draw = () => meanMs * Math.exp(standardNormal(random) - 0.5);
  return (users) => {
    let ok = 0;
    for (let server = 0; server < Math.min(users, servers); server += 1) {
      let atMs = rest[server] ?? 0;
      for (; atMs < 1_000; atMs += draw()) ok += 1;
      rest[server] = atMs - 1_000;
    }
    return good(ok);
  };
}

/** From so many users on, everything takes three times as long. */
export function slowCliff(
  random: Random,
  { from, serviceMs }: { from: number; serviceMs: number },
): ClosedServer {
  return (users) => good(poisson(random, (users * 1_000) / (users < from ? serviceMs : 3 * serviceMs)));
}

/** From so many users on it thrashes: a twentieth of what it did, whatever they are. */
export function collapseCliff(
  random: Random,
  { from, serviceMs }: { from: number; serviceMs: number },
): ClosedServer {
  return (users) => good(poisson(random, ((users < from ? users : from / 20) * 1_000) / serviceMs));
}

/** Beyond so many a second it answers 429 within a millisecond, and users come back at once. */
export function rateLimiter(
  random: Random,
  { perSecond, serviceMs }: { perSecond: number; serviceMs: number },
): ClosedServer {
  return (users) => {
    const wanted = poisson(random, (users * 1_000) / serviceMs);
    const idleMs = users * 1_000 - perSecond * serviceMs;
    return wanted <= perSecond ? good(wanted) : { ok: perSecond, failed: Math.max(0, Math.round(idleMs)) };
  };
}

/** Users beyond so many connections are refused within a millisecond, and try again at once. */
export function connectionLimit(
  random: Random,
  { limit, serviceMs }: { limit: number; serviceMs: number },
): ClosedServer {
  return (users) => ({
    ok: poisson(random, (Math.min(users, limit) * 1_000) / serviceMs),
    failed: Math.max(0, users - limit) * 1_000,
  });
}

/** Delays what comes beyond so many a second: nothing fails. */
export function silentThrottle(
  random: Random,
  { perSecond, serviceMs }: { perSecond: number; serviceMs: number },
): ClosedServer {
  return (users) => good(Math.min(perSecond, poisson(random, (users * 1_000) / serviceMs)));
}
