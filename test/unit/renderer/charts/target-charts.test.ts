import { expect, test } from 'vitest';
import { readingOf } from '../../../../src/renderer/charts/plot-model.ts';
import {
  countMainCharts,
  quietTexts,
  targetCharts,
  targetModel,
} from '../../../../src/renderer/charts/target-charts.ts';
import { gauge, gauges, watched, watches } from '../watched.ts';

const charts = targetCharts({ watches, gauges });
const frame = { seconds: watched.perSecond, plannedMs: 20_000, summary: watched };
const modelOf = (title: string) => {
  const chart = charts.find((one) => one.title === title);
  if (chart === undefined) throw new Error(`no chart ${title}`);
  return targetModel(frame, chart, watches);
};

test('draws one meaning on one chart, whoever tells it, and what has a limit before what has none', () => {
  expect(charts.map(({ title, lines }) => [title, lines.map(({ label }) => label)])).toEqual([
    ['CPU', ['gateway']],
    ['Memory', ['gateway', 'database']],
    ['Database connections', ['database']],
    ['Open files and sockets', ['files', 'sockets']],
    ['pg_stat_database_xact_commit_per_second', ['database']],
  ]);
});

test('the busiest process has a chart where it is not all there is', () => {
  const of = (share: number) =>
    targetCharts({
      watches,
      gauges: [
        gauge(['gateway', 'target_cpu_usage_cores', 'cores'], (second) => second / 10),
        gauge(['gateway', 'target_cpu_busiest_cores', 'cores'], (second) => (share * second) / 10),
      ],
    }).map(({ title }) => title);
  expect(of(1)).toEqual(['CPU']);
  expect(of(0.5)).toEqual(['CPU', 'CPU of the busiest process']);
});

test('a gap is no value, and says why', () => {
  const cpu = modelOf('CPU');
  expect(cpu.series[0]?.values.slice(5, 10)).toEqual([0.55, 0.6, null, null, 0.75]);
  expect(cpu.series[0]?.steps?.map(({ from }) => from)).not.toContain(7);
  expect(cpu.notes?.slice(6, 10)).toEqual([
    '',
    'gateway: Restarted at 0:07.',
    'gateway: Restarted at 0:07.',
    '',
  ]);
  // The other charts tell of their own watches only.
  expect(modelOf('Database connections').notes?.join('')).toBe('');
});

test('a limit that comes near is a line, a far one is told in words', () => {
  expect(modelOf('CPU').limits).toEqual([{ at: 2, text: 'limit 2 cores' }]);
  expect(modelOf('Database connections').limits).toEqual([{ at: 100, text: 'limit 100' }]);
  const memory = modelOf('Memory');
  expect([memory.limits, memory.idle?.says]).toEqual([[], 'highest · gateway: limit 8,192 MiB']);
});

test.each([0, -1])(
  'a limit of %d says that there is none: it limits nothing, and is no line of its own',
  (none) => {
    const unlimited = targetCharts({
      watches,
      gauges: [
        gauge(['database', 'redis_connected_clients', 'count'], () => 7),
        gauge(['database', 'redis_config_maxclients', 'count'], () => none),
      ],
    });
    expect(unlimited.map(({ title, lines }) => [title, lines.map(({ limit }) => limit)])).toEqual([
      ['redis_connected_clients', [null]],
    ]);
  },
);

test('legends have the figures of the document, each watch in a colour of its own', () => {
  const memory = modelOf('Memory');
  expect(memory.idle?.texts).toEqual({
    'gateway target_memory_resident_bytes': '139 MiB',
    'database process_resident_memory_bytes': '30 MiB',
  });
  expect(memory.series.map(({ color }) => color)).toEqual(['--chart-1', '--chart-3']);
  const [first] = memory.series;
  expect(first && [readingOf(first, 0, memory.yFormat), readingOf(first, 7, memory.yFormat)]).toEqual([
    '120 MiB',
    '–',
  ]);
});

test('lines of one chart are told apart by colour and by what their labels differ in', () => {
  const pool = (watch: string, service: string) =>
    gauge([watch, `db_pool_connections_in_use{service="${service}"}`, 'number'], () => 1);
  const linesOf = (...pools: Parameters<typeof pool>[]) =>
    targetCharts({ watches, gauges: pools.map((one) => pool(...one)) }).flatMap(({ lines }) => lines);
  const names = ['gateway', 'auth', 'feed', 'shop', 'pay', 'mail'];
  const six = linesOf(...names.map((name): [string, string] => ['cache', name]));
  expect(six.map(({ label }) => label)).toEqual(names);
  expect(new Set(six.map(({ color }) => color)).size).toBe(6);
  expect(new Set(modelOf('Open files and sockets').series.map(({ color }) => color)).size).toBe(2);
  // The label says it all where it is another in each watch, and nothing by itself where it is the same.
  expect(linesOf(['gateway', 'a'], ['cache', 'b']).map(({ label }) => label)).toEqual(['a', 'b']);
  expect(linesOf(['gateway', 'a'], ['cache', 'a']).map(({ label }) => label)).toEqual([
    'gateway a',
    'cache a',
  ]);
});

