import type { Difference } from './comparison.ts';

/** What a history can be drawn of: in which unit, which way is better, and as people call it. */
export const TREND_FIGURES = {
  p50: { word: 'p50', unit: 'ms', better: 'lower' },
  p95: { word: 'p95', unit: 'ms', better: 'lower' },
  p99: { word: 'p99', unit: 'ms', better: 'lower' },
  mean: { word: 'mean', unit: 'ms', better: 'lower' },
  errorRate: { word: 'error rate', unit: '%', better: 'lower' },
  throughput: { word: 'throughput', unit: '1/s', better: 'higher' },
  /** The highest load that meets the objectives of a search; its unit is that of the search. */
  capacity: { word: 'capacity', unit: '', better: 'higher' },
} as const satisfies Readonly<
  Record<
    string,
    { readonly word: string; readonly unit: Difference['unit'] | ''; readonly better: Difference['better'] }
  >
>;
export type TrendFigure = keyof typeof TREND_FIGURES;
