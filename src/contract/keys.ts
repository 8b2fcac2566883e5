/** The keys of a table of ours, which has no others: never of a map of foreign names. */
export function keysOf<Table extends object>(table: Table): readonly (keyof Table & string)[] {
  return Object.keys(table) as (keyof Table & string)[];
}

/** A table with a value for each of these keys, and no others. */
export function tableOf<Key extends string, Value>(
  keys: readonly Key[],
  read: (key: Key, place: number) => Value,
): Record<Key, Value> {
  return Object.fromEntries(keys.map((key, place) => [key, read(key, place)])) as Record<Key, Value>;
}

/** The entries of a table of ours, which has no others. */
export function entriesOf<Key extends string, Value>(
  table: Readonly<Record<Key, Value>>,
): readonly (readonly [Key, Value])[] {
  return Object.entries(table) as [Key, Value][];
}

/** What a map holds under a key; made, and put there, where it holds nothing yet. */
export function heldOrMade<Key, Value>(map: Map<Key, Value>, key: Key, make: () => NoInfer<Value>): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** The first that is free of `base`, `base 2`, `base 3`, … @param between what stands before the number */
export function freeName(base: string, isFree: (name: string) => boolean, between = ' '): string {
  let name = base;
  for (let nth = 2; !isFree(name); nth += 1) name = `${base}${between}${nth}`;
  return name;
}

/** `bytesIn` as columns of SQL and CSV are called: `bytes_in`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
