/**
 * What a run that searched for capacity found, as a list shows it: JSON. A run that did not search has no row. `seal` is a
 * CRC-32: see run-capacities.ts.
 */
export const CAPACITIES = `
CREATE TABLE run_capacities (
  run INTEGER PRIMARY KEY REFERENCES runs (run) ON DELETE CASCADE,
  capacity TEXT NOT NULL,
  seal INTEGER NOT NULL
) STRICT;
`;
