import { describe, expect, it } from 'vitest';
import { compareCapacity } from '../../../../../src/main/services/compare/compare-capacity.ts';
import { madeCapacity } from '../../../../support/made-capacity.ts';

const found = (value: number, low: number, high: number) =>
  madeCapacity('found', { highest: { value, low, high } });

describe('two searches side by side', () => {
  it.each([
    [
      'apart',
      found(588, 567, 610),
      found(700, 680, 720),
      'A carries 588 req/s (567–610), B 700 req/s (680–720): 19% more. The intervals do not overlap.',
      false,
    ],
    [
      'close together',
      found(600, 570, 630),
      found(588, 567, 610),
      'A carries 600 req/s (570–630), B 588 req/s (567–610): 2% less. The intervals overlap, so no difference is shown.',
      true,
    ],
    [
      'one that could have gone on',
      found(588, 567, 610),
      madeCapacity('capped'),
      'A carries 588 req/s (567–610), B 400 req/s or more. The intervals overlap, so no difference is shown.',
      true,
    ],
    [
      'one that could have gone on beyond the other',
      madeCapacity('limited', { highest: { value: 900, low: 900, high: 900 } }),
      found(588, 567, 610),
      'A carries 900 req/s or more (limit of this machine), B 588 req/s (567–610). The intervals do not overlap.',
      false,
    ],
    [
      'one without an answer',
      madeCapacity('none'),
      found(588, 567, 610),
      'A carries nothing that is known (missed at the lowest load), B 588 req/s (567–610).',
      null,
    ],
  ])('%s', (_, a, b, sentence, overlap) => {
    expect(compareCapacity(a, b)).toMatchObject({ sentence, overlap });
  });

  it('say first that they asked for different things, and are then not held against each other', () => {
    const other = madeCapacity('found', { objectives: ['p95<50ms'], by: 'users', unit: 'users' });
    expect(compareCapacity(madeCapacity(), other)).toMatchObject({
      sentence:
        'The objectives differ (A: errors<1%, p95<20ms; B: p95<50ms), and A counts req/s and B users: the two loads answer different questions. A carries 588 req/s (567–610), B 588 users (567–610).',
      changePercent: null,
      overlap: null,
    });
    // Arrivals of several requests are no more or less than requests.
    const arrivals = madeCapacity('found', { unit: 'arrivals/s', requestsPerArrival: 3 });
    expect(compareCapacity(madeCapacity(), arrivals)).toMatchObject({
      sentence:
        'A counts req/s and B arrivals/s: the two loads answer different questions. A carries 588 req/s (567–610), B 588 arrivals/s (567–610).',
      overlap: null,
    });
    // Of more requests an arrival is more.
    const each = (requestsPerArrival: number | null) =>
      madeCapacity('found', { unit: 'arrivals/s', requestsPerArrival });
    expect(compareCapacity(each(2), each(5))).toMatchObject({
      sentence:
        'An arrival is 2 requests in A and 5 requests in B: the two loads answer different questions. A carries 588 arrivals/s (567–610), B 588 arrivals/s (567–610).',
      changePercent: null,
      overlap: null,
    });
    expect([
      compareCapacity(each(2), each(2))?.overlap,
      compareCapacity(each(2), each(null))?.overlap,
    ]).toEqual([true, null]);
    // In another order they are the same.
    expect(
      compareCapacity(madeCapacity(), madeCapacity('found', { objectives: ['errors<1%', 'p95<20ms'] }))
        ?.overlap,
    ).toBe(true);
  });

  it('are not there where one run searched for nothing', () => {
    expect(compareCapacity(madeCapacity(), undefined)).toBeNull();
    expect(compareCapacity(madeCapacity(), madeCapacity('recovered'))).toBeNull();
  });
});
