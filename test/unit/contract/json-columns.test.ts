import { expect, test } from 'vitest';
import { fromColumns, type JsonColumns, toColumns } from '../../../src/contract/json-columns.ts';

/** As a file would have them. */
function throughJson(columns: JsonColumns): JsonColumns {
  return JSON.parse(JSON.stringify(columns));
}

test('values come back from columns, with the keys that only some rows have, whatever they are called', () => {
  const foreign = JSON.parse('{ "__proto__": 1, "</script>": { "a": null } }');
  const rows = [
    { n: 1, text: 'a', endpoints: [{ ok: 1 }, { ok: 2 }], codes: foreign, late: { from: 1 } },
    { n: 2, text: 'b', endpoints: [{ ok: 3 }, { ok: 4 }], codes: {} },
    { n: 3.25, text: null, endpoints: [{ ok: 5 }, { ok: 6, more: [] }], codes: { 'http.5xx': 7 } },
  ];
  const columns = toColumns(rows);
  expect(columns[0]).toBe('rows');
  const read = fromColumns(throughJson(columns));
  expect(read).toEqual(rows);
  expect(Object.keys(Object(read[0]).codes)).toContain('__proto__');
});

test('what is not alike stays as it is', () => {
  const mixed = [[1], [1, 2], { a: 1 }, 'text', null];
  expect(fromColumns(throughJson(toColumns(mixed)))).toEqual(mixed);
  expect(fromColumns(throughJson(toColumns([])))).toEqual([]);
  const many = Array.from({ length: 70 }, (_, n) => ({ [`key ${n}`]: n }));
  expect(fromColumns(throughJson(toColumns(many)))).toEqual(many);
});
