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
  ['phpfpm_active_processes', 'phpfpm_total_processes'],
  ['node_filefd_allocated', 'node_filefd_maximum'],
  ['node_nf_conntrack_entries', 'node_nf_conntrack_entries_limit'],
  ['go_sql_in_use_connections', 'go_sql_max_open_connections'],
  ['db_client_connections_usage', 'db_client_connections_max'],
  ['tomcat_threads_busy_threads', 'tomcat_threads_config_max_threads'],
]);
const LIMIT_NAMES: ReadonlySet<string> = new Set(LIMITS.values());

/** Pools that no table can know: `db_pool_connections_in_use` has `db_pool_connections_max`. */
const IN_USE = /_(?:in_use|active|busy|used)$/;

/**
 * The name of the gauge that limits another, of those that its watch gives; labels of both are left out of account.
 * @returns null: none of them does
 */
export function limitOf(name: string, names: Iterable<string>): string | null {
  const bare = bareName(name);
  const wanted = LIMITS.get(bare) ?? (IN_USE.test(bare) ? bare.replace(IN_USE, '_max') : null);
  for (const one of names) if (bareName(one) === wanted) return one;
  return null;
}

/** Whether a gauge is a limit and nothing else: it is drawn as a line across what it limits. */
export function isLimit(name: string, names: readonly string[]): boolean {
  return LIMIT_NAMES.has(bareName(name)) || names.some((one) => limitOf(one, names) === name);
}

function bareName(name: string): string {
  const brace = name.indexOf('{');
  return brace === -1 ? name : name.slice(0, brace);
}
