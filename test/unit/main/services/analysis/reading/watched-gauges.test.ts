import { describe, expect, it } from 'vitest';
import type { Watch, WatchedSecond } from '../../../../../../src/contract/watch.ts';
import { BandCounts } from '../../../../../../src/main/services/analysis/reading/band-counts.ts';
import { EncodedRun } from '../../../../../../src/main/services/analysis/reading/encoded-run.ts';
import { observedRun } from '../../../../../../src/main/services/analysis/reading/observed-run.ts';
import { requestsPlan } from '../../../../../support/made-requests.ts';
import { makeSecond } from '../../../../../support/made-seconds.ts';

const SCOPE = { service: null, endpoint: null, clock: 'intended' } as const;
const watchOf = (label: string): Watch => ({ label, service: null, source: { kind: 'pid', pid: 1 } });
const cpu = (value: number) => ({ name: 'target_cpu_usage_cores', unit: 'cores', value }) as const;
const told = (
  second: number,
  watch: number,
  ...gauges: WatchedSecond['gauges'][number][]
): WatchedSecond => ({
  second,
  watch,
  gauges,
});

function runOf(watches: readonly Watch[]) {
  return new EncodedRun({
    plan: { ...requestsPlan({ endpoints: 1, seconds: 1 }), watches },
    precision: 'tick',
  });
}

describe('gauges of a run as questions are asked about it', () => {
  it('stand in the second that each reading names, by watch and by what a chart calls them', () => {
    const run = runOf([watchOf('gateway'), watchOf('database')]);
    const sessions = { name: 'pg_stat_activity_count', unit: 'count', value: 12 } as const;
    const depth = { name: 'queue.depth', unit: 'count', kind: 'last', value: 3 } as const;
    run.add(makeSecond(0, [], { gauges: [depth] }));
    run.add(
      makeSecond(1, [], { watched: [told(0, 0, cpu(0.25)), told(1, 0, cpu(0.5)), told(0, 1, sessions)] }),
    );
    run.add(makeSecond(2, [], { watched: [told(2, 0), told(2, 7, cpu(1))] }));
    const { observed } = observedRun(run, new BandCounts(run), SCOPE, 0);
    expect(observed.gauges.map(({ name, unit, values }) => [name, unit, ...values])).toEqual([
      ['queue.depth', 'count', 3, Number.NaN, Number.NaN],
      ['gateway CPU', 'cores', 0.25, 0.5, Number.NaN],
      ['database pg_stat_activity_count', 'count', 12, Number.NaN, Number.NaN],
    ]);
    const late = observedRun(run, new BandCounts(run), SCOPE, 1).observed;
    expect(late.gauges.map(({ values }) => values[0])).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(late.gauges[1]?.values[1]).toBe(0.5);
  });

  it('take eight bytes for each second at most, and are two hundred at most', () => {
    const watches = Array.from({ length: 5 }, (_, nth) => watchOf(`watch ${nth}`));
    const run = runOf(watches);
    const gauges = Array.from({ length: 50 }, (_, nth) => ({ ...cpu(nth), name: `metric_${nth}` }));
    const before = run.bytes;
    const seconds = 300;
    for (let second = 0; second < seconds; second += 1)
      run.add(makeSecond(second, [], { watched: watches.map((_, watch) => told(second, watch, ...gauges)) }));
    expect(run.gauges.length).toBe(200);
    expect(run.bytes - before).toBeLessThan(200 * 8 * seconds + 100 * seconds);
  });
});
