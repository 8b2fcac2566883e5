import type { Heatmap } from '../../../../../src/contract/heatmap.ts';

type Parts = Pick<Heatmap, 'seconds' | 'fromBand' | 'toBand' | 'cells'> & Partial<Heatmap>;

/** A heatmap of these cells; what is not said of it is nothing. */
export function madeHeatmap(parts: Parts): Heatmap {
  const none = Array.from({ length: parts.seconds }, () => null);
  return {
    count: parts.cells.reduce((sum, count) => sum + count, 0),
    p50Ms: none,
    p95Ms: none,
    p99Ms: none,
    failed: none.map(() => 0),
    warmupSeconds: 0,
    disturbed: [],
    missing: [],
    ...parts,
  };
}
