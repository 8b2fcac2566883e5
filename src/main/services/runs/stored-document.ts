import type { Summary } from '../../../contract/summary.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';
import type { RunStore } from '../../storage/run-record.ts';
import { analyseStored } from '../analysis/analysis.ts';
import { damageSentence } from './run-failures.ts';
import { hideInSecond, type ReadRun } from './stored-texts.ts';

/** What is asked of a document; `withSeconds` false: its figures alone. */
interface DocumentAsked extends Omit<ArgumentOf<'runs.get'>, 'runId'> {
  readonly withSeconds?: boolean;
}

/** The document of a stored run, over all of it or over a part. Reads all of its seconds. */
export function storedDocument(
  store: Pick<RunStore, 'seconds'>,
  { record, redact }: ReadRun,
  { withSeconds = true, ...choice }: DocumentAsked = {},
): Summary {
  const { seconds: stored, damaged } = store.seconds(record.runId);
  const seconds = stored.map((second) => hideInSecond(second, redact));
  const { state, endedAt, durationMs, notes } = record;
  return analyseStored(record, seconds, {
    state,
    endedAt,
    durationMs,
    notes,
    endReason: [record.endReason, record.damage ?? '', damageSentence(damaged)]
      .filter((part) => part !== '')
      .join(' '),
    withSeconds,
    ...choice,
  });
}
