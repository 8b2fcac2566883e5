import { expect, test } from 'vitest';
import type { ServiceRow } from '../../../../src/contract/services.ts';
import { addressChoice, withAims } from '../../../../src/renderer/shell/Targets.tsx';

const row = (service: string, ...urls: string[]): ServiceRow => ({
  id: service,
  service,
  builtIn: false,
  used: true,
  addresses: urls.map((url, at) => ({ label: `at ${at}`, url })),
  url: urls[0] ?? '',
  healthPath: null,
  health: 'up',
  latencyMs: 1,
  message: '',
  checkedAt: null,
});
const own = [
  row('one', 'http://a'),
  row('two', 'http://a', 'http://b'),
  row('three', 'http://a', 'http://c'),
];
const urlsOf = (service: string, url: string) =>
  addressChoice({ service, url }, own).map(([address]) => address);

test('a target is offered the addresses of the service of its name, else of one that has its address', () => {
  expect(urlsOf('three', 'http://a')).toEqual(['http://a', 'http://c']);
  expect(urlsOf('target', 'http://a')).toEqual(['http://a', 'http://b']);
  expect(urlsOf('one', 'http://a')).toEqual(['http://a']);
  // Of the name, but the plan sends it elsewhere.
  expect(urlsOf('two', 'http://elsewhere')).toEqual([]);
});

test('an address taken for this run goes beside what was asked for, and over it', () => {
  const asked = { users: 5, targets: { shop: 'http://a', pay: 'http://p' } };
  expect(withAims(asked, new Map())).toBe(asked);
  expect(withAims(asked, new Map([['shop', 'http://b']]))).toEqual({
    users: 5,
    targets: { shop: 'http://b', pay: 'http://p' },
  });
  expect(Object.keys(withAims({}, new Map([['constructor', 'http://b']])).targets ?? {})).toEqual([
    'constructor',
  ]);
});
