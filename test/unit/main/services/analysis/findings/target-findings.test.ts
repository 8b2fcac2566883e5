import { describe, expect, it } from 'vitest';
import { COUNTERS_BEGAN_ANEW } from '../../../../../../src/contract/gap-reasons.ts';
import type { Summary } from '../../../../../../src/contract/summary.ts';
import type { WatchedGauge } from '../../../../../../src/contract/watch.ts';
import { analyseStored } from '../../../../../../src/main/services/analysis/analysis.ts';
import { DOUBTFUL, FLAT, GROWING, madeMemory } from '../../../../../support/made-memory.ts';
import { COMPLETED, makeGenerator, makeRun, makeSeriesSecond } from '../../../../../support/made-seconds.ts';
import {
  DATABASE,
  GATEWAY,
  makeCpu,
  makeMemory,
  makeWatched,
  watchedPlan,
  watchedSecond,
} from '../../../../../support/made-watches.ts';

type Change = Parameters<typeof watchedSecond>[2];

/** A run whose gateway tells these gauges, second by second; responses take as long as said. */
function run(
  length: number,
  gauges: (second: number) => readonly WatchedGauge[],
  {
    takesMs = () => 10,
    change = () => ({}),
    gap = () => undefined,
  }: {
    readonly takesMs?: (second: number) => number;
    readonly change?: (second: number) => Change;
    readonly gap?: (second: number) => string | undefined;
  } = {},
): Summary {
  const seconds = Array.from({ length }, (_, second) => {
    const reason = gap(second);
    const told = makeWatched(second, gauges(second), reason === undefined ? {} : { gap: reason });
    const times = Array.from({ length: 50 }, () => takesMs(second));
    return watchedSecond(second, [told], { series: [makeSeriesSecond(0, times)], ...change(second) });
  });
  return analyseStored(makeRun(watchedPlan([GATEWAY], { durationMs: length * 1_000 })), seconds, COMPLETED);
}

const found = ({ findings }: Summary) => findings.filter(({ code }) => /target|memory/.test(code));
const codes = (summary: Summary) => found(summary).map(({ code }) => code);
const gauge = (name: string, value: number, unit: WatchedGauge['unit'] = 'count') => ({ name, unit, value });
const memory = (values: Float64Array) => (second: number) => [makeMemory(values[second] ?? Number.NaN)];
const shape = (name: string) => ({ ...FLAT, ...DOUBTFUL, ...GROWING })[name] ?? { level: () => 0 };

