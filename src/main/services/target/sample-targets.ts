import type { Overrides } from '../../../contract/plan.ts';
import type { SamplesState } from '../../../contract/wire.ts';

/** Where the sample services are, and what is watched of them by itself in a run on them. */
export interface SampleTargets {
  /** By service; empty while they do not run. */
  readonly urls: Readonly<Record<string, string>>;
  readonly watches: NonNullable<Overrides['watch']>;
}

/** The five are one process, and each of them tells the metrics of all. */
export function sampleTargets({ urls, pid }: Pick<SamplesState, 'urls' | 'pid'>): SampleTargets {
  const ofProcess = pid === null ? [] : [{ of: 'sample services', source: `pid:${pid}` }];
  const { gateway } = urls;
  const ofPage =
    gateway === undefined ? [] : [{ of: 'pools and caches', source: `prometheus:${gateway}/metrics` }];
  return { urls, watches: [...ofProcess, ...ofPage] };
}
