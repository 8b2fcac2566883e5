import { describe, expect, it } from 'vitest';
import { trendOf } from '../../../../../../src/main/services/compare/history/trend.ts';
import type { TrendRow } from '../../../../../../src/main/storage/run-history.ts';
import { madePlace } from '../../../../../support/made-figures.ts';
import { FIRST_AT, madeRow, ORDERS, SEARCH } from './made-rows.ts';

type Parts = Parameters<typeof trendOf>[0];

function trend(rows: readonly TrendRow[], change: Partial<Parts> = {}) {
  return trendOf({
    ...ORDERS,
    figure: 'p95',
    rows,
    thresholds: [],
    baselines: [],
    findings: [],
    unread: 0,
    timeZone: 'UTC',
    ...change,
  });
}

/** So many runs at a level, 1% off it to either side. */
const level = (of: number, count: number, from = 0) =>
  Array.from({ length: count }, (_, nth) => madeRow(from + nth, of * (1 + 0.01 * ((nth % 3) - 1))));
const RISEN = [...level(100, 12), ...level(114, 12, 12)];

describe('a trend', () => {
  it('has a point for each run, in order of time', () => {
    const { points, unit, better, judged, unread } = trend([madeRow(0, 100), madeRow(1, 120)], { unread: 3 });
    expect(
      points.map(({ session, runs, name, startedAt, value }) => [session, runs, name, startedAt, value]),
    ).toEqual([
      ['r0', ['r0'], 'Nightly 0', FIRST_AT, 100],
      ['r1', ['r1'], 'Nightly 1', FIRST_AT + 86_400_000, 120],
    ]);
    expect([unit, better, judged, unread]).toEqual(['ms', 'lower', 2, 3]);
  });

  it('has one point for a series: the median of the runs that count, between the lowest and the highest', () => {
    const series = { id: 's', name: 'Five runs', side: '', leftOut: '' };
    const rows = [100, 140, 110].map((p95, nth) => madeRow(nth, p95, { series }));
    const warm = madeRow(4, 900, { series: { ...series, leftOut: 'a warm-up run of its series' } });
    const { points } = trend([warm, ...rows]);
    expect(points).toEqual([
      {
        session: 's',
        runs: ['r0', 'r1', 'r2'],
        name: 'Five runs',
        startedAt: FIRST_AT,
        value: 110,
        interval: { kind: 'runs', low: 100, high: 140 },
        leftOut: '',
        changed: [],
      },
    ]);
  });

  it('shows the other side of a series by itself, and does not judge it', () => {
    const of = (side: string) => ({ series: { id: 's', name: 'Two', side, leftOut: '' } });
    const { points, judged } = trend([
      madeRow(0, 100, of('A')),
      madeRow(1, 200, of('B')),
      madeRow(2, 110, of('A')),
    ]);
    expect(points.map(({ session, runs, leftOut }) => [session, runs, leftOut])).toEqual([
      ['s A', ['r0', 'r2'], ''],
      ['s B', ['r1'], 'the other side of its series'],
    ]);
    expect(judged).toBe(1);
  });

  it('marks where its level changed, by the places of all its points', () => {
    const stopped = madeRow(0, 500, { state: 'stopped', runId: 'stopped' });
    const { changes, levels, alarm, judged } = trend([stopped, ...RISEN]);
    const change = { point: 13, before: 12, fromValue: 100, toValue: 114, direction: 'worse' };
    expect(changes).toEqual([{ ...change, changePercent: expect.closeTo(14, 9) }]);
    expect(levels).toEqual([
      { fromPoint: 1, toPoint: 12, median: 100 },
      { fromPoint: 13, toPoint: 24, median: 114 },
    ]);
    expect([alarm, judged]).toEqual([changes[0], 24]);
  });

  it('is better where a throughput rises, and neither where connections last longer', () => {
    const lengths = RISEN.map((row) => ({
      ...row,
      figures: madePlace(ORDERS, row.figures?.percentiles.p95.valueMs ?? 0, { isLength: true }),
    }));
    expect([trend(lengths).better, trend(lengths).changes[0]?.direction]).toEqual(['neither', 'neither']);
    const faster = RISEN.map((row, nth) => {
      const figures = madePlace(ORDERS, 100);
      const rates = { ...figures.rates, throughputPerSecond: nth < 12 ? 100 : 120 };
      return { ...row, figures: { ...figures, rates } };
    });
    const { changes, unit } = trend(faster, { figure: 'throughput' });
    expect([changes[0]?.direction, unit]).toEqual(['better', '1/s']);
  });

  it('says what else is not as it was in the last run that is judged', () => {
    const rows = [
      madeRow(0, 100),
      madeRow(1, 100, { state: 'failed', machine: 'other' }),
      madeRow(2, 100, { planMark: 'bbbb', program: '0.2.0' }),
      madeRow(3, 100, { planMark: '', machine: 'other' }),
    ];
    expect(trend(rows).points.map(({ changed }) => changed)).toEqual([
      [],
      ['machine'],
      ['plan', 'version'],
      ['machine', 'version'],
    ]);
  });

  it('has the bounds of its own place and statistic as lines', () => {
    const thresholds = [
      { service: 'shop', endpoint: 'orders', metric: 'latency', excellent: 50, good: 100, acceptable: 200 },
      { service: 'shop', endpoint: 'orders', metric: 'latency', statistic: 'p99', acceptable: 400 },
      { service: 'shop', metric: 'errorRate', acceptable: 2 },
    ] as const;
    const lines = (change: Partial<Parts>) =>
      trend(RISEN, { thresholds, ...change }).lines.map(({ name, value }) => [name, value]);
    expect(lines({})).toEqual([
      ['excellent', 50],
      ['good', 100],
      ['acceptable', 200],
    ]);
    expect(lines({ figure: 'p99' })).toEqual([['acceptable', 400]]);
    expect(lines({ figure: 'p50' })).toEqual([]);
    expect(lines({ figure: 'errorRate' })).toEqual([]);
    expect(lines({ figure: 'errorRate', endpoint: null })).toEqual([['acceptable', 2]]);
  });

  it('has the median of the sessions of each baseline that have the figure as a line', () => {
    const rows = [100, 130, 120].map((p95, nth) => madeRow(nth, p95));
    const failed = madeRow(4, 500, { state: 'failed' });
    const baselines = [
      { name: 'release', rows: [...rows, failed] },
      { name: 'broken', rows: [failed] },
    ];
    expect(trend(RISEN, { baselines }).lines).toEqual([{ kind: 'baseline', name: 'release', value: 120 }]);
  });

  it('of nothing has nothing', () => {
    expect(trend([])).toMatchObject({
      points: [],
      judged: 0,
      changes: [],
      levels: [],
      alarm: null,
      next: [],
    });
  });
});

