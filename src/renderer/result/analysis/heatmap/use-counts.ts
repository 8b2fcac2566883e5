import { useMemo } from 'react';
import type { Heatmap } from '../../../../contract/heatmap.ts';
import type { Answer } from '../../../parts/use-answer.ts';
import { type CountSums, countSums } from './count-sums.ts';

interface Counts {
  /** What of it an area holds; null: nothing is known yet. */
  readonly sums: CountSums | null;
  /** The same; null also while the picture is still the one of another endpoint. */
  readonly counts: CountSums | null;
}

/** Counts of the areas of a heatmap, added up once for each that comes. */
export function useCounts({ answer, isStale }: Answer<Heatmap>): Counts {
  const heatmap = answer.state === 'ready' ? answer.value : null;
  const sums = useMemo(() => (heatmap === null ? null : countSums(heatmap)), [heatmap]);
  return { sums, counts: isStale ? null : sums };
}
