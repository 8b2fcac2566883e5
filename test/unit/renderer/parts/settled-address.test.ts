import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { settleAddress } from '../../../../src/renderer/parts/settled-address.ts';

const replaced = vi.fn();
const place = { href: 'http://localhost/#/runs/one/grades' };

beforeEach(() => {
  vi.useFakeTimers();
  place.href = 'http://localhost/#/runs/one/grades';
  replaced.mockClear();
  vi.stubGlobal('location', place);
  vi.stubGlobal('history', { state: null, replaceState: replaced });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('an address is said once it has settled', () => {
  settleAddress('#/runs/one/grades?a=1')();
  settleAddress('#/runs/one/grades?a=2');
  expect(replaced).not.toHaveBeenCalled();
  vi.runAllTimers();
  expect(replaced.mock.calls).toEqual([[null, '', '#/runs/one/grades?a=2']]);
});

test('who goes elsewhere before it has settled stays there', () => {
  settleAddress('#/runs/one/grades?a=1');
  place.href = 'http://localhost/#/runs/two/summary';
  vi.runAllTimers();
  expect(replaced).not.toHaveBeenCalled();
});
