import { formatNumber } from '../../contract/format.ts';
import type { WatchedUnit } from '../../contract/watch.ts';
import { MEBIBYTE } from '../../contract/watched-format.ts';
import type { PlotModel } from './plot-model.ts';

/** A step of the axis, its unit where its ticks are plain numbers, and the least it reaches: below that all would read the same. */
type Axis = Pick<PlotModel, 'tickUnit' | 'least' | 'whole' | 'ceiling' | 'yUnit' | 'yTick'>;

const WHOLE: Axis = { whole: true };
const AXES: Readonly<Record<WatchedUnit, (values: readonly number[]) => Axis>> = {
  cores: () => ({ least: 0.1, yUnit: 'cores', yTick: formatNumber }),
  share: () => ({ least: 0.01, ceiling: 1 }),
  bytes: () => ({
    ...{ tickUnit: MEBIBYTE, least: MEBIBYTE, yUnit: 'MiB' },
    yTick: (value) => formatNumber(value / MEBIBYTE),
  }),
  'bytes/s': (values) => {
    const { size, name } = byteUnit(values);
    return { least: 100, yUnit: `${name}/s`, yTick: (value) => formatNumber(value / size) };
  },
  count: () => WHOLE,
  'per second': () => ({ least: 0.1 }),
  seconds: () => ({ least: 0.000_1 }),
  number: (values) => (values.every(Number.isInteger) ? WHOLE : { least: 0.1 }),
};

/** Of the y axis for figures of a unit. @param values all that is drawn, limits included */
export function axisOf(unit: WatchedUnit, values: readonly (number | null)[]): Axis {
  return AXES[unit](values.filter((value) => value !== null));
}

const BYTE_UNITS = [
  { size: 1_000_000_000, name: 'GB' },
  { size: 1_000_000, name: 'MB' },
  { size: 1_000, name: 'kB' },
] as const;

/** The greatest that the highest value reaches, as `formatBytes` writes it: one for all ticks. */
function byteUnit(values: readonly number[]): { readonly size: number; readonly name: string } {
  const top = values.reduce((most, value) => Math.max(most, value), 0);
  return BYTE_UNITS.find(({ size }) => top >= size) ?? { size: 1, name: 'B' };
}
