import type { TargetGauge } from '../../../contract/target-gauges.ts';
import { TARGET_GAUGES } from '../../../contract/target-gauges.ts';
import type { Bytes, Micros } from '../../../contract/units.ts';
import type { WatchedGauge } from '../../../contract/watch.ts';
import type { InspectedContainer } from './find-container.ts';
import { listAt, memberOf, numberAt, textAt } from './json-members.ts';

/** What the engine counted of a container by a moment; null: it does not count that. */
export interface ContainerStats {
  /** Of the counts, by the engine's wall clock: their differences alone mean something. */
  readonly atUs: Micros;
  /** Processor time of all its processes, those that ended as well. */
  readonly cpuUs: number | null;
  readonly memory: Bytes | null;
  /** There is a memory, and the engine does not say what of it are pages of files that can be dropped. */
  readonly hasFilePages: boolean;
  readonly throttling: { readonly periods: number; readonly throttled: number } | null;
  /** Linux counts tasks, which are threads; Windows processes. */
  readonly threads: number | null;
  readonly processes: number | null;
  readonly network: { readonly received: Bytes; readonly sent: Bytes } | null;
  readonly disk: { readonly read: Bytes; readonly written: Bytes } | null;
}

/**
 * Reads an answer of `/containers/…/stats` (Engine API 1.24 to 1.5x, Podman's as well).
 * @returns null: it has no figures, as that of a container that does not run
 */
export function statsFrom(answer: unknown): ContainerStats | null {
  const atUs = microsOf(textAt(answer, 'read'));
  if (atUs === null) return null;
  const memory = memberOf(answer, 'memory_stats');
  const privateBytes = numberAt(memory, 'privateworkingset');
  // Linux counts no processes here, but tasks.
  const isWindows = privateBytes !== null || (numberAt(answer, 'num_procs') ?? 0) > 0;
  const inUse = privateBytes ?? memoryInUse(memory);
  const cpu = numberAt(answer, 'cpu_stats', 'cpu_usage', 'total_usage');
  const stats: ContainerStats = {
    atUs,
    // Linux counts nanoseconds, Windows 100 of them. What runs has used some: without a memory, zero is not counted either.
    cpuUs: cpu === null || (cpu === 0 && inUse === null) ? null : isWindows ? cpu / 10 : cpu / 1_000,
    memory: inUse,
    hasFilePages: !isWindows && inUse !== null && filePages(memory) === null,
    throttling: isWindows ? null : throttlingOf(answer),
    threads: isWindows ? null : numberAt(answer, 'pids_stats', 'current'),
    processes: isWindows ? numberAt(answer, 'num_procs') : null,
    network: networkOf(memberOf(answer, 'networks')),
    disk: isWindows ? windowsDisk(memberOf(answer, 'storage_stats')) : diskOf(answer),
  };
  // Of one that does not run some engines tell the moment all the same.
  return stats.cpuUs === null && stats.memory === null && stats.network === null ? null : stats;
}

/** Pages of files that are given back as soon as somebody wants them: cgroup v1 names those of all below it. */
function filePages(memory: unknown): Bytes | null {
  return numberAt(memory, 'stats', 'total_inactive_file') ?? numberAt(memory, 'stats', 'inactive_file');
}

/** Without them. */
function memoryInUse(memory: unknown): Bytes | null {
  const usage = numberAt(memory, 'usage');
  if (usage === null) return null;
  const inactive = filePages(memory) ?? 0;
  return inactive < usage ? usage - inactive : usage;
}

/** Podman writes zeros where it counts nothing. */
function throttlingOf(answer: unknown): ContainerStats['throttling'] {
  const periods = numberAt(answer, 'cpu_stats', 'throttling_data', 'periods') ?? 0;
  const throttled = numberAt(answer, 'cpu_stats', 'throttling_data', 'throttled_periods');
  return periods === 0 || throttled === null ? null : { periods, throttled };
}

function networkOf(networks: unknown): ContainerStats['network'] {
  if (typeof networks !== 'object' || networks === null) return null;
  const all = Object.values(networks);
  if (all.length === 0) return null;
  const sum = (name: string) => all.reduce<number>((bytes, one) => bytes + (numberAt(one, name) ?? 0), 0);
  return { received: sum('rx_bytes'), sent: sum('tx_bytes') };
}

