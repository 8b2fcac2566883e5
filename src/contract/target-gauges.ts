import type { WatchedUnit } from './watch.ts';

/** What is said of a gauge: in a heading, and what it counts. */
interface GaugeWords {
  readonly unit: WatchedUnit;
  /** Short, as a chart is called. */
  readonly title: string;
  readonly meaning: string;
}

/**
 * Gauges that processes and containers give, and nothing else does. Names of scraped metrics stay as their page writes them,
 * with `scraped_` before one of these; a counter is told as a rate, with `_per_second` behind its name.
 */
export const TARGET_GAUGES = {
  target_cpu_usage_cores: {
    unit: 'cores',
    title: 'CPU',
    meaning: 'Processor time used per second, children included; 1 is one core.',
  },
  target_cpu_busiest_cores: {
    unit: 'cores',
    title: 'CPU of the busiest process',
    meaning:
      'The most that one of its processes used per second: what works in a single thread cannot use more than 1.',
  },
  target_cpu_limit_cores: { unit: 'cores', title: 'CPU limit', meaning: 'What it may use at most.' },
  target_cpu_throttled_ratio: {
    unit: 'share',
    title: 'CPU throttled',
    meaning: 'Share of the periods in which its limit held it back.',
  },
  target_memory_resident_bytes: {
    unit: 'bytes',
    title: 'Memory',
    meaning:
      'Resident memory, children included: pages they share are counted in each. Of a container, its use without the page cache that can be dropped.',
  },
  target_memory_limit_bytes: { unit: 'bytes', title: 'Memory limit', meaning: 'What it may use at most.' },
  target_processes: { unit: 'count', title: 'Processes', meaning: 'The process and its children.' },
  target_threads: { unit: 'count', title: 'Threads', meaning: 'Of all its processes.' },
  target_open_fds: {
    unit: 'count',
    title: 'Open files',
    meaning: 'File descriptors, or handles, sockets included.',
  },
  target_max_fds: {
    unit: 'count',
    title: 'Limit of open files',
    meaning:
      'Of a process its own limit. Of several, how many they have open together when the one that is nearest to its own reaches it.',
  },
  target_open_sockets: { unit: 'count', title: 'Sockets', meaning: 'Open sockets of all its processes.' },
  target_disk_read_bytes_per_second: {
    unit: 'bytes/s',
    title: 'Disk read',
    meaning: 'Read from disk per second.',
  },
  target_disk_written_bytes_per_second: {
    unit: 'bytes/s',
    title: 'Disk written',
    meaning: 'Written to disk per second.',
  },
  target_network_receive_bytes_per_second: {
    unit: 'bytes/s',
    title: 'Network in',
    meaning: 'Received per second over its network interfaces; containers only.',
  },
  target_network_transmit_bytes_per_second: {
    unit: 'bytes/s',
    title: 'Network out',
    meaning: 'Sent per second over its network interfaces; containers only.',
  },
} as const satisfies Record<string, GaugeWords>;
export type TargetGauge = keyof typeof TARGET_GAUGES;

/**
 * The share of the lookups of a second that a cache answered: hits ÷ (hits + misses), of a pair of rates that a watch tells
 * (`pg_stat_database_blks_hit` and `_blks_read`, `redis_keyspace_hits` and `_misses`, and names like these). Computed, not read.
 */
export const CACHE_HIT_RATIO = { name: 'cache_hit_ratio', unit: 'share', title: 'Cache hits' } as const;

const WORDS: ReadonlyMap<string, GaugeWords> = new Map(Object.entries(TARGET_GAUGES));

/** What a chart of it is called: scraped metrics keep their names. @param of the cache that a hit ratio is of */
export function gaugeTitle({ name, of }: { readonly name: string; readonly of?: string }): string {
  if (of === undefined) return WORDS.get(name)?.title ?? name;
  return name === CACHE_HIT_RATIO.name ? CACHE_HIT_RATIO.title : `${CACHE_HIT_RATIO.title} of ${of}`;
}