test('what has nothing to show is a line of text, and a hit ratio stands for its hits and misses', () => {
  const disk = (read: (second: number) => number) => [
    gauge(['gateway', 'target_disk_read_bytes_per_second', 'bytes/s'], () => 0),
    gauge(['gateway', 'target_disk_written_bytes_per_second', 'bytes/s'], read),
  ];
  const rest = [
    gauge(['gateway', 'target_processes', 'count'], () => 1),
    gauge(['gateway', 'target_threads', 'count'], () => 11),
    gauge(['cache', 'cache_hits_total_per_second', 'per second'], () => 9),
    gauge(['cache', 'cache_hit_ratio', 'share'], () => 0.9),
    gauge(['cache', 'other', 'number'], () => 1),
  ];
  const quiet = [...disk(() => 0), ...rest];
  expect(quietTexts({ watches, gauges: quiet })).toEqual(['Disk 0 B/s', '1 process', '11 threads']);
  expect(targetCharts({ watches, gauges: quiet }).map(({ title }) => title)).toEqual([
    'cache_hit_ratio',
    'other',
    'cache_hits_total_per_second',
  ]);
  expect(countMainCharts({ watches, gauges: quiet })).toBe(2);
  const busy = [...disk((second) => second), ...rest];
  expect(quietTexts({ watches, gauges: busy })).toEqual(['1 process', '11 threads']);
  expect(targetCharts({ watches, gauges: busy }).map(({ title }) => title)).toContain('Disk');
});

test('the unit stands beside the title, and ticks are plain numbers', () => {
  const [cpu, memory] = [modelOf('CPU'), modelOf('Memory')];
  expect([cpu.yUnit, cpu.yTick?.(0.15), cpu.yFormat(0.15)]).toEqual(['cores', '0.15', '0.15 cores']);
  expect([memory.yUnit, memory.yTick?.(50 * 1_048_576)]).toEqual(['MiB', '50']);
});

test.each([
  [0, 'B/s', 50, '50'],
  [900, 'B/s', 200, '200'],
  [4_200, 'kB/s', 2_000, '2'],
  [1_500_000, 'MB/s', 500_000, '0.5'],
  [2_000_000_000, 'GB/s', 1_500_000_000, '1.5'],
])('bytes per second up to %d stand in one unit on the axis: %s', (top, unit, tick, text) => {
  const read = gauge(['gateway', 'target_disk_read_bytes_per_second', 'bytes/s'], (second) =>
    second === 5 ? top : top / 3,
  );
  const one = { gauge: read, label: 'read', color: '--chart-1', limit: null } as const;
  const chart = { key: 'disk', title: 'Disk', unit: 'bytes/s', meaning: null, lines: [one] } as const;
  const made = targetModel(frame, chart, watches);
  expect([made.yUnit, made.yTick?.(tick)]).toEqual([unit, text]);
});

test('of a hit ratio the legend has the lowest, for that is what matters', () => {
  const ratio = gauge(['cache', 'cache_hit_ratio', 'share', 'Cache hits'], (second) => 0.9 - second / 100);
  const [chart] = targetCharts({ watches, gauges: [ratio] });
  const says = (state: 'running' | 'completed') => {
    const summary = { ...watched, run: { ...watched.run, state } };
    return chart && targetModel({ ...frame, summary }, chart, []).idle;
  };
  expect(says('completed')).toEqual({ says: 'lowest', texts: { 'cache cache_hit_ratio': '71%' } });
  expect(says('running')).toEqual({ says: 'now', texts: { 'cache cache_hit_ratio': '71%' } });
});

test('while it runs, a legend has the latest reading, and none where it is missing', () => {
  const run = { ...watched.run, state: 'running' as const };
  const cpu = (second: number) => {
    const known = watches.map((one) => ({
      ...one,
      gaps: one.gaps.filter((gap) => gap.fromSecond <= second),
    }));
    const cut = gauges.map((one) => ({ ...one, perSecond: one.perSecond.slice(0, second + 1) }));
    const [chart] = targetCharts({ watches: known, gauges: cut });
    const seconds = watched.perSecond.slice(0, second + 1);
    return (
      chart && targetModel({ seconds, plannedMs: 20_000, summary: { ...watched, run } }, chart, known).idle
    );
  };
  const key = 'gateway target_cpu_usage_cores';
  expect(cpu(6)).toEqual({ says: 'now · limit 2 cores', texts: { [key]: '0.6 cores' } });
  expect([cpu(8)?.texts, cpu(11)?.texts]).toEqual([{ [key]: '–' }, { [key]: '0.85 cores' }]);
});

test('lines that are too many for one chart have another', () => {
  const many = Array.from({ length: 8 }, (_, at) =>
    gauge(['database', `up{instance="${at}"}`, 'number'], () => 1),
  );
  const made = targetCharts({ watches, gauges: many });
  expect(made.map(({ title, lines }) => [title, lines.length])).toEqual([
    ['up 1/2', 6],
    ['up 2/2', 2],
  ]);
  expect(made[1]?.lines.map(({ label }) => label)).toEqual(['6', '7']);
});
