import { describe, expect, it } from 'vitest';
import { LabelMemory } from '../../../../../src/workers/target-watch/metrics/label-memory.ts';
import { MetricGauges } from '../../../../../src/workers/target-watch/metrics/metric-gauges.ts';
import { parseExposition } from '../../../../support/read-exposition.ts';

/** What a metric tells of these pages, one a second apart. */
function readAll(name: string, pages: readonly string[], labels: Record<string, string> = {}) {
  const metric = new MetricGauges({ name, labels }, new LabelMemory());
  return pages.map((text, place) =>
    metric.read(
      parseExposition(text, () => true),
      { second: place - 1, atUs: place * 1_000_000 },
    ),
  );
}
const last = (name: string, pages: readonly string[], labels: Record<string, string> = {}) => {
  const { gauges, gap } = readAll(name, pages, labels).at(-1) ?? { gauges: [], gap: 'no page' };
  return { gauges, gap };
};
const told = (name: string, unit: string, value: number) => ({ gauges: [{ name, unit, value }], gap: null });

describe('a metric that is watched', () => {
  it('is told as it is where it is a level, its samples summed', () => {
    const page =
      '# TYPE pg_stat_activity_count gauge\npg_stat_activity_count{datname="a"} 3\npg_stat_activity_count{datname="b"} 4';
    expect(last('pg_stat_activity_count', [page])).toEqual(told('pg_stat_activity_count', 'count', 7));
  });

  it('is summed over the samples that have the labels that were chosen', () => {
    const page = 'x{a="1",b="1"} 1\nx{a="1",b="2"} 2\nx{a="2",b="1"} 4';
    expect(last('x', [page], { a: '1' })).toEqual(told('x{a="1"}', 'number', 3));
    expect(last('x', [page], { a: '3' })).toEqual({ gauges: [], gap: 'It has no metric x{a="3"}.' });
  });

  it('is a rate where it is a counter: from the second page on, over the time between them', () => {
    const pages = ['# TYPE c counter\nc 100', '# TYPE c counter\nc 150', '# TYPE c counter\nc 150'];
    expect(readAll('c', pages).map(({ gauges }) => gauges)).toEqual([
      [],
      [{ name: 'c_per_second', unit: 'per second', value: 50 }],
      [{ name: 'c_per_second', unit: 'per second', value: 0 }],
    ]);
  });

  it.each([
    ['of its type', '# TYPE c counter\nc 1', '# TYPE c counter\nc 3', 'c', 'c_per_second'],
    ['of its name', 'c_total 1', 'c_total 3', 'c_total', 'c_total_per_second'],
    [
      'of its family',
      '# TYPE c counter\nc_total 1',
      '# TYPE c counter\nc_total 3',
      'c_total',
      'c_total_per_second',
    ],
    [
      'of OpenMetrics, by the name of its family',
      '# TYPE c counter\nc_total 1',
      '# TYPE c counter\nc_total 3',
      'c',
      'c_total_per_second',
    ],
    [
      'in a histogram',
      '# TYPE c histogram\nc_sum 1',
      '# TYPE c histogram\nc_sum 3',
      'c_sum',
      'c_sum_per_second',
    ],
  ])('is a counter because %s', (_why, first, second, name, gauge) => {
    expect(last(name, [first, second])).toEqual(told(gauge, 'per second', 2));
  });

  it('is a level where its type says so, whatever its name', () => {
    const page = '# TYPE nodejs_active_handles_total gauge\nnodejs_active_handles_total 9';
    expect(last('nodejs_active_handles_total', [page, page])).toEqual(
      told('nodejs_active_handles_total', 'number', 9),
    );
  });

  it('differs each sample with itself: one that is new or gone adds nothing', () => {
    const pages = [
      'c_total{code="200"} 10\nc_total{code="500"} 90',
      'c_total{code="200"} 13\nc_total{code="404"} 70',
    ];
    expect(last('c_total', pages)).toEqual(told('c_total_per_second', 'per second', 3));
  });

  it('knows a sample by its labels, in whatever order they are', () => {
    const pages = [
      'c_total{a="1",b="2",d=""} 10\nc_total{a="2",b="1"} 10',
      'c_total{b="2",a="1"} 13\nc_total{b="1", a="2"} 14',
    ];
    expect(last('c_total', pages)).toEqual(told('c_total_per_second', 'per second', 7));
  });

  it('has no rate where all of its samples are new: that is not zero', () => {
    const page = (pid: number, value: number) => `c_total{pid="${pid}"} ${value}`;
    const readings = readAll('c_total', [page(1, 10), page(2, 90), page(3, 95), page(3, 97)]);
    expect(readings.map(({ gauges }) => gauges.map(({ value }) => value))).toEqual([[], [], [], [2]]);
    expect(readings.map(({ gap }) => gap)).toEqual([null, null, null, null]);
  });

  it.each(['x', 'x_total'])('is a gap where %s has the same labels twice, and goes on from there', (name) => {
    const page = (value: number) => `${name}{a="1",b="2"} ${value}`;
    const twice = `${page(2)}\n${name}{b="2",a="1"} 2`;
    const [, second, , fourth] = readAll(name, [page(1), twice, page(3), page(5)]);
    expect(second).toEqual({ gauges: [], gap: `Metric ${name} has two values for the same labels.` });
    expect(fourth?.gauges.map(({ value }) => value)).toEqual([name === 'x' ? 5 : 2]);
    expect(last(name, [page(1), `${page(2)}\n${page(2)}`]).gap).toBe(second?.gap);
  });

  it('sums no buckets, of which each holds the smaller ones, but is one of them', () => {
    const page = (one: number, all: number) =>
      `# TYPE h histogram\nh_bucket{le="1"} ${one}\nh_bucket{le="+Inf"} ${all}\nh_sum 9\nh_count ${all}`;
    const pages = [page(1, 4), page(3, 9)];
    const gap =
      'Metric h_bucket counts in each bucket what is in the smaller ones as well: choose one by le="…", or h_count.';
    expect(last('h_bucket', pages)).toEqual({ gauges: [], gap });
    expect(last('h_bucket', pages, { le: '1' })).toEqual(
      told('h_bucket_per_second{le="1"}', 'per second', 2),
    );
  });

  it('sums no quantiles', () => {
    const page = '# TYPE s summary\ns{quantile="0.5"} 1\ns{quantile="0.9"} 5';
    const gap = 'Metric s is several quantiles, which have no sum: choose one by quantile="…", or s_count.';
    expect(last('s', [page])).toEqual({ gauges: [], gap });
    expect(last('s', [page], { quantile: '0.9' })).toEqual(told('s{quantile="0.9"}', 'number', 5));
    const twoPaths = 's{quantile="0.9",path="/a"} 1\ns{quantile="0.9",path="/b"} 5';
    expect(last('s', [twoPaths], { quantile: '0.9' }).gap).toBe(
      'Metric s{quantile="0.9"} is several quantiles, which have no sum: choose one sample by its labels, or s_count.',
    );
  });

  it('is a gap in the second in which one of its counters fell, and goes on from there', () => {
    const pages = [
      'c_total{a="1"} 10\nc_total{a="2"} 10',
      'c_total{a="1"} 2\nc_total{a="2"} 500',
      'c_total{a="1"} 5\nc_total{a="2"} 500',
    ];
    const [, fell, next] = readAll('c_total', pages);
    expect(fell).toEqual({ gauges: [], gap: 'Metric c_total began anew.', hasFallen: true });
    expect(next?.gauges).toEqual([{ name: 'c_total_per_second', unit: 'per second', value: 3 }]);
  });

  it('has its labels chosen anew where samples come, go or change places', () => {
    const pages = [
      'c_total{a="1",b="1"} 1\nc_total{a="2",b="1"} 100\nc_total{a="1",b="2"} 10',
      'c_total{a="1",b="1"} 2\nc_total{a="2",b="1"} 300\nc_total{a="1",b="2"} 20',
      'c_total{a="2",b="1"} 900\nc_total{b="2",a="1"} 40\nc_total{a="1",b="3"} 5000\nc_total{a="1",b="1"} 5',
      'c_total{a="1",b="3"} 5001',
    ];
    const told = readAll('c_total', pages, { a: '1' }).map(({ gauges }) => gauges[0]?.value);
    expect(told).toEqual([undefined, 11, 23, 1]);
  });

  it('begins anew where a page between was missing', () => {
    const metric = new MetricGauges({ name: 'c_total', labels: {} }, new LabelMemory());
    const read = (value: number, second: number) =>
      metric.read(
        parseExposition(`c_total ${value}`, () => true),
        { second, atUs: (second + 1) * 1_000_000 },
      );
    read(0, -1);
    expect(read(10, 1)).toEqual({ gauges: [], gap: null });
    expect(read(15, 2).gauges).toEqual([{ name: 'c_total_per_second', unit: 'per second', value: 5 }]);
  });

  it('is a rate over the moments that the page names, and a gap where it repeats one', () => {
    const pages = ['c_total 10 1600000000000', 'c_total 20 1600000002000', 'c_total 20 1600000002000'];
    const [, rate, repeated] = readAll('c_total', pages);
    expect(rate?.gauges).toEqual([{ name: 'c_total_per_second', unit: 'per second', value: 5 }]);
    expect(repeated).toEqual({ gauges: [], gap: 'Metric c_total repeats what it said before.' });
  });

  /** Two counters of 1/s, each counted every 10 s, by clocks that are a second apart. */
  const timed = (second: number, { ofB = 1 } = {}) => {
    const line = (label: string, offset: number, rate: number) => {
      const at = second - ((second + offset) % 10);
      return `c_total{of="${label}"} ${1_000 + at * rate} ${1_600_000_000_000 + at * 1_000}`;
    };
    return `${line('a', 0, 1)}\n${line('b', 9, ofB)}`;
  };

  it('is the sum of the rates of each where each is counted at moments of its own', () => {
    const readings = readAll(
      'c_total',
      Array.from({ length: 42 }, (_, second) => timed(second + 5)),
    );
    const rates = readings.flatMap(({ gauges }) => gauges.map(({ value }) => value));
    // Of b a rate is known from its second moment on, and then at each moment of either.
    expect(rates).toEqual([2, 2, 2, 2, 2, 2, 2]);
    const gaps = new Set(readings.flatMap(({ gauges, gap }) => (gauges.length === 0 ? [gap] : [])));
    expect(gaps).toEqual(new Set([null, 'Metric c_total repeats what it said before.']));
  });

  it('waits a minute at most for one that is not counted again', () => {
    const still = 'c_total{of="old"} 5 1600000004000';
    const readings = readAll(
      'c_total',
      Array.from({ length: 100 }, (_, second) => `${timed(second + 5)}\n${still}`),
    );
    const first = readings.findIndex(({ gauges }) => gauges.length > 0);
    expect([first, readings[first]?.gauges[0]?.value]).toEqual([65, 2]);
  });

  it('is a gap where one of them fell, and has its rate again when that is known', () => {
    const pages = [10, 20, 5, 15].map((value, at) => `c_total ${value} ${1_600_000_000_000 + at * 5_000}`);
    const readings = readAll('c_total', pages);
    expect(readings.map(({ gauges }) => gauges[0]?.value)).toEqual([undefined, 2, undefined, 2]);
    expect(readings[2]).toMatchObject({ gap: 'Metric c_total began anew.', hasFallen: true });
  });

  it('is told as how many and their mean where it observes', () => {
    const page = (count: number, sum: number) =>
      `# TYPE took_seconds histogram\ntook_seconds_bucket{le="+Inf"} ${count}\ntook_seconds_sum ${sum}\ntook_seconds_count ${count}`;
    const readings = readAll('took_seconds', [page(10, 2), page(14, 4), page(14, 4)]);
    expect(readings.map(({ gauges }) => gauges)).toEqual([
      [],
      [
        { name: 'took_seconds_count_per_second', unit: 'per second', value: 4 },
        { name: 'took_seconds_mean', unit: 'seconds', value: 0.5 },
      ],
      [{ name: 'took_seconds_count_per_second', unit: 'per second', value: 0 }],
    ]);
    expect(readings.at(-1)?.remark).toBe('A mean is told of seconds in which something was measured.');
  });

  it('is one quantile of a summary where that is chosen', () => {
    const page =
      '# TYPE took summary\ntook{quantile="0.5"} 1\ntook{quantile="0.99"} 8\ntook_sum 20\ntook_count 10';
    expect(last('took', [page], { quantile: '0.99' })).toEqual(told('took{quantile="0.99"}', 'number', 8));
  });

  it('is a gap in the second in which it changes its type, and begins anew', () => {
    const pages = ['# TYPE x counter\nx 1', '# TYPE x gauge\nx 7', '# TYPE x gauge\nx 8'];
    const [, changed, next] = readAll('x', pages);
    expect(changed).toEqual({ gauges: [], gap: 'Metric x changed type.' });
    expect(next).toEqual(told('x', 'number', 8));
  });

  it.each([
    ['x NaN', 'Metric x is not a number.'],
    ['x{a="1"} 1\nx{a="2"} NaN', 'Metric x is not a number.'],
    ['x +Inf', 'Metric x is infinite.'],
    ['y 1', 'It has no metric x.'],
    ['x', 'It has no metric x.'],
  ])('is a gap in %j', (page, gap) => {
    expect(last('x', [page])).toEqual({ gauges: [], gap });
  });
});
