import type { GaugeUnit } from '../../../../contract/gauges.ts';
import type { Bytes, SecondIndex } from '../../../../contract/units.ts';
import type { WatchedUnit } from '../../../../contract/watch.ts';

/** Readings of the target over a run. */
export interface GaugeColumn {
  readonly name: string;
  readonly unit: GaugeUnit | WatchedUnit;
  /** By second, from 0 on; NaN: none. It may be longer or shorter than the run. */
  readonly values: Float32Array;
}

/** Of a day these are 70 MB; later ones are not kept. */
const MAX_COLUMNS = 200;
const FIRST_ROOM = 64;

/** Gauges of a run, one piece of memory each: objects of each second would be a hundred times as large. */
export class GaugeColumns {
  readonly #columns = new Map<string, GaugeColumn>();

  get all(): readonly GaugeColumn[] {
    return [...this.#columns.values()];
  }

  get bytes(): Bytes {
    return this.all.reduce((sum, { values }) => sum + values.byteLength, 0);
  }

  /** @param name unique in the run */
  put({ name, unit }: Pick<GaugeColumn, 'name' | 'unit'>, second: SecondIndex, value: number): void {
    const known = this.#columns.get(name);
    if (known === undefined && this.#columns.size >= MAX_COLUMNS) return;
    let values = known?.values ?? new Float32Array(FIRST_ROOM).fill(Number.NaN);
    if (second >= values.length) values = grown(values, Math.max(second + 1, 2 * values.length));
    values[second] = value;
    if (values !== known?.values) this.#columns.set(name, { name, unit, values });
  }
}

function grown(values: Float32Array, room: number): Float32Array {
  const more = new Float32Array(room).fill(Number.NaN);
  more.set(values);
  return more;
}
