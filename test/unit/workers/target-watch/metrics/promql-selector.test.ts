import { describe, expect, it } from 'vitest';
import { firstSelector } from '../../../../../src/workers/target-watch/metrics/promql-selector.ts';

describe('the first metric that a query selects', () => {
  it.each([
    ['up', 'up'],
    ['sum(pg_stat_activity_count)', 'pg_stat_activity_count'],
    ['sum(rate(http_requests_total{job="a",code=~"5.."}[1m]))', 'http_requests_total{job="a",code=~"5.."}'],
    ['sum by (job, on) (up)', 'up'],
    ['sum without(instance)(up{a="}"})', 'up{a="}"}'],
    ['100 * a / on(x) group_left(y) b', 'a'],
    ['1 - avg(rate(node_cpu_seconds_total{mode="idle"}[5m]))', 'node_cpu_seconds_total{mode="idle"}'],
    ['{__name__="up"}', '{__name__="up"}'],
    ['max_over_time(up[1h:1m] offset 5m)', 'up'],
    ['job:requests:rate5m', 'job:requests:rate5m'],
    ['histogram_quantile(0.99, sum(rate(took_bucket[1m])) by (le))', 'took_bucket'],
    ["label_replace(up, 'a', '$1', 'b', '(.*)')", 'up'],
    ['vector(1)', null],
    ['time() > bool 5', null],
    ['1e3 + Inf', null],
    ['', null],
  ])('%s', (query, selector) => {
    expect(firstSelector(query)).toBe(selector);
  });
});
