/** What is in use, in words: its gauge by the name a page gives it. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ...named('open files', ['target_open_fds', 'process_open_fds', 'node_filefd_allocated']),
  ...named('database connections', [
    'pg_stat_activity_count',
    'pg_stat_database_numbackends',
    'mysql_global_status_threads_connected',
    'pgbouncer_pools_server_active_connections',
    'hikaricp_connections_active',
    'go_sql_in_use_connections',
    'go_sql_stats_connections_in_use',
    'db_client_connections_usage',
    'db_client_connection_count',
    'db_pool_connections_in_use',
  ]),
  ...named('connections', [
    'mongodb_ss_connections',
    'nginx_connections_active',
    'haproxy_process_current_connections',
  ]),
  ...named('clients', ['redis_connected_clients']),
  ...named('tracked connections', ['node_nf_conntrack_entries']),
  ...named('busy threads', ['tomcat_threads_busy_threads']),
  ...named('busy workers', ['workers_busy', 'phpfpm_active_processes']),
  ...named('network in', ['node_network_receive_bytes_total_per_second']),
  ...named('network out', ['node_network_transmit_bytes_total_per_second']),
]);

function named(words: string, names: readonly string[]): (readonly [string, string])[] {
  return names.map((name) => [name, words]);
}

/**
 * @param name with its labels, which tell apart what shares its words
 * @returns `database connections (shop)` of `pg_stat_activity_count{datname="shop"}`; null: only its page has a name for it
 */
export function inUseWords(name: string): string | null {
  const brace = name.indexOf('{');
  const words = WORDS.get(brace === -1 ? name : name.slice(0, brace));
  if (words === undefined || brace === -1) return words ?? null;
  return `${words}${labelWords(name)}`;
}

const LABEL = /(\w+)="((?:[^"\\]|\\.)*)"/g;
/** Of a pool that tells what is used and what is idle, with the name of the label in OpenTelemetry before and since 1.24. */
const USED = /^(?:state|db_client_connection_state)="used"$/;

/** Values of its labels, behind its words: ` (gateway)` of `{service="gateway"}`; that it is what is used goes without saying. */
export function labelWords(name: string): string {
  const brace = name.indexOf('{');
  const pairs = brace === -1 ? [] : [...name.slice(brace).matchAll(LABEL)];
  const values = pairs.filter(([pair]) => !USED.test(pair)).map(([, , value]) => value);
  return values.length === 0 ? '' : ` (${values.join(', ')})`;
}
