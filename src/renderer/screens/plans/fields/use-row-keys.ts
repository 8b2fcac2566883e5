import { useRef } from 'react';
import { type KeyedNames, keyNames, NO_ROWS } from './row-keys.ts';

/** A key for each row, in the order of the names: the row that gets another name keeps its own. */
export function useRowKeys(names: readonly string[]): readonly string[] {
  const rows = useRef<KeyedNames>(NO_ROWS);
  rows.current = keyNames(rows.current, names);
  return rows.current.keys;
}
