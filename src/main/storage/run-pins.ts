import type { EpochMillis } from '../../contract/units.ts';
import { sealOf } from './crc.ts';
import type { Queries, SqlRow } from './database.ts';

/** Pins a run, or takes its pin away. The caller holds the transaction. */
export function setPin(queries: Queries, run: number, at: EpochMillis | null): void {
  if (at === null) queries('DELETE FROM run_pins WHERE run = ?').run(run);
  else queries('INSERT OR REPLACE INTO run_pins VALUES (?, ?, ?)').run(run, at, sealOf([at]));
}

/** Whether the row of `WITH_OUTCOMES` is of a pinned run. A pin whose seal is broken still pins: what is kept for nothing can be unpinned. */
export function isPinned(row: SqlRow): boolean {
  return typeof row.pinned_at === 'number';
}
