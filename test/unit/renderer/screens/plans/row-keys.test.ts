import { describe, expect, it } from 'vitest';
import { keyNames, NO_ROWS } from '../../../../../src/renderer/screens/plans/fields/row-keys.ts';

/** Keys after each of the lists of names, one after the other. */
const keysOf = (...lists: string[][]) => {
  let rows = NO_ROWS;
  return lists.map((names) => {
    rows = keyNames(rows, names);
    return rows.keys;
  });
};

describe('the key of a row', () => {
  it('outlives another name', () => {
    expect(keysOf(['a', 'b'], ['a', 'c'], ['d', 'c'])).toEqual([
      ['row 1', 'row 2'],
      ['row 1', 'row 2'],
      ['row 1', 'row 2'],
    ]);
  });

  it('stays with its name when rows come, go and change places', () => {
    expect(keysOf(['a', 'b'], ['a', 'b', 'c'], ['b', 'c'], ['c', 'b'], ['b'])).toEqual([
      ['row 1', 'row 2'],
      ['row 1', 'row 2', 'row 3'],
      ['row 2', 'row 3'],
      ['row 3', 'row 2'],
      ['row 2'],
    ]);
  });

  it('is given to one row only', () => {
    expect(keysOf(['a', 'b'], ['c', 'd'], ['a', 'b'])).toEqual([
      ['row 1', 'row 2'],
      ['row 3', 'row 4'],
      ['row 5', 'row 6'],
    ]);
  });
});
