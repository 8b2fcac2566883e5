import { describe, expect, it } from 'vitest';
import { compileJsonPath } from '../../../../../src/workers/engine/values/json-path.ts';

/** The example document of RFC 6901, section 5. */
const RFC = {
  foo: ['bar', 'baz'],
  '': 0,
  'a/b': 1,
  'c%d': 2,
  'e^f': 3,
  'g|h': 4,
  'i\\j': 5,
  'k"l': 6,
  ' ': 7,
  'm~n': 8,
};
const read = (path: string, document: unknown) => {
  const reader = compileJsonPath(path);
  return reader.ok ? reader.value(document) : reader.failure.message;
};

describe('compileJsonPath', () => {
  it.each([
    ['', RFC],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
    ['/foo/01', undefined],
    ['/foo/-', undefined],
    ['/foo/length', undefined],
    ['/nope/deeper', undefined],
    ['/constructor', undefined],
    ['/__proto__/toString', undefined],
  ])('reads pointer %j', (path, value) => {
    expect(read(path, RFC)).toEqual(value);
  });

  const SHOP = { items: [{ sku: 1 }, { id: 'x', 'a b': 2 }, null], 'odd name': { deep: true } };
  it.each([
    ['$', SHOP],
    ['$.items[0].sku', 1],
    ['$.items[-1]', null],
    ['$.items[1]["a b"]', 2],
    ["$['odd name'].deep", true],
    ['$.items[*].id', 'x'],
    ['$.items.*.id', 'x'],
    ['$.items.sku', undefined],
    ['$.items[9]', undefined],
    ['$.toString', undefined],
  ])('reads path %j', (path, value) => {
    expect(read(path, SHOP)).toEqual(value);
  });

  it.each([
    ['instruments', '"instruments" is not a JSON pointer; write "/instruments"'],
    ['/a~2', '"/a~2" has a ~ that is neither ~0 nor ~1'],
    ['$..id', '"$..id" is JSONPath with more than names, numbers and [*]'],
    ['$[?(@.x)]', '"$[?(@.x)]" is JSONPath with more than names, numbers and [*]'],
    ['$items', '"$items" is JSONPath with more than names, numbers and [*]'],
  ])('refuses %j', (path, message) => {
    expect(read(path, {})).toBe(message);
  });
});
