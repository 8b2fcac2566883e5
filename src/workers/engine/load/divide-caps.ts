import { keysOf } from '../../../contract/keys.ts';
import { profilePeak } from '../../../contract/profile.ts';
import { messageRateOf } from '../../../contract/protocols/protocols.ts';
import type { RunLimits, RunPlan, Scenario, StreamScenario } from '../../../contract/run-plan.ts';
import type { PerSecond } from '../../../contract/units.ts';
import { type Share, shareOfCount } from './divide.ts';
import { connectionsOf, ratesOf, requestsOf, sharesSetup } from './plan-needs.ts';

/** What one thread may do of what the plan caps; of all threads of a run together never more than the plan allows. */
export interface ThreadCaps {
  /** Connections that exist at once: for requests, as a step of a task, or held by a stream class. */
  readonly connections: number;
  /** Requests open at once, those of setups included. Connections of a stream class are none. */
  readonly inFlight: number;
  /** Requests begun, streams opened and messages sent in any second of the run. */
  readonly perSecond: PerSecond;
}

/** What streams are opened within where a rate cap is so low that it matters. */
const OPENED_WITHIN_S = 10;

/** A rate cap of so many bursts of all streams is no matter to them. */
const AMPLE = 10;

/** Scenarios of a thread, and its share of each. */
export interface ThreadWork {
  readonly scenarios: readonly Scenario[];
  readonly share: Share;
  /**
   * The caps are divided anew whenever the load changes: what depends on how fast answers come takes the rest, and leaves
   * others what they cannot do without. Absent: once, for all of the run, and both are treated alike.
   */
  readonly isSteered?: boolean;
  /**
   * It searches: its few users go as fast as responses come, so what depends on that is for the threads that have any.
   * Absent: threads without users have a part like the others, for what they have left to do.
   */
  readonly isSearch?: boolean;
}

export type CapName = keyof ThreadCaps;

/** What a thread wants of one cap. */
export interface CapDemand {
  /** It cannot do without: 1, or 0 where it uses none of it. */
  readonly least: number;
  /** At its busiest, as far as the plan says; Infinity: as much as answers allow. */
  readonly wants: number;
  /** Whether it can use more than the plan says it needs: answers may be slow, redirects lead elsewhere. */
  readonly takesRest: boolean;
}

/** The caps where one thread does everything. */
export function wholeCaps({ maxConnections, maxInFlight, maxRatePerSecond }: RunLimits): ThreadCaps {
  return { connections: maxConnections, inFlight: maxInFlight, perSecond: maxRatePerSecond };
}

/**
 * Divides the caps of a plan among all threads, of whatever kind: each gets what its scenarios need at their busiest.
 * Where that is more than there is, HTTP and streams are treated alike, however many threads either has, and so are the
 * threads of a kind. Pure.
 * @param ahead the same threads with what they do from now on, where `threads` have to do more than that for a moment: whom the
 * rest of a search is for
 * @throws RangeError where a cap is less than what the threads cannot do without: start fewer, see `roomFor`
 */
export function divideCaps(
  limits: RunLimits,
  threads: readonly ThreadWork[],
  ahead: readonly ThreadWork[] = threads,
): ThreadCaps[] {
  const caps = wholeCaps(limits);
  const part = (name: CapName, bound: (wants: number, thread: number) => number = (wants) => wants) => {
    const demands = threads.map((thread, index) => {
      const demand = demandOf(name, thread);
      return { ...demand, wants: bound(demand.wants, index) };
    });
    if (name === 'perSecond') restToBusy(ahead, demands);
    return shareByKind(caps[name], threads, demands);
  };
  const inFlight = part('inFlight');
  const bursts = threads.map(burstOf);
  // Where there is plenty, streams may open all at once; where there is not, opening takes a while and is done once.
  const isAmple = sumOf(bursts) * AMPLE <= caps.perSecond;
  const perSecond = part('perSecond', (wants, index) =>
    isAmple ? Math.max(wants, bursts[index] ?? 0) : wants,
  );
  const connections = part('connections', (wants, index) =>
    Math.min(wants, mostConnections(threads[index], inFlight[index] ?? 0)),
  );
  return threads.map((_, index) => ({
    connections: connections[index] ?? 0,
    inFlight: inFlight[index] ?? 0,
    perSecond: perSecond[index] ?? 0,
  }));
}

/** Of a search, threads to which nothing comes take no more than they need, as long as there are others. */
function restToBusy(threads: readonly ThreadWork[], demands: CapDemand[]): void {
  if (!threads.some((thread) => thread.isSearch === true && isBusy(thread))) return;
  for (const [index, thread] of threads.entries()) {
    const demand = demands[index];
    if (demand?.takesRest === true && !isBusy(thread)) demands[index] = { ...demand, takesRest: false };
  }
}

