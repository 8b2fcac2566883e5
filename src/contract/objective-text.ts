import type { Objective } from './capacity-search.ts';
import { parseDuration } from './duration.ts';
import { type Millis, millisToMicros } from './units.ts';

/** How objectives of a capacity search are written: one reader for plan, command line and window. */
type Read =
  | { readonly ok: true; readonly objective: Objective }
  | { readonly ok: false; readonly error: string };

const EXAMPLES = 'such as p95<200ms or errors<1%';
const LATENCY = /^p(\d{1,2}(?:\.\d+)?)\s*<=?\s*(\d[\d.]*)\s*(ms|s|m)?$/i;
const ERRORS = /^(?:errors?|error rate|failures?)\s*<=?\s*(\d+(?:\.\d+)?)\s*%$/i;

/**
 * `p95 < 200 ms`, `p99.9<1.5s`, `errors < 0.5%`.
 * @returns why not, where it is none, or one that no load can ever meet
 */
export function readObjective(text: string): Read {
  const typed = text.trim();
  const errors = ERRORS.exec(typed)?.[1];
  if (errors !== undefined) return errorsBelow(Number(errors));
  const [, percent, limit, unit = 'ms'] = LATENCY.exec(typed) ?? [];
  if (percent === undefined || limit === undefined) return refused(typed, `is not an objective: ${EXAMPLES}`);
  const ms = parseDuration(`${limit}${unit.toLowerCase()}`);
  if (ms === null) return refused(typed, `is not an objective: ${EXAMPLES}`);
  return latencyBelow(Number(percent), ms);
}

/** @param percent of requests, 0…100 exclusive */
function latencyBelow(percent: number, limitMs: Millis): Read {
  const written = `p${percent}<${limitMs < 1_000 ? `${limitMs}ms` : `${limitMs / 1_000}s`}`;
  if (percent <= 0) return refused(written, 'says nothing: a percentile lies between 0 and 100');
  if (limitMs <= 0) return refused(written, 'can never be met: no response takes less than no time');
  const limitUs = millisToMicros(limitMs);
  return { ok: true, objective: { metric: 'latency', quantile: shareOf(percent), limitUs, text: written } };
}

/** @param percent of requests that may fail */
function errorsBelow(percent: number): Read {
  const written = `errors<${percent}%`;
  if (percent <= 0) return refused(written, 'can never be met: no share is below 0%');
  if (percent >= 100) return refused(written, 'is always met: there is nothing to search for');
  return { ok: true, objective: { metric: 'errors', limit: shareOf(percent), text: written } };
}

/** Of 1: 99.9% are 0.999, not a little more. */
function shareOf(percent: number): number {
  return Number((percent / 100).toPrecision(12));
}

function refused(text: string, why: string): Read {
  return { ok: false, error: `“${text}” ${why}` };
}
