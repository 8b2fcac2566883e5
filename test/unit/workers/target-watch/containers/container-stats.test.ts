import { describe, expect, it } from 'vitest';
import {
  containerGauges,
  statsFrom,
} from '../../../../../src/workers/target-watch/containers/container-stats.ts';

const NO_LIMITS = { cpuLimitCores: null, memoryLimit: null, sharesNetwork: false };

/** As Engine 20.10 answers, cgroup v1; figures of one second after another are in the overrides. */
function linux(atSecond: number, overrides: Record<string, unknown> = {}) {
  return {
    read: `2026-11-30T19:31:${String(atSecond).padStart(2, '0')}.089954043Z`,
    pids_stats: { current: 12 },
    num_procs: 0,
    storage_stats: {},
    cpu_stats: {
      cpu_usage: { total_usage: 1_000_000_000 },
      throttling_data: { periods: 100, throttled_periods: 20, throttled_time: 949_456_015 },
    },
    memory_stats: {
      usage: 200_000_000,
      stats: { inactive_file: 1, total_inactive_file: 50_000_000 },
      limit: 268_435_456,
    },
    blkio_stats: {
      io_service_bytes_recursive: [
        { major: 8, minor: 0, op: 'Read', value: 1_000 },
        { major: 8, minor: 0, op: 'Write', value: 2_000 },
        { major: 8, minor: 16, op: 'Read', value: 500 },
        { major: 8, minor: 0, op: 'Total', value: 3_000 },
      ],
    },
    networks: { eth0: { rx_bytes: 10_000, tx_bytes: 20_000 }, eth1: { rx_bytes: 1, tx_bytes: 2 } },
    ...overrides,
  };
}
const cpu = (total_usage: number, periods = 100, throttled_periods = 20) => ({
  cpu_stats: { cpu_usage: { total_usage }, throttling_data: { periods, throttled_periods } },
});
function figures(before: unknown, now: unknown, limits: Parameters<typeof containerGauges>[2] = NO_LIMITS) {
  const read = statsFrom(now);
  if (read === null) return null;
  return Object.fromEntries(
    containerGauges(statsFrom(before), read, limits).map(({ name, value }) => [name, value]),
  );
}