/** cgroup v1 writes `Read`, v2 `read`; one of each for each device. */
function diskOf(answer: unknown): ContainerStats['disk'] {
  const all = listAt(answer, 'blkio_stats', 'io_service_bytes_recursive');
  if (all.length === 0) return null;
  const sum = (op: string) =>
    all.reduce<number>(
      (bytes, one) => bytes + (textAt(one, 'op').toLowerCase() === op ? (numberAt(one, 'value') ?? 0) : 0),
      0,
    );
  return { read: sum('read'), written: sum('write') };
}

function windowsDisk(storage: unknown): ContainerStats['disk'] {
  const [read, written] = [numberAt(storage, 'read_size_bytes'), numberAt(storage, 'write_size_bytes')];
  return read === null || written === null ? null : { read, written };
}

/** @param stamp RFC 3339 to the nanosecond @returns null: none, or that of the year 1, which stands for never */
function microsOf(stamp: string): Micros | null {
  const [, whole, fraction = ''] = /^(.*?:\d\d:\d\d)(?:\.(\d+))?(?=Z|[+-]\d\d:\d\d$)/.exec(stamp) ?? [];
  if (whole === undefined) return null;
  const zone = stamp.slice(whole.length).replace(/^\.\d+/, '');
  const ms = Date.parse(whole + zone);
  return ms > 0 ? ms * 1_000 + Math.round(Number(`0.${fraction || '0'}`) * 1e6) : null;
}

/**
 * What a container used between two readings, and has now. Rates are over the engine's own interval between them:
 * cores = Δ processor time / Δ moment.
 * @param before null: there is no reading to go from, so that levels alone are told
 */
export function containerGauges(
  before: ContainerStats | null,
  now: ContainerStats,
  container: Pick<InspectedContainer, 'cpuLimitCores' | 'memoryLimit' | 'sharesNetwork'>,
): readonly WatchedGauge[] {
  const seconds = before === null ? 0 : (now.atUs - before.atUs) / 1_000_000;
  const rate = (from: number | null | undefined, to: number | null | undefined) =>
    typeof from !== 'number' || typeof to !== 'number' || seconds <= 0 || to < from
      ? null
      : (to - from) / seconds;
  const cpuUs = rate(before?.cpuUs, now.cpuUs);
  const { disk } = now;
  // Its counts are of all who share it.
  const [networkBefore, network] = container.sharesNetwork ? [] : [before?.network, now.network];
  const figures: readonly (readonly [TargetGauge, number | null])[] = [
    ['target_cpu_usage_cores', cpuUs === null ? null : cpuUs / 1_000_000],
    ['target_cpu_limit_cores', container.cpuLimitCores],
    ['target_cpu_throttled_ratio', container.cpuLimitCores === null ? null : throttledShare(before, now)],
    ['target_memory_resident_bytes', now.memory],
    ['target_memory_limit_bytes', container.memoryLimit],
    ['target_processes', now.processes],
    ['target_threads', now.threads],
    ['target_disk_read_bytes_per_second', rate(before?.disk?.read, disk?.read)],
    ['target_disk_written_bytes_per_second', rate(before?.disk?.written, disk?.written)],
    ['target_network_receive_bytes_per_second', rate(networkBefore?.received, network?.received)],
    ['target_network_transmit_bytes_per_second', rate(networkBefore?.sent, network?.sent)],
  ];
  return figures.flatMap(([name, value]) =>
    value === null ? [] : [{ name, unit: TARGET_GAUGES[name].unit, value }],
  );
}

/** Periods of its quota in which it was held back, of those that passed; one that had nothing to do passes none. */
function throttledShare(before: ContainerStats | null, now: ContainerStats): number | null {
  if (before === null || before.throttling === null || now.throttling === null) return null;
  const periods = now.throttling.periods - before.throttling.periods;
  const throttled = now.throttling.throttled - before.throttling.throttled;
  if (periods < 0 || throttled < 0) return null;
  return periods === 0 ? 0 : Math.min(1, throttled / periods);
}
