import type { TargetGauge } from '../../contract/target-gauges.ts';
import type { WatchedGauge, WatchedSecond, WatchedUnit } from '../../contract/watch.ts';

/**
 * What processes and containers tell, by number: a day of five watches is millions of readings. Files name them by their place
 * here: add at the end, and never take away.
 */
const NUMBERED: readonly (readonly [TargetGauge, WatchedUnit])[] = [
  ['target_cpu_usage_cores', 'cores'],
  ['target_cpu_limit_cores', 'cores'],
  ['target_cpu_throttled_ratio', 'share'],
  ['target_memory_resident_bytes', 'bytes'],
  ['target_memory_limit_bytes', 'bytes'],
  ['target_processes', 'count'],
  ['target_threads', 'count'],
  ['target_open_fds', 'count'],
  ['target_max_fds', 'count'],
  ['target_open_sockets', 'count'],
  ['target_disk_read_bytes_per_second', 'bytes/s'],
  ['target_disk_written_bytes_per_second', 'bytes/s'],
  ['target_network_receive_bytes_per_second', 'bytes/s'],
  ['target_network_transmit_bytes_per_second', 'bytes/s'],
  ['target_cpu_busiest_cores', 'cores'],
];
const NUMBER_OF = new Map(NUMBERED.map(([name, unit], number) => [`${unit} ${name}`, number]));

type StoredReading = readonly [number, number] | readonly [name: string, unit: WatchedUnit, value: number];
export type StoredWatched = readonly [
  second: number,
  watch: number,
  /** Two for each of `NUMBERED`, three for any other. */
  readings: readonly StoredReading[],
  /** 0, and absent at the end: it says nothing. */
  gap?: string | 0,
  found?: string | 0,
  remarks?: readonly string[],
];

/** Undefined where nothing was watched: it is in no JSON then. */
export function encodeWatched(watched: readonly WatchedSecond[] | undefined): StoredWatched[] | undefined {
  return watched?.map(({ second, watch, gauges, gap, found, remarks }): StoredWatched => {
    const readings = gauges.map(encodeReading);
    if (remarks !== undefined) return [second, watch, readings, gap ?? 0, found ?? 0, remarks];
    if (found !== undefined) return [second, watch, readings, gap ?? 0, found];
    return gap === undefined ? [second, watch, readings] : [second, watch, readings, gap];
  });
}

/** Reads what `encodeWatched` wrote. @throws TypeError of a number that is no gauge */
export function decodeWatched(stored: readonly StoredWatched[]): WatchedSecond[] {
  return stored.map(([second, watch, readings, gap = 0, found = 0, remarks]) => ({
    second,
    watch,
    gauges: readings.map(decodeReading),
    ...(gap === 0 ? {} : { gap }),
    ...(found === 0 ? {} : { found }),
    ...(remarks === undefined ? {} : { remarks }),
  }));
}

function encodeReading({ name, unit, value }: WatchedGauge): StoredReading {
  const number = NUMBER_OF.get(`${unit} ${name}`);
  return number === undefined ? [name, unit, value] : [number, value];
}

function decodeReading(reading: StoredReading): WatchedGauge {
  if (reading.length === 3) return { name: reading[0], unit: reading[1], value: reading[2] };
  const numbered = NUMBERED[reading[0]];
  if (numbered === undefined) throw new TypeError('a gauge that is nowhere');
  return { name: numbered[0], unit: numbered[1], value: reading[1] };
}
