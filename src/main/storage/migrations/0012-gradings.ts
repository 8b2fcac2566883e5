/**
 * Gradings that were added to a run: `origin` (JSON) tells whose thresholds they took, `gate` the gate, `result` (JSON) what
 * they came to. A row of before, which an ended run was given, has none of the three. Which of them counts, where somebody
 * chose, stands in `grading_choices`. The thresholds that a plan had are kept with the time they came. A pinned run has a row
 * in `run_pins`; `run_sizes` remembers what a run that is over takes of the disk, in bytes (`of`: as it was then).
 * A run that is being emptied from the bin has `deleted` 2. `seal` is a CRC-32: see gradings.ts, plan-thresholds.ts,
 * run-pins.ts, run-sizes.ts.
 */
export const GRADINGS = `
ALTER TABLE gradings ADD COLUMN origin TEXT;
ALTER TABLE gradings ADD COLUMN gate TEXT;
ALTER TABLE gradings ADD COLUMN result TEXT;

CREATE TABLE grading_choices (
  run INTEGER PRIMARY KEY REFERENCES runs (run) ON DELETE CASCADE,
  grading INTEGER NOT NULL,
  chosen_at REAL NOT NULL,
  seal INTEGER NOT NULL
) STRICT;

CREATE TABLE plan_thresholds (
  id INTEGER PRIMARY KEY,
  plan INTEGER NOT NULL REFERENCES plans (plan) ON DELETE CASCADE,
  gate TEXT NOT NULL,
  version INTEGER NOT NULL,
  came_at REAL NOT NULL,
  thresholds TEXT NOT NULL,
  seal INTEGER NOT NULL,
  UNIQUE (plan, version)
) STRICT;

CREATE TABLE run_pins (
  run INTEGER PRIMARY KEY REFERENCES runs (run) ON DELETE CASCADE,
  pinned_at REAL NOT NULL,
  seal INTEGER NOT NULL
) STRICT;

CREATE TABLE run_sizes (
  run INTEGER PRIMARY KEY REFERENCES runs (run) ON DELETE CASCADE,
  bytes INTEGER NOT NULL,
  of TEXT NOT NULL,
  seal INTEGER NOT NULL
) STRICT;
`;
