import { type BaselineRow, type BaselineVerdict, MAX_BASELINE_SESSIONS } from '../../../contract/baseline.ts';
import { DEFAULT_TOLERANCE_PERCENT } from '../../../contract/baseline-words.ts';
import { fail, type Result, succeed } from '../../../contract/failure.ts';
import { counted } from '../../../contract/format.ts';
import type { RunPlan } from '../../../contract/run-plan.ts';
import type { SeriesDocument } from '../../../contract/run-series-schema.ts';
import type { EpochMillis } from '../../../contract/units.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';
import type { StoredBaseline, StoredSession } from '../../storage/baselines.ts';
import type { RunListing } from '../../storage/run-record.ts';
import type { Storage } from '../../storage/storage.ts';
import { loadText } from '../compare/run-context.ts';
import { notFound } from '../runs/run-failures.ts';
import {
  BASELINE_READ_ONLY,
  damagedBaseline,
  noBaseline,
  noRuns,
  notFit,
  oneSide,
  otherLoad,
  removedBaseline,
  severalBaselines,
  severalPlans,
  TOO_MANY_SESSIONS,
} from './baseline-failures.ts';
import { judgeAlternated } from './judge-alternated.ts';
import type { BaselineAsked } from './judge-stored.ts';

interface BaselinesParts {
  readonly storage: Pick<Storage, 'baselines' | 'runs' | 'readonly'>;
  now(): EpochMillis;
  /** Reads the runs and judges them, where runs are read. */
  judge(asked: BaselineAsked): Promise<Result<BaselineVerdict>>;
  /** The document of a series. */
  seriesOf(seriesId: string): Promise<Result<SeriesDocument>>;
  /** Told of each run with which a verdict was kept. */
  judged(runId: string, verdict: BaselineVerdict): void;
  /** Told of those that stand, when one was set, removed or restored. */
  tell(rows: BaselineRow[]): void;
}

/** Names, per plan, for stored sessions, and what comes of holding runs against them. */
export class Baselines {
  readonly #parts: BaselinesParts;

  constructor(parts: BaselinesParts) {
    this.#parts = parts;
  }

