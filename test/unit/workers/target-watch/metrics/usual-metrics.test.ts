import { describe, expect, it } from 'vitest';
import { printMetric } from '../../../../../src/contract/watch.ts';
import { USUAL_METRICS } from '../../../../../src/workers/target-watch/metrics/usual-metrics.ts';

describe('the usual metrics', () => {
  it('are each there once, and all readable', () => {
    const names = USUAL_METRICS.map(({ metric }) => printMetric(metric));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(100);
    expect(names).toEqual(
      expect.arrayContaining(['node_cpu_seconds_total{mode="iowait"}', 'hikaricp_connections_active']),
    );
  });
});
