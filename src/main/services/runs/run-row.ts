import type { EpochMillis } from '../../../contract/units.ts';
import type { RunRow } from '../../../contract/wire.ts';
import type { RunListing } from '../../storage/run-record.ts';

/** A stored run as a line of a list. */
export function rowOf({ headline, endReason, damage: _, ...listing }: RunListing): RunRow {
  const iso = (ms: EpochMillis) => new Date(ms).toISOString();
  const { startedAt, endedAt } = listing;
  return {
    ...listing,
    ...(endReason === '' ? {} : { endReason }),
    startedAt: iso(startedAt),
    endedAt: endedAt === null ? null : iso(endedAt),
    ...headline,
  };
}
