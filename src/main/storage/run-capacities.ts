import { type CapacityHeadline, capacityHeadlineSchema } from '../../contract/capacity.ts';
import { parsedJson } from '../../contract/plan-data.ts';
import { rowSeal, sealOf } from './crc.ts';
import type { Queries, SqlRow } from './database.ts';

/** What of a row with what was found is under its own seal. */
const COLUMNS = ['capacity'];

/** Keeps what a search has found by now. The caller holds the transaction. */
export function keepCapacity(queries: Queries, run: number, capacity: CapacityHeadline): void {
  const json = JSON.stringify(capacity).toWellFormed();
  queries('INSERT OR REPLACE INTO run_capacities VALUES (?, ?, ?)').run(run, json, sealOf([json]));
}

/** What was found, in a row of `WITH_OUTCOMES`; undefined where nothing was searched, or the row was changed on disk. */
export function capacityIn(row: SqlRow): CapacityHeadline | undefined {
  if (typeof row.capacity !== 'string' || row.capacity_seal !== rowSeal(row, COLUMNS)) return undefined;
  return capacityHeadlineSchema.safeParse(parsedJson(row.capacity)).data;
}
