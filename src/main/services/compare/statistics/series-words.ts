import { counted } from '../../../../contract/format.ts';
import type { SeriesCell, SeriesVerdictName } from '../../../../contract/series-verdict.ts';

/**
 * What a whole series says: the sentence of its leading cell, and how many others say the same.
 * @param cells those that are judged
 */
export function saySeries(verdict: SeriesVerdictName, cells: readonly SeriesCell[]): string {
  const [lead, ...others] = cells
    .filter((cell) => cell.verdict === verdict)
    .toSorted((one, other) => weightOf(other) - weightOf(one));
  if (lead === undefined) return 'Nothing was judged: no run has a figure of it.';
  const name = cells.length === 1 ? '' : `${lead.service} ${lead.endpoint}: `;
  const more =
    others.length === 0 || verdict === 'no-verdict'
      ? ''
      : ` The same is said of ${counted(others.length, 'other figure')}.`;
  const opposed = verdict === 'worse' ? cells.filter((cell) => cell.verdict === 'better').length : 0;
  const also = opposed === 0 ? '' : ` ${counted(opposed, 'figure')} became better.`;
  const missing = cells.filter(({ reason }) => reason === 'figures-missing').length;
  const without =
    missing === 0 || verdict === 'no-verdict'
      ? ''
      : ` ${counted(missing, 'figure')} had too few requests to be judged.`;
  return `${name}${lead.sentence}${more}${also}${without}`;
}

/** The primary cell leads; then the largest change. */
function weightOf({ isPrimary, estimate }: SeriesCell): number {
  return isPrimary ? Number.POSITIVE_INFINITY : Math.abs(estimate?.logRatio ?? 0);
}

interface Warned {
  readonly isPoorlyAlternated: boolean;
  readonly excluded: number;
  readonly isStored: boolean;
}

/** What has to be said of a series beside its verdict. */
export function seriesWarnings({ isPoorlyAlternated, excluded, isStored }: Warned): string[] {
  return [
    ...(isPoorlyAlternated
      ? [
          'The runs were not alternated: a drift of the machine or the target takes away most of what they could show.',
        ]
      : []),
    ...(excluded > 0 ? [`${counted(excluded, 'run')} left out before the figures were compared.`] : []),
    ...(isStored
      ? [
          'A was made in other sessions than B: rerun the baseline alternately for a verdict that rests on the runs alone.',
        ]
      : []),
  ];
}
