import {
  formatBytes,
  formatClock,
  formatCount,
  formatMs,
  formatNumber,
  formatPercent,
  formatRate,
  NO_VALUE,
} from '../../contract/format.ts';

const FORMATS = {
  ms: formatMs,
  rate: formatRate,
  percent: formatPercent,
  /** Of 1. */
  share: (share: number) => formatPercent(share * 100),
  number: formatNumber,
  /** Whole things: requests, errors, connections. */
  count: formatCount,
  bytes: formatBytes,
  clock: formatClock,
} as const;
export type FigureKind = keyof typeof FORMATS;

/** How figures of these units are written. */
export const UNIT_KINDS = { ms: 'ms', '%': 'percent', '1/s': 'rate', count: 'count' } as const;

/** A number as this product writes it; an en dash where there is none. */
export function formatFigure(kind: FigureKind, value: number | null): string {
  return value === null ? NO_VALUE : FORMATS[kind](value);
}

const UNIT = /^(.*?)(\s?(?:ms|s|%|\/s|kB|MB|GB|B))$/;

/** The number and its unit apart, so that the unit can stand back; the unit keeps its space. */
export function splitUnit(text: string): readonly [number: string, unit: string] {
  const parts = UNIT.exec(text);
  return parts === null ? [text, ''] : [parts[1] ?? '', parts[2] ?? ''];
}
