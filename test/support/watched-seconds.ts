import { setTimeout as sleep } from 'node:timers/promises';
import type { Reading, WatchReader } from '../../src/workers/target-watch/watch-reader.ts';
import { monotonicUs } from './monotonic.ts';

/** A second of a watch, with the moments between which it was read. */
export interface WatchedInterval {
  readonly second: number;
  readonly fromUs: number;
  readonly toUs: number;
  readonly reading: Reading;
  /** CPU that the reading took. */
  readonly costUs: number;
}

/** A gauge of a reading; NaN: it has none of that name. */
export function gaugeOf({ gauges }: Reading, name: string): number {
  return gauges.find((one) => one.name === name)?.value ?? Number.NaN;
}

/** Mean of a gauge over seconds that follow one another, each by its length. */
export function meanOf(rows: readonly WatchedInterval[], name: string): number {
  const length = ({ fromUs, toUs }: WatchedInterval) => toUs - fromUs;
  const sum = rows.reduce((all, row) => all + gaugeOf(row.reading, name) * length(row), 0);
  return sum / rows.reduce((all, row) => all + length(row), 0);
}

/**
 * Reads watches once a second, at the ends of the seconds of a run that begins at `startUs`.
 * @param atEnd called after each second
 * @returns of each watch its seconds, the baseline left out
 */
export async function readSeconds<Name extends string>(
  readers: Readonly<Record<Name, WatchReader>>,
  { startUs, seconds, atEnd }: ReadOptions,
): Promise<Record<Name, WatchedInterval[]>> {
  const names = Object.keys(readers) as Name[];
  const read = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Name,
    WatchedInterval[]
  >;
  const last = new Map<Name, number>();
  for (let second = -1; second < seconds; second += 1) {
    await sleep(Math.max(0, (startUs + (second + 1) * 1_000_000 - monotonicUs()) / 1_000));
    for (const name of names) {
      const toUs = monotonicUs();
      const before = process.cpuUsage();
      const reading = await readers[name].read({ second, atUs: toUs - startUs });
      const { user, system } = process.cpuUsage(before);
      const fromUs = last.get(name) ?? toUs;
      last.set(name, toUs);
      if (second >= 0 || reading.gap !== undefined)
        read[name].push({ second, fromUs, toUs, reading, costUs: user + system });
    }
    await atEnd?.(second);
  }
  return read;
}

interface ReadOptions {
  readonly startUs: number;
  readonly seconds: number;
  readonly atEnd?: (second: number) => Promise<void> | void;
}
