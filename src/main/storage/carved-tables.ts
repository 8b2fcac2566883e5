import type { CarvedRow } from './carve-rows.ts';
import { type Connection, queriesOf, type SqlRow, type SqlValue, textIn } from './database.ts';

interface Column {
  readonly name: string;
  readonly type: string;
  readonly isNullable: boolean;
  /** It is the row id, which lies beside the record. */
  readonly isRowId: boolean;
}

/**
 * Tells which table a row without one belongs to: that whose columns it fits, in number and types. No two of these tables
 * have the same.
 */
export class CarvedTables {
  readonly #tables: readonly { readonly table: string; readonly columns: readonly Column[] }[];

  /** @param connection a database of the same tables */
  constructor(connection: Connection, tables: readonly string[]) {
    const queries = queriesOf(connection);
    this.#tables = tables.map((table) => {
      const rows = queries(
        `SELECT name, type, "notnull" AS strict, pk FROM pragma_table_info('${table}')`,
      ).all();
      const keys = rows.filter(({ pk }) => pk !== 0).length;
      return { table, columns: rows.map((row) => columnOf(row, keys)) };
    });
  }

  /** null: it is a row of no table, or no row. */
  placeOf({ rowId, values }: CarvedRow): { readonly table: string; readonly row: SqlRow } | null {
    for (const { table, columns } of this.#tables) {
      if (columns.length !== values.length) continue;
      if (!columns.every((column, index) => fits(column, values[index] ?? null))) continue;
      const entries = columns.map(
        ({ name, isRowId }, index) => [name, isRowId ? rowId : (values[index] ?? null)] as const,
      );
      return { table, row: Object.fromEntries(entries) };
    }
    return null;
  }
}

function columnOf(row: SqlRow, keys: number): Column {
  const type = textIn(row, 'type');
  const isRowId = keys === 1 && row.pk === 1 && type === 'INTEGER';
  return { name: textIn(row, 'name'), type, isRowId, isNullable: row.strict === 0 };
}

function fits({ type, isNullable, isRowId }: Column, value: SqlValue): boolean {
  if (isRowId) return value === null;
  if (value === null) return isNullable;
  if (type === 'TEXT') return typeof value === 'string';
  if (type === 'BLOB') return value instanceof Uint8Array;
  return typeof value === 'number' && (type === 'REAL' || Number.isInteger(value));
}