describe('memory that grows under a steady load (S-60, S-70)', () => {
  const leaking = madeMemory(shape('2 MiB/s'), 300, 1);

  it('is a finding with MiB per minute, its interval and what else looks like it', () => {
    const summary = run(300, memory(leaking));
    expect(codes(summary)).toEqual(['target.memory-leak']);
    const [leak] = found(summary);
    expect(leak).toMatchObject({ kind: 'bad', title: 'The memory of gateway kept growing' });
    expect(leak?.evidence).toMatch(
      /^From 1:15 to 5:00, under a steady load, it grew by about (?:119|12[01]) MiB per minute \(2 MiB\/s\), 99% interval \d+(?:\.\d)? to \d+(?:\.\d)?, from \d+ MiB to \d+ MiB, and was still growing at the end\. A leak looks like this, and so does a cache that is still filling\.$/,
    );
    expect(summary.targetSentences).toEqual([
      expect.stringMatching(
        /^The memory of gateway grew by about 1[12]\d MiB per minute and was still growing at the end\.$/,
      ),
    ]);
  });

  it('is told of a disturbed generator as well: its own counts say that the load was steady', () => {
    const generators = [makeGenerator({ loopDelayMaxUs: 400_000, latenessMaxUs: 400_000 })];
    const summary = run(300, memory(leaking), { change: () => ({ generators }) });
    expect(summary.trust.verdict).toBe('untrustworthy');
    const [leak] = found(summary);
    expect(leak?.code).toBe('target.memory-leak');
    expect(leak?.evidence).toMatch(/ A leak looks like this, and so does a cache that is still filling\.$/);
    expect(leak?.suggestion).toBe('Run it for longer at the same load, and compare two heap snapshots.');
    expect(summary.targetSentences).toEqual([
      expect.stringMatching(/^The memory of gateway grew by about 1[12]\d MiB per minute/),
    ]);
  });

  it('is a suspicion of less than four minutes', () => {
    const [leak] = found(run(200, memory(leaking)));
    expect(leak?.title).toBe('Memory leak of gateway suspected');
    expect(leak?.evidence).toContain(
      ' It grew for less than 4 min of a steady load, so this is a suspicion.',
    );
  });

  it('tells when it stopped, with what it grew by up to then', () => {
    const bounded = madeMemory({ level: (t) => 100 + 2 * Math.min(t, 270) }, 300, 1);
    const summary = run(300, memory(bounded));
    const [leak] = found(summary);
    expect(leak?.title).toMatch(/^The memory of gateway grew until 4:(?:29|3[01])$/);
    expect(leak?.evidence).toMatch(
      /^From 1:15 to 4:(?:29|3[01]), .* by about (?:119|12[01]) MiB per minute .*, and stopped growing at 4:(?:29|3[01])\. A cache that has filled looks like this, and so does a leak that reached a limit\.$/,
    );
    expect(summary.targetSentences?.[0]).toMatch(/ and stopped growing at 4:(?:29|3[01])\.$/);
    // Level for so long that it did not grow all along.
    const full = madeMemory({ level: (t) => 100 + 2 * Math.min(t, 200) }, 300, 1);
    expect(codes(run(300, memory(full)))).toEqual([]);
  });

  it('says no end of the run where its load, or what tells of it, ended before', () => {
    const fewer: Change = { series: [makeSeriesSecond(0, [10])] };
    const early = run(340, memory(madeMemory(shape('2 MiB/s'), 340, 1)), {
      change: (second) => (second < 280 ? {} : fewer),
    });
    expect(found(early)[0]?.evidence).toContain(', and was still growing at 4:40. ');
    const gone = run(300, (second) => (second < 285 ? [makeMemory(leaking[second] ?? 0)] : []));
    expect(found(gone)[0]?.evidence).toContain(', and was still growing at 4:45. ');
  });

  it('is nothing where the load was not steady: what it holds grows with that', () => {
    const change = (second: number): Change => ({
      series: [
        makeSeriesSecond(
          0,
          Array.from({ length: 10 + Math.floor(second / 10) * 5 }, () => 10),
        ),
      ],
    });
    expect(codes(run(300, memory(leaking), { change }))).toEqual([]);
  });

  it('is looked for in the longest part of a steady load', () => {
    const change = (second: number): Change =>
      second < 100
        ? {
            series: [
              makeSeriesSecond(
                0,
                Array.from({ length: 10 }, () => 10),
              ),
            ],
          }
        : {};
    const [leak] = found(run(300, memory(leaking), { change }));
    // From 1:40 on, without its first fifty seconds.
    expect(leak?.evidence).toMatch(/^From 2:30 to 5:00/);
  });

  it('is not told of two processes that took turns, each from anew', () => {
    const values = madeMemory(shape('2 MiB/s'), 300, 1).map(
      (value, at) => (at < 150 ? 3e8 : 1e8) + value / 1e3,
    );
    const gap = (second: number) => (second === 150 ? 'Restarted at 2:30.' : undefined);
    expect(codes(run(300, memory(values), { gap }))).toEqual(['target.restarted']);
    const half = leaking.map((value, at) => (at < 150 ? value : value - 3e8));
    const [, leak] = found(run(300, memory(half), { gap }));
    expect(leak?.title).toBe('Memory leak of gateway suspected');
    // A page that does not say when its process began.
    const anew = (second: number) => (second === 150 ? COUNTERS_BEGAN_ANEW : undefined);
    expect(found(run(300, memory(half), { gap: anew })).map(({ title }) => title)).toEqual([leak?.title]);
  });

  it('is a hint where only its teeth are too long to tell', () => {
    const summary = run(300, memory(madeMemory({ level: (t) => 200 + t / 6, toothSeconds: 120 }, 300, 3)));
    expect(codes(summary)).toEqual(['hint.memory-unknown']);
    expect(found(summary)[0]?.suggestion).toMatch(/^Hold a steady load for at least \d+:\d\d min to tell\.$/);
    expect(summary.targetSentences).toEqual([]);
  });

  it('that was freed once only is said to have been', () => {
    const [hint] = found(
      run(200, memory(madeMemory({ level: (t) => 200 + t / 6, toothSeconds: 120 }, 200, 3))),
    );
    expect(hint?.code).toBe('hint.memory-unknown');
    expect(hint?.evidence).toMatch(/ MiB, and it was freed only once\.$/);
  });

  it('is looked for in each of two instances of a service', () => {
    const second: typeof GATEWAY = {
      ...GATEWAY,
      label: 'gateway port:8002',
      source: { kind: 'port', port: 8002 },
    };
    const page: typeof GATEWAY = { ...DATABASE, label: 'gateway page', service: 'gateway' };
    const flat = madeMemory(shape('flat'), 300, 2);
    const seconds = Array.from({ length: 300 }, (_, at) =>
      watchedSecond(at, [
        makeWatched(at, [makeMemory(flat[at] ?? 0)]),
        makeWatched(at, [makeMemory(leaking[at] ?? 0)], { watch: 1 }),
        makeWatched(at, [gauge('process_resident_memory_bytes', leaking[at] ?? 0, 'bytes')], { watch: 2 }),
      ]),
    );
    const plan = watchedPlan([GATEWAY, second, page], { durationMs: 300_000 });
    expect(found(analyseStored(makeRun(plan), seconds, COMPLETED)).map(({ title }) => title)).toEqual([
      'The memory of gateway port:8002 kept growing',
    ]);
  });

  it.each(Object.keys(FLAT))('is not told of %s', (name) => {
    expect(codes(run(300, memory(madeMemory(shape(name), 300, 2))))).toEqual([]);
  });
});

