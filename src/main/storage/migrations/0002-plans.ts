/**
 * Plans the user wrote, and the files that belong to them (feeds, bodies). `…_at` are epoch milliseconds, `facts` is what a
 * list shows of a plan, as JSON. `seal` is a CRC-32: see plans.ts for what it covers.
 */
export const PLANS = `
CREATE TABLE plans (
  plan INTEGER PRIMARY KEY,
  plan_id TEXT NOT NULL UNIQUE,
  text TEXT NOT NULL,
  facts TEXT NOT NULL,
  revision INTEGER NOT NULL,
  created_at REAL NOT NULL,
  updated_at REAL NOT NULL,
  deleted INTEGER NOT NULL,
  seal INTEGER NOT NULL
) STRICT;

CREATE TABLE plan_files (
  id INTEGER PRIMARY KEY,
  plan INTEGER NOT NULL REFERENCES plans (plan) ON DELETE CASCADE,
  name TEXT NOT NULL,
  bytes BLOB NOT NULL,
  seal INTEGER NOT NULL,
  UNIQUE (plan, name)
) STRICT;
`;
