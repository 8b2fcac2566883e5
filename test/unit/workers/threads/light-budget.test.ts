import { expect, test } from 'vitest';
import {
  decodeLightRequests,
  encodeLightRequests,
  type LightRequest,
} from '../../../../src/contract/light-requests.ts';
import { LightBudget } from '../../../../src/workers/threads/light-budget.ts';

const request = (us: number): LightRequest => ({
  series: 7,
  thread: 1,
  startedUs: 2 ** 41 + us,
  phasesUs: [0, 1, 2, 3, 4, us, 5],
  status: 200,
  code: us % 2 === 0 ? null : 'http.5xx',
  address: us % 3 === 0 ? null : `10.0.0.${us % 5}`,
  connection: us,
  isNew: us % 2 === 0,
  uses: us,
  ageMs: us * 10,
  bytesIn: 100,
  bytesOut: 200,
  weight: 3,
});
const requests = Array.from({ length: 1_000 }, (_, us) => request(us));
const weightOf = (rows: readonly LightRequest[]) => rows.reduce((sum, { weight }) => sum + weight, 0);

test('a block gives back what was put in, alone and behind another', () => {
  const one = encodeLightRequests(1, requests);
  expect(decodeLightRequests(one)).toEqual(requests);
  const both = Uint8Array.from([...one, ...encodeLightRequests(2, requests.slice(0, 2))]);
  expect(decodeLightRequests(both).slice(-2)).toEqual(
    requests.slice(0, 2).map((row) => ({ ...row, thread: 2 })),
  );
  expect(() => decodeLightRequests(one.slice(0, -1))).toThrow('cut off');
  expect(() => decodeLightRequests(Uint8Array.from([9, 0, 0, 0, 0, 0]))).toThrow('unknown format');
});

test('beyond its bound a second keeps its slowest, and of the others every n-th for n', () => {
  const block = encodeLightRequests(1, requests);
  // 64 MiB over ten thousand seconds: 6,711 bytes each.
  const budget = new LightBudget(10_000);
  const kept = budget.take([block]) ?? new Uint8Array();
  expect(kept.byteLength).toBeLessThan(6_711);
  const rows = decodeLightRequests(kept);
  expect(rows.slice(0, 40).map(({ phasesUs }) => phasesUs[5])).toEqual(
    Array.from({ length: 40 }, (_, place) => 999 - place),
  );
  expect(Math.abs(weightOf(rows) - weightOf(requests))).toBeLessThan(rows.length);
  expect(budget.take([])).toBeNull();
});

test('however long a run is, all of it stays under its bound', () => {
  const block = encodeLightRequests(1, requests.slice(0, 200));
  const budget = new LightBudget(0);
  let bytes = 0;
  for (let second = 0; second < 8_000; second += 1) bytes += budget.take([block])?.byteLength ?? 0;
  expect(bytes).toBeLessThan(64 * 1_048_576);
});
