import { useRef } from 'react';

/** Names of rows, and a key for each that outlives another name. */
interface KeyedNames {
  readonly names: readonly string[];
  readonly keys: readonly string[];
  /** How many keys have been given. */
  readonly given: number;
}

export const NO_ROWS: KeyedNames = { names: [], keys: [], given: 0 };

/**
 * Keys for the names there are now. A row whose name alone changed, where it stands, is the same row: its fields stay,
 * and so does the cursor in them.
 */
export function keyNames(before: KeyedNames, names: readonly string[]): KeyedNames {
  const renamed = renamedAt(before.names, names);
  let { given } = before;
  const keys = names.map((name, at) => {
    const known = before.keys[at === renamed ? at : before.names.indexOf(name)];
    if (known !== undefined) return known;
    given += 1;
    return `row ${given}`;
  });
  return { names, keys, given };
}

/** Index of the one name that is another one now; null: none, or more than one. */
function renamedAt(before: readonly string[], now: readonly string[]): number | null {
  if (before.length !== now.length) return null;
  const other = now.flatMap((name, at) => (name === before[at] ? [] : [at]));
  return other.length === 1 ? (other[0] ?? null) : null;
}

/** A key for each row, in the order of the names: the row that gets another name keeps its own. */
export function useRowKeys(names: readonly string[]): readonly string[] {
  const rows = useRef<KeyedNames>(NO_ROWS);
  rows.current = keyNames(rows.current, names);
  return rows.current.keys;
}
