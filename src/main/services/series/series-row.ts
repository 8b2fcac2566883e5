import type { SeriesProgress, SeriesRow } from '../../../contract/run-series.ts';
import { SERIES_SIDES } from '../../../contract/series-verdict.ts';
import type { SeriesListing } from '../../storage/series-record.ts';

/** A stored series as a line of a list. @param progress null: it does not go on in this process */
export function seriesRow(listing: SeriesListing, progress: SeriesProgress | null): SeriesRow {
  const { createdAt, endedAt, settings, runs, damage, endReason } = listing;
  const { seriesId, name, state, labels, lead, deleted } = listing;
  const reason = damage ?? endReason;
  const counted = SERIES_SIDES.slice(0, Math.max(1, labels.length)).map(
    (side) => runs.filter((run) => run.side === side && run.slot >= 0 && run.leftOut === '').length,
  );
  return {
    seriesId,
    name,
    state,
    createdAt: new Date(createdAt).toISOString(),
    endedAt: endedAt === null ? null : new Date(endedAt).toISOString(),
    ...(reason === '' ? {} : { endReason: reason }),
    looks: settings.looks,
    runsPerSide: settings.runsPerSide,
    labels,
    counted,
    leftOut: runs.filter(({ slot, leftOut }) => slot >= 0 && leftOut !== null && leftOut !== '').length,
    runIds: runs.map(({ runId }) => runId),
    lead,
    deleted,
    ...(progress === null ? {} : { progress }),
  };
}
