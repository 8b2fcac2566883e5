import { ESTIMATE_SIGN } from '../../contract/evidence.ts';
import { NO_VALUE } from '../../contract/format.ts';
import type { SecondIndex } from '../../contract/units.ts';
import type { ChartColor } from './chart-colors.ts';
import type { Step } from './steps.ts';

type Values = readonly (number | null)[];

export interface PlotSeries {
  readonly key: string;
  readonly label: string;
  readonly color: ChartColor;
  readonly values: Values;
  /** What it is drawn as instead of a line from value to value: level over the stretch each value is of. */
  readonly steps?: readonly Step[];
  /** Whether each value is an estimate only. */
  readonly estimates?: readonly boolean[];
  /** Its line goes on over places at which it has no value. */
  readonly bridges?: boolean;
  /** What the legend says where the drawn value is a sum of several, as in stacked bars. */
  readonly shown?: Values;
  /**
   * `lane`: a broad pale line for other lines to run in. `stack`: a ground that hides what is drawn before it. `dots`,
   * `crosses`, `rings`: each value by itself, told from others by its shape.
   */
  readonly look?: 'line' | 'thin' | 'dashed' | 'bars' | 'area' | 'lane' | 'stack' | PointLook;
}

const POINT_LOOKS = ['dots', 'crosses', 'rings'] as const;
export type PointLook = (typeof POINT_LOOKS)[number];

export function isPointLook(look: PlotSeries['look']): look is PointLook {
  return POINT_LOOKS.some((one) => one === look);
}

/** A stretch of the x axis with a ground of its own. */
export interface Shade {
  readonly from: number;
  readonly to: number;
  readonly kind: 'warmup' | 'drain' | 'untrusted' | 'found' | 'overload';
  /** Written at its top where there is room. */
  readonly name?: string;
}

/** A moment of the x axis: one that somebody marked, or, of kind `load`, at which the load was changed. */
export interface Mark {
  readonly at: number;
  readonly text: string;
  readonly kind: 'note' | 'load';
  /** So many lines further down than the others stands its note, which would cover theirs. */
  readonly row?: number;
}

/** A value of the y axis that is not to be exceeded. */
interface Limit {
  readonly at: number;
  readonly text: string;
}

/** What a legend says while the cursor is nowhere: what its figures are of, and each as text by the key of its series. */
export interface IdleLegend {
  readonly says: string;
  readonly texts: Readonly<Record<string, string>>;
}

export interface PlotModel {
  readonly x: readonly number[];
  /** The second of the run that each place is of; absent: places are no seconds. */
  readonly seconds?: readonly SecondIndex[];
  /** True: a place is the end of the stretch it stands for, and what is left of it is read there. */
  readonly spans?: boolean;
  /** Said of a place beside its name. */
  readonly notes?: readonly string[];
  /** What the legend says while the cursor is nowhere; without, it says nothing. */
  readonly idle?: IdleLegend;
  readonly series: readonly PlotSeries[];
  /** Pairs of series keys between which the ground is tinted. */
  readonly bands?: readonly (readonly [upper: string, lower: string])[];
  readonly shades: readonly Shade[];
  readonly marks?: readonly Mark[];
  readonly limits?: readonly Limit[];
  /** What the axes count, with its unit; absent: it is said by the title. */
  readonly xLabel?: string;
  readonly yLabel?: string;
  readonly xRange: readonly [number, number];
  readonly xFormat: (value: number) => string;
  readonly xSplits?: readonly number[];
  /** The x axis counts things, not time: its ticks are 1, 2 or 5 times a power of ten apart. */
  readonly xCounts?: boolean;
  readonly yFormat: (value: number) => string;
  /** How the ticks of the y axis are written; absent: as its values. */
  readonly yTick?: (value: number) => string;
  /** The unit of the y axis, said beside the title where its ticks are plain numbers. */
  readonly yUnit?: string;
  readonly log?: boolean;
  /** Only whole things are counted: no ticks between them. */
  readonly whole?: boolean;
  /** What the ticks of the y axis are round multiples of, such as a MiB in bytes; absent: 1. */
  readonly tickUnit?: number;
  /** The y axis reaches this at least. */
  readonly least?: number;
  /** The y axis never ends above this, such as 100%. */
  readonly ceiling?: number;
  /** Names are listed from the last series to the first. */
  readonly legendReversed?: boolean;
}

/** The value of a series at a place as text; an estimate with `~`. */
export function readingOf(
  { values, shown, estimates }: PlotSeries,
  index: number,
  format: PlotModel['yFormat'],
): string {
  const value = (shown ?? values)[index] ?? null;
  if (value === null) return NO_VALUE;
  return estimates?.[index] === true ? `${ESTIMATE_SIGN}${format(value)}` : format(value);
}
