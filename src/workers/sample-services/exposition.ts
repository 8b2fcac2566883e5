import type { SlotUse } from './counted-slots.ts';
import type { ServiceCounts } from './counts.ts';
import type { ServiceUse } from './model.ts';
import type { ProcessFigures } from './process-figures.ts';

/** What the page of metrics tells. */
interface Exposed {
  readonly process: ProcessFigures;
  /** By service. */
  readonly services: Readonly<Record<string, { readonly counts: ServiceCounts; readonly use: ServiceUse }>>;
  readonly cache: { readonly hits: number; readonly misses: number };
}

export const EXPOSITION_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Labels and value; null: not known, and not told. */
type Sample = readonly [labels: Readonly<Record<string, string>>, value: number | null];

/**
 * All five services on one page, in the text format of Prometheus.
 * Source: https://prometheus.io/docs/instrumenting/exposition_formats/ (0.0.4)
 */
export function exposition(told: Exposed): string {
  return [...processFamilies(told), ...requestFamilies(told), ...resourceFamilies(told)]
    .map(([name, type, help, samples]) => family(name, { type, help, samples }))
    .join('');
}

type Family = readonly [name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]];

function processFamilies({ process }: Exposed): readonly Family[] {
  return [
    ['process_cpu_seconds_total', 'counter', 'CPU time used, user and system.', [[{}, process.cpuSeconds]]],
    ['process_resident_memory_bytes', 'gauge', 'Resident memory.', [[{}, process.residentBytes]]],
    ['process_open_fds', 'gauge', 'Open file descriptors.', [[{}, process.openFiles]]],
    ['process_max_fds', 'gauge', 'Limit of open file descriptors.', [[{}, process.maxOpenFiles]]],
  ];
}

function requestFamilies({ services }: Exposed): readonly Family[] {
  const own = Object.entries(services);
  const counted = (label: string, of: (counts: ServiceCounts) => Readonly<Record<string, number>>) =>
    own.flatMap(([service, { counts }]) =>
      Object.entries(of(counts)).map(([key, value]): Sample => [{ service, [label]: key }, value]),
    );
  const received = counted('endpoint', (counts) => counts.received);
  const answered = counted('status', (counts) => counts.answered);
  const inFlight = own.map(([service, { counts }]): Sample => [{ service }, counts.inFlight]);
  return [
    ['http_requests_total', 'counter', 'Requests received, by endpoint.', received],
    ['http_responses_total', 'counter', 'Responses written whole, by status.', answered],
    ['http_requests_in_flight', 'gauge', 'Requests received and not answered.', inFlight],
  ];
}

function resourceFamilies({ services, cache }: Exposed): readonly Family[] {
  const each = (value: (use: ServiceUse) => number | null) =>
    Object.entries(services).map(([service, { use }]): Sample => [{ service }, value(use)]);
  const workers = (part: keyof SlotUse) => each((use) => use.workers[part]);
  const connections = (part: keyof SlotUse) => each((use) => use.connections[part]);
  const gateway = { service: 'gateway' };
  return [
    ['workers_busy', 'gauge', 'Requests worked on.', workers('inUse')],
    ['workers_max', 'gauge', 'Most requests worked on at once.', workers('limit')],
    ['request_queue_length', 'gauge', 'Requests that wait for a worker.', workers('waiting')],
    ['db_pool_connections_in_use', 'gauge', 'Database connections in use.', connections('inUse')],
    ['db_pool_connections_max', 'gauge', 'Most database connections of the pool.', connections('limit')],
    ['db_pool_waiting', 'gauge', 'Requests that wait for a database connection.', connections('waiting')],
    ['cache_hits_total', 'counter', 'Reads found in the cache.', [[gateway, cache.hits]]],
    ['cache_misses_total', 'counter', 'Reads not found in it.', [[gateway, cache.misses]]],
  ];
}

/** Nothing of a metric without samples. Names and labels are our own words, which need no escape. */
function family(
  name: string,
  {
    type,
    help,
    samples,
  }: { readonly type: string; readonly help: string; readonly samples: readonly Sample[] },
): string {
  const lines = samples.flatMap(([labels, value]) => {
    const pairs = Object.entries(labels).map(([label, text]) => `${label}="${text}"`);
    return value === null ? [] : [`${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`];
  });
  return lines.length === 0 ? '' : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}
