/**
 * How much load queueing theory says a server carries: oracles for the search of capacity. Times in milliseconds, rates per
 * second. Poisson arrivals and exponential service unless told otherwise; T is the time in the system.
 * Sources: Erlang (1917) for C and the M/M/c tail; Kleinrock, Queueing Systems I, 3.5 for M/M/c/K; Gunther for the USL.
 */

/** c servers, mean service time, and room for so many requests in all (waiting and in service). */
export interface QueueModel {
  readonly servers: number;
  readonly serviceMs: number;
  /** Absent: without end. */
  readonly room?: number;
}

/** Probability that a request waits in M/M/c; `load` = λS < c. */
export function erlangC(servers: number, load: number): number {
  let inverseB = 1;
  for (let n = 1; n <= servers; n += 1) inverseB = 1 + (inverseB * n) / load;
  const b = 1 / inverseB;
  return b / (1 - (load / servers) * (1 - b));
}

/** P(T > t) of M/M/c or M/M/c/K, of the requests that are taken. */
export function shareBeyond(model: QueueModel, rate: number, limitMs: number): number {
  return model.room === undefined
    ? unboundedShare(model, rate, limitMs)
    : boundedShare(model, { rate, limitMs, probabilities: stationary(model, model.room, rate) });
}

/** Share of requests that find no room. */
export function shareRefused(model: QueueModel, rate: number): number {
  return model.room === undefined ? 0 : (stationary(model, model.room, rate)[model.room] ?? 0);
}

function unboundedShare({ servers, serviceMs }: QueueModel, rate: number, limitMs: number): number {
  const load = (rate * serviceMs) / 1_000;
  if (load >= servers) return 1;
  const service = limitMs / serviceMs;
  const free = servers - 1 - load;
  const waits = erlangC(servers, load);
  const factor = Math.abs(free) < 1e-9 ? service : (1 - Math.exp(-service * free)) / free;
  return Math.exp(-service) * (1 + waits * factor);
}

/** p_0 … p_K. */
function stationary({ servers, serviceMs }: QueueModel, room: number, rate: number): number[] {
  const load = (rate * serviceMs) / 1_000;
  const weights = [1];
  for (let n = 1; n <= room; n += 1) weights.push(((weights[n - 1] ?? 0) * load) / Math.min(n, servers));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / all);
}

function boundedShare(
  { servers, serviceMs, room = 0 }: QueueModel,
  { limitMs, probabilities }: { rate: number; limitMs: number; probabilities: readonly number[] },
): number {
  const service = limitMs / serviceMs;
  const taken = 1 - (probabilities[room] ?? 0);
  let share = 0;
  for (let n = 0; n < room; n += 1) {
    const beyond = n < servers ? Math.exp(-service) : waitingBeyond(servers, n - servers + 1, service);
    share += ((probabilities[n] ?? 0) / taken) * beyond;
  }
  return share;
}

/** P(T > t) of a request for which `departures` others have to leave first; t in service times. */
function waitingBeyond(servers: number, departures: number, service: number): number {
  if (servers === 1) return poissonBelow(departures + 1, service);
  return (
    poissonBelow(departures, servers * service) +
    (servers / (servers - 1)) ** departures *
      Math.exp(-service) *
      (1 - poissonBelow(departures, (servers - 1) * service))
  );
}

/** P(X < count) of a Poisson variable. */
function poissonBelow(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = 0;
  for (let j = 0; j < count; j += 1) {
    sum += term;
    term *= mean / (j + 1);
  }
  return sum;
}

/** P(T > t) with so many closed users that do not think, at c exponential servers. */
export function closedShareBeyond(
  { servers, serviceMs }: QueueModel,
  users: number,
  limitMs: number,
): number {
  const service = limitMs / serviceMs;
  return users <= servers ? Math.exp(-service) : waitingBeyond(servers, users - servers, service);
}

/** Of the Universal Scalability Law: throughput of one user per second, contention, crosstalk. */
export interface ScalabilityModel {
  readonly lambda: number;
  readonly sigma: number;
  readonly kappa: number;
}

/** Mean time of a request among so many users, who do not think: N/X(N). */
export function scalabilityMs({ lambda, sigma, kappa }: ScalabilityModel, users: number): number {
  return (1_000 * (1 + sigma * (users - 1) + kappa * users * (users - 1))) / lambda;
}

/** The load in (low, high) at which a share that rises with it is `limit`. */
export function loadAt(
  share: (load: number) => number,
  limit: number,
  [low, high]: readonly [number, number],
  halvings = 60,
): number {
  let [below, above] = [low, high];
  for (let i = 0; i < halvings; i += 1) {
    const middle = (below + above) / 2;
    if (share(middle) < limit) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
}

/** The most whole users for whom it holds; it holds for one. */
export function mostUsers(holds: (users: number) => boolean): number {
  let users = 1;
  while (users < 10_000 && holds(users + 1)) users += 1;
  return users;
}

/** The rate at which the `quantile` of T is `limitMs`. */
export function latencyCapacity(model: QueueModel, limitMs: number, quantile = 0.95): number {
  const most = (model.servers * 2_000) / model.serviceMs;
  return loadAt((rate) => shareBeyond(model, rate, limitMs), 1 - quantile, [0, most]);
}

/** The rate at which the share refused is `limit`. */
export function errorCapacity(model: QueueModel, limit: number): number {
  const most = (model.servers * 4_000) / model.serviceMs;
  return loadAt((rate) => shareRefused(model, rate), limit, [0, most]);
}
