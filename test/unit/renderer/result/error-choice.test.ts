import { expect, test } from 'vitest';
import type { ErrorRow } from '../../../../src/contract/summary.ts';
import { choicesOf, EVERY_ERROR, keptBy } from '../../../../src/renderer/result/errors/ErrorFilter.tsx';

function row(code: string, service: string, category: ErrorRow['category']): ErrorRow {
  const when = { count: 1, firstAt: 0, lastAt: 0 };
  return {
    code,
    side: 'target',
    service,
    endpoint: 'e',
    ...when,
    message: '',
    hint: '',
    example: '',
    category,
    sample: null,
  };
}

const rows = [
  row('http.5xx', 'gateway', 'http'),
  row('http.4xx', 'gateway', 'http'),
  row('http.5xx', 'auth', 'http'),
  row('timeout.total', 'auth', 'timeout'),
];
const shown = (choice: Partial<typeof EVERY_ERROR>) =>
  rows
    .filter((one) => keptBy({ ...EVERY_ERROR, ...choice }, one))
    .map(({ code, service }) => `${service} ${code}`);

test('errors are filtered by category, service and code, and by all of them together', () => {
  expect(shown({})).toHaveLength(4);
  expect(shown({ category: 'timeout' })).toEqual(['auth timeout.total']);
  expect(shown({ service: 'auth' })).toEqual(['auth http.5xx', 'auth timeout.total']);
  expect(shown({ code: 'http.5xx' })).toEqual(['gateway http.5xx', 'auth http.5xx']);
  expect(shown({ category: 'http', service: 'auth', code: 'http.4xx' })).toEqual([]);
});

test('what can be chosen is what there is, once each', () => {
  expect(choicesOf(rows, 'service')).toEqual(['gateway', 'auth']);
  expect(choicesOf(rows, 'code')).toEqual(['http.5xx', 'http.4xx', 'timeout.total']);
});
