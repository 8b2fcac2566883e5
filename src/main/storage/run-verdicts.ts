import { rowSeal, sealOf } from './crc.ts';
import { type Queries, textIn } from './database.ts';

const COLUMNS = ['baseline', 'verdict'];

/** Keeps what came of it in the place of what was there before. The caller holds the transaction. */
export function keepVerdict(
  queries: Queries,
  run: number,
  { baseline, verdict }: { readonly baseline: string; readonly verdict: string },
): void {
  const values = [baseline.toWellFormed(), verdict.toWellFormed()];
  queries('INSERT OR REPLACE INTO run_verdicts VALUES (?, ?, ?, ?)').run(run, ...values, sealOf(values));
}

/** Null: it was held against no baseline, or what came of it was changed on disk. */
export function verdictOf(queries: Queries, run: number): string | null {
  const row = queries('SELECT * FROM run_verdicts WHERE run = ?').get(run);
  return row === undefined || row.seal !== rowSeal(row, COLUMNS) ? null : textIn(row, 'verdict');
}
