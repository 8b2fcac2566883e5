import { expect, test } from 'vitest';
import { limitOf, limitsAmong } from '../../../src/contract/gauge-limits.ts';
import { formatWatched } from '../../../src/contract/watched-format.ts';

test('writes a watched figure in its unit', () => {
  expect([
    formatWatched(0.617, 'cores'),
    formatWatched(1, 'cores'),
    formatWatched(0.125, 'share'),
    formatWatched(503_316_480, 'bytes'),
    formatWatched(1_254.4, 'bytes/s'),
    formatWatched(97, 'count'),
    formatWatched(12.5, 'per second'),
    formatWatched(0.0042, 'seconds'),
    formatWatched(3, 'number'),
    formatWatched(null, 'bytes'),
  ]).toEqual([
    ...['0.62 cores', '1 core', '12.5%', '480 MiB', '1.25 kB/s', '97', '12.5/s', '4.2 ms', '3', '–'],
  ]);
});

test('finds the gauge that limits another, in what the same watch gives', () => {
  const names = ['pg_stat_activity_count{datname="shop"}', 'pg_settings_max_connections', 'up'];
  expect(names.map((name) => limitOf(name, names))).toEqual(['pg_settings_max_connections', null, null]);
  expect([...limitsAmong(names)]).toEqual(['pg_settings_max_connections']);
  expect(limitOf('target_cpu_usage_cores', ['target_memory_limit_bytes'])).toBeNull();
  expect(limitOf('pool_connections_in_use', ['pool_connections_max'])).toBe('pool_connections_max');
  const pools = ['pool_max{service="gateway"}', 'pool_max{service="auth"}'];
  const ofService = (service: string) => limitOf(`pool_in_use{service="${service}"}`, pools);
  expect([ofService('auth'), ofService('metrics')]).toEqual(['pool_max{service="auth"}', null]);
});
