import type { Summary } from '../../../src/contract/summary.ts';
import type { WatchedUnit } from '../../../src/contract/watch.ts';
import type { GaugeSummary, WatchSummary } from '../../../src/contract/watched-schema.ts';
import { summary } from './demo.ts';

/** Seconds in which the gateway had gone. */
export const GAP = { fromSecond: 7, toSecond: 8, reason: 'Restarted at 0:07.' } as const;

export function gauge(
  [watch, name, unit, title = name]: readonly [
    watch: string,
    name: string,
    unit: WatchedUnit,
    title?: string,
  ],
  read: (second: number) => number | null,
): GaugeSummary {
  const perSecond = Array.from({ length: 20 }, (_, second) => read(second));
  const known = perSecond.filter((value) => value !== null);
  const [min, max] = [Math.min(...known), Math.max(...known)];
  const [first = 0, last = 0] = [known[0], known.at(-1)];
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const statistics = { min, mean, p95: max, max, first, last, seconds: known.length };
  return { watch, service: watch === 'gateway' ? watch : null, name, unit, title, perSecond, statistics };
}

const inGap = (second: number) => second >= GAP.fromSecond && second <= GAP.toSecond;
const unlessGone =
  (value: (second: number) => number) =>
  (second: number): number | null =>
    inGap(second) ? null : value(second);

export const watches: WatchSummary[] = [
  {
    watch: 'gateway',
    service: 'gateway',
    source: 'port:8000',
    found: [
      { fromSecond: 0, text: 'process 4711 (node server.js) and 3 children' },
      { fromSecond: 9, text: 'process 4802 (node server.js)' },
    ],
    gaps: [GAP],
    remarks: ['This system does not count network bytes per process.'],
  },
  {
    watch: 'database',
    service: null,
    source: 'prometheus:http://localhost:9187/metrics',
    found: [{ fromSecond: 0, text: '2 of 310 metrics' }],
    gaps: [],
    remarks: [],
  },
  {
    watch: 'cache',
    service: null,
    source: 'docker:shop-cache',
    found: [],
    gaps: [{ fromSecond: 0, toSecond: 19, reason: 'No container named shop-cache.' }],
    remarks: [],
  },
];

export const gauges: GaugeSummary[] = [
  gauge(
    ['gateway', 'target_cpu_usage_cores', 'cores', 'CPU'],
    unlessGone((second) => 0.3 + second / 20),
  ),
  gauge(
    ['gateway', 'target_cpu_limit_cores', 'cores', 'CPU limit'],
    unlessGone(() => 2),
  ),
  gauge(
    ['gateway', 'target_memory_resident_bytes', 'bytes', 'Memory'],
    unlessGone((second) => (120 + second) * 1_048_576),
  ),
  gauge(
    ['gateway', 'target_memory_limit_bytes', 'bytes', 'Memory limit'],
    unlessGone(() => 8_192 * 1_048_576),
  ),
  gauge(
    ['gateway', 'target_open_fds', 'count', 'Open files'],
    unlessGone((second) => 40 + second),
  ),
  gauge(
    ['gateway', 'target_open_sockets', 'count', 'Sockets'],
    unlessGone((second) => 20 + second),
  ),
  gauge(['database', 'pg_stat_activity_count', 'number'], (second) => Math.min(97, 60 + second * 3)),
  gauge(['database', 'pg_settings_max_connections', 'number'], () => 100),
  gauge(['database', 'process_resident_memory_bytes', 'bytes'], () => 30 * 1_048_576),
  gauge(['database', 'pg_stat_database_xact_commit_per_second{datname="shop"}', 'per second'], () => 812),
];

/** Twenty seconds with three watches, of which one never gave a figure. */
export const watched: Summary = {
  ...summary,
  watches,
  gauges,
  targetSentences: ['gateway used at most 1.25 of 2 cores.', 'database held 97 of 100 connections.'],
};
