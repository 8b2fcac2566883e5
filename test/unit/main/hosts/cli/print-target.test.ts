import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { GaugeSummary, WatchSummary } from '../../../../../src/contract/watched-schema.ts';
import { targetLines } from '../../../../../src/main/hosts/cli/print-target.ts';

const colors = pc.createColors(false);
const MIB = 1_048_576;

const watchOf = (watch: string, change: Partial<WatchSummary> = {}): WatchSummary => ({
  watch,
  service: null,
  source: 'port:8000',
  found: [],
  gaps: [],
  remarks: [],
  ...change,
});
function gaugeOf(
  watch: string,
  name: string,
  change: Partial<GaugeSummary> & { values?: number[] } = {},
): GaugeSummary {
  const { values = [], ...rest } = change;
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const statistics = { min, mean, p95: max, max, first, last, seconds: values.length };
  return {
    ...{ watch, service: null, name, unit: 'count', title: name, perSecond: [] },
    statistics: values.length === 0 ? null : statistics,
    ...rest,
  };
}

const SUMMARY = {
  watches: [
    watchOf('gateway', {
      gaps: [
        { fromSecond: 2, toSecond: 2, reason: 'Slower than a second.' },
        { fromSecond: 42, toSecond: 44, reason: 'Restarted at 0:42.' },
      ],
      remarks: ['This system does not count network bytes per process.'],
    }),
    watchOf('database', { remarks: ['This system does not count network bytes per process.'] }),
    watchOf('cache', { gaps: [{ fromSecond: 0, toSecond: 59, reason: 'Nobody listens on port 6379.' }] }),
  ],
  gauges: [
    gaugeOf('gateway', 'target_cpu_usage_cores', { unit: 'cores', values: [0.5, 0.62] }),
    gaugeOf('gateway', 'target_cpu_limit_cores', { unit: 'cores', values: [2, 2] }),
    gaugeOf('gateway', 'target_memory_resident_bytes', {
      unit: 'bytes',
      values: [96 * MIB, 200 * MIB, 128 * MIB],
    }),
    gaugeOf('gateway', 'target_open_fds', { title: 'Open files', values: [40, 55] }),
    gaugeOf('gateway', 'target_max_fds', { title: 'Limit of open files', values: [20_000, 20_000] }),
    gaugeOf('database', 'target_cpu_usage_cores', { unit: 'cores' }),
    gaugeOf('database', 'pg_stat_activity_count', { title: 'Sessions', values: [3, 97] }),
    gaugeOf('database', 'pg_settings_max_connections', { values: [100, 100] }),
    gaugeOf('database', 'pg_locks_count', { title: 'Locks', values: [3, 97] }),
  ],
  targetSentences: ['The CPU of gateway was at 31% of its limit.'],
};
const printed = (outColumns: number | null) => targetLines(SUMMARY, { colors, outColumns });

describe('what the target did, in a terminal', () => {
  it('is a row for each watch, then what is missing and why', () => {
    expect(
      printed(null)
        .split('\n')
        .map((line) => line.trimEnd()),
    ).toEqual([
      'Target',
      '  The CPU of gateway was at 31% of its limit.',
      'watched   CPU mean    CPU max          memory first → last  in use at most',
      'gateway   0.56 cores  0.62 of 2 cores     96 MiB → 128 MiB  Open files 55 of 20,000',
      'database           –                –                    –  Database connections 97 of 100',
      'cache              –                –                    –  –',
      '  gateway, no figures 0:02 to 0:03: Slower than a second. 0:42 to 0:45: Restarted at 0:42.',
      '  cache, no figures 0:00 to 1:00: Nobody listens on port 6379.',
      '  gateway, database: This system does not count network bytes per process.',
    ]);
  });

  it.each([20, 40, 79])('is in lines that fit where the table does not: %d columns', (columns) => {
    const lines = printed(columns).split('\n');
    expect(lines.every((line) => line.length <= columns || !line.trim().includes(' '))).toBe(true);
    const words = printed(columns).replace(/\s+/g, ' ');
    expect(words).toContain('gateway: CPU mean 0.56 cores · max 0.62 of 2 cores · memory 96 MiB → 128 MiB');
    expect(words).toContain('database: in use at most Database connections 97 of 100');
    expect(words).toContain('cache: –');
  });

  it.each([60, 80, 100, 140])(
    'has the names of watches whole, whatever they are called: %d columns',
    (outColumns) => {
      const labels = ['/metrics', '/other'].map((path) => `database prometheus:127.0.0.1:9187${path}`);
      const lines = targetLines(
        {
          watches: labels.map((label) => watchOf(label)),
          gauges: labels.map((label) =>
            gaugeOf(label, 'target_cpu_usage_cores', { unit: 'cores', values: [0.5] }),
          ),
        },
        { colors, outColumns },
      );
      for (const label of labels) expect(lines.replaceAll(/\n +/g, ' ').split(label)).toHaveLength(2);
      expect(lines).not.toContain('…');
    },
  );

  it('is nothing where nothing was watched', () => {
    expect(targetLines({}, { colors, outColumns: 80 })).toBe('');
    expect(targetLines({ watches: [], gauges: [] }, { colors, outColumns: 80 })).toBe('');
  });
});
