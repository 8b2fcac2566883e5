import type { KeptBecause } from '../../contract/retention.ts';
import { type Queries, textIn } from './database.ts';

/** Runs that something holds on to, by id, and what. Neither emptying the bin nor a rule takes these. */
export function heldRuns(queries: Queries): ReadonlyMap<string, KeptBecause> {
  const rows = queries('SELECT run_id FROM runs JOIN run_pins USING (run)').all();
  return new Map(rows.map((row) => [textIn(row, 'run_id'), 'pinned']));
}
