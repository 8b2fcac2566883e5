import { describe, expect, it } from 'vitest';
import type { PlaceFigures } from '../../../../../../src/contract/run-figures.ts';
import { runFigure } from '../../../../../../src/main/services/compare/history/run-figure.ts';
import type { TrendRow } from '../../../../../../src/main/storage/run-history.ts';
import { madePlace } from '../../../../../support/made-figures.ts';
import { madeRow, ORDERS, SEARCH } from './made-rows.ts';

const place = (change: Partial<PlaceFigures>) => ({ figures: madePlace(ORDERS, 100, change) });
const rates = (change: Partial<PlaceFigures['rates']>) =>
  place({ rates: { ...madePlace(ORDERS, 100).rates, ...change } });

describe('a figure of a run', () => {
  it('is what its document has, percentiles with their own interval', () => {
    const row = madeRow(0, 100);
    expect(runFigure(row, 'p95', null)).toEqual({
      value: 100,
      interval: { kind: 'sampling', low: 97, high: 103 },
      leftOut: '',
    });
    expect(runFigure(row, 'mean', null)).toEqual({ value: 50, interval: null, leftOut: '' });
    expect(runFigure(row, 'throughput', null)).toEqual({ value: 99, interval: null, leftOut: '' });
  });

  it('has the interval of Wilson where it is an error rate', () => {
    const { value, interval, leftOut } = runFigure(
      madeRow(0, 100, rates({ ok: 90, failed: 10, errorRatePercent: 10 })),
      'errorRate',
      null,
    );
    // Brown, Cai, DasGupta (2001): 10 of 100 at 95%.
    expect([value, interval?.low?.toFixed(2), interval?.high?.toFixed(2), leftOut]).toEqual([
      10,
      '5.52',
      '17.44',
      '',
    ]);
  });

  it.each([
    [{ ok: 100, failed: 0, errorRatePercent: 0 }, 0, '3.70'],
    [{ ok: 0, failed: 100, errorRatePercent: 100 }, 96.3, '100.00'],
  ])('ends at nothing and at all: %j', (change, low, high) => {
    const { interval } = runFigure(madeRow(0, 100, rates(change)), 'errorRate', null);
    expect([interval?.low, interval?.high?.toFixed(2)]).toEqual([expect.closeTo(low, 1), high]);
  });

  it.each<[string, Partial<TrendRow>]>([
    ['stopped early', { state: 'stopped' }],
    ['failed', { state: 'failed' }],
    ['interrupted', { state: 'interrupted' }],
    ['still running', { state: 'running' }],
    ['not trustworthy', { trust: 'untrustworthy' }],
    ['a search of capacity, all its loads together', { capacity: SEARCH }],
    ['the other side of its series', { series: { id: 's', name: '', side: 'B', leftOut: '' } }],
    [
      'left out of its series',
      { series: { id: 's', name: '', side: '', leftOut: 'left out of its series' } },
    ],
  ])('is shown and not judged: %s', (why, change) => {
    expect(runFigure(madeRow(0, 100, change), 'p95', null)).toMatchObject({ value: 100, leftOut: why });
  });

  it('is judged where the run is degraded, and where nobody judged it', () => {
    for (const trust of ['degraded', 'not judged'] as const)
      expect(runFigure(madeRow(0, 100, { trust }), 'p95', null).leftOut).toBe('');
  });

  it('is an estimate with fewer than ten requests beyond it', () => {
    const { percentiles } = madePlace(ORDERS, 100);
    const beyond = (count: number) =>
      place({ percentiles: { ...percentiles, p99: { ...percentiles.p99, beyond: count } } });
    const leftOut = (count: number) => runFigure(madeRow(0, 100, beyond(count)), 'p99', null).leftOut;
    expect([leftOut(9), leftOut(10)]).toEqual(['fewer than 10 requests beyond it', '']);
  });

  it('is the plan’s where it reached 99% of what that could have asked for', () => {
    const leftOut = (throughputPerSecond: number) =>
      runFigure(madeRow(0, 100, rates({ throughputPerSecond, offeredPerSecond: 100 })), 'throughput', null)
        .leftOut;
    expect([leftOut(98.9), leftOut(99)]).toEqual(['', 'as much as the plan asked for']);
  });

  it.each<[string, Partial<TrendRow>]>([
    ['it was not measured', { figures: null }],
    ['there was no request', place({ count: 0 })],
  ])('is none where %s', (_why, change) => {
    const none = { value: null, interval: null, leftOut: 'not measured in this run' };
    expect(runFigure(madeRow(0, 100, change), 'p95', null)).toEqual(none);
    expect(runFigure(madeRow(0, 100, change), 'mean', null)).toEqual(none);
  });

  it('is none where nothing that counts has finished', () => {
    const row = madeRow(0, 100, rates({ ok: 0, failed: 0, errorRatePercent: null }));
    expect(runFigure(row, 'errorRate', null).value).toBe(null);
  });
});

describe('a capacity in a trend', () => {
  it.each<[string, Partial<TrendRow>, object]>([
    ['found', {}, { value: 500, interval: { kind: 'search', low: 480, high: 520 }, leftOut: '' }],
    ['of a search that was stopped', { state: 'stopped' }, { leftOut: '' }],
    [
      'of objectives in another order',
      { capacity: { ...SEARCH, objectives: ['errors < 1%', 'p95 < 200 ms'] } },
      { leftOut: '' },
    ],
    [
      'of other objectives',
      { capacity: { ...SEARCH, objectives: ['p95 < 100 ms'] } },
      { value: 500, leftOut: 'another question: objectives or unit differ' },
    ],
    [
      'of another unit',
      { capacity: { ...SEARCH, unit: 'users', requestsPerArrival: null } },
      { leftOut: 'another question: objectives or unit differ' },
    ],
    [
      'that may be more',
      { capacity: { ...SEARCH, outcome: 'capped' } },
      { value: 500, interval: { kind: 'search', low: 480, high: null }, leftOut: 'at least this much' },
    ],
    [
      'that did not hold',
      { capacity: { ...SEARCH, outcome: 'contradicted' } },
      { leftOut: 'no answer that holds' },
    ],
    [
      'not known',
      { capacity: { ...SEARCH, value: null } },
      { value: null, leftOut: 'not measured in this run' },
    ],
    ['that nobody searched for', { capacity: null }, { value: null }],
    ['being searched for', { state: 'running' }, { leftOut: 'still running' }],
  ])('%s', (_what, change, expected) => {
    expect(runFigure(madeRow(0, 100, { capacity: SEARCH, ...change }), 'capacity', SEARCH)).toMatchObject(
      expected,
    );
  });
});
