import { describe, expect, it } from 'vitest';
import { filtersOf, filtersOfText, isTopic, TOPICS } from '../../../../src/workers/sample-services/topics.ts';

describe('topics', () => {
  it('are those of the real streaming service, and the five of the old scripts', () => {
    expect(TOPICS).toEqual([
      'served.market.latest_prices.v1',
      'pricing.curve.updates.v1',
      'market.data.updates.v1',
      'pricing.updates',
      'curve.changes',
      'instruments.new',
      'alerts.system',
      'alerts.user',
    ]);
    expect(['pricing.updates', 'pricing', 'toString', 7, null].map(isTopic)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe('filters', () => {
  it.each([
    [undefined, {}],
    [null, {}],
    [{}, {}],
    [{ commodity: 'oil' }, { commodity: 'oil' }],
    [
      { region: 'north_sea', commodity: 'gas' },
      { commodity: 'gas', region: 'north_sea' },
    ],
  ])('%j is understood', (given, filters) => {
    expect(filtersOf(given)).toEqual({ filters });
  });

  it('have one spelling whatever the order they came in', () => {
    const one = filtersOf({ commodity: 'gas', region: 'north_sea' });
    const other = filtersOf({ region: 'north_sea', commodity: 'gas' });
    expect(JSON.stringify(one)).toBe(JSON.stringify(other));
  });

  it.each([
    ['oil', 'filters is an object such as {"commodity":"oil"}'],
    [[], 'filters is an object such as {"commodity":"oil"}'],
    [{ commodity: 'power' }, 'commodity is one of oil, gas'],
    [{ region: 1 }, 'region is one of north_sea, gulf_of_mexico'],
    [{ colour: 'red' }, 'a filter is one of commodity, region, instrument_type'],
  ])('%j is refused', (given, problem) => {
    expect(filtersOf(given)).toEqual({ problem });
  });

  it.each([
    ['', {}],
    ['{"commodity":"oil"}', { commodity: 'oil' }],
    ['commodity:oil', { commodity: 'oil' }],
    ['region=north_sea,commodity=gas', { commodity: 'gas', region: 'north_sea' }],
  ])('the query text %j is understood', (text, filters) => {
    expect(filtersOfText(text)).toEqual({ filters });
  });

  it.each(['{', '{"commodity"', 'commodity', 'commodity:', 'a b', 'colour:red', '{"commodity":"power"}'])(
    'the query text %j is refused',
    (text) => {
      expect(filtersOfText(text)).toHaveProperty('problem');
    },
  );
});
