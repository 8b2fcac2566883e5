import { describe, expect, it } from 'vitest';
import { levelUnit, rateUnit } from '../../../../../src/workers/target-watch/metrics/metric-units.ts';

describe('the unit of a metric', () => {
  it.each([
    ['process_resident_memory_bytes', undefined, 'bytes'],
    ['pg_locks_count', undefined, 'count'],
    ['redis_blocked_clients', undefined, 'count'],
    ['process_open_fds', undefined, 'count'],
    ['cache_hit_ratio', undefined, 'share'],
    ['event_loop_lag_seconds', undefined, 'seconds'],
    ['node_load1', undefined, 'number'],
    ['heap', 'bytes', 'bytes'],
    ['heap', 'gibibytes', 'number'],
  ])('%s of a level told as %s is %s', (name, told, unit) => {
    expect(levelUnit(name, told)).toBe(unit);
  });

  it.each([
    ['http_requests_total', 'per second'],
    ['node_disk_read_bytes_total', 'bytes/s'],
    ['process_cpu_seconds_total', 'cores'],
    ['node_cpu_seconds_total', 'cores'],
    ['go_sql_wait_duration_seconds_total', 'number'],
    ['response_size_bytes_sum', 'bytes/s'],
    ['response_size_bytes_count', 'per second'],
    ['took_seconds_bucket', 'per second'],
    ['pg_stat_database_temp_bytes', 'bytes/s'],
  ])('%s of a rate is %s', (name, unit) => {
    expect(rateUnit(name)).toBe(unit);
  });
});
