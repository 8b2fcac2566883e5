import { describe, expect, test } from 'vitest';
import {
  closedShareBeyond,
  erlangC,
  errorCapacity,
  latencyCapacity,
  scalabilityMs,
  shareBeyond,
} from '../../support/analytic-capacity.ts';

describe('the capacity of a queue', () => {
  test.each([
    ['B', { servers: 8, serviceMs: 5, room: 100 }, 20, 1_368.1],
    ['G', { servers: 64, serviceMs: 20, room: 200 }, 80, 3_174.9],
    ['I', { servers: 4, serviceMs: 5, room: 64 }, 20, 588.3],
    ['H', { servers: 1, serviceMs: 2, room: 50 }, 20, 350.2],
    ['D', { servers: 16, serviceMs: 100, room: 64 }, 400, 150.2],
  ])('%s: where 5%% take longer than the limit', (_, model, limitMs, capacity) => {
    expect(latencyCapacity(model, limitMs)).toBeCloseTo(capacity, 1);
  });

  test('J: where 1% find no room', () => {
    expect(errorCapacity({ servers: 8, serviceMs: 4, room: 32 }, 0.01)).toBeCloseTo(1_850, 1);
  });

  test('of M/M/1 is μ − ln 20 / T', () => {
    expect(latencyCapacity({ servers: 1, serviceMs: 2 }, 20)).toBeCloseTo(500 - Math.log(20) / 0.02, 6);
  });

  test('with much room is that without an end', () => {
    const model = { servers: 8, serviceMs: 5 };
    expect(shareBeyond({ ...model, room: 2_000 }, 1_368, 20)).toBeCloseTo(shareBeyond(model, 1_368, 20), 6);
  });
});

test("Erlang's C: two servers at a load of one make a third wait", () => {
  expect(erlangC(2, 1)).toBeCloseTo(1 / 3, 12);
});

test('closed users wait only where there are more than servers', () => {
  const model = { servers: 8, serviceMs: 5 };
  expect(closedShareBeyond(model, 8, 20)).toBeCloseTo(Math.exp(-4), 12);
  expect(closedShareBeyond(model, 9, 20)).toBeGreaterThan(Math.exp(-4));
  expect(closedShareBeyond(model, 60, 20)).toBeGreaterThan(0.9);
});

test('one user of the Universal Scalability Law has the time of one request', () => {
  expect(scalabilityMs({ lambda: 200, sigma: 0.02, kappa: 0.001 }, 1)).toBe(5);
});