describe('a target that is gone for a while', () => {
  const nobody = 'Nobody listens on port 8000.';
  const gone = (second: number) =>
    second < 8 || second > 11 ? undefined : second === 11 ? 'Restarted at 0:11.' : nobody;
  const none = (second: number) => (gone(second) === undefined ? [makeMemory(1e8)] : []);

  it('is a finding and a sentence, whatever the generator', () => {
    const generators = [makeGenerator({ loopDelayMaxUs: 400_000, latenessMaxUs: 400_000 })];
    for (const disturbed of [{}, { generators }]) {
      const summary = run(60, none, {
        gap: gone,
        change: () => disturbed,
      });
      const told = 'ateway was not listening from 0:08 and restarted at 0:11.';
      expect(found(summary)).toMatchObject([
        { code: 'target.restarted', kind: 'bad', title: 'Gateway restarted', evidence: `G${told}` },
      ]);
      expect(summary.targetSentences).toEqual([`g${told}`]);
    }
  });

  it.each([
    ['to the end', (s: number) => s >= 50, 'Gateway was not listening from 0:50 on.'],
    [
      'and is the same again',
      (s: number) => s >= 50 && s < 53,
      'Gateway was not listening from 0:50 to 0:53.',
    ],
    [
      'again and again',
      (s: number) => s % 10 === 9,
      'Gateway was not listening from 0:09 to 0:10, and 5 more times until 1:00.',
    ],
  ])('%s', (_, isGone, evidence) => {
    const summary = run(60, (second) => (isGone(second) ? [] : [makeMemory(1e8)]), {
      gap: (second) => (isGone(second) ? nobody : undefined),
    });
    expect(found(summary)).toMatchObject([{ title: 'Gateway was not listening', evidence }]);
  });

  it('may be a container that was removed as it ended', () => {
    const ended = (s: number) =>
      s < 20
        ? undefined
        : s === 20
          ? 'Container shop is not running (removing).'
          : 'No container named shop.';
    for (const from of [ended, (s: number) => (s < 20 ? undefined : 'No container named shop.')]) {
      const summary = run(60, (s) => (s < 20 ? [makeMemory(1e8)] : []), { gap: from });
      const gone = from(20) === ended(20) ? 'was not running' : 'was gone';
      expect(found(summary)).toMatchObject([
        { title: `Gateway ${gone}`, evidence: `Gateway ${gone} from 0:20 on.` },
      ]);
      expect(summary.targetSentences).toEqual([`gateway ${gone} from 0:20 on.`]);
    }
  });

  it('is not told of one that was never there, or could not be read', () => {
    expect(codes(run(60, () => [], { gap: () => nobody }))).toEqual([]);
    expect(codes(run(60, none, { gap: (second) => (second > 40 ? 'Answered 500.' : undefined) }))).toEqual(
      [],
    );
  });

  it('has the memory of the process that was there last', () => {
    const summary = run(
      60,
      (second) => (gone(second) === undefined ? [makeMemory(second < 11 ? 5e8 : 1e8 + second)] : []),
      {
        gap: gone,
      },
    );
    expect(summary.gauges?.[0]?.statistics).toMatchObject({ first: 1e8 + 12, last: 1e8 + 59, max: 5e8 });
  });
});

