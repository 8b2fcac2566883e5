import { fail, type Result, succeed } from '../../../contract/failure.ts';
import type { Regraded, ThresholdChoice } from '../../../contract/grading.ts';
import type { EpochMillis } from '../../../contract/units.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';
import type { RunGradings } from '../../storage/gradings.ts';
import type { RunRecord, RunStore } from '../../storage/run-record.ts';
import type { Reads } from '../reads/reads.ts';
import { notFound, READ_ONLY, stillRunning } from '../runs/run-failures.ts';
import { readRun } from '../runs/stored-texts.ts';
import { isSameGrading } from './regrade-run.ts';
import { inBin, NO_SECONDS, noGrading, SEARCHED } from './regrading-failures.ts';
import { toldGradings } from './run-gradings.ts';
import { choicesFor, findThresholds, type ThresholdPlans } from './threshold-sets.ts';

interface RegradingParts {
  readonly store: Pick<RunStore, 'get' | 'gradings' | 'addGrading' | 'chooseGrading' | 'ofPlan'>;
  readonly readonly: boolean;
  readonly reads: Pick<Reads, 'ask'>;
  readonly plans: ThresholdPlans;
  now(): EpochMillis;
  /** Tells what a run comes to by the grading that counts now, in lists too. */
  retell(runId: string): Promise<void>;
}

/** Grades stored runs by other thresholds. Each time is an explicit act, adds a grading, and replaces none. */
export class Regrading {
  readonly #parts: RegradingParts;

  constructor(parts: RegradingParts) {
    this.#parts = parts;
  }

  /** The present thresholds of the run's plan come first. */
  async choices(runId: string): Promise<Result<ThresholdChoice[]>> {
    const record = this.#parts.store.get(runId);
    if (record === null) return fail(notFound(runId));
    return succeed(await choicesFor(record.plan.name, this.#parts.plans));
  }

  ofPlan(name: string): Result<string[]> {
    return succeed(this.#parts.store.ofPlan(name));
  }

  /** @returns failures `run.…`, `regrade.…`, and those of the plan whose thresholds they are */
  async regrade({ runId, thresholds, use = false }: ArgumentOf<'runs.regrade'>): Promise<Result<Regraded>> {
    const record = this.#gradable(runId);
    if (!record.ok) return record;
    const found = await findThresholds(thresholds, this.#parts.plans);
    if (!found.ok) return found;
    const { set, origin } = found.value;
    const graded = await this.#parts.reads.ask('regrade', { runId, set });
    if (!graded.ok) return graded;
    const { made, original } = graded.value;
    const { store } = this.#parts;
    const gradedAt = this.#parts.now();
    // As it was graded when it ended: a run of before, or one that nobody ended, was stored without.
    if (original !== null) store.addGrading(runId, { ...original, origin: { kind: 'run' }, gradedAt });
    const known = this.#kept(runId).gradings.find((one) => isSameGrading(one, made, origin));
    if (known === undefined) store.addGrading(runId, { ...made, origin, gradedAt });
    const own = known ?? this.#kept(runId).gradings.at(-1);
    if (use && own !== undefined) await this.#choose(runId, own.id);
    return this.#told(record.value, { id: own?.id, added: known === undefined });
  }

  /** Lets one of the gradings count. @returns failure `regrade.no_grading` where the run has no such grading */
  async choose({
    runId,
    number,
  }: ArgumentOf<'runs.chooseGrading'>): Promise<Result<{ runId: string; number: number }>> {
    const record = this.#gradable(runId);
    if (!record.ok) return record;
    const { gradings } = this.#kept(runId);
    const grading = gradings[number - 1];
    if (grading === undefined) return fail(noGrading(runId, number, gradings.length));
    await this.#choose(runId, grading.id);
    return succeed({ runId, number });
  }

  async #choose(runId: string, grading: number): Promise<void> {
    this.#parts.store.chooseGrading(runId, grading);
    await this.#parts.retell(runId);
  }

  #kept(runId: string): RunGradings {
    return this.#parts.store.gradings(runId) ?? { gradings: [], chosen: null };
  }

  #gradable(runId: string): Result<RunRecord> {
    const { store, readonly } = this.#parts;
    if (readonly) return fail(READ_ONLY);
    const record = store.get(runId);
    if (record === null) return fail(notFound(runId));
    if (record.state === 'running') return fail(stillRunning(runId));
    if (record.deleted) return fail(inBin(runId));
    if (record.plan.capacity !== undefined) return fail(SEARCHED);
    return record.durationMs === 0 ? fail(NO_SECONDS) : succeed(record);
  }

  #told(
    record: RunRecord,
    { id, added }: { readonly id: number | undefined; readonly added: boolean },
  ): Result<Regraded> {
    const kept = this.#kept(record.runId);
    const gradings = toldGradings(kept);
    const grading = gradings[kept.gradings.findIndex((one) => one.id === id)];
    if (grading === undefined) return fail(notFound(record.runId));
    const { name } = readRun(record).record;
    return succeed({ runId: record.runId, name, added, grading, gradings });
  }
}
