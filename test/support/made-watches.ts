import type { MeasuredPlan } from '../../src/contract/run-plan.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import type { Watch, WatchedGauge, WatchedSecond } from '../../src/contract/watch.ts';
import { makePlan, makeSeries } from './made-plan.ts';
import { makeSecond, makeSeriesSecond, type SecondChange } from './made-seconds.ts';

export const GATEWAY: Watch = {
  label: 'gateway',
  service: 'gateway',
  source: { kind: 'port', port: 8000 },
};
export const DATABASE: Watch = {
  label: 'database',
  service: null,
  source: { kind: 'metrics', url: 'http://localhost:9187/metrics' },
};

export function makeMemory(bytes: number): WatchedGauge {
  return { name: 'target_memory_resident_bytes', unit: 'bytes', value: bytes };
}

export function makeCpu(cores: number): WatchedGauge {
  return { name: 'target_cpu_usage_cores', unit: 'cores', value: cores };
}

/** What a watch tells in a second. @param watch its place in the plan */
export function makeWatched(
  second: number,
  gauges: readonly WatchedGauge[],
  { watch = 0, ...change }: Partial<WatchedSecond> = {},
): WatchedSecond {
  return { second, watch, gauges, ...change };
}

/** A plan that watches these, with one endpoint. */
export function watchedPlan(watches: readonly Watch[], change: Partial<MeasuredPlan> = {}) {
  return makePlan({ series: [makeSeries()], watches, ...change });
}

/** A second with `requests` answered in 10 ms, and what came with it of the watches. */
export function watchedSecond(
  second: number,
  watched: readonly WatchedSecond[],
  { requests = 100, ...change }: SecondChange & { readonly requests?: number } = {},
): RunSecond {
  const times = Array.from({ length: requests }, () => 10);
  return makeSecond(second, [makeSeriesSecond(0, times)], { watched, ...change });
}
