/**
 * How each run came out, in a table of its own so that the rows of older runs keep their seals. A run of before has no
 * row here. `error_rate` is in percent, null where nothing that counts finished;
 * `p95_evidence` tells what the p95 of the row in `runs` rests on. `seal` is a CRC-32: see run-outcomes.ts.
 */
export const OUTCOMES = `
CREATE TABLE run_outcomes (
  run INTEGER PRIMARY KEY REFERENCES runs (run) ON DELETE CASCADE,
  outcome TEXT NOT NULL,
  error_rate REAL,
  failed INTEGER NOT NULL,
  left_out INTEGER NOT NULL,
  p95_evidence TEXT,
  seal INTEGER NOT NULL
) STRICT;
`;
