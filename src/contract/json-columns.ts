/**
 * Values of JSON that are alike, column by column instead of row by row: names are written once, and what is alike stands one
 * after the other, which deflates to three fifths.
 * | kind     | holds                                                                                            |
 * |----------|--------------------------------------------------------------------------------------------------|
 * | `values` | as they are                                                                                      |
 * | `rows`   | objects: of each key the numbers of the rows that have it (null: all do), and a column of them   |
 * | `lists`  | lists of the same length: a column of each place                                                 |
 */
export type JsonColumns =
  | readonly ['values', readonly unknown[]]
  | readonly [
      'rows',
      number,
      readonly (readonly [key: string, rows: readonly number[] | null, of: JsonColumns])[],
    ]
  | readonly ['lists', number, readonly JsonColumns[]];

/** Of objects with more different keys than this, no columns are made. */
const MAX_KEYS = 64;

/** @param values as JSON has them: nothing is undefined */
export function toColumns(values: readonly unknown[]): JsonColumns {
  if (values.length < 2) return ['values', values];
  if (values.every(Array.isArray)) return columnsOfLists(values) ?? ['values', values];
  if (values.every(isObject)) return columnsOfRows(values) ?? ['values', values];
  return ['values', values];
}

function columnsOfLists(lists: readonly (readonly unknown[])[]): JsonColumns | null {
  const [{ length } = []] = lists;
  if (length === 0 || lists.some((list) => list.length !== length)) return null;
  const columns = Array.from({ length }, (_, place) => toColumns(lists.map((list) => list[place])));
  return ['lists', lists.length, columns];
}

function columnsOfRows(rows: readonly Readonly<Record<string, unknown>>[]): JsonColumns | null {
  const found = new Map<string, { readonly rows: number[]; readonly values: unknown[] }>();
  for (const [number, row] of rows.entries()) {
    for (const [key, value] of Object.entries(row)) {
      const column = found.get(key) ?? { rows: [], values: [] };
      column.rows.push(number);
      column.values.push(value);
      found.set(key, column);
    }
    if (found.size > MAX_KEYS) return null;
  }
  const columns = [...found].map(
    ([key, column]) =>
      [key, column.rows.length === rows.length ? null : column.rows, toColumns(column.values)] as const,
  );
  return ['rows', rows.length, columns];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The values again; of an object, keys may come in another order. */
export function fromColumns(columns: JsonColumns): unknown[] {
  switch (columns[0]) {
    case 'values':
      return [...columns[1]];
    case 'lists': {
      const [, length, places] = columns;
      const read = places.map(fromColumns);
      return Array.from({ length }, (_, number) => read.map((place) => place[number]));
    }
    case 'rows': {
      const [, length, keys] = columns;
      const entries: [key: string, value: unknown][][] = Array.from({ length }, () => []);
      for (const [key, rows, of] of keys) {
        for (const [nth, value] of fromColumns(of).entries()) entries[rows?.[nth] ?? nth]?.push([key, value]);
      }
      // Keys may be foreign names: made so, `__proto__` is one like any other.
      return entries.map((own) => Object.fromEntries(own));
    }
  }
}