describe('a target at a limit', () => {
  const slow = (from: number) => (second: number) => (second < from ? 10 : 200);

  it('that used all cores of this machine, beside slow responses', () => {
    const summary = run(60, (second) => [makeCpu(second < 40 ? 0.5 : 1.95)], { takesMs: slow(40) });
    const [cpu] = found(summary);
    expect(cpu).toMatchObject({
      code: 'target.cpu-full',
      kind: 'bad',
      title: 'Gateway used all cores of this machine',
      evidence:
        'Gateway used 1.95 of the 2 cores in 20 of 60 s, between 0:40 and 1:00. Responses took 200 ms on average in these seconds, and 10 ms in the others. It runs on this machine, whose cores the load generator uses too.',
    });
    expect(summary.targetSentences).toEqual([
      'From 0:40 to 1:00, gateway used 1.95 of the 2 cores; responses took longer in these seconds than in the others.',
    ]);
  });

  it('that has a limit of its own, and is held back by it', () => {
    const summary = run(60, (second) => [
      makeCpu(second < 40 ? 0.1 : 0.45),
      gauge('target_cpu_limit_cores', 0.5, 'cores'),
      gauge('target_cpu_throttled_ratio', second < 40 ? 0 : 0.6, 'share'),
    ]);
    const [cpu] = found(summary);
    expect(cpu?.title).toBe('Gateway was held back by its CPU limit');
    expect(cpu?.evidence).toBe(
      'Gateway was held back by its CPU limit, with 0.45 of 0.5 cores used in 20 of 60 s, between 0:40 and 1:00. Responses took 10 ms on average in these seconds, and 10 ms in the others. The CPU limit of its control group, which other processes may share and the load generator too, held it back in 20 of them.',
    );
    // Nothing went slower beside it.
    expect(summary.targetSentences).toEqual([]);
  });

  it('that used all of its own limit, and was held back in some of it', () => {
    const summary = run(60, (second) => [
      makeCpu(second < 40 ? 0.1 : 0.49),
      gauge('target_cpu_limit_cores', 0.5, 'cores'),
      gauge('target_cpu_throttled_ratio', second < 50 ? 0 : 0.6, 'share'),
    ]);
    const [cpu] = found(summary);
    expect(cpu?.title).toBe('Gateway used all of its CPU');
    expect(cpu?.evidence).toMatch(
      /^Gateway used 0\.49 of its 0\.5 cores in 20 of 60 s.* held it back in 10 of them\.$/,
    );
  });

  it('of several workers of one thread each, the busiest of which has a whole core', () => {
    const of = (busiest: number, threads: number) =>
      run(60, () => [
        makeCpu(4 * busiest),
        gauge('target_cpu_busiest_cores', busiest, 'cores'),
        gauge('target_cpu_limit_cores', 16, 'cores'),
        gauge('target_processes', 5),
        gauge('target_threads', threads),
      ]);
    expect(codes(of(0.99, 5))).toEqual(['target.core-full']);
    expect(codes(of(0.99, 55))).toEqual(['target.core-full']);
    expect(codes(of(0.8, 5))).toEqual([]);
    expect(codes(of(3, 55))).toEqual([]);
  });

  it('that works on one core', () => {
    const of = (cores: number, threads: number) =>
      run(60, () => [makeCpu(cores), gauge('target_processes', 1), gauge('target_threads', threads)]);
    expect(found(of(0.99, 11))[0]).toMatchObject({
      code: 'target.core-full',
      title: 'A process of gateway used a whole core',
    });
    expect(codes(of(0.9, 11))).toEqual([]);
    // It can use more than one.
    expect(codes(of(1.4, 11))).toEqual([]);
  });

  it('that ran out of connections, whatever they cost', () => {
    const summary = run(
      60,
      (second) => [
        gauge('db_pool_connections_in_use', second < 20 ? 5 : 20),
        gauge('db_pool_connections_max', 20),
      ],
      { takesMs: slow(20) },
    );
    expect(found(summary)[0]).toMatchObject({
      code: 'target.connections-full',
      title: 'Gateway ran out of connections',
    });
    expect(found(summary)[0]?.evidence).toMatch(
      /^All 20 connections of gateway's pool were in use in 40 of 60 s \(db_pool_connections_in_use\), between 0:20 and 1:00\./,
    );
    expect(summary.targetSentences).toEqual([
      "From 0:20 to 1:00, all 20 connections of gateway's pool were in use; responses took longer in these seconds than in the others.",
    ]);
  });

  it('is told by the labels of a gauge, where a watch has several of one name', () => {
    const of = (service: string, inUse: number) => [
      gauge(`db_pool_connections_in_use{service="${service}"}`, inUse),
      gauge(`db_pool_connections_max{service="${service}"}`, 5),
    ];
    const summary = run(60, () => [...of('auth', 2), ...of('shop', 5)]);
    expect(found(summary).map(({ title, evidence }) => [title, evidence])).toEqual([
      [
        'Shop ran out of connections',
        "All 5 connections of shop's pool were in use in 60 of 60 s (db_pool_connections_in_use), between 0:00 and 1:00.",
      ],
    ]);
    const backends = 'pg_stat_activity_count{datname="shop",state="active"}';
    const database = run(60, () => [gauge(backends, 100), gauge('pg_settings_max_connections', 100)]);
    expect(found(database)[0]?.evidence).toMatch(
      /^All 100 connections of gateway \(shop, active\) were in use in 60 of 60 s \(pg_stat_activity_count\)/,
    );
  });

  it('is named by what a gauge counts, and not by what its labels say', () => {
    const labels = '{app="client-api"}';
    expect(
      codes(run(60, () => [gauge(`workers_busy${labels}`, 8), gauge(`workers_max${labels}`, 8)])),
    ).toEqual(['target.pool-full']);
  });

  it('is no cache that is full, and no memory of which several processes share pages', () => {
    const full = [
      gauge('redis_memory_used_bytes', 1023, 'bytes'),
      gauge('redis_memory_max_bytes', 1024, 'bytes'),
    ];
    expect(codes(run(60, () => full))).toEqual([]);
    const of = (processes: number) =>
      run(60, () => [
        makeMemory(99e6),
        gauge('target_memory_limit_bytes', 1e8, 'bytes'),
        gauge('target_processes', processes),
      ]);
    expect(codes(of(1))).toEqual(['target.memory-full']);
    expect(codes(of(4))).toEqual([]);
  });

  it('is not what was the most so far', () => {
    const of = (most: (second: number) => number) =>
      run(60, (second) => [gauge('queue_length', 8 + second), gauge('queue_length_max', most(second))]);
    expect(codes(of((second) => 8 + second))).toEqual([]);
    expect(codes(of(() => 60))).toEqual(['target.pool-full']);
  });

  it('for a moment only is none', () => {
    expect(codes(run(60, (second) => [makeCpu(second % 10 < 4 ? 2 : 0.5)]))).toEqual([]);
  });

  it('in disturbed seconds is told with how many they were, and with no times of them', () => {
    const generators = [makeGenerator({ loopDelayMaxUs: 400_000, latenessMaxUs: 400_000 })];
    const isFull = (second: number) => second >= 40 && second < 48;
    const summary = run(60, (second) => [makeCpu(isFull(second) ? 2 : 0.5)], {
      takesMs: slow(40),
      change: (second) => (isFull(second) ? { generators } : {}),
    });
    expect(found(summary)[0]?.evidence).toBe(
      'Gateway used 2 of the 2 cores in 8 of 60 s, between 0:40 and 0:48. The load generator was disturbed in 8 of these. It runs on this machine, whose cores the load generator uses too.',
    );
    expect(found(summary)[0]).not.toHaveProperty('shown');
    expect(summary.targetSentences).toEqual(['From 0:40 to 0:48, gateway used 2 of the 2 cores.']);
  });

  it('in seconds of which some were disturbed is compared by the others, times and failures alike', () => {
    const generators = [makeGenerator({ loopDelayMaxUs: 400_000, latenessMaxUs: 400_000 })];
    const of = (disturbed: number) =>
      run(100, (second) => [makeCpu(second < 80 ? 0.5 : 2)], {
        takesMs: slow(80),
        change: (second) => (second >= 80 && second < 80 + disturbed ? { generators } : {}),
      });
    const compared = found(of(8))[0];
    expect(compared?.evidence).toContain(
      'The load generator was disturbed in 8 of these. Responses took 200 ms on average in the 12 undisturbed ones, and 10 ms in the other undisturbed seconds.',
    );
    expect(compared?.shown).toMatchObject({ area: { fromSecond: 80, toSecond: 99 } });
    expect(found(of(16))[0]?.evidence).not.toContain('Responses took');
  });

  it('is told by itself where the generator is not to be believed, with its advice', () => {
    const generators = [makeGenerator({ loopDelayMaxUs: 400_000, latenessMaxUs: 400_000 })];
    const summary = run(60, (second) => [makeCpu(second < 40 ? 0.5 : 2)], {
      takesMs: slow(40),
      change: (second) => (second % 5 === 0 ? {} : { generators }),
    });
    expect(summary.trust.verdict).toBe('untrustworthy');
    const [cpu] = found(summary);
    expect(cpu?.evidence).toBe(
      'Gateway used 2 of the 2 cores in 20 of 60 s, between 0:40 and 1:00. It runs on this machine, whose cores the load generator uses too.',
    );
    expect(cpu?.suggestion).toContain('Profile what it computes');
    expect(cpu).not.toHaveProperty('shown');
    expect(summary.targetSentences).toEqual(['From 0:40 to 1:00, gateway used 2 of the 2 cores.']);
  });

  it.each([
    ['target.files-full', 'target_open_fds', 'target_max_fds', 'count', 1_000, 1_024],
    ['target.memory-full', 'target_memory_resident_bytes', 'target_memory_limit_bytes', 'bytes', 99e6, 1e8],
    ['target.pool-full', 'workers_busy', 'workers_max', 'number', 8, 8],
    [
      'target.network-full',
      'node_network_receive_bytes_total_per_second{device="eth0"}',
      'node_network_speed_bytes{device="eth0"}',
      'bytes/s',
      12e6,
      12.5e6,
    ],
    ['target.connections-full', 'pg_stat_activity_count', 'pg_settings_max_connections', 'count', 98, 100],
  ] as const)('%s', (code, used, limit, unit, at, most) => {
    const of = (value: number) =>
      run(60, () => [gauge(used, value, unit), gauge(limit, most, unit === 'bytes/s' ? 'bytes' : unit)]);
    expect(codes(of(at))).toEqual([code]);
    expect(codes(of(most * 0.8))).toEqual([]);
  });
});

