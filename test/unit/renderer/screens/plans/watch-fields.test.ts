import { expect, test } from 'vitest';
import {
  watchPlace,
  watchReader,
  watchRows,
} from '../../../../../src/renderer/screens/plans/requests/watch-fields.ts';

const keys = { prometheus: 'http://db.test/metrics', headers: { authorization: 'Bearer {{ token }}' } };

test('lists the services of a plan, then what else it watches', () => {
  const data = {
    services: { gateway: { url: 'http://localhost:8000' }, auth: { url: 'http://localhost:8010' } },
    watch: { database: ['docker:db', 'port:5432'], gateway: 'port:8000', metrics: keys },
  };
  expect(watchRows(data)).toEqual([
    { name: 'gateway', isService: true, lines: ['port:8000'] },
    { name: 'auth', isService: true, lines: [] },
    { name: 'database', isService: false, lines: ['docker:db', 'port:5432'] },
    { name: 'metrics', isService: false, lines: null },
  ]);
  expect(watchRows({ watch: 'port:1' })).toEqual([]);
});

test('takes one source as a text, several as a list, and refuses what nobody can read', () => {
  expect(watchReader(' port:8000 ')).toEqual({ value: 'port:8000' });
  expect(watchReader('docker:db\n\nport:5432')).toEqual({ value: ['docker:db', 'port:5432'] });
  expect(watchReader('  ')).toEqual({ value: undefined });
  expect(watchReader('docker:db\nport:x')).toEqual({
    error: expect.stringMatching(/^"x" is not a port \(1 to 65535\)\. Write port:8000/),
  });
});

test('finds the block in the text', () => {
  expect(watchPlace('plimsoll: 1\nservices:\n  watch: {}\nwatch:\n  a: port:1\n')).toEqual({
    line: 4,
    column: 1,
  });
  expect(watchPlace('plimsoll: 1\n')).toBeNull();
});
