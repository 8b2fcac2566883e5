import { SERIES_SIDES, type Side } from '../../../../contract/series-verdict.ts';
import { nextLook, reachedLook } from './looks.ts';
import type { SeriesInput, SeriesRun } from './series-input.ts';

/** Which runs of a series the verdict is of. */
export interface JudgedRuns {
  /** All, in the order in which they were made. */
  readonly inOrder: readonly SeriesRun[];
  /** Place of each run by its id, from −1 to 1; runs that are left out took their time too. */
  readonly places: ReadonlyMap<string, number>;
  readonly excluded: readonly SeriesRun[];
  readonly trusted: readonly SeriesRun[];
  /** Runs per side of the look; null: none was reached. */
  readonly look: number | null;
  readonly nextLook: number | null;
  /** Runs per side that count towards the next look. */
  readonly perSide: number;
  /** Runs of the look; without one, all that are to be believed. */
  readonly judged: readonly SeriesRun[];
  readonly waiting: readonly SeriesRun[];
}

/**
 * The runs of the look that was reached last. A look is always of the same first runs of each side that can be believed:
 * what is made later waits for the next one, so that a verdict does not move between looks. One that is left out is made again.
 * @throws where two runs have one id or one place in the order
 */
export function judgedRuns({ runs, rule, kind }: SeriesInput): JudgedRuns {
  const inOrder = runs.toSorted((one, other) => one.order - other.order);
  const different = [new Set(inOrder.map(({ id }) => id)), new Set(inOrder.map(({ order }) => order))];
  if (different.some(({ size }) => size < inOrder.length))
    throw new Error('two runs of a series have one id or one place');
  const last = Math.max(1, inOrder.length - 1);
  const trusted = inOrder.filter(({ excluded }) => excluded === null);
  // What was stored of a baseline grows by itself; the session that is held against it is looked at.
  const sides = kind === 'stored' ? (['B'] as const) : SERIES_SIDES;
  const perSide = Math.min(...sides.map((side) => trusted.filter((run) => run.side === side).length));
  const look = reachedLook(rule, perSide);
  const seen = new Map<Side, number>();
  const judged = trusted.filter((run) => {
    const nth = (seen.get(run.side) ?? 0) + 1;
    seen.set(run.side, nth);
    return look === null || nth <= look || (kind === 'stored' && run.side === 'A');
  });
  const isJudged = new Set(judged);
  return {
    inOrder,
    places: new Map(inOrder.map(({ id }, index) => [id, (2 * index) / last - 1])),
    excluded: inOrder.filter(({ excluded }) => excluded !== null),
    trusted,
    look,
    nextLook: nextLook(rule, perSide),
    perSide,
    judged,
    waiting: trusted.filter((run) => !isJudged.has(run)),
  };
}
