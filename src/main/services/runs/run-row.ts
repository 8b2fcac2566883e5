import type { RunRow } from '../../../contract/wire.ts';
import type { RunListing } from '../../storage/run-record.ts';

/** A stored run as a line of a list. */
export function rowOf(listing: RunListing): RunRow {
  const { runId, name, state, purpose, durationMs, plannedDurationMs, notes, tags, headline, deleted } =
    listing;
  return {
    runId,
    name,
    state,
    purpose,
    startedAt: new Date(listing.startedAt).toISOString(),
    endedAt: listing.endedAt === null ? null : new Date(listing.endedAt).toISOString(),
    durationMs,
    plannedDurationMs,
    ...headline,
    notes,
    tags,
    deleted,
  };
}
