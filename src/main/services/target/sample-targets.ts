import type { Overrides } from '../../../contract/plan.ts';
import { printWatchSource, SAMPLE_WATCHES, type WatchedMetric } from '../../../contract/watch.ts';
import type { SampleProfile, SamplesState } from '../../../contract/wire.ts';

/** Where the sample services are, and what is watched of them by itself in a run on them. */
export interface SampleTargets {
  /** By service; empty while they do not run. */
  readonly urls: Readonly<Record<string, string>>;
  /** @param services those of them that the run goes to */
  watches(services: readonly string[]): NonNullable<Overrides['watch']>;
}

/** The five are one process, and each of them tells the metrics of all. */
export function sampleTargets({ urls, pid, profile }: Omit<SamplesState, 'state'>): SampleTargets {
  return {
    urls,
    watches: (services) => {
      const [first] = Object.values(urls);
      // That of the gateway: the metrics service has an endpoint of that name.
      const url = `${urls.gateway ?? first}/metrics`;
      const metrics = metricsOf(services, profile);
      return [
        ...(pid === null ? [] : [{ of: SAMPLE_WATCHES.processes, source: `pid:${pid}` }]),
        ...(first === undefined
          ? []
          : [{ of: SAMPLE_WATCHES.page, source: printWatchSource({ kind: 'metrics', url, metrics }) }]),
      ];
    },
  };
}

/** What a profile limits, and what waits for it then; a limit that there is not is on no page. */
const LIMITED: Readonly<Partial<Record<SampleProfile, readonly string[]>>> = {
  pooled: ['db_pool_connections_max', 'db_pool_waiting'],
  overloaded: ['workers_busy', 'workers_max', 'request_queue_length'],
};
const CACHE = ['cache_hits_total', 'cache_misses_total'];

function metricsOf(services: readonly string[], profile: SampleProfile): WatchedMetric[] {
  return services.flatMap((service) =>
    ['db_pool_connections_in_use', ...(LIMITED[profile] ?? []), ...(service === 'gateway' ? CACHE : [])].map(
      (name) => ({ name, labels: { service } }),
    ),
  );
}
