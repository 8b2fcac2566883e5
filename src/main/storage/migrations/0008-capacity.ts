/**
 * What a search of capacity came out with, for lists: the highest load with its interval, in `unit`, null where none is known;
 * `objectives` as JSON,
 * `requests_each` of an arrival.
 * A run that searched for nothing has no row. `seal` is a CRC-32: see run-capacity.ts.
 */
export const CAPACITY = `
CREATE TABLE run_capacity (
  run INTEGER PRIMARY KEY REFERENCES runs (run) ON DELETE CASCADE,
  outcome TEXT NOT NULL,
  unit TEXT NOT NULL,
  requests_each REAL,
  objectives TEXT NOT NULL,
  value REAL,
  low REAL,
  high REAL,
  seal INTEGER NOT NULL
) STRICT;
`;
