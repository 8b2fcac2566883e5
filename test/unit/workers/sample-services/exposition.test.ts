import { describe, expect, it } from 'vitest';
import { exposition } from '../../../../src/workers/sample-services/exposition.ts';

const COUNTS = { receivedTotal: 7, resets: 0, abandoned: 0, inFlight: 2 };
const FREE = { inUse: 0, limit: null, waiting: 0 };

describe('the page of metrics', () => {
  const page = exposition({
    process: { cpuSeconds: 1.25, residentBytes: 1024, openFiles: null, maxOpenFiles: null },
    services: {
      gateway: {
        counts: { ...COUNTS, received: { curves: 5, health: 2 }, answered: { 200: 4, 503: 1 } },
        use: { workers: { inUse: 3, limit: 3, waiting: 9 }, connections: { inUse: 5, limit: 5, waiting: 4 } },
      },
      auth: { counts: { ...COUNTS, received: {}, answered: {} }, use: { workers: FREE, connections: FREE } },
    },
    cache: { hits: 40, misses: 6 },
  });

  it('tells all services with a label each, and leaves out what is not known or has no limit', () => {
    expect(page.split('\n').filter((line) => line !== '' && !line.startsWith('#'))).toEqual([
      'process_cpu_seconds_total 1.25',
      'process_resident_memory_bytes 1024',
      'http_requests_total{service="gateway",endpoint="curves"} 5',
      'http_requests_total{service="gateway",endpoint="health"} 2',
      'http_responses_total{service="gateway",status="200"} 4',
      'http_responses_total{service="gateway",status="503"} 1',
      'http_requests_in_flight{service="gateway"} 2',
      'http_requests_in_flight{service="auth"} 2',
      'workers_busy{service="gateway"} 3',
      'workers_busy{service="auth"} 0',
      'workers_max{service="gateway"} 3',
      'request_queue_length{service="gateway"} 9',
      'request_queue_length{service="auth"} 0',
      'db_pool_connections_in_use{service="gateway"} 5',
      'db_pool_connections_in_use{service="auth"} 0',
      'db_pool_connections_max{service="gateway"} 5',
      'db_pool_waiting{service="gateway"} 4',
      'db_pool_waiting{service="auth"} 0',
      'cache_hits_total{service="gateway"} 40',
      'cache_misses_total{service="gateway"} 6',
    ]);
  });

  it('says of each metric what it is, before its first sample, and nothing of one without samples', () => {
    expect(page).toContain(
      '# HELP db_pool_waiting Requests that wait for a database connection.\n# TYPE db_pool_waiting gauge\ndb_pool_waiting{',
    );
    expect(page).not.toContain('process_open_fds');
  });
});
