import { expect, test } from 'vitest';
import { limitOf, limitsAmong } from '../../../src/contract/gauge-limits.ts';
import { inUseWords } from '../../../src/contract/in-use-words.ts';
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

test.each([
  // A pool of OpenTelemetry tells its idle connections by the same name.
  ['db_client_connections_usage{state="used"}', 'db_client_connections_max', true],
  ['db_client_connections_usage{state="idle"}', 'db_client_connections_max', false],
  ['db_client_connections_usage', 'db_client_connections_max', false],
  ['db_client_connection_count{db_client_connection_state="used"}', 'db_client_connection_max', true],
  ['db_client_connection_count', 'db_client_connection_max', false],
  // HikariCP holds all of its connections from the start on.
  ['hikaricp_connections_active', 'hikaricp_connections_max', true],
  ['hikaricp_connections', 'hikaricp_connections_max', false],
  ['shop_pool_connections_open', 'shop_pool_connections_max', false],
  ['shop_pool_connections{state="busy"}', 'shop_pool_connections_max', true],
  ['db_pool_connections_in_use{state="idle"}', 'db_pool_connections_max', false],
  // Those that a server has open count against its limit, idle or not.
  ['http_connections_open', 'http_connections_max', true],
  ['db_pool_queue_length', 'db_pool_queue_length_max', true],
  // A pool for each user and database, and a size for each database: only of one pool is that the limit.
  ['pgbouncer_pools_server_active_connections', 'pgbouncer_databases_pool_size', false],
  [
    'pgbouncer_pools_server_active_connections{database="a",user="b"}',
    'pgbouncer_databases_pool_size{name="a"}',
    true,
  ],
  // The loopback has bytes and no speed.
  ['node_network_receive_bytes_total_per_second', 'node_network_speed_bytes', false],
  [
    'node_network_receive_bytes_total_per_second{device="eth0"}',
    'node_network_speed_bytes{device="eth0"}',
    true,
  ],
])('%s is limited by %s: %s', (name, limit, isLimited) => {
  expect(limitOf(name, [name, limit])).toBe(isLimited ? limit : null);
});

test('what is in use of a pool is told without that it is used', () => {
  expect(inUseWords('db_client_connections_usage{state="used"}')).toBe('database connections');
  expect(inUseWords('pg_stat_activity_count{datname="shop",state="idle"}')).toBe(
    'database connections (shop, idle)',
  );
});