  list({ plan, removed = false }: ArgumentOf<'baselines.list'> = {}): BaselineRow[] {
    return this.#stored()
      .filter((one) => (plan === undefined || one.plan === plan) && (one.removedAt !== null) === removed)
      .map((one) => this.#row(one));
  }

  /**
   * Names sessions of one plan, in the place of those that had the name or beside them. A run may stand in the bin later: it
   * still counts, as long as it is there.
   * @returns failures `baseline.…`, `run.not_found`, `storage.read_only`
   */
  set({ name, sessions, add = false }: ArgumentOf<'baselines.set'>): Result<BaselineRow> {
    const { storage, now } = this.#parts;
    if (storage.readonly) return fail(BASELINE_READ_ONLY);
    const runs: RunListing[] = [];
    for (const runId of sessions.flatMap(({ runIds }) => runIds)) {
      const run = storage.runs.listing(runId);
      if (run === null) return fail(notFound(runId));
      const reason = whyUnfit(run);
      if (reason !== '') return fail(notFit(runId, reason));
      runs.push(run);
    }
    const plans = [...new Set(runs.map(({ runId }) => this.#planOf(runId)))];
    const [plan, ...others] = plans;
    if (plan === undefined || others.length > 0) return fail(severalPlans(plans));
    const before = this.#stored().find((one) => one.plan === plan && one.name === name);
    const kept = add && before?.removedAt === null ? before.sessions : [];
    const together = withoutTwice([...kept, ...sessions.map(sessionOf)]);
    if (together.length > MAX_BASELINE_SESSIONS) return fail(TOO_MANY_SESSIONS);
    storage.baselines.set({ plan, name, sessions: together }, now());
    this.#tell();
    return this.get({ name, plan });
  }

  /** @returns failures `baseline.not_found`, `baseline.removed`, `baseline.several` */
  get(asked: ArgumentOf<'baselines.get'>): Result<BaselineRow> {
    const found = this.#find(asked);
    return found.ok ? succeed(this.#row(found.value)) : found;
  }

  /**
   * Whether a run of this plan could be held against it.
   * @returns failures of `get`, `baseline.damaged`, `baseline.no_runs`, `baseline.other_load`
   */
  ahead(name: string, plan: RunPlan): Result<BaselineRow> {
    const found = this.#find({ name, plan: plan.name });
    if (!found.ok) return found;
    if (found.value.isDamaged) return fail(damagedBaseline(name, plan.name));
    const { runs } = this.#parts.storage;
    const ids = found.value.sessions.flatMap(({ runIds }) => runIds);
    const there = ids.flatMap((runId) => runs.listing(runId) ?? []);
    const [newest] = there.toSorted((one, other) => other.startedAt - one.startedAt);
    const record = newest === undefined ? null : runs.get(newest.runId);
    if (record === null) return fail(noRuns(name, plan.name));
    const [stored, asked] = [loadText(record.plan), loadText(plan)];
    return stored === asked ? succeed(this.#row(found.value)) : fail(otherLoad(name, stored, asked));
  }

  /** One that was removed can be restored as long as nothing else has its name. */
  remove(asked: ArgumentOf<'baselines.get'>): Result<BaselineRow> {
    const { storage, now } = this.#parts;
    if (storage.readonly) return fail(BASELINE_READ_ONLY);
    const found = this.#find(asked);
    if (!found.ok) return found;
    const { plan, name } = found.value;
    const at = now();
    storage.baselines.setRemoved(plan, name, at);
    this.#tell();
    return succeed(this.#row({ ...found.value, removedAt: at }));
  }

  restore({ name, plan }: ArgumentOf<'baselines.get'>): Result<BaselineRow> {
    const { storage } = this.#parts;
    if (storage.readonly) return fail(BASELINE_READ_ONLY);
    const named = this.#named(name, plan).filter(({ removedAt }) => removedAt !== null);
    const [only, ...others] = named;
    if (only === undefined) return this.get({ name, ...(plan === undefined ? {} : { plan }) });
    if (others.length > 0)
      return fail(
        severalBaselines(
          name,
          named.map((one) => one.plan),
        ),
      );
    storage.baselines.setRemoved(only.plan, only.name, null);
    this.#tell();
    return succeed(this.#row({ ...only, removedAt: null }));
  }

  /**
   * Holds runs of one session against a baseline of their plan, and keeps what came of it with them where that is asked.
   * @returns failures of `get`, `baseline.damaged`, `run.not_found`
   */
  async judge({
    runIds,
    name,
    plan,
    tolerancePercent,
    keep = false,
  }: ArgumentOf<'baselines.judge'>): Promise<Result<BaselineVerdict>> {
    const { storage } = this.#parts;
    const unknown = runIds.find((runId) => storage.runs.listing(runId) === null);
    if (unknown !== undefined) return fail(notFound(unknown));
    const of = plan ?? this.#planOf(runIds[0] ?? '');
    const found = this.#find({ name, plan: of });
    if (!found.ok) return found;
    if (found.value.isDamaged) return fail(damagedBaseline(name, of));
    // A run that is held by the baseline is not held against itself.
    const others = found.value.sessions.map((session) =>
      session.runIds.filter((runId) => !runIds.includes(runId)),
    );
    const judged = await this.#parts.judge({
      name,
      plan: of,
      tolerancePercent: tolerancePercent ?? DEFAULT_TOLERANCE_PERCENT,
      sessions: others.filter((ids) => ids.length > 0),
      runIds,
    });
    if (judged.ok && keep) this.#keep(judged.value, runIds);
    return judged;
  }

  /** @returns failures `series.…`, `baseline.one_side` */
  async judgeSeries(asked: ArgumentOf<'baselines.judgeSeries'>): Promise<Result<BaselineVerdict>> {
    const { seriesId, name, tolerancePercent = DEFAULT_TOLERANCE_PERCENT, keep = false } = asked;
    const document = await this.#parts.seriesOf(seriesId);
    if (!document.ok) return document;
    const [, b] = document.value.series.sides;
    if (b === undefined) return fail(oneSide(seriesId));
    const judged = judgeAlternated(document.value, { name, plan: b.plan, tolerancePercent });
    if (keep) this.#keep(judged, judged.runs);
    return succeed(judged);
  }

  #keep(verdict: BaselineVerdict, runIds: readonly string[]): void {
    const { storage, judged } = this.#parts;
    if (storage.readonly) return;
    for (const runId of runIds) {
      storage.runs.keepVerdict(runId, verdict.name, JSON.stringify(verdict));
      judged(runId, verdict);
    }
  }

  /** The one that was set last of the plan of a run; null: it has none, or the run is one of it. */
  latestFor(runId: string): { readonly name: string } | null {
    const plan = this.#planOf(runId);
    const standing = this.#stored().filter((one) => one.plan === plan && one.removedAt === null);
    const [latest] = standing.toSorted((one, other) => other.setAt - one.setAt);
    const isItsOwn = latest?.sessions.some(({ runIds }) => runIds.includes(runId)) ?? true;
    return latest === undefined || isItsOwn ? null : { name: latest.name };
  }

  #tell(): void {
    this.#parts.tell(this.list());
  }

  #stored(): StoredBaseline[] {
    return this.#parts.storage.baselines.list();
  }

  #named(name: string, plan: string | undefined): StoredBaseline[] {
    return this.#stored().filter((one) => one.name === name && (plan === undefined || one.plan === plan));
  }

  #find({ name, plan }: ArgumentOf<'baselines.get'>): Result<StoredBaseline> {
    const named = this.#named(name, plan);
    const standing = named.filter(({ removedAt }) => removedAt === null);
    const [only, ...others] = standing;
    if (others.length > 0)
      return fail(
        severalBaselines(
          name,
          standing.map((one) => one.plan),
        ),
      );
    if (only !== undefined) return succeed(only);
    const [gone] = named;
    if (gone !== undefined && gone.removedAt !== null)
      return fail(removedBaseline(name, gone.plan, dayOf(gone.removedAt)));
    const known = this.list(plan === undefined ? {} : { plan }).map((one) => one.name);
    return fail(noBaseline(name, plan ?? null, [...new Set(known)]));
  }

  #planOf(runId: string): string {
    return this.#parts.storage.runs.get(runId)?.plan.name ?? '';
  }

