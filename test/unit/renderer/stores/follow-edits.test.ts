import { expect, it } from 'vitest';
import type { PlanPlace, VisualEdit } from '../../../../src/contract/plan-editing.ts';
import { followEdits } from '../../../../src/renderer/stores/follow-edits.ts';

const insert = (...path: (string | number)[]): VisualEdit => ({ op: 'insert', path, value: 0 });
const remove = (...path: (string | number)[]): VisualEdit => ({ op: 'remove', path });
const rename = (to: string, ...path: (string | number)[]): VisualEdit => ({ op: 'rename', path, to });

it.each<[what: string, from: PlanPlace, edits: VisualEdit[], to: PlanPlace | null]>([
  ['an item moves up as one before it goes', ['a', 2, 'x'], [remove('a', 0)], ['a', 1, 'x']],
  ['an item moves down as one comes before it', ['a', 2], [insert('a', 2)], ['a', 3]],
  ['an item stays as others behind it come and go', ['a', 1], [insert('a', 2), remove('a', 3)], ['a', 1]],
  ['an item that was taken away is gone, and what is in it', ['a', 1, 'x'], [remove('a', 1)], null],
  [
    'an item that is gone is no other one that takes its place',
    ['a', 1],
    [remove('a', 1), insert('a', 1)],
    null,
  ],
  ['edits of other lists move nothing', ['a', 2], [remove('b', 0), insert('a', 0, 0)], ['a', 2]],
  [
    'a list in an item that moves is followed',
    ['a', 1, 'b', 1],
    [remove('a', 0), remove('a', 0, 'b', 0)],
    ['a', 0, 'b', 0],
  ],
  [
    'a new name is followed, and the next',
    ['v', 'x', 'y'],
    [rename('z', 'v', 'x'), rename('q', 'v', 'z')],
    ['v', 'q', 'y'],
  ],
  ['another name of another thing is none of its business', ['v', 'x'], [rename('z', 'v', 'y')], ['v', 'x']],
  ['a block taken away can be made anew', ['v', 'x'], [remove('v')], ['v', 'x']],
  ['a value that is set stays where it is', ['a', 1], [{ op: 'set', path: ['a', 0], value: 1 }], ['a', 1]],
  ['an edit of the whole moves nothing', ['a'], [{ op: 'set', path: [], value: {} }], ['a']],
])('%s', (_, from, edits, to) => expect(followEdits(from, edits)).toEqual(to));
