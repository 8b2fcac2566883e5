/**
 * What stands beside a run, in tables of their own, so that the rows of older runs keep their seals. What people marked in it:
 * moments, each with a note, as one JSON text. What was found to set its slow and failed requests apart, as JSON, once it was
 * over: `version` is that of the search. A run without any has no row. `seal` is a CRC-32: see run-markers.ts, run-causes.ts.
 */
export const BESIDE_RUNS = `
CREATE TABLE run_markers (
  run INTEGER PRIMARY KEY REFERENCES runs (run) ON DELETE CASCADE,
  markers TEXT NOT NULL,
  seal INTEGER NOT NULL
) STRICT;

CREATE TABLE run_causes (
  run INTEGER PRIMARY KEY REFERENCES runs (run) ON DELETE CASCADE,
  found TEXT NOT NULL,
  version INTEGER NOT NULL,
  seal INTEGER NOT NULL
) STRICT;
`;
