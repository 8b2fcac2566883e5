import { keysOf } from './keys.ts';

/** What a gauge counts: `share` is 0…1. */
export type GaugeUnit = 'us' | 'share' | 'bytes' | 'count';
/** How readings of one second become one: the largest, their sum, or the newest. */
export type GaugeKind = 'max' | 'sum' | 'last';

/** One reading of something that is watched beside the series, by its name; null: it could not be read. */
export interface Gauge {
  readonly name: string;
  readonly unit: GaugeUnit;
  readonly kind: GaugeKind;
  readonly value: number | null;
}

/**
 * What Plimsoll watches of itself. CPU is of all cores this process may use.
 * | gauge         | meaning                                                                               |
 * |---------------|---------------------------------------------------------------------------------------|
 * | `threads.`    | load threads, for HTTP and for streams                                                |
 * | `loop.`       | of a load thread: largest delay of its event loop, share of the second it was busy, garbage collection |
 * | `lateness.`   | actual against intended start of what was sent or ended; 0 for closed plans           |
 * | `queued.`     | longest time a due request waited for a connection or slot of our own                 |
 * | `client.`     | requests that failed on this side                                                     |
 * | `process.`, `machine.` | CPU and resident memory; used by other programs, a target that runs here included; given to other machines by the hypervisor |
 * | `machine.slept` | the wall clock ran so much further than the monotonic one                           |
 */
const GAUGES = {
  'threads.http': ['count', 'sum'],
  'threads.stream': ['count', 'sum'],
  'loop.delay_max': ['us', 'max'],
  'loop.utilisation': ['share', 'max'],
  'loop.gc_pause': ['us', 'max'],
  'lateness.max': ['us', 'max'],
  'lateness.p99': ['us', 'max'],
  'queued.max': ['us', 'max'],
  'client.errors': ['count', 'sum'],
  'process.cpu': ['share', 'last'],
  'process.rss': ['bytes', 'last'],
  'machine.cpu': ['share', 'last'],
  'machine.others_cpu': ['share', 'last'],
  'machine.stolen': ['share', 'last'],
  'machine.slept': ['us', 'last'],
} as const satisfies Record<string, readonly [GaugeUnit, GaugeKind]>;
export type GaugeName = keyof typeof GAUGES;
export const GAUGE_NAMES = keysOf(GAUGES);

/** Readings of this table's gauges. */
export function gaugesOf(values: Readonly<Partial<Record<GaugeName, number | null>>>): Gauge[] {
  return GAUGE_NAMES.flatMap((name) => {
    const value = values[name];
    if (value === undefined) return [];
    const [unit, kind] = GAUGES[name];
    return [{ name, unit, kind, value }];
  });
}

/** The reading of one; null where there is none. */
export function readGauge({ gauges }: { readonly gauges: readonly Gauge[] }, name: GaugeName): number | null {
  return gauges.find((gauge) => gauge.name === name)?.value ?? null;
}

/** Readings of one second as one of each name, in the order in which the names first came. */
export function mergeGauges(readings: readonly Gauge[]): Gauge[] {
  const merged = new Map<string, Gauge>();
  for (const gauge of readings) {
    const known = merged.get(gauge.name);
    merged.set(gauge.name, known === undefined ? gauge : { ...gauge, value: together(known, gauge) });
  }
  return [...merged.values()];
}

function together({ value: before }: Gauge, { kind, value }: Gauge): number | null {
  if (before === null || value === null) return value ?? before;
  if (kind === 'last') return value;
  return kind === 'sum' ? before + value : Math.max(before, value);
}