describe('a cache that answers less (S-69)', () => {
  const cache = (ratio: (second: number) => number, takesMs?: (second: number) => number) =>
    run(
      60,
      (second) => [
        gauge('redis_keyspace_hits_total_per_second', 1_000 * ratio(second), 'per second'),
        gauge('redis_keyspace_misses_total_per_second', 1_000 * (1 - ratio(second)), 'per second'),
      ],
      takesMs && { takesMs },
    );

  it('is told with the amount, how long, and what was beside it', () => {
    const summary = cache(
      (second) => (second < 30 ? 0.98 : 0.7),
      (second) => (second < 30 ? 10 : 40),
    );
    expect(found(summary)[0]).toMatchObject({
      code: 'target.cache-falling',
      evidence:
        'The cache of gateway answered 70% of its lookups, after 98% at first: 28% of all lookups less (redis_keyspace). For 30 s it was at least 10 percentage points below. Responses took 40 ms on average in these seconds, and 10 ms in the others.',
    });
    expect(summary.targetSentences).toEqual([
      'From 0:30 to 1:00, the cache of gateway answered 70% of its lookups, after 98% at first; responses took longer in these seconds than in the others.',
    ]);
  });

  it('is not told of one that warms up, or of a dip', () => {
    expect(codes(cache((second) => Math.min(0.9, second / 40)))).toEqual([]);
    expect(codes(cache((second) => (second > 30 && second < 40 ? 0.5 : 0.95)))).toEqual([]);
  });
});

