/** Figures that share a chart. */
export interface Kind {
  readonly title: string;
  /** Names of gauges and what tells them apart where a chart has both. */
  readonly names: readonly (readonly [name: string, word: string])[];
}

export const IN_USE = 'in use';

function inUse(name: string): readonly [string, string] {
  return [name, IN_USE];
}

function waiting(name: string): readonly [string, string] {
  return [name, 'waiting'];
}

function busy(name: string): readonly [string, string] {
  return [name, 'busy'];
}

/** The most telling first; a word where a chart has lines of several meanings. */
export const FIRST: readonly Kind[] = [
  {
    title: 'CPU',
    names: [
      ['target_cpu_usage_cores', ''],
      ['process_cpu_seconds_total_per_second', ''],
    ],
  },
  {
    title: 'Memory',
    names: [
      ['target_memory_resident_bytes', ''],
      ['process_resident_memory_bytes', ''],
    ],
  },
  {
    title: 'Database connections',
    names: [
      ['pg_stat_activity_count', ''],
      ['pg_stat_database_numbackends', ''],
      ['mysql_global_status_threads_connected', ''],
    ],
  },
  {
    title: 'Connection pool',
    names: [
      ...['db_pool_connections_in_use', 'hikaricp_connections_active', 'go_sql_in_use_connections'].map(
        inUse,
      ),
      ...['db_client_connections_usage', 'db_client_connection_count'].map(inUse),
      ...['pgbouncer_pools_server_active_connections'].map(inUse),
      ...['db_pool_waiting', 'hikaricp_connections_pending', 'db_client_connections_pending_requests'].map(
        waiting,
      ),
      ...['db_client_connection_pending_requests', 'pgbouncer_pools_client_waiting_connections'].map(waiting),
    ],
  },
  {
    title: 'Workers',
    names: [
      ...['workers_busy', 'tomcat_threads_busy_threads', 'phpfpm_active_processes'].map(busy),
      ...['request_queue_length', 'phpfpm_listen_queue'].map(waiting),
    ],
  },
];
export const SECOND: readonly Kind[] = [
  {
    title: 'Network',
    names: [
      ['target_network_receive_bytes_per_second', 'in'],
      ['target_network_transmit_bytes_per_second', 'out'],
    ],
  },
  {
    title: 'Open files and sockets',
    names: [
      ['target_open_fds', 'files'],
      ['process_open_fds', 'files'],
      ['target_open_sockets', 'sockets'],
    ],
  },
];
export const LAST: readonly Kind[] = [
  {
    title: 'Disk',
    names: [
      ['target_disk_read_bytes_per_second', 'read'],
      ['target_disk_written_bytes_per_second', 'written'],
    ],
  },
  { title: 'CPU of the busiest process', names: [['target_cpu_busiest_cores', '']] },
  { title: 'CPU throttled', names: [['target_cpu_throttled_ratio', '']] },
  {
    title: 'Processes and threads',
    names: [
      ['target_threads', 'threads'],
      ['target_processes', 'processes'],
    ],
  },
];
/** Names that have a place here. */
export const NAMES_OF_KINDS: ReadonlySet<string> = new Set(
  [...FIRST, ...SECOND, ...LAST].flatMap(({ names }) => names.map(([name]) => name)),
);

const ALONE: Readonly<Record<string, string>> = {
  in: 'Network in',
  out: 'Network out',
  files: 'Open files',
  sockets: 'Open sockets',
  threads: 'Threads',
  processes: 'Processes',
};

/** `Network in` where nothing else of it is known. @param words of the lines that there are */
export function titled(title: string, [only, ...others]: readonly string[]): string {
  return only === undefined || others.length > 0 ? title : (ALONE[only] ?? title);
}
