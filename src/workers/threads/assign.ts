import { profilePeak } from '../../contract/profile.ts';
import type { RunPlan, Scenario } from '../../contract/run-plan.ts';
import type { PerSecond } from '../../contract/units.ts';
import { divideCaps, roomFor, type ThreadCaps } from '../engine/load/divide-caps.ts';

/** A thread to be started: which scenarios it has, which share of them, and its part of the caps. */
export interface Assignment {
  readonly kind: 'http' | 'stream';
  /** Indexes into `plan.scenarios`. */
  readonly scenarios: readonly number[];
  /** Its place among the threads that have these scenarios. */
  readonly share: { readonly index: number; readonly count: number };
  readonly caps: ThreadCaps;
}

/**
 * A search begins with one user on one thread, and tasks of many requests come to threads whole: parts below this would be used
 * up while most of the cap is not.
 */
const LEAST_PART_OF_SEARCH: PerSecond = 500;

type Place = Omit<Assignment, 'caps'>;

/** Beyond so many connections on one thread, their frames would disturb each other's times. */
const CONNECTIONS_PER_STREAM_THREAD = 2_500;

/**
 * HTTP scenarios share the HTTP threads, all of them on each; WebSocket and SSE scenarios get threads of their own, so
 * that a burst of frames is no delay of a request. The caps are divided among all of them, and there are no more threads
 * than each can have one of every cap it uses; a search within a low rate cap has few. Pure.
 * @param plan one that `capsRefusal` has nothing against
 * @param httpThreads 1 or more
 * @param mostStreamThreads 1 or more; the machine's cores bound it
 */
export function assignThreads(plan: RunPlan, httpThreads: number, mostStreamThreads: number): Assignment[] {
  const indexesOf = (wanted: (scenario: Scenario) => boolean) =>
    plan.scenarios.flatMap((scenario, index) => (wanted(scenario) ? [index] : []));
  const http = indexesOf(({ kind }) => kind === 'http');
  const streams = indexesOf(({ kind }) => kind !== 'http');
  const planned = streams.reduce((sum, index) => sum + peakOf(plan.scenarios[index]), 0);
  const connections = planned + searchedConnections(plan);
  let httpCount = Math.max(1, Math.min(httpThreads, mostHttpThreads(plan)));
  let streamCount = Math.min(
    Math.max(1, mostStreamThreads),
    Math.max(1, Math.ceil(connections / CONNECTIONS_PER_STREAM_THREAD)),
  );
  for (;;) {
    const places = [...placesOf('http', http, httpCount), ...placesOf('stream', streams, streamCount)];
    const work = places.map(({ scenarios, share }) => ({
      scenarios: plan.scenarios.filter((_, index) => scenarios.includes(index)),
      share,
      isSteered: plan.capacity !== undefined,
      isSearch: plan.capacity !== undefined,
    }));
    if (roomFor(plan.limits, work) || (httpCount === 1 && streamCount === 1)) {
      const caps = divideCaps(plan.limits, work);
      return places.flatMap((place, index) => {
        const own = caps[index];
        return own === undefined ? [] : [{ ...place, caps: own }];
      });
    }
    if (httpCount >= streamCount && httpCount > 1) httpCount -= 1;
    else streamCount -= 1;
  }
}

function mostHttpThreads({ capacity, limits }: RunPlan): number {
  if (capacity === undefined) return Number.POSITIVE_INFINITY;
  return Math.floor(limits.maxRatePerSecond / LEAST_PART_OF_SEARCH);
}

function placesOf(kind: Place['kind'], scenarios: readonly number[], count: number): Place[] {
  if (scenarios.length === 0) return [];
  return Array.from({ length: count }, (_, index) => ({ kind, scenarios, share: { index, count } }));
}

/** A search begins with none; one without bounds may open more than any thread bears. */
function searchedConnections({ capacity }: RunPlan): number {
  if (capacity?.by !== 'connections') return 0;
  return capacity.to ?? Number.POSITIVE_INFINITY;
}

function peakOf(scenario: Scenario | undefined): number {
  return scenario === undefined ? 0 : profilePeak(scenario.profile);
}
