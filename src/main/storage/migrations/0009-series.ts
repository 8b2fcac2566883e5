/**
 * Series of runs. `labels`, `settings` and `sides` are JSON; `sides` holds what each side runs, without credentials. Who
 * takes its runs is told by host, pid, start and heartbeat, null once nobody does; these are not under the seal, a CRC-32:
 * see series.ts.
 *
 * A run of a series is named by its id, so that it is still listed where the run itself is gone. `slot` is its turn in the planned order,
 * −1 of a warm-up run; `left_out` says why it does not count, empty where it does, null while it goes on; a run whose turn is
 * not over (`filled` 0: it was interrupted or stopped by hand) is taken again.
 */
export const SERIES = `
CREATE TABLE run_series (
  series INTEGER PRIMARY KEY,
  series_id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  ended_at INTEGER,
  end_reason TEXT NOT NULL,
  labels TEXT NOT NULL,
  settings TEXT NOT NULL,
  sides TEXT NOT NULL,
  lead TEXT NOT NULL,
  deleted INTEGER NOT NULL,
  host TEXT,
  pid INTEGER,
  process_start TEXT,
  heartbeat_at INTEGER,
  seal INTEGER NOT NULL
) STRICT;
CREATE TABLE series_runs (
  series INTEGER NOT NULL REFERENCES run_series (series) ON DELETE CASCADE,
  nth INTEGER NOT NULL,
  run_id TEXT NOT NULL,
  side TEXT NOT NULL,
  slot INTEGER NOT NULL,
  left_out TEXT,
  filled INTEGER NOT NULL,
  seal INTEGER NOT NULL,
  PRIMARY KEY (series, nth)
) STRICT;
CREATE INDEX series_of_run ON series_runs (run_id);
`;
