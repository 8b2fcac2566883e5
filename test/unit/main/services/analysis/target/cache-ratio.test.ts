import { describe, expect, it } from 'vitest';
import { analyseStored, createAnalysis } from '../../../../../../src/main/services/analysis/analysis.ts';
import { cacheRatios } from '../../../../../../src/main/services/analysis/target/cache-ratio.ts';
import { COMPLETED, makeRun } from '../../../../../support/made-seconds.ts';
import { DATABASE, makeWatched, watchedPlan, watchedSecond } from '../../../../../support/made-watches.ts';

const rates = (values: Readonly<Record<string, number>>) =>
  Object.entries(values).map(([name, value]) => ({ name, unit: 'per second' as const, value }));

describe('the share of lookups that a cache answered', () => {
  it.each([
    ['pg_stat_database', 'pg_stat_database_blks_hit_per_second', 'pg_stat_database_blks_read_per_second'],
    ['redis_keyspace', 'redis_keyspace_hits_total_per_second', 'redis_keyspace_misses_total_per_second'],
    ['shop_cache', 'shop_cache_hits_per_second', 'shop_cache_misses_per_second'],
    ['shop_cache', 'shop_cache_hit_total_per_second', 'shop_cache_miss_total_per_second'],
    [
      'pg_stat_database{datname="shop"}',
      'pg_stat_database_blks_hit_per_second{datname="shop"}',
      'pg_stat_database_blks_read_per_second{datname="shop"}',
    ],
    [
      'pg_stat_database{datname="shop"}',
      'pg_stat_database_blks_hit{datname="shop"}_per_second',
      'pg_stat_database_blks_read{datname="shop"}_per_second',
    ],
  ])('of %s', (of, hit, miss) => {
    expect(cacheRatios(rates({ [hit]: 90, [miss]: 10 }))).toEqual([{ of, ratio: 0.9 }]);
  });

  it('of a metric that counts both, by its label', () => {
    const [hit, miss] = ['hit', 'miss'].map(
      (result) => `cache_gets_total_per_second{cache="shop",result="${result}"}`,
    );
    expect(cacheRatios(rates({ [hit ?? '']: 3, [miss ?? '']: 1 })).map(({ ratio }) => ratio)).toEqual([0.75]);
  });

  it('is not told without lookups, of one half alone, or of counters', () => {
    expect(cacheRatios(rates({ a_hits_per_second: 0, a_misses_per_second: 0 }))).toEqual([]);
    expect(cacheRatios(rates({ a_hits_per_second: 5, b_misses_per_second: 5 }))).toEqual([]);
    const counters = [
      { name: 'a_hits', unit: 'number' as const, value: 5 },
      { name: 'a_misses', unit: 'number' as const, value: 5 },
    ];
    expect(cacheRatios(counters)).toEqual([]);
  });

  it('is a gauge of the document, and a second cache is told by its name', () => {
    const seconds = [90, 80].map((hits, second) =>
      watchedSecond(second, [
        makeWatched(
          second,
          rates({
            pg_stat_database_blks_hit_per_second: hits,
            pg_stat_database_blks_read_per_second: 100 - hits,
            redis_keyspace_hits_per_second: 1,
            redis_keyspace_misses_per_second: 1,
          }),
        ),
      ]),
    );
    const { gauges } = analyseStored(makeRun(watchedPlan([DATABASE])), seconds, COMPLETED);
    expect(
      gauges?.slice(-2).map(({ name, title, unit, perSecond }) => [name, title, unit, perSecond]),
    ).toEqual([
      ['cache_hit_ratio', 'Cache hits', 'share', [0.9, 0.8]],
      ['cache_hit_ratio{of="redis_keyspace"}', 'Cache hits of redis_keyspace', 'share', [0.5, 0.5]],
    ]);
  });

  it('is told of each second while the run goes on, beside what it is made of', () => {
    const analysis = createAnalysis(makeRun(watchedPlan([DATABASE])));
    const told = rates({ shop_cache_hits_per_second: 3, shop_cache_misses_per_second: 1 });
    const second = watchedSecond(1, [makeWatched(0, told), makeWatched(1, [], { gap: 'Answered 500.' })]);
    analysis.add(watchedSecond(0, []));
    analysis.add(second);
    const ratio = { name: 'cache_hit_ratio', unit: 'share', value: 0.75 };
    expect(analysis.liveWatched(second)).toEqual([
      { second: 0, watch: 'database', gauges: [...told, ratio] },
      { second: 1, watch: 'database', gauges: [], gap: 'Answered 500.' },
    ]);
  });
});
