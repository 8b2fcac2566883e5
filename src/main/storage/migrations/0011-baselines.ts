/**
 * Baselines: a name, per plan, for stored sessions (`sessions`: a JSON list, each with the series it was, or null, and the ids
 * of its runs). One that was removed keeps its row, so that it can be restored and asked after. What came of holding a run
 * against a baseline stands beside the run. `seal` is a CRC-32: see baselines.ts, run-verdicts.ts.
 */
export const BASELINES = `
CREATE TABLE baselines (
  baseline INTEGER PRIMARY KEY,
  plan TEXT NOT NULL,
  name TEXT NOT NULL,
  sessions TEXT NOT NULL,
  set_at REAL NOT NULL,
  removed_at REAL,
  seal INTEGER NOT NULL,
  UNIQUE (plan, name)
) STRICT;

CREATE TABLE run_verdicts (
  run INTEGER PRIMARY KEY REFERENCES runs (run) ON DELETE CASCADE,
  baseline TEXT NOT NULL,
  verdict TEXT NOT NULL,
  seal INTEGER NOT NULL
) STRICT;
`;
