import { counted } from './format.ts';
import type { KeptBecause, RetentionRule } from './retention.ts';

/** Why a run stays: after "it is". */
export const KEPT_WORDS: Readonly<Record<KeptBecause, string>> = {
  pinned: 'pinned',
  baseline: 'part of a baseline',
  series: 'part of a series',
};

/** A rule in a sentence. */
export function ruleText({ lastRuns, lastDays }: RetentionRule): string {
  const parts = [
    ...(lastRuns === null ? [] : [`the last ${counted(lastRuns, 'run')}`]),
    ...(lastDays === null ? [] : [`the runs of the last ${counted(lastDays, 'day')}`]),
  ];
  if (parts.length === 0) return 'Every run is kept.';
  return `Kept: ${parts.join(' and ')}, and whatever is pinned or part of a baseline or a series; the others move to the bin.`;
}