describe('the figures of a container', () => {
  it('are cores over the engine’s own interval, in nanoseconds on Linux', () => {
    const now = linux(12, { ...cpu(2_500_000_000), read: '2026-11-30T19:31:12.589954043Z' });
    expect(figures(linux(10), now)?.target_cpu_usage_cores).toBeCloseTo(0.6, 12);
  });

  it('are cores in units of 100 ns on Windows, and its private memory', () => {
    const windows = (atSecond: number, total: number, read: number) => ({
      read: `2026-11-30T19:31:${atSecond}Z`,
      num_procs: 7,
      pids_stats: {},
      storage_stats: { read_size_bytes: read, write_size_bytes: 0 },
      cpu_stats: { cpu_usage: { total_usage: total } },
      memory_stats: { commitbytes: 1, commitpeakbytes: 2, privateworkingset: 77_000_000 },
    });
    expect(figures(windows(10, 0, 0), windows(11, 5_000_000, 4_096))).toEqual({
      target_cpu_usage_cores: 0.5,
      target_memory_resident_bytes: 77_000_000,
      target_processes: 7,
      target_disk_read_bytes_per_second: 4_096,
      target_disk_written_bytes_per_second: 0,
    });
  });

  it('are memory without the file pages that can be dropped: of cgroup v1 with all below it', () => {
    expect(figures(linux(10), linux(11))?.target_memory_resident_bytes).toBe(150_000_000);
    const v2 = { memory_stats: { usage: 200_000_000, stats: { inactive_file: 80_000_000 } } };
    expect(figures(linux(10), linux(11, v2))?.target_memory_resident_bytes).toBe(120_000_000);
    const odd = { memory_stats: { usage: 200, stats: { inactive_file: 300 } } };
    expect(figures(linux(10), linux(11, odd))?.target_memory_resident_bytes).toBe(200);
    const bare = { memory_stats: { usage: 200 } };
    expect(figures(linux(10), linux(11, bare))?.target_memory_resident_bytes).toBe(200);
  });

  it('are all others where the machine does not count the memory of containers', () => {
    const without = { memory_stats: {} };
    const now = linux(12, { ...cpu(2_200_000_000), ...without });
    const { target_memory_resident_bytes: memory, ...others } = figures(linux(10, without), now) ?? {};
    expect(memory).toBeUndefined();
    expect(others).toMatchObject({ target_cpu_usage_cores: 0.6, target_threads: 12 });
    expect(Object.keys(others).filter((name) => /network|disk/.test(name))).toHaveLength(4);
    const windows = (total: number, atSecond: number) =>
      linux(atSecond, { ...cpu(total), ...without, num_procs: 3 });
    expect(figures(windows(1_000_000, 10), windows(6_000_000, 11))).toMatchObject({
      target_cpu_usage_cores: 0.5,
      target_processes: 3,
    });
  });

  it('are those that an engine without control groups counts: network bytes, and never zero cores', () => {
    const none = { ...cpu(0), memory_stats: {}, pids_stats: {}, blkio_stats: {} };
    const networks = { eth0: { rx_bytes: 12_001, tx_bytes: 20_002 } };
    expect(figures(linux(10, none), linux(12, { ...none, networks }))).toEqual({
      target_network_receive_bytes_per_second: 1_000,
      target_network_transmit_bytes_per_second: 0,
    });
  });

  it('are no network bytes where it has the network of another: those are of all who share it', () => {
    const networks = { eth0: { rx_bytes: 12_000, tx_bytes: 20_000 } };
    const shared = { ...NO_LIMITS, sharesNetwork: true };
    const told = Object.keys(figures(linux(10), linux(12, { networks }), shared) ?? {});
    expect(told.filter((name) => name.includes('network'))).toEqual([]);
    expect(told).toContain('target_disk_read_bytes_per_second');
  });

  it('are rates of all its interfaces and all its disks, whichever case the kernel writes', () => {
    const v2 = {
      io_service_bytes_recursive: [
        { op: 'read', value: 5_596 },
        { op: 'write', value: 2_000 },
      ],
    };
    const networks = { eth0: { rx_bytes: 12_000, tx_bytes: 20_000 }, eth1: { rx_bytes: 1, tx_bytes: 6 } };
    expect(figures(linux(10), linux(12, { blkio_stats: v2, networks }))).toMatchObject({
      target_disk_read_bytes_per_second: 2_048,
      target_disk_written_bytes_per_second: 0,
      target_network_receive_bytes_per_second: 1_000,
      target_network_transmit_bytes_per_second: 2,
    });
  });

  it('are absent, and never zero, where the engine does not count them', () => {
    const without = {
      networks: undefined,
      blkio_stats: { io_service_bytes_recursive: null },
      pids_stats: {},
    };
    expect(figures(linux(10, without), linux(11, without))).toEqual({
      target_cpu_usage_cores: 0,
      target_memory_resident_bytes: 150_000_000,
    });
  });

  it('are how often its limit held it back, where it has one', () => {
    const limits = { ...NO_LIMITS, cpuLimitCores: 0.5, memoryLimit: 268_435_456 };
    const share = (now: Record<string, unknown>) =>
      figures(linux(10), linux(11, now), limits)?.target_cpu_throttled_ratio;
    expect(share(cpu(1e9, 110, 25))).toBe(0.5);
    expect(share(cpu(1e9, 100, 20))).toBe(0);
    // Podman counts none, and says zero.
    expect(share(cpu(1e9, 0, 0))).toBeUndefined();
    expect(figures(linux(10), linux(11))).not.toHaveProperty('target_cpu_throttled_ratio');
    expect(figures(linux(10), linux(11), limits)).toMatchObject({
      target_cpu_limit_cores: 0.5,
      target_memory_limit_bytes: 268_435_456,
    });
  });

  it('are levels alone where there is no reading before, where time stood still, and where counts fell', () => {
    const levels = ['target_memory_resident_bytes', 'target_threads'];
    expect(Object.keys(figures(null, linux(11)) ?? {})).toEqual(levels);
    expect(Object.keys(figures(linux(11), linux(11)) ?? {})).toEqual(levels);
    expect(figures(linux(10), linux(11, cpu(5)))).not.toHaveProperty('target_cpu_usage_cores');
  });

  it.each([
    [
      'a container that was stopped',
      { read: '0001-01-01T00:00:00Z', cpu_stats: { cpu_usage: { total_usage: 0 } }, memory_stats: {} },
    ],
    [
      'one whose engine tells the moment all the same',
      { ...linux(11), ...cpu(0), memory_stats: {}, networks: undefined, pids_stats: { current: 0 } },
    ],
    ['what has no moment', linux(11, { read: 'soon' })],
    ['a text', 'nothing'],
    ['nothing', null],
  ])('are not those of %s', (_what, answer) => {
    expect(statsFrom(answer)).toBeNull();
  });
});
