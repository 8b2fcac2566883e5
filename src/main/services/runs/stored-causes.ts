import type { RunSecond } from '../../../contract/tick.ts';
import type { RunStore, StoredCauses } from '../../storage/run-record.ts';
import { NO_CAUSES, type RunCauses } from '../analysis/findings/finding.ts';
import { causesOfRun } from '../analysis/reading/run-causes.ts';
import type { ReadRun } from './stored-texts.ts';

/** Of the search and its words: what another one found is searched for again. */
const VERSION = 1;

/** What sets slow and failed requests of a run that is over apart: as it was kept, else found anew. */
export function causesOfStored(
  store: Pick<RunStore, 'causes'>,
  { record, redact }: ReadRun,
  seconds: Iterable<RunSecond>,
): RunCauses {
  if (record.state === 'running') return NO_CAUSES;
  const kept = store.causes(record.runId);
  // Its seal says that it is what was kept.
  if (kept?.version === VERSION) return redact.seen(JSON.parse(kept.found) as RunCauses);
  const { plan, overrides } = record;
  return redact.seen(causesOfRun({ plan, precision: overrides.precision ?? 'tick' }, seconds));
}

/** Searches a run once it is over, so that nobody who opens it waits for that. */
export function foundCauses(
  store: Pick<RunStore, 'causes'>,
  read: ReadRun,
  seconds: Iterable<RunSecond>,
): StoredCauses {
  return { found: JSON.stringify(causesOfStored(store, read, seconds)), version: VERSION };
}
