export type SortValue = number | string | null;
export type Sort = { readonly key: string; readonly direction: 'up' | 'down' } | null;

/** Rows in order of a value; rows without one stay last in both directions, and equal rows keep their order. */
export function sortRows<Row>(
  rows: readonly Row[],
  valueIn: (row: Row) => SortValue,
  direction: 'up' | 'down',
): Row[] {
  const sign = direction === 'up' ? 1 : -1;
  return rows
    .map((row) => ({ row, value: valueIn(row) }))
    .sort((a, b) => {
      if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
      return sign * compare(a.value, b.value);
    })
    .map(({ row }) => row);
}

function compare(a: number | string, b: number | string): number {
  // No subtraction: infinities are compared, too.
  if (typeof a === 'number' && typeof b === 'number') return Number(a > b) - Number(a < b);
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

/** A header pressed: largest first, then smallest first, then as it came. */
export function nextSort(sort: Sort, key: string): Sort {
  if (sort?.key !== key) return { key, direction: 'down' };
  return sort.direction === 'down' ? { key, direction: 'up' } : null;
}
