import type { LiveWatched, WatchedGauge } from '../../contract/watch.ts';
import type { GaugeSummary } from '../../contract/watched-schema.ts';

type Gauges = readonly GaugeSummary[];

function keyOf({ watch, name }: Pick<GaugeSummary, 'watch' | 'name'>): string {
  return `${watch}\n${name}`;
}

/**
 * Figures of a document with columns that came by another way, as far as there are any.
 * @param seconds so many the run has: what is missing at the end of a column is a gap
 */
export function withColumns(gauges: Gauges, columns: Gauges, seconds = 0): GaugeSummary[] {
  const known = new Map(columns.map((one) => [keyOf(one), one.perSecond]));
  return gauges.map((gauge) => {
    const column = known.get(keyOf(gauge)) ?? gauge.perSecond;
    return { ...gauge, perSecond: padded(column, seconds) };
  });
}

/** Columns with what watches told since, of a new second or of one before; a reading of before is replaced. */
export function withReadings(columns: Gauges, readings: readonly LiveWatched[]): Gauges {
  if (readings.length === 0) return columns;
  const known = new Map(columns.map((one) => [keyOf(one), { ...one, perSecond: [...one.perSecond] }]));
  for (const { watch, second, gauges } of readings) {
    for (const gauge of gauges) {
      const key = keyOf({ watch, name: gauge.name });
      const column = known.get(key) ?? begun(watch, gauge);
      known.set(key, column);
      while (column.perSecond.length < second) column.perSecond.push(null);
      column.perSecond[second] = gauge.value;
    }
  }
  return [...known.values()];
}

/** A figure that no document has told of yet. */
function begun(watch: string, { name, unit }: WatchedGauge): GaugeSummary {
  return { watch, service: null, name, unit, title: name, perSecond: [], statistics: null };
}

/** Of two columns of one figure the readings of both, the newer where both have one. */
export function mergeColumns(older: Gauges, newer: Gauges): Gauges {
  const before = new Map(older.map((one) => [keyOf(one), one]));
  const merged = newer.map((one) => {
    const known = before.get(keyOf(one))?.perSecond ?? [];
    before.delete(keyOf(one));
    const length = Math.max(known.length, one.perSecond.length);
    const perSecond = Array.from({ length }, (_, at) => one.perSecond[at] ?? known[at] ?? null);
    return { ...one, perSecond };
  });
  return [...merged, ...before.values()];
}

function padded(column: GaugeSummary['perSecond'], length: number): GaugeSummary['perSecond'] {
  const missing = length - column.length;
  return missing <= 0 ? column : [...column, ...Array.from({ length: missing }, () => null)];
}
