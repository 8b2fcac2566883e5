import { describe, expect, it } from 'vitest';
import type { GaugeSummary, WatchSummary } from '../../../src/contract/watched-schema.ts';
import { watchedRows } from '../../../src/contract/watched-table.ts';

const MIB = 1_048_576;
const watchOf = (watch: string, service: string | null = null): WatchSummary => ({
  watch,
  service,
  source: '',
  found: [],
  gaps: [],
  remarks: [],
});
const gaugeOf = (name: string, max: number, rest: Partial<GaugeSummary> = {}): GaugeSummary => ({
  watch: 'w',
  service: null,
  name,
  unit: /bytes$/.test(name) ? 'bytes' : 'count',
  title: name,
  perSecond: [],
  statistics: { min: max, mean: max, p95: max, max, first: max, last: max, seconds: 1 },
  ...rest,
});
const rowOf = (gauges: readonly GaugeSummary[]) =>
  watchedRows({ watches: [watchOf('w')], gauges: [...gauges] })[0];

describe('a limit that is no limit', () => {
  it.each([0, -1])('%d is not shown as one', (none) => {
    const row = rowOf([
      gaugeOf('redis_memory_used_bytes', 5 * MIB),
      gaugeOf('redis_memory_max_bytes', none),
      gaugeOf('redis_connected_clients', 7),
      gaugeOf('redis_config_maxclients', none),
      gaugeOf('target_cpu_usage_cores', 0.5, { unit: 'cores' }),
      gaugeOf('target_cpu_limit_cores', none, { unit: 'cores' }),
      gaugeOf('db_pool_connections_in_use', 3),
      gaugeOf('db_pool_connections_max', none),
    ]);
    expect(row).toMatchObject({
      cpuMax: '0.5 cores',
      memory: '5 MiB → 5 MiB',
      inUse: 'Database connections 3',
    });
  });
});

describe('what is in use at most', () => {
  it('is in words, the first of them with a capital', () => {
    const row = rowOf([
      gaugeOf('process_open_fds', 242),
      gaugeOf('process_max_fds', 20_000),
      gaugeOf('db_pool_connections_in_use', 10),
      gaugeOf('db_pool_connections_max', 12),
    ]);
    expect(row?.inUse).toBe('Database connections 10 of 12, open files 242 of 20,000');
  });

  it('keeps labels, and names that no table knows', () => {
    const row = rowOf([
      gaugeOf('pg_stat_activity_count{datname="shop"}', 9),
      gaugeOf('jobs_in_use', 4),
      gaugeOf('jobs_max', 5),
    ]);
    expect(row?.inUse).toBe('jobs_in_use 4 of 5, database connections (shop) 9');
  });

  it('has the most of what has no limit first', () => {
    const row = rowOf([0, 4, 9].map((max) => gaugeOf(`db_pool_connections_in_use{service="s${max}"}`, max)));
    expect(row?.inUse).toBe('Database connections (s9) 9, database connections (s4) 4');
  });

  const files = (page: string | null, count: number) =>
    watchedRows({
      watches: [watchOf('api', 'api'), watchOf('page', page)],
      gauges: [
        gaugeOf('target_open_fds', 240, { watch: 'api', service: 'api' }),
        gaugeOf('target_max_fds', 20_000, { watch: 'api', service: 'api' }),
        gaugeOf('process_open_fds', count, { watch: 'page', service: page }),
        gaugeOf('process_max_fds', 20_000, { watch: 'page', service: page }),
      ],
    }).map(({ inUse }) => inUse);

  it('has the open files of a process once, whoever tells them', () => {
    expect(files('api', 242)).toEqual(['Open files 240 of 20,000', '–']);
  });

  it.each([
    [null, 242],
    ['api', 90],
  ])('has those of another process: of service %s, %d files', (page, count) => {
    expect(files(page, count)[1]).toBe(`Open files ${count} of 20,000`);
  });
});