describe('what a stress run says ran out', () => {
  const stressed = (gauges: (second: number) => readonly WatchedGauge[], watches = [GATEWAY]) => {
    const seconds = Array.from({ length: 60 }, (_, second) => {
      const times = Array.from({ length: 100 }, () => (second < 30 ? 10 : 400));
      return watchedSecond(second, [makeWatched(second, gauges(second))], {
        users: 10 + second,
        series: [makeSeriesSecond(0, times)],
      });
    });
    const plan = watchedPlan(watches, { purpose: 'stress', breakingPoint: 'lasting', durationMs: 60_000 });
    return analyseStored(makeRun(plan), seconds, COMPLETED).stress;
  };

  it('is what was at its limit first, beside the breaking point', () => {
    const stress = stressed((second) => [
      gauge('db_pool_connections_in_use', second < 25 ? 5 : 20),
      gauge('db_pool_connections_max', 20),
      makeCpu(second < 40 ? 0.5 : 2),
    ]);
    expect(stress?.breakingPoint.atMs).toBe(30_000);
    expect(stress?.resource).toEqual({
      state: 'measured',
      sentence:
        "All 20 connections of gateway's pool were in use from 0:25 to 1:00, 5 s before the breaking point. Gateway used 2 of the 2 cores from 0:40 to 1:00.",
    });
  });

  it('is nothing where nothing was at its limit, with how near it came', () => {
    expect(stressed(() => [makeCpu(0.5)])?.resource).toEqual({
      state: 'not reached',
      sentence:
        'Nothing with a known limit ran out: at most, gateway used 0.5 of the 2 cores. No limit of its network is known.',
    });
  });

  it('is not measurable where no limit is known, or nothing was watched', () => {
    expect(stressed(() => [makeMemory(1e8)])?.resource).toEqual({
      state: 'not measurable',
      sentence: 'No limit is known of anything that was watched.',
    });
    expect(stressed(() => [], [])?.resource.sentence).toBe('Target not watched.');
    expect(stressed(() => [], [DATABASE])?.resource.state).toBe('not measurable');
  });
});