  #row({ plan, name, sessions, setAt, removedAt, isDamaged }: StoredBaseline): BaselineRow {
    const { runs } = this.#parts.storage;
    const shown = sessions.map(({ seriesId, runIds }) => ({
      seriesId,
      runs: runIds.map((runId) => {
        const listing = runs.listing(runId);
        if (listing === null) return { runId, row: null };
        const startedAt = new Date(listing.startedAt).toISOString();
        return { runId, row: { name: listing.name, startedAt, deleted: listing.deleted } };
      }),
    }));
    const gone = shown.flatMap((session) => session.runs).filter(({ row }) => row === null);
    return {
      plan,
      name,
      sessions: shown,
      setAt: new Date(setAt).toISOString(),
      removedAt: removedAt === null ? null : new Date(removedAt).toISOString(),
      trouble: isDamaged
        ? 'It was changed on disk: which runs it holds is not certain.'
        : gone.length === 0
          ? ''
          : `${counted(gone.length, 'run')} of it ${gone.length === 1 ? 'is' : 'are'} not there any more.`,
    };
  }
}

/** Decided before its figures are looked at. */
function whyUnfit({ state, headline }: RunListing): string {
  if (state === 'running') return 'it is still going on';
  if (state === 'failed') return 'it failed';
  if (state === 'interrupted') return 'it was interrupted';
  return headline.trust === 'untrustworthy' ? 'its load generator was untrustworthy' : '';
}

function sessionOf({
  seriesId = null,
  runIds,
}: ArgumentOf<'baselines.set'>['sessions'][number]): StoredSession {
  return { seriesId, runIds };
}

/** A run stands in one session, that which came first. */
function withoutTwice(sessions: readonly StoredSession[]): StoredSession[] {
  const seen = new Set<string>();
  return sessions.flatMap(({ seriesId, runIds }) => {
    const fresh = runIds.filter((runId) => !seen.has(runId));
    for (const runId of fresh) seen.add(runId);
    return fresh.length === 0 ? [] : [{ seriesId, runIds: fresh }];
  });
}

function dayOf(at: EpochMillis): string {
  return new Date(at).toISOString().slice(0, 10);
}
