import type { BaselineVerdict } from '../../../contract/baseline.ts';
import { fail, type Result, succeed } from '../../../contract/failure.ts';
import type { RunRecord } from '../../storage/run-record.ts';
import type { RunContext } from '../compare/run-context.ts';
import { notFound } from '../runs/run-failures.ts';
import { baselineContext } from './baseline-context.ts';
import { judgeBaseline } from './judge-baseline.ts';
import { runFigures } from './run-figures.ts';

/** A run with its document; null: it is not there, or cannot be read. */
type ReadRun = (runId: string) => (RunContext & { readonly record: RunRecord }) | null;

export interface BaselineAsked {
  readonly name: string;
  readonly plan: string;
  readonly tolerancePercent: number;
  /** Ids of the runs of each stored session. */
  readonly sessions: readonly (readonly string[])[];
  readonly runIds: readonly string[];
}

/** Reads the runs of both sides and judges them. A run of the baseline that is gone, or cannot be read, is left out. */
export function judgeStored(read: ReadRun, asked: BaselineAsked): Result<BaselineVerdict> {
  const { name, plan, tolerancePercent, runIds } = asked;
  const sessions = asked.sessions.map((ids) => ids.flatMap((runId) => read(runId) ?? []));
  const runs = runIds.flatMap((runId) => read(runId) ?? []);
  const found = new Set(runs.map(({ record }) => record.runId));
  const missing = runIds.find((runId) => !found.has(runId));
  if (missing !== undefined) return fail(notFound(missing));
  const [ours] = runs;
  // The newest tells best what it was measured with.
  const [theirs] = sessions.flat().toSorted((one, other) => other.record.startedAt - one.record.startedAt);
  const context = theirs === undefined || ours === undefined ? [] : baselineContext(theirs, ours);
  const figuresOf = (all: typeof runs) => all.map(({ summary, record }) => runFigures(summary, record.plan));
  return succeed(
    judgeBaseline({
      name,
      plan,
      tolerancePercent,
      sessions: sessions.map(figuresOf),
      runs: figuresOf(runs),
      context,
    }),
  );
}
