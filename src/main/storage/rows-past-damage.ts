import { numberIn, type Queries, type SqlRow } from './database.ts';

/** Row ids are given out one by one; none lies beyond this. */
const LAST_ROW_ID = 2 ** 40;
/** Rows read at once while nothing is in the way. */
const BATCH = 500;

/**
 * Every row of a table that can be read, in row order, through the table's own tree and no index. Where a page is broken,
 * the nearest later row that can be reached is looked for in doubling, then halving steps.
 */
export function* rowsPastDamage(queries: Queries, table: string): Generator<SqlRow> {
  const reader = new RowReader(queries, table);
  let from = 0;
  while (from < LAST_ROW_ID) {
    const batch = reader.read(from, BATCH) ?? reader.read(from, 1);
    if (batch === null) {
      from = firstReachable(reader, from);
      continue;
    }
    if (batch.length === 0) return;
    for (const row of batch) {
      const { salvage_row: _, ...rest } = row;
      yield rest;
    }
    from = numberIn(batch[batch.length - 1] ?? {}, 'salvage_row') + 1;
  }
}

/** The least row id after an unreadable one from which a row (or the end of the table) can be reached. */
function firstReachable(reader: RowReader, unreadable: number): number {
  let low = unreadable;
  let high = unreadable + 1;
  while (high < LAST_ROW_ID && reader.read(high, 1) === null) {
    low = high;
    high = unreadable + 2 * (high - unreadable);
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (reader.read(middle, 1) === null) low = middle;
    else high = middle;
  }
  return high;
}

class RowReader {
  readonly #queries: Queries;
  readonly #sql: string;

  constructor(queries: Queries, table: string) {
    this.#queries = queries;
    this.#sql = `SELECT rowid AS salvage_row, * FROM ${table} NOT INDEXED WHERE rowid >= ? ORDER BY rowid LIMIT ?`;
  }

  /** Up to `limit` rows from a row id on, or null where a broken page is in the way. */
  read(from: number, limit: number): SqlRow[] | null {
    try {
      return this.#queries(this.#sql).all(from, limit);
    } catch (error) {
      // In a broken file anything may be thrown; what matters is that there is no row.
      if (error instanceof Error) return null;
      throw error;
    }
  }
}
