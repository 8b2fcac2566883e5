import { parseMetric } from './watch.ts';

/** What a gauge can reach at most is a gauge of the same watch: its name by that of the gauge. */
const LIMITS: ReadonlyMap<string, string> = new Map([
  ['target_cpu_usage_cores', 'target_cpu_limit_cores'],
  ['target_memory_resident_bytes', 'target_memory_limit_bytes'],
  ['target_open_fds', 'target_max_fds'],
  ['process_open_fds', 'process_max_fds'],
  ['pg_stat_activity_count', 'pg_settings_max_connections'],
  ['pg_stat_database_numbackends', 'pg_settings_max_connections'],
  ['pgbouncer_pools_server_active_connections', 'pgbouncer_databases_pool_size'],
  ['mysql_global_status_threads_connected', 'mysql_global_variables_max_connections'],
  ['redis_connected_clients', 'redis_config_maxclients'],
  ['redis_memory_used_bytes', 'redis_memory_max_bytes'],
  ['haproxy_process_current_connections', 'haproxy_process_max_connections'],
  ['node_filefd_allocated', 'node_filefd_maximum'],
  ['node_nf_conntrack_entries', 'node_nf_conntrack_entries_limit'],
  ['go_sql_in_use_connections', 'go_sql_max_open_connections'],
  ['db_client_connections_usage', 'db_client_connections_max'],
  ['db_client_connection_count', 'db_client_connection_max'],
  ['tomcat_threads_busy_threads', 'tomcat_threads_config_max_threads'],
  ['go_sql_stats_connections_in_use', 'go_sql_stats_connections_max_open'],
  ['node_network_receive_bytes_total_per_second', 'node_network_speed_bytes'],
  ['node_network_transmit_bytes_total_per_second', 'node_network_speed_bytes'],
]);
const LIMIT_NAMES: ReadonlySet<string> = new Set(LIMITS.values());

/**
 * Labels that have to be chosen (empty: with any value) for the limit to be of the same things. A pool of OpenTelemetry counts its
 * idle connections as well, PgBouncer has a pool for each user and a size for each database, and the loopback has no speed.
 */
const OF_LABELS: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map([
  ['db_client_connections_usage', { state: 'used' }],
  ['db_client_connection_count', { db_client_connection_state: 'used' }],
  ['pgbouncer_pools_server_active_connections', { database: '', user: '' }],
  ['node_network_receive_bytes_total_per_second', { device: '' }],
  ['node_network_transmit_bytes_total_per_second', { device: '' }],
]);

/** Pools that no table can know: `db_pool_connections_in_use` has `db_pool_connections_max`. */
const IN_USE = /_(?:in_use|active|busy|used|open)(?:_connections)?$/;
/** What a client holds whether it uses it or not: at its maximum for good, and idle. */
const POOL = /pool|hikari|jdbc|datasource|sql|(?:^|_)db(?:_|$)/i;
const OPEN = /_open(?:_connections)?$/;
const WAITS = /queue|wait|pending|backlog/i;
const STATE_USED = /^(?:used|in_use|in-use|active|busy)$/i;
const STATE_FREE = /^(?:idle|free|available)$/i;
const MAXIMA = ['_max', '_max_connections', '_size', '_limit'];

/**
 * The name of the gauge that limits another, of those that its watch gives: the one with the same labels, else the one
 * without any, else the only one there is, unless a label of it says something else: the pool of another service.
 * @returns null: none of them does, or it counts what is not in use as well
 */
export function limitOf(name: string, names: Iterable<string>): string | null {
  const [bare, labels] = splitName(name);
  if (!countsUse(bare, labels)) return null;
  const wanted = limitNames(bare);
  const found = [...names].filter((one) => one !== name && wanted.has(splitName(one)[0]));
  const same = found.find((one) => splitName(one)[1] === labels);
  const bareOne = found.find((one) => splitName(one)[1] === '');
  const [only, ...others] = found;
  const isOnly = only !== undefined && others.length === 0 && !contradicts(labels, splitName(only)[1]);
  return same ?? bareOne ?? (isOnly ? only : null);
}

/** Whether two sets of labels have one in common and of different values. */
function contradicts(one: string, other: string): boolean {
  const [own, others] = [one, other].map((labels) => parseMetric(`x${labels}`)?.labels ?? {});
  return Object.entries(own ?? {}).some(([label, value]) => (others?.[label] ?? value) !== value);
}

/** Whether a gauge counts what is in use, and of what its limit is of. */
function countsUse(bare: string, labels: string): boolean {
  const own = (labels === '' ? null : parseMetric(`x${labels}`)?.labels) ?? {};
  if (LIMITS.has(bare))
    return Object.entries(OF_LABELS.get(bare) ?? {}).every(
      ([label, value]) => own[label] !== undefined && (value === '' || own[label] === value),
    );
  const states = Object.values(own);
  if (states.some((state) => STATE_FREE.test(state))) return false;
  const isHeld = POOL.test(bare) && !WAITS.test(bare) && (!IN_USE.test(bare) || OPEN.test(bare));
  return !isHeld || states.some((state) => STATE_USED.test(state));
}

/** What the limit of a gauge may be called. */
function limitNames(bare: string): ReadonlySet<string> {
  const known = LIMITS.get(bare);
  if (known !== undefined) return new Set([known]);
  const own = [`${bare}_max`, `${bare}_limit`, `max_${bare}`];
  return new Set(IN_USE.test(bare) ? [...MAXIMA.map((end) => bare.replace(IN_USE, end)), ...own] : own);
}

/** Of the gauges of a watch, those that are a limit and nothing else: they are drawn as lines across what they limit. */
export function limitsAmong(names: readonly string[]): ReadonlySet<string> {
  const limits = names.flatMap((name) => limitOf(name, names) ?? []);
  return new Set([...limits, ...names.filter((name) => LIMIT_NAMES.has(splitName(name)[0]))]);
}

/** Name and labels: `up{job="a"}` is `up` and `{job="a"}`. */
function splitName(name: string): readonly [bare: string, labels: string] {
  const brace = name.indexOf('{');
  return brace === -1 ? [name, ''] : [name.slice(0, brace), name.slice(brace)];
}
