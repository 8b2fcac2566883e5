import { fail, type Result, succeed } from '../../../contract/failure.ts';
import { OPEN_LOOKS } from '../../../contract/run-series.ts';
import { MAX_RUNS_PER_SIDE } from '../../../contract/run-series-schema.ts';
import type { SeriesRunRecord, SeriesSettings } from '../../storage/series-record.ts';
import { allLooksTaken, noMoreRuns, tooManyRuns } from './series-failures.ts';

interface Asked {
  /** Runs of each side beyond those planned; undefined: as far as the next look. */
  readonly more: number | undefined;
  readonly sides: number;
  readonly runs: readonly Pick<SeriesRunRecord, 'slot' | 'isFilled'>[];
  /** Runs of each side that lead to the look at which a change would show; null: nobody knows. */
  readonly suggested: number | null;
}

/**
 * How many runs of each side a series that is continued is to have.
 * @returns failure `series.complete` where more would be another test, `series.too_many`
 */
export function plannedRuns(
  { looks, runsPerSide }: Pick<SeriesSettings, 'looks' | 'runsPerSide'>,
  { more, sides, runs, suggested }: Asked,
): Result<number> {
  const filled = runs.filter(({ slot, isFilled }) => slot >= 0 && isFilled).length;
  const isMissingSome = filled < runsPerSide * sides;
  if (more === undefined && isMissingSome) return succeed(runsPerSide);
  if (looks === 'declared' && sides > 1) return fail(noMoreRuns(runsPerSide));
  const next = OPEN_LOOKS.find((look) => look > runsPerSide);
  if (more === undefined && next === undefined) return fail(allLooksTaken(runsPerSide));
  const planned =
    more === undefined ? Math.max(next ?? 0, runsPerSide + (suggested ?? 0)) : runsPerSide + more;
  return planned > MAX_RUNS_PER_SIDE ? fail(tooManyRuns(MAX_RUNS_PER_SIDE)) : succeed(planned);
}
