import type { SeriesCell, SeriesFigure, SeriesVerdictName } from '../../../../contract/series-verdict.ts';
import { SERIES_FIGURES } from '../../../../contract/series-verdict.ts';

/** A judged figure that has been tested. */
interface Tested {
  readonly figure: SeriesFigure;
  /** In percent, B against A. */
  readonly estimate: Pick<
    NonNullable<SeriesCell['estimate']>,
    'changePercent' | 'lowPercent' | 'highPercent'
  >;
  /** Whether it passes in its family, and whether it would by itself. */
  readonly passes: boolean;
  readonly passesAlone: boolean;
  readonly minChangePercent: number;
}

/**
 * First whether there is a change, then whether it matters: a change that passes is named by its direction from the least on that
 * matters; an interval that lies within it rules one out.
 */
export function nameVerdict({ figure, estimate, ...tested }: Tested): SeriesVerdictName {
  const { changePercent, lowPercent, highPercent } = estimate;
  const { minChangePercent } = tested;
  if (tested.passes && Math.abs(changePercent) >= minChangePercent)
    return changePercent > 0 === (SERIES_FIGURES[figure].better === 'lower') ? 'worse' : 'better';
  if (tested.passes) return 'changed';
  if (lowPercent > -minChangePercent && highPercent < minChangePercent) return 'unchanged';
  return tested.passesAlone ? 'alone-only' : 'cannot-tell';
}

/** What a series says as a whole, first that which calls for something to be done. */
const GRAVEST: readonly SeriesVerdictName[] = [
  'worse',
  'better',
  'alone-only',
  'cannot-tell',
  'changed',
  'unchanged',
  'no-verdict',
];

/** The verdict of all judged cells together: that of the gravest. */
export function gravestOf(verdicts: readonly SeriesVerdictName[]): SeriesVerdictName {
  return GRAVEST.find((verdict) => verdicts.includes(verdict)) ?? 'no-verdict';
}
