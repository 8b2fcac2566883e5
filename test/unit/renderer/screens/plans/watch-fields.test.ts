import { expect, test } from 'vitest';
import type { RecognisedTarget } from '../../../../../src/contract/recognised-target.ts';
import {
  watchOffers,
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

test('offers what listens where a service is, once, and not where that one is watched', () => {
  const at = (port: number) => `http://localhost:${port}`;
  const listening = (urls: string[], pid: number): RecognisedTarget => ({
    ...{ urls, process: { pid, name: 'node server.js', children: 0 }, sentence: '' },
    watch: { kind: 'port', port: Number(new URL(urls[0] ?? '').port) },
  });
  const recognised = [listening([at(1), at(2)], 7), listening([at(3)], 8), listening([at(4)], 9)];
  const services = { a: {}, b: {}, c: {}, d: {} };
  const targets = [1, 2, 3, 4].map((port, nth) => ({ service: 'abcd'[nth] ?? '', url: at(port) }));
  const offered = (watch: object, watches: { watch: string; source: string }[] = []) => {
    const offers = watchOffers(recognised, watchRows({ services, watch }), { targets, watches });
    return [...offers].map(([of, { name, source }]) => [of, name, source]);
  };
  expect(offered({ d: 'docker:d' })).toEqual([
    ['a', 'node server.js (pid 7)', 'port:1'],
    ['c', 'node server.js (pid 8)', 'port:3'],
  ]);
  expect(offered({ a: keys, c: ['pid:1'], other: 'pid:9' })).toEqual([]);
  // A service of the suite it uses has no row of its own.
  const borrowed = watchOffers(recognised, watchRows({ watch: { d: 'pid:1' } }), { targets });
  expect([...borrowed.keys()]).toEqual(['a', 'c']);
  // Set under Services.
  expect(offered({ a: keys, c: ['pid:1'] }, [{ watch: 'd', source: 'port:4' }])).toEqual([]);
});
