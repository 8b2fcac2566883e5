/** The keys of a table of ours, which has no others: never of a map of foreign names. */
export function keysOf<Table extends object>(table: Table): readonly (keyof Table & string)[] {
  return Object.keys(table) as (keyof Table & string)[];
}

/** The entries of a table of ours, which has no others. */
export function entriesOf<Key extends string, Value>(
  table: Readonly<Record<Key, Value>>,
): readonly (readonly [Key, Value])[] {
  return Object.entries(table) as [Key, Value][];
}