/** Whether users of it are on this thread, or arrivals come to it, as they do to every thread in turn. */
function isBusy({ scenarios, share }: ThreadWork): boolean {
  return scenarios.some((scenario) => {
    if (scenario.kind !== 'http') return false;
    const peak = profilePeak(scenario.profile);
    return isOpen(scenario) ? peak > 0 : shareOfCount(Math.ceil(peak), share) > 0;
  });
}

/** First between HTTP and streams, then among the threads of each. */
function shareByKind(cap: number, threads: readonly ThreadWork[], demands: readonly CapDemand[]): number[] {
  const kinds = [true, false]
    .map((isHttp) => threads.flatMap((thread, index) => (sendsRequests(thread) === isHttp ? [index] : [])))
    .filter((members) => members.length > 0)
    .map((members) => ({ members, own: members.flatMap((index) => demands[index] ?? []) }));
  const parts = shareOut(
    cap,
    kinds.map(({ own }) => ({
      least: sumOf(own.map(({ least }) => least)),
      wants: sumOf(own.map(({ wants }) => Math.ceil(wants))),
      takesRest: own.some(({ takesRest }) => takesRest),
    })),
  );
  const result = threads.map(() => 0);
  kinds.forEach(({ members, own }, kind) => {
    shareOut(parts[kind] ?? 0, own).forEach((part, nth) => {
      result[members[nth] ?? 0] = part;
    });
  });
  return result;
}

/** Requests need no more connections than may be open at once; users that keep theirs do. */
function mostConnections(thread: ThreadWork | undefined, inFlight: number): number {
  const isShared = (scenario: Scenario) =>
    scenario.kind === 'http' &&
    scenario.connections !== 'per-user' &&
    connectionsOf(scenario) === requestsOf(scenario);
  return thread?.scenarios.every(isShared) === true ? inFlight : Number.POSITIVE_INFINITY;
}

function sendsRequests({ scenarios }: ThreadWork): boolean {
  return scenarios.some(({ kind }) => kind === 'http');
}

/** Whether so many threads can each have at least one of every cap they use. Pure. */
export function roomFor(limits: RunLimits, threads: readonly ThreadWork[]): boolean {
  return tightCap(limits, threads) === null;
}

/**
 * Why a plan cannot run within its caps, in one sentence; null: it can. Requests and streams are on threads of their
 * own, and none may wait for the other for ever: with a single connection a stream would hold it to the end.
 */
export function capsRefusal({ limits, scenarios }: Pick<RunPlan, 'limits' | 'scenarios'>): string | null {
  const share = { index: 0, count: 1 };
  const ofKind = (isHttp: boolean) => scenarios.filter(({ kind }) => (kind === 'http') === isHttp);
  const kinds = [ofKind(true), ofKind(false)].filter((kind) => kind.length > 0);
  const tight = tightCap(
    limits,
    kinds.map((kind) => ({ scenarios: kind, share })),
  );
  if (tight === null) return null;
  const { name, needed } = tight;
  const cap = wholeCaps(limits)[name];
  const why =
    needed > 1
      ? 'a plan with HTTP classes and stream classes needs one for each of them'
      : 'nothing could be sent';
  return `limits.${CAP_KEYS[name]} is ${cap}, but must be at least ${needed}: ${why}`;
}

/** As a plan writes them. */
export const CAP_KEYS: Readonly<Record<CapName, string>> = {
  connections: 'maxConnections',
  inFlight: 'maxInFlight',
  perSecond: 'maxRate',
};

/** The first cap of which threads cannot do without more than there is; null: none. */
export function tightCap(
  limits: RunLimits,
  threads: readonly ThreadWork[],
): { name: CapName; needed: number } | null {
  const caps = wholeCaps(limits);
  for (const name of keysOf(CAP_KEYS)) {
    const needed = threads.reduce((sum, thread) => sum + demandOf(name, thread).least, 0);
    if (needed > Math.floor(caps[name])) return { name, needed };
  }
  return null;
}

/**
 * Whole parts of a cap, together never more than it, and all of it where someone can use it. Like water poured in: the
 * level rises for all alike, and whoever has what it wants takes no more. Max-min fairness, as in Bertsekas & Gallager,
 * Data Networks, 6.5.2, on whole numbers. Pure.
 */
export function shareOut(cap: number, demands: readonly CapDemand[]): number[] {
  const total = Math.floor(cap);
  const least = demands.map((demand) => demand.least);
  if (sumOf(least) > total) throw new RangeError(`a cap of ${cap} for ${sumOf(least)} threads`);
  const needed = fill(
    total,
    least,
    demands.map(({ wants }, index) => Math.max(least[index] ?? 0, Math.ceil(wants))),
  );
  const someTake = demands.some(({ takesRest }) => takesRest);
  return fill(
    total,
    needed,
    demands.map(({ takesRest, wants }, index) =>
      takesRest || (!someTake && wants > 0) ? Number.POSITIVE_INFINITY : (needed[index] ?? 0),
    ),
  );
}

