import { baselineVerdictSchema } from '../../../contract/baseline.ts';
import { parsedJson } from '../../../contract/plan-data.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { RunSecond } from '../../../contract/tick.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';
import type { RunRecord, RunStore } from '../../storage/run-record.ts';
import { analyseStored } from '../analysis/analysis.ts';
import { gradingsPart } from '../regrading/run-gradings.ts';
import { damageSentence } from './run-failures.ts';
import type { CausesAtHand } from './stored-causes.ts';
import { hideInSecond, type ReadRun } from './stored-texts.ts';

/** What reading a document takes of the storage. */
type SecondStore = Pick<RunStore, 'eachSecond' | 'lastSecond'>;

/** The seconds of a run with their secrets hidden and without the kept exchanges, read anew whenever they are gone through. */
export function hiddenSeconds(store: SecondStore, read: ReadRun): Iterable<RunSecond> {
  return readAnew(store, read, (second) => hideInSecond({ ...second, exemplars: [] }, read.redact));
}

function readAnew(
  store: SecondStore,
  { record }: ReadRun,
  change: (second: RunSecond) => RunSecond,
): Iterable<RunSecond> {
  return {
    *[Symbol.iterator]() {
      for (const second of store.eachSecond(record.runId)) yield change(second);
    },
  };
}

type DocumentAsked = Omit<ArgumentOf<'runs.get'>, 'runId' | 'withCauses'>;

/**
 * The document of a stored run, over all of it or over a part. Its seconds are read as they are needed, a few at a time.
 * @param causes null: nobody reads its findings
 */
export function storedDocument(
  store: SecondStore,
  read: ReadRun,
  causes: CausesAtHand | null,
  { withSeconds = true, ...choice }: DocumentAsked = {},
): Summary {
  const { state, endedAt, durationMs, notes, endReason, damage = '', runId } = read.record;
  // Of a part its selection says why.
  const isWhole = choice.fromSecond === undefined && choice.toSecond === undefined;
  const sought = isWhole ? causes?.of(read) : undefined;
  const present = new Set<number>();
  const seconds = readAnew(store, read, (second) => {
    present.add(second.second);
    sought?.see(second);
    // Kept exchanges have most texts by far, and of thousands a few are listed: those are hidden then.
    return { ...hideInSecond({ ...second, exemplars: [] }, read.redact), exemplars: second.exemplars };
  });
  const causesOf = sought === undefined ? {} : { causes: sought.causes };
  const { seen } = read.redact;
  const view = { state, endedAt, durationMs, notes, endReason, withSeconds, seen, ...causesOf, ...choice };
  const summary = analyseStored(read.record, seconds, view);
  const damaged = Array.from({ length: store.lastSecond(runId) + 1 }, (_, second) => second).filter(
    (second) => !present.has(second),
  );
  const reasons = [endReason, damage, damageSentence(damaged)].filter((part) => part !== '');
  const run = { ...summary.run, endReason: reasons.join(' ') };
  // Its gradings are of the whole run, every second of it.
  const isAll = isWhole && choice.excludeBadSeconds !== true;
  const gradings = isAll ? seen(gradingsPart(read.record.gradings, summary)) : {};
  return withWritten({ ...summary, run, ...gradings }, read.record);
}

/** What people write beside a run, and may change after it. */
type Written = Pick<RunRecord, 'name' | 'notes' | 'purpose' | 'markers'>;

/** A document with what is written beside its run now. */
export function withWritten(summary: Summary, { name, notes, purpose, markers }: Written): Summary {
  const { markers: _, ...run } = summary.run;
  const marked = markers.length === 0 ? {} : { markers: [...markers] };
  return { ...summary, run: { ...run, name, notes, purpose, ...marked } };
}

/** A document with what came of holding its run against a baseline. @param verdict as it is stored; null: it was held against none */
export function withBaseline(summary: Summary, verdict: string | null): Summary {
  const { baseline: _, ...bare } = summary;
  // One of another version that cannot be read is as if it had never been.
  const { data } = baselineVerdictSchema.safeParse(parsedJson(verdict ?? ''));
  return data === undefined ? bare : { ...bare, baseline: data };
}
