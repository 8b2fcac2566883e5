import { fail, type Result, succeed } from '../../../contract/failure.ts';
import {
  type BinContents,
  type BinRun,
  type DiskUse,
  type Emptied,
  KEEP_ALL,
  MAX_RUNS_AT_ONCE,
  type RetentionPreview,
  type RetentionRule,
  type RetentionState,
  retentionRuleSchema,
} from '../../../contract/retention.ts';
import type { EpochMillis } from '../../../contract/units.ts';
import type { RunListing, RunStore, SettingsStore } from '../../storage/run-record.ts';
import type { EventHub } from '../event-hub.ts';
import { READ_ONLY } from '../runs/run-failures.ts';
import { hideInListing } from '../runs/stored-texts.ts';
import { readJson } from '../settings.ts';
import type { BinWorker } from './bin-worker.ts';
import { movedBy } from './retention-rule.ts';

interface RetentionParts {
  readonly store: Pick<RunStore, 'list' | 'held' | 'runningElsewhere'>;
  readonly settings: SettingsStore;
  readonly readonly: boolean;
  readonly worker: BinWorker;
  readonly events: Pick<EventHub, 'emit'>;
  now(): EpochMillis;
  /** A run of this process is in progress or about to begin. */
  isBusy(): boolean;
  /** Moves a run to the bin, and tells of it. */
  moveToBin(runId: string): Result<unknown>;
}

const RULE = 'retention.rule';
/** Less than this is not worth a word. */
const LITTLE_BYTES = 1_000_000;

/** What stays of the runs, for how long, and what it takes of the disk. */
export class Retention {
  readonly #parts: RetentionParts;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
  }

  /** What is in the bin, and what of it would go. */
  async bin(): Promise<Result<BinContents>> {
    const { store, worker } = this.#parts;
    const { sizes } = await worker.use();
    const held = store.held();
    const rows = store.list(MAX_RUNS_AT_ONCE, true).map((one) => binRunOf(one, sizes));
    const goes = rows.filter(({ runId }) => !held.has(runId));
    const stays = rows.flatMap((row) => {
      const because = held.get(row.runId);
      return because === undefined ? [] : [{ ...row, because }];
    });
    return succeed({ goes, stays, bytes: goes.reduce((sum, { bytes }) => sum + bytes, 0) });
  }

  /** Removes runs from the bin for good; what is not in it, or is held, stays. */
  async empty(runIds: readonly string[]): Promise<Result<Emptied>> {
    const { store, worker, events, readonly } = this.#parts;
    if (readonly) return fail(READ_ONLY);
    const held = store.held();
    const binned = new Set(store.list(MAX_RUNS_AT_ONCE, true).map(({ runId }) => runId));
    const goes = runIds.filter((runId) => binned.has(runId) && !held.has(runId));
    // A run that is being written and a file that is written anew would wait for each other.
    const isFree = !this.#parts.isBusy() && store.runningElsewhere().length === 0;
    const done = await worker.empty({ runIds: goes, compact: isFree });
    events.emit('runs.emptied', { runIds: goes });
    return succeed({
      runs: done.runs,
      freedBytes: done.freedBytes,
      reusableBytes: done.reusableBytes,
      note: done.reusableBytes < LITTLE_BYTES ? '' : noteOf(isFree, done.trouble),
    });
  }

  /** What an emptying that was ended left behind; to be called once at the start. */
  async takeUp(): Promise<void> {
    if (!this.#parts.readonly) await this.#parts.worker.empty({ runIds: [], compact: false });
  }

  async use(): Promise<Result<DiskUse>> {
    const { store, worker } = this.#parts;
    const { sizes, ...files } = await worker.use();
    const sumOf = (deleted: boolean) => {
      const rows = store.list(MAX_RUNS_AT_ONCE, deleted);
      return { count: rows.length, bytes: rows.reduce((sum, { runId }) => sum + (sizes.get(runId) ?? 0), 0) };
    };
    return succeed({ ...files, runs: sumOf(false), bin: sumOf(true), bytesOf: Object.fromEntries(sizes) });
  }

  rule(): RetentionRule {
    return readJson(this.#parts.settings, RULE, retentionRuleSchema) ?? KEEP_ALL;
  }

  preview(rule: RetentionRule): RetentionPreview {
    const moves = this.#moves(rule).map((one) => {
      const { bytes: _, ...row } = binRunOf(one, new Map());
      return row;
    });
    return { rule, moves };
  }

  set(rule: RetentionRule): Result<RetentionState> {
    if (this.#parts.readonly) return fail(READ_ONLY);
    this.#parts.settings.set(RULE, JSON.stringify(rule));
    return succeed({ rule, moved: this.apply() });
  }

  /** Moves what the rule does not keep to the bin. @returns what was moved */
  apply(): string[] {
    if (this.#parts.readonly) return [];
    return this.#moves(this.rule()).flatMap(({ runId }) => (this.#parts.moveToBin(runId).ok ? [runId] : []));
  }

  #moves(rule: RetentionRule): RunListing[] {
    if (rule.lastRuns === null && rule.lastDays === null) return [];
    const { store, now } = this.#parts;
    return movedBy(rule, store.list(Number.MAX_SAFE_INTEGER), { held: store.held(), now: now() });
  }
}

function binRunOf(listing: RunListing, sizes: ReadonlyMap<string, number>): BinRun {
  const { runId, name, startedAt } = hideInListing(listing);
  return { runId, name, startedAt: new Date(startedAt).toISOString(), bytes: sizes.get(runId) ?? 0 };
}

function noteOf(isFree: boolean, trouble: string): string {
  const inside = 'The room it took is free inside the data file, for the next runs';
  if (!isFree) return `${inside}: the file is made smaller only while no run is in progress.`;
  return trouble === ''
    ? `${inside}: too little of the file to write it anew.`
    : `${inside}: the file could not be made smaller (${trouble}).`;
}
