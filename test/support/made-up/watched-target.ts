import type { Overrides } from '../../../src/contract/plan.ts';
import type { RunPlan } from '../../../src/contract/run-plan.ts';
import type { RunSecond } from '../../../src/contract/tick.ts';
import type { Watch, WatchedGauge, WatchedSecond } from '../../../src/contract/watch.ts';
import { seededRandom } from '../seeded-random.ts';

/** What made-up runs watch: a process, a page of metrics, a container, and one that is not there. */
export const WATCHES: NonNullable<Overrides['watch']> = [
  { of: 'gateway', source: 'port:8000' },
  { of: 'database', source: 'prometheus:http://127.0.0.1:9187/metrics' },
  { of: 'cache', source: 'docker:shop-cache' },
  { of: 'queue', source: 'docker:shop-queue' },
];

/** Seconds in which the gateway had gone, of runs that last so long. */
export const RESTART = { from: 30, to: 31 } as const;
const MIB = 1_048_576;

/** The second with what its watches tell; what the program watches by itself is told by nobody here. */
export function withWatched(second: RunSecond, { watches = [] }: Pick<RunPlan, 'watches'>): RunSecond {
  if (watches.length === 0) return second;
  return {
    ...second,
    watched: watches.map((watch, at) => ({
      second: second.second,
      watch: at,
      ...told(watch, second.second, second.users),
    })),
  };
}

type Told = Omit<WatchedSecond, 'second' | 'watch'>;

function told({ label }: Watch, second: number, users: number): Told {
  const noise = seededRandom(second * 31 + label.length);
  if (label === 'gateway') return gateway(second, users, noise);
  if (label === 'database')
    return { gauges: database(second, users, noise), ...foundAt(second, '3 of 310 metrics') };
  if (label === 'cache')
    return { gauges: cache(second, users, noise), ...foundAt(second, 'container shop-cache (redis:7)') };
  return label === 'queue' ? { gauges: [], gap: 'No container named shop-queue.' } : { gauges: [] };
}

const foundAt = (second: number, found: string) => (second === 0 ? { found } : {});

function gateway(second: number, users: number, noise: () => number): Told {
  if (second === RESTART.from) return { gauges: [], gap: 'Restarted at 0:30.' };
  if (second === RESTART.to)
    return { gauges: [], gap: 'Restarted at 0:30.', found: 'process 4802 (node server.js) and 3 children' };
  const age = second > RESTART.to ? second - RESTART.to : second;
  return {
    gauges: [
      cores('target_cpu_usage_cores', Math.min(2, 0.15 + users / 60 + 0.12 * noise())),
      cores('target_cpu_limit_cores', 2),
      bytes('target_memory_resident_bytes', (140 + age * 1.8 + 4 * noise()) * MIB),
      bytes('target_memory_limit_bytes', 7_936 * MIB),
      count('target_open_fds', Math.round(38 + users * 1.1)),
      count('target_max_fds', 1_024),
      count('target_open_sockets', Math.round(6 + users)),
      count('target_threads', 44),
      count('target_processes', 4),
    ],
    ...(second === 0 && {
      found: 'process 4711 (node server.js) and 3 children',
      remarks: ['This system does not count network bytes per process.'],
    }),
  };
}

function database(second: number, users: number, noise: () => number): WatchedGauge[] {
  const used = Math.min(100, Math.round(20 + users * 0.8 + second / 2 + 6 * noise()));
  return [
    { name: 'pg_stat_activity_count', unit: 'number', value: used },
    { name: 'pg_settings_max_connections', unit: 'number', value: 100 },
    { name: 'pg_stat_database_xact_commit_per_second', unit: 'per second', value: 9 * users + 40 * noise() },
  ];
}

function cache(second: number, users: number, noise: () => number): WatchedGauge[] {
  return [
    cores('target_cpu_usage_cores', 0.04 + users / 900 + 0.02 * noise()),
    bytes('target_memory_resident_bytes', (48 + second / 20 + noise()) * MIB),
    rate('target_network_receive_bytes_per_second', users * 2_400 * (0.9 + 0.2 * noise())),
    rate('target_network_transmit_bytes_per_second', users * 9_100 * (0.9 + 0.2 * noise())),
  ];
}

const cores = (name: string, value: number): WatchedGauge => ({ name, unit: 'cores', value });
const bytes = (name: string, value: number): WatchedGauge => ({
  name,
  unit: 'bytes',
  value: Math.round(value),
});
const count = (name: string, value: number): WatchedGauge => ({ name, unit: 'count', value });
const rate = (name: string, value: number): WatchedGauge => ({
  name,
  unit: 'bytes/s',
  value: Math.round(value),
});
