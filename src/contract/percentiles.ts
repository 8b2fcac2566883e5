import { keysOf } from './keys.ts';

/** The percentiles of every table, worst last, each by its number: `p999` is 99.9. */
export const PERCENTILE_VALUES = { p50: 50, p90: 90, p95: 95, p99: 99, p999: 99.9 } as const;
export type Percentile = keyof typeof PERCENTILE_VALUES;
export const PERCENTILES = keysOf(PERCENTILE_VALUES);

/** Those of every short table; each second of a run has its own. */
export const MAIN_PERCENTILES = ['p50', 'p95', 'p99'] as const;
export type MainPercentile = (typeof MAIN_PERCENTILES)[number];

/** What a threshold or an expectation on latency can be about, in the order of choices. */
export const STATISTICS = ['mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** As people read it: `p99.9` for `p999`. */
export function statisticWord(name: Statistic | Percentile | 'min'): string {
  return isPercentile(name) ? `p${PERCENTILE_VALUES[name]}` : name;
}

/** Whether it is a percentile, and not the mean or an end. */
export function isPercentile(name: string): name is Percentile {
  return Object.hasOwn(PERCENTILE_VALUES, name);
}

/**
 * What a percentile rests on. `sure`: at least ten samples lie beyond it. `estimate`: at least one does. `unknown`:
 * none, for there are fewer than 1/(1 − p) samples.
 */
export const EVIDENCE = ['sure', 'estimate', 'unknown'] as const;
export type Evidence = (typeof EVIDENCE)[number];
