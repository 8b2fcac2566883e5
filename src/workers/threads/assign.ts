import { profilePeak } from '../../contract/profile.ts';
import type { RunPlan, Scenario } from '../../contract/run-plan.ts';

/** A thread to be started: which scenarios it has, and which share of them. */
export interface Assignment {
  readonly kind: 'http' | 'stream';
  readonly scenarios: readonly number[];
  readonly share: { readonly index: number; readonly count: number };
}

/** Beyond so many connections on one thread, their frames would disturb each other's times. */
const CONNECTIONS_PER_STREAM_THREAD = 2_500;

/**
 * HTTP scenarios share the HTTP threads, all of them on each; WebSocket and SSE scenarios get threads of their own, so
 * that a burst of frames is no delay of a request. Pure.
 * @param httpThreads 1 or more
 * @param mostStreamThreads 1 or more; the machine's cores bound it
 */
export function assignThreads(plan: RunPlan, httpThreads: number, mostStreamThreads: number): Assignment[] {
  const indexesOf = (wanted: (scenario: Scenario) => boolean) =>
    plan.scenarios.flatMap((scenario, index) => (wanted(scenario) ? [index] : []));
  const http = indexesOf(({ kind }) => kind === 'http');
  const streams = indexesOf(({ kind }) => kind !== 'http');
  const connections = streams.reduce((sum, index) => sum + peakOf(plan.scenarios[index]), 0);
  const streamThreads = Math.min(
    Math.max(1, mostStreamThreads),
    Math.max(1, Math.ceil(connections / CONNECTIONS_PER_STREAM_THREAD)),
  );
  return [...sharesOf('http', http, Math.max(1, httpThreads)), ...sharesOf('stream', streams, streamThreads)];
}

function sharesOf(kind: Assignment['kind'], scenarios: readonly number[], count: number): Assignment[] {
  if (scenarios.length === 0) return [];
  return Array.from({ length: count }, (_, index) => ({ kind, scenarios, share: { index, count } }));
}

function peakOf(scenario: Scenario | undefined): number {
  return scenario === undefined ? 0 : profilePeak(scenario.profile);
}
