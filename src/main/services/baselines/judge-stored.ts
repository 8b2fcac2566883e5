import type { BaselineVerdict } from '../../../contract/baseline.ts';
import { fail, type Result, succeed } from '../../../contract/failure.ts';
import type { RunStore } from '../../storage/run-record.ts';
import { DamagedRunError } from '../../storage/storage-failure.ts';
import type { RunContext } from '../compare/run-context.ts';
import { notFound } from '../runs/run-failures.ts';
import { storedDocument } from '../runs/stored-document.ts';
import { readRun } from '../runs/stored-texts.ts';
import { baselineContext } from './baseline-context.ts';
import { judgeBaseline } from './judge-baseline.ts';
import { type RunFigures, runFigures } from './run-figures.ts';

/** What reading runs takes of the storage. */
type JudgedStore = Pick<RunStore, 'get' | 'eachSecond' | 'lastSecond'>;

export interface BaselineAsked {
  readonly name: string;
  readonly plan: string;
  readonly tolerancePercent: number;
  /** Ids of the runs of each stored session. */
  readonly sessions: readonly (readonly string[])[];
  readonly runIds: readonly string[];
}

interface Read extends RunContext {
  readonly figures: RunFigures;
}

/** Reads the runs of both sides and judges them. A run of the baseline that is gone, or cannot be read, is left out. */
export function judgeStored(store: JudgedStore, asked: BaselineAsked): Result<BaselineVerdict> {
  const { name, plan, tolerancePercent, runIds } = asked;
  const sessions = asked.sessions.map((ids) => ids.flatMap((runId) => read(store, runId) ?? []));
  const runs = runIds.map((runId) => read(store, runId));
  const missing = runIds.find((_, index) => runs[index] === null);
  if (missing !== undefined) return fail(notFound(missing));
  const [ours] = runs;
  // The newest tells best what it was measured with.
  const theirs = sessions.flat().toSorted((one, other) => other.record.startedAt - one.record.startedAt)[0];
  const context = theirs === undefined || !ours ? [] : baselineContext(theirs, ours);
  return succeed(
    judgeBaseline({
      name,
      plan,
      tolerancePercent,
      sessions: sessions.map((session) => session.map(({ figures }) => figures)),
      runs: runs.flatMap((run) => (run === null ? [] : [run.figures])),
      context,
    }),
  );
}

function read(
  store: JudgedStore,
  runId: string,
): (Read & { readonly record: { readonly startedAt: number } }) | null {
  try {
    const record = store.get(runId);
    if (record === null) return null;
    const known = readRun(record);
    const summary = storedDocument(store, known, null, { withSeconds: false });
    return { record: known.record, summary, figures: runFigures(summary, known.record.plan) };
  } catch (error) {
    if (error instanceof DamagedRunError) return null;
    throw error;
  }
}
