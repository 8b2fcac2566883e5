import { rowSeal, sealOf } from './crc.ts';
import { numberIn, type Queries, textIn } from './database.ts';
import type { StoredCauses } from './run-record.ts';

const COLUMNS = ['found', 'version'];

/** Keeps what was found in the place of what was there before. The caller holds the transaction. */
export function keepCauses(queries: Queries, run: number, { found, version }: StoredCauses): void {
  const values = [found, version];
  queries('INSERT OR REPLACE INTO run_causes VALUES (?, ?, ?, ?)').run(run, ...values, sealOf(values));
}

/** Null: nothing was kept, or it was changed on disk. */
export function causesOf(queries: Queries, run: number): StoredCauses | null {
  const row = queries('SELECT * FROM run_causes WHERE run = ?').get(run);
  if (row === undefined || row.seal !== rowSeal(row, COLUMNS)) return null;
  return { found: textIn(row, 'found'), version: numberIn(row, 'version') };
}
