/**
 * Times are epoch milliseconds (`…_at`), microseconds (`…_us`) or milliseconds (`…_ms`). `seal` and `crc` are CRC-32:
 * see runs.ts and seconds.ts for what they cover. Histograms are encoded, in microseconds; several, one after the other,
 * stand for their sum.
 */
export const RUNS = `
CREATE TABLE runs (
  run INTEGER PRIMARY KEY,
  run_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  purpose TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'completed', 'stopped', 'failed', 'interrupted')),
  started_at REAL NOT NULL,
  ended_at REAL,
  duration_ms REAL NOT NULL,
  planned_duration_ms REAL NOT NULL,
  last_second INTEGER NOT NULL,
  notes TEXT NOT NULL,
  tags TEXT NOT NULL,
  end_reason TEXT NOT NULL,
  requests INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  p95_ms REAL,
  overall_grade TEXT NOT NULL,
  passed INTEGER NOT NULL,
  trust TEXT NOT NULL,
  deleted INTEGER NOT NULL,
  seal INTEGER NOT NULL
) STRICT;
CREATE INDEX runs_by_age ON runs (deleted, started_at DESC);
CREATE INDEX runs_running ON runs (run) WHERE state = 'running';

CREATE TABLE run_plans (
  run INTEGER PRIMARY KEY REFERENCES runs (run) ON DELETE CASCADE,
  plan TEXT NOT NULL,
  plan_text TEXT NOT NULL,
  overrides TEXT NOT NULL,
  environment TEXT NOT NULL,
  seal INTEGER NOT NULL
) STRICT;

CREATE TABLE leases (
  run INTEGER PRIMARY KEY REFERENCES runs (run) ON DELETE CASCADE,
  host TEXT NOT NULL,
  pid INTEGER NOT NULL,
  process_start TEXT,
  heartbeat_at REAL NOT NULL
) STRICT;

CREATE TABLE seconds (
  run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
  second INTEGER NOT NULL,
  length_us REAL NOT NULL,
  users REAL NOT NULL,
  side TEXT NOT NULL,
  crc INTEGER NOT NULL,
  PRIMARY KEY (run, second)
) STRICT;

CREATE TABLE series_seconds (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
  second INTEGER NOT NULL,
  series INTEGER NOT NULL,
  planned INTEGER NOT NULL,
  sent INTEGER NOT NULL,
  ok INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  target_errors INTEGER NOT NULL,
  dropped INTEGER NOT NULL,
  cancelled INTEGER NOT NULL,
  waiting INTEGER NOT NULL,
  in_flight INTEGER NOT NULL,
  bytes_in INTEGER NOT NULL,
  bytes_out INTEGER NOT NULL,
  new_connections INTEGER NOT NULL,
  reused_connections INTEGER NOT NULL,
  response BLOB,
  service BLOB,
  failed BLOB,
  queued BLOB,
  dns BLOB,
  connect BLOB,
  tls BLOB,
  wait BLOB,
  receive BLOB,
  UNIQUE (run, second, series)
) STRICT;

CREATE TABLE gradings (
  id INTEGER PRIMARY KEY,
  run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
  graded_at REAL NOT NULL,
  thresholds_version INTEGER NOT NULL,
  thresholds TEXT NOT NULL,
  grades TEXT NOT NULL,
  seal INTEGER NOT NULL
) STRICT;
CREATE INDEX gradings_by_run ON gradings (run, id);

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  seal INTEGER NOT NULL
) STRICT;
`;
