import type { Bytes } from '../../contract/units.ts';
import { sealOf } from './crc.ts';
import { numberIn, type Queries, textIn } from './database.ts';

/** What SQLite needs of a row beside its contents, roughly: header, keys, its place in an index. */
const ROW_BYTES = 48;

/** Columns that hold most of a run, by table. Their lengths are read without reading what they hold. */
const LARGE = {
  seconds: ['side', 'light'],
  series_seconds: [
    'response',
    'service',
    'failed',
    'queued',
    'dns',
    'connect',
    'tls',
    'send',
    'wait',
    'receive',
  ],
  run_plans: ['plan', 'plan_text', 'overrides', 'environment'],
  run_causes: ['found'],
  gradings: ['thresholds', 'grades', 'result'],
} as const;

/** What a run takes of the file, in bytes, within a few percent: what its rows hold, and a little for each. */
export function measureRun(queries: Queries, run: number): Bytes {
  let bytes = 0;
  for (const [table, columns] of Object.entries(LARGE)) {
    const sum = columns.map((column) => `COALESCE(octet_length(${column}), 0)`).join(' + ');
    const row = queries(
      `SELECT COALESCE(SUM(${sum}), 0) + COUNT(*) * ${ROW_BYTES} AS bytes FROM ${table} WHERE run = ?`,
    ).get(run);
    bytes += row === undefined ? 0 : numberIn(row, 'bytes');
  }
  return bytes;
}

/** Remembered sizes by run, with what each was when it was measured; one whose seal is broken is forgotten. */
export function rememberedSizes(
  queries: Queries,
): ReadonlyMap<number, { readonly bytes: Bytes; readonly of: string }> {
  const rows = queries('SELECT * FROM run_sizes').all();
  return new Map(
    rows.flatMap((row) => {
      const [bytes, of] = [numberIn(row, 'bytes'), textIn(row, 'of')];
      return row.seal === sealOf([bytes, of]) ? [[numberIn(row, 'run'), { bytes, of }] as const] : [];
    }),
  );
}

/** The caller holds the transaction. */
export function rememberSize(queries: Queries, run: number, bytes: Bytes, of: string): void {
  queries('INSERT OR REPLACE INTO run_sizes VALUES (?, ?, ?, ?)').run(run, bytes, of, sealOf([bytes, of]));
}