/** Raises parts from `from`, none beyond its `upTo`, the lowest first, to `total` together. */
function fill(total: number, from: readonly number[], upTo: readonly number[]): number[] {
  const at = (level: number) => from.map((least, i) => Math.max(least, Math.min(upTo[i] ?? 0, level)));
  let low = 0;
  let high = total + 1;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (sumOf(at(middle)) <= total) low = middle;
    else high = middle;
  }
  const parts = at(low);
  let left = total - sumOf(parts);
  // Less than one for each that the level still lifts: the first ones get it.
  return parts.map((part, i) => {
    if (left <= 0 || part > low || part >= (upTo[i] ?? 0)) return part;
    left -= 1;
    return part + 1;
  });
}

function demandOf(name: CapName, thread: ThreadWork): CapDemand {
  const wants = thread.scenarios.reduce((sum, scenario) => sum + WANTS[name](scenario, thread), 0);
  return {
    wants,
    least: wants > 0 ? 1 : 0,
    takesRest: sendsRequests(thread),
  };
}

/** Requests per second that a plan says of a thread's part; 0 where that depends on how fast responses come. */
export function plannedRequests(
  scenario: Scenario,
  { share, isSearch = false }: Omit<ThreadWork, 'scenarios'>,
): PerSecond {
  const { requests } = ratesOf(scenario);
  if (!isSearch || isOpen(scenario)) return requests / share.count;
  const users = Math.ceil(profilePeak(scenario.profile));
  return users === 0 ? 0 : (requests * shareOfCount(users, share)) / users;
}

const WANTS: Readonly<Record<CapName, (scenario: Scenario, thread: ThreadWork) => number>> = {
  connections: (scenario, { share, isSteered = false }) =>
    partOf(scenario, isSteered && isOpen(scenario) ? 0 : connectionsOf(scenario), share) +
    sharedSetupOf(scenario, share),
  inFlight: (scenario, { share, isSteered = false }) =>
    scenario.kind === 'http'
      ? partOf(scenario, requestsOf(scenario), share) + sharedSetupOf(scenario, share)
      : Math.min(setupsOf(scenario, share), isSteered ? SETUPS_AT_ONCE : Number.POSITIVE_INFINITY),
  perSecond: (scenario, thread) => {
    const { share, isSteered = false } = thread;
    if (scenario.kind !== 'http') return messagesOf(scenario, share) + openingsOf(scenario, share);
    const requests = plannedRequests(scenario, thread);
    if (requests > 0) return requests;
    return isSteered ? 1 : Number.POSITIVE_INFINITY;
  },
};

/** Setups wait for one another: of those that a steered load begins, no more need to be under way together. */
const SETUPS_AT_ONCE = 100;

/** Its requests arrive, and share what connections there are. */
export function isOpen({ kind, profile }: Scenario): boolean {
  return kind === 'http' && profile.model === 'open';
}

/** Arrivals come to every thread in turn, however few are open at once. */
function partOf(scenario: Scenario, count: number, share: Share): number {
  return Math.max(scenario.kind === 'http' ? 1 : 0, shareOfCount(count, share));
}

function messagesOf(scenario: StreamScenario, share: Share): PerSecond {
  return shareOfCount(connectionsOf(scenario), share) * (messageRateOf(scenario) ?? 0);
}

/** What opens streams, setups included. Where little is allowed they may take a while: it is done once, and a rate is kept. */
function openingsOf(scenario: StreamScenario, share: Share): PerSecond {
  const own = sharesSetup(scenario) ? 0 : scenario.setup.length;
  const requests = shareOfCount(connectionsOf(scenario), share) * (1 + own);
  return requests / OPENED_WITHIN_S + sharedSetupOf(scenario, share);
}

/** The most the streams of a thread begin within one second: all open, are cut off and come back, and say what they say. */
function burstOf({ scenarios, share }: ThreadWork): PerSecond {
  return scenarios.reduce((sum, scenario) => {
    if (scenario.kind === 'http') return sum;
    const opened = shareOfCount(connectionsOf(scenario), share) * (1 + scenario.setup.length);
    return sum + 2 * (opened + messagesOf(scenario, share));
  }, 0);
}

/** Setups of a stream class that may be under way at once: each connection's own, or the one they share. */
function setupsOf(scenario: Scenario, share: Share): number {
  if (scenario.setup.length === 0) return 0;
  if (sharesSetup(scenario)) return sharedSetupOf(scenario, share);
  return shareOfCount(connectionsOf(scenario), share);
}

/** A shared setup is renewed while all connections are open: it needs one beside them. The first thread does it. */
function sharedSetupOf(scenario: Scenario, share: Share): number {
  return scenario.setup.length > 0 && sharesSetup(scenario) && share.index === 0 ? 1 : 0;
}

function sumOf(parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum + part, 0);
}
