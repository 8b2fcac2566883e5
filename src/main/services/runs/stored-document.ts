import type { Summary } from '../../../contract/summary.ts';
import type { RunSecond } from '../../../contract/tick.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';
import type { RunStore } from '../../storage/run-record.ts';
import { analyseStored } from '../analysis/analysis.ts';
import { damageSentence } from './run-failures.ts';
import { hideInSecond, type ReadRun } from './stored-texts.ts';

/** What reading a document takes of the storage. */
type SecondStore = Pick<RunStore, 'eachSecond' | 'lastSecond'>;

/** The seconds of a run with their secrets hidden, read anew whenever they are gone through. */
export function hiddenSeconds(
  store: SecondStore,
  { record, redact }: ReadRun,
  onRead: (second: RunSecond) => unknown = () => null,
): Iterable<RunSecond> {
  return {
    *[Symbol.iterator]() {
      for (const second of store.eachSecond(record.runId)) {
        onRead(second);
        yield hideInSecond(second, redact);
      }
    },
  };
}

/** The document of a stored run, over all of it or over a part. Its seconds are read as they are needed, a few at a time. */
export function storedDocument(
  store: SecondStore,
  read: ReadRun,
  { withSeconds = true, ...choice }: Omit<ArgumentOf<'runs.get'>, 'runId'> = {},
): Summary {
  const { state, endedAt, durationMs, notes, endReason, damage = '', runId } = read.record;
  const present = new Set<number>();
  const seconds = hiddenSeconds(store, read, ({ second }) => present.add(second));
  const view = { state, endedAt, durationMs, notes, endReason, withSeconds, ...choice };
  const summary = analyseStored(read.record, seconds, view);
  const damaged = Array.from({ length: store.lastSecond(runId) + 1 }, (_, second) => second).filter(
    (second) => !present.has(second),
  );
  const reasons = [endReason, damage, damageSentence(damaged)].filter((part) => part !== '');
  return { ...summary, run: { ...summary.run, endReason: reasons.join(' ') } };
}
