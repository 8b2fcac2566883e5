import { describe, expect, it } from 'vitest';
import { capacityOf, searchedServer, searchedSockets } from '../support/capacity-servers/capped-searches.ts';
import type { EngineSearched } from '../support/capacity-servers/engine-search.ts';

/**
 * Caps of a run near the capacity of its target, by the product's own engine on a virtual clock: one just below is what the answer
 * names, and never a capacity. That one just above leaves the capacity to be found takes longer: `npm run bench capacity-caps`.
 */
function limited({ capacity, stored }: EngineSearched, cap: string, below: number): void {
  expect(capacity.outcome).toBe('capped');
  expect(capacity.sentence).toContain(`${cap}, a limit of this run`);
  expect(capacity.highest?.value).toBeLessThanOrEqual(below);
  // Nothing that waited at home is told as a failing of the target.
  expect(capacity.firstFailing).toBeNull();
  expect(capacity.steps.filter(({ verdict }) => verdict === 'missed')).toEqual([]);
  expect(stored.capacity).toEqual(capacity);
}

describe('a search by rate of a target that carries 588 a second', () => {
  it('finds it below a rate cap of 780', async () => {
    const { capacity } = await searchedServer('I', { maxRate: 780 });
    expect(capacity.outcome).toBe('found');
    expect(Math.abs((capacity.highest?.value ?? 0) / capacityOf('I') - 1)).toBeLessThan(0.08);
  });

  it('names a rate cap of 560', async () => {
    limited(await searchedServer('I', { maxRate: 560 }), 'limits.maxRate (560 per second)', 493);
  });

  it('names a cap of 5 connections, with which nothing is late but at home', async () => {
    limited(await searchedServer('I', { maxConnections: 5 }), 'limits.maxConnections (5)', 588);
  });
});

describe('a search by users', () => {
  it('names a cap of connections below what the target carries', async () => {
    const most = capacityOf('closed M/M/8') - 3;
    const searched = await searchedServer('closed M/M/8', { maxConnections: most });
    limited(searched, `limits.maxConnections (${most})`, most);
  });

  it('names a rate cap that they come to first', async () => {
    // One user sends 200 a second.
    limited(await searchedServer('closed M/M/8', { maxRate: 900 }), 'limits.maxRate (900 per second)', 4);
  });
});

describe('a search by connections of a target that carries 60', () => {
  it('names a cap of 50', async () => {
    limited(await searchedSockets({ maxConnections: 50 }), 'limits.maxConnections (50)', 50);
  });

  it('names a rate cap that their messages come to first', async () => {
    limited(await searchedSockets({ maxRate: 55 }), 'limits.maxRate (55 per second)', 55);
  });
});