describe('a trend of capacity', () => {
  const search = (nth: number, value: number, change: Partial<typeof SEARCH> = {}) =>
    madeRow(nth, 100, { figures: null, capacity: { ...SEARCH, value, ...change } });

  it('is of the question that was asked last, in its unit', () => {
    const recovery = search(3, 2.1, { unit: 's', outcome: 'recovered' });
    const { points, unit, better } = trend(
      [search(0, 400, { objectives: ['p95 < 1 s'] }), search(1, 500), recovery],
      {
        figure: 'capacity',
      },
    );
    expect(points.map(({ value, leftOut }) => [value, leftOut === ''])).toEqual([
      [400, false],
      [500, true],
      [2.1, false],
    ]);
    expect([unit, better]).toEqual(['req/s', 'higher']);
  });

  it('says that less is carried', () => {
    const rows = Array.from({ length: 20 }, (_, nth) => search(nth, nth < 10 ? 500 + nth : 400 + nth));
    const { changes, next } = trend(rows, { figure: 'capacity' });
    expect(changes.map(({ point, direction }) => [point, direction])).toEqual([[10, 'worse']]);
    expect(next[0]?.text).toBe(
      'Capacity of shop.orders fell by 17.8%, from 505 req/s to 415 req/s, after 10 Nov and stayed there. Compare run r9 with run r10.',
    );
  });
});
