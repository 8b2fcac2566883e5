/**
 * What histories are made of, so that thousands of runs need no histograms. All of it follows from what stands elsewhere, so it is
 * left behind by a salvage, and made again where it is missing: see run-figures.ts. `run_facts`: what a run is found by; a name and a
 * mark of its plan (a hash of its text and overrides), the machine and the program. `run_figures`: one row for each place of a run,
 * as JSON; empty names stand for all services, or all endpoints. `run_heads`: which version kept them, and the first findings.
 * `seal` is a CRC-32.
 */
export const HISTORY = `
CREATE TABLE run_facts (
  run INTEGER PRIMARY KEY REFERENCES runs (run) ON DELETE CASCADE,
  plan_name TEXT NOT NULL,
  plan_mark TEXT NOT NULL,
  machine TEXT NOT NULL,
  program TEXT NOT NULL,
  seal INTEGER NOT NULL
) STRICT;
CREATE INDEX run_facts_by_plan ON run_facts (plan_name);

CREATE TABLE run_heads (
  run INTEGER PRIMARY KEY REFERENCES runs (run) ON DELETE CASCADE,
  findings TEXT NOT NULL,
  figures_version INTEGER NOT NULL,
  seal INTEGER NOT NULL
) STRICT;

CREATE TABLE run_figures (
  service TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  run INTEGER NOT NULL REFERENCES runs (run) ON DELETE CASCADE,
  figures TEXT NOT NULL,
  seal INTEGER NOT NULL,
  PRIMARY KEY (service, endpoint, run)
) STRICT, WITHOUT ROWID;
CREATE INDEX run_figures_by_run ON run_figures (run);
`;
