import { expect, test } from 'vitest';
import type { RecognisedTarget } from '../../../../src/contract/recognised-target.ts';
import {
  freeWatchName,
  leftOutNames,
  nameOf,
  serviceOf,
  switched,
  withChosen,
} from '../../../../src/renderer/shell/chosen-watches.ts';
import { offersOf, watchError, watchSourceText } from '../../../../src/renderer/words/watch-words.ts';

const server: RecognisedTarget = {
  urls: ['http://localhost:8000', 'http://localhost:8001'],
  process: { pid: 4711, name: 'node server.js', children: 3 },
  watch: { kind: 'port', port: 8000 },
  sentence: 'process 4711 (node server.js) and 3 children',
};
const foreign: RecognisedTarget = {
  urls: ['http://localhost:80'],
  process: null,
  watch: null,
  sentence: 'Port 80 belongs to another user; no permission.',
};

test('writes a source in a few words', () => {
  expect(watchSourceText('prometheus:http://127.0.0.1:9105/metrics#up,a{b="c"}')).toBe(
    '127.0.0.1:9105/metrics, 2 metrics',
  );
  expect(watchSourceText('prometheus:http://127.0.0.1:9105/metrics')).toBe('127.0.0.1:9105/metrics');
  expect(watchSourceText('prometheus:http://h:9090?query=sum(up)&name=busy')).toBe('h:9090, 1 query');
  expect(watchSourceText('port:8000')).toBe('port:8000');
});

test('offers each local process once, and none that is watched already', () => {
  const offer = { urls: server.urls, name: 'node server.js (pid 4711)', source: 'port:8000' };
  expect(offersOf([server, foreign])).toEqual([offer]);
  expect(offersOf([server], ['docker:db', 'port:8000'])).toEqual([]);
  expect(offersOf([server], ['pid:4711'])).toEqual([]);
  const container: RecognisedTarget = { ...foreign, watch: { kind: 'docker', container: 'shop-db' } };
  expect(offersOf([container])).toEqual([
    { urls: foreign.urls, name: 'container shop-db', source: 'docker:shop-db' },
  ]);
  const targets = [
    { service: 'auth', url: 'https://auth.test' },
    { service: 'streaming', url: 'http://localhost:8001' },
  ];
  expect([serviceOf(offer, targets), serviceOf(offer, targets.slice(0, 1))]).toEqual(['streaming', null]);
});

test('says what is wrong with a source as its reader does', () => {
  expect(watchError('docker:')).toMatch(/^"docker:" is not a source Plimsoll can watch\. Write port:8000/);
  expect([watchError(''), watchError(' docker:db ')]).toEqual([null, null]);
});

test('asks for what was chosen, under names that are free', () => {
  const chosen = [{ of: 'database', source: 'docker:db' }];
  expect(withChosen({ users: 3, watch: [{ of: 'a', source: 'pid:1' }] }, chosen)).toEqual({
    users: 3,
    watch: chosen,
  });
  expect(withChosen({ watch: chosen }, [])).toEqual({});
  expect(freeWatchName(['gateway', 'database', 'database 2'])).toBe('database 3');
});

test('leaves out a name with all that is watched under it, and takes it back', () => {
  const all = [
    { watch: 'database', source: 'port:5432' },
    { watch: 'database prometheus:h:9187', source: 'prometheus:http://h:9187/metrics#up' },
    { watch: 'database prometheus:h:9187/other', source: 'prometheus:http://h:9187/other' },
    { watch: 'database replica', source: 'port:5433' },
  ];
  expect(all.map((one) => nameOf(one, all))).toEqual([
    'database',
    'database',
    'database',
    'database replica',
  ]);
  const asked = [{ of: 'cache', source: 'pid:1' }];
  const without = switched(asked, { of: 'database', isOn: false });
  expect(without).toEqual([...asked, { of: 'database', source: 'none' }]);
  expect([leftOutNames(asked), leftOutNames(without)]).toEqual([[], ['database']]);
  expect(switched(without, { of: 'database', isOn: true })).toEqual(asked);
});
