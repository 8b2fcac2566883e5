import { fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import type { SeriesRow } from '../../../contract/run-series.ts';
import type { App } from '../../services/app-port.ts';

/** A series by its id, the start of its id, `last`, or `last~1` for the one before. */
export async function findSeries(app: App, word: string, deleted = false): Promise<Result<SeriesRow>> {
  const rows = await app.handlers['series.list']({ deleted });
  if (!rows.ok) return rows;
  const back = /^last(?:~(\d+))?$/.exec(word);
  const fitting = back === null ? rows.value.filter(({ seriesId }) => seriesId.startsWith(word)) : [];
  const row = back === null ? fitting[0] : rows.value[Number(back[1] ?? 0)];
  const isOne = back !== null || fitting.length === 1 || row?.seriesId === word;
  if (row !== undefined && isOne) return succeed(row);
  const message =
    fitting.length > 1
      ? `${fitting.length} series begin with ${word}.`
      : `There is no series ${word}${deleted ? ' in the bin' : ''}.`;
  const hint = `plimsoll series${deleted ? ' --bin' : ''} lists them; "last" is the newest.`;
  return fail(testFailure('series.not_found', message, hint));
}
