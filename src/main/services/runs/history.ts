import { setImmediate } from 'node:timers/promises';
import type { Result } from '../../../contract/failure.ts';
import type { HistoryChoices, HistoryFilter } from '../../../contract/history-filter.ts';
import { figuresOf, type RunFigures } from '../../../contract/run-figures.ts';
import type { RunPlan } from '../../../contract/run-plan.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { Trend } from '../../../contract/trend.ts';
import type { EpochMillis, Millis } from '../../../contract/units.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';
import type { Storage } from '../../storage/storage.ts';
import type { EventHub } from '../event-hub.ts';

interface HistoryParts {
  readonly storage: Pick<Storage, 'history' | 'readonly' | 'failureOf'>;
  readonly events: EventHub;
  /** The figures of a stored run, from its seconds. */
  figuresOf(runId: string): Promise<Result<RunFigures>>;
  trendOf(asked: ArgumentOf<'history.trend'>): Promise<Result<Trend>>;
  choicesOf(filter: HistoryFilter): Promise<Result<HistoryChoices>>;
  /** A run or a series is going on here, which reading others would disturb. */
  isBusy(): boolean;
  /** Whoever asks has all at once, or never: a command of the terminal ends with its answer. */
  readonly isPatient: boolean;
  now(): EpochMillis;
  onBug(error: unknown): void;
}

/** Runs made findable at once; each takes a hundredth of a millisecond or two. */
const FACTS_AT_ONCE = 100;
/** Windows are told of progress no more often. */
const TELL_EVERY_MS: Millis = 1_000;

/**
 * The history of all runs. What it takes of a run is kept when the run ends; of runs from before it is read when a history is asked
 * for, the newest first, one after the other, in a thread, and never while a run goes on here.
 */
export class History {
  readonly #parts: HistoryParts;
  /** To be read, newest first. */
  #unread: readonly string[] = [];
  readonly #unreadable = new Set<string>();
  #reading: Promise<void> | null = null;
  #isClosed = false;
  #found: Promise<void> | null = null;
  #toldAt: EpochMillis = 0;

  constructor(parts: HistoryParts) {
    this.#parts = parts;
  }

  close(): void {
    this.#isClosed = true;
  }

  /** Keeps the figures of a run that has ended. Never throws: they can be read again. */
  keep(runId: string, summary: Summary, plan: Pick<RunPlan, 'series'>): void {
    this.#attempt(() => this.#parts.storage.history.keepFigures(runId, figuresOf(summary, plan)));
  }

  /** Resolves once runs can be found by what a filter asks; those of older versions could not at first. */
  async isFindable(filter: HistoryFilter): Promise<void> {
    const { plan, machine, text, service, endpoint } = filter;
    const isMeasured = service !== undefined || endpoint !== undefined;
    if (isMeasured) await this.#prepare(filter);
    else if (plan !== undefined || machine !== undefined || text !== undefined) await this.#findable();
  }

  async choices(filter: HistoryFilter): Promise<Result<HistoryChoices>> {
    await this.#prepare(filter);
    return this.#parts.choicesOf(filter);
  }

  async trend(asked: ArgumentOf<'history.trend'>): Promise<Result<Trend>> {
    const { figure: _, ...filter } = asked;
    await this.#prepare(filter);
    return this.#parts.trendOf(asked);
  }

  /** Begins to read what is missing of these runs, and waits for it where nobody is told of it later. */
  async #prepare(filter: HistoryFilter): Promise<void> {
    await this.#findable();
    this.#readMissing(filter);
    if (this.#parts.isPatient) await this.#reading;
  }

  #findable(): Promise<void> {
    this.#found ??= this.#makeFindable();
    return this.#found;
  }

  /** A few at a time: others wait for this thread. */
  async #makeFindable(): Promise<void> {
    const { storage } = this.#parts;
    if (storage.readonly) return;
    let isMore = true;
    while (isMore && !this.#isClosed) {
      isMore = this.#attempt(() => storage.history.keepMissingFacts(FACTS_AT_ONCE)) ?? false;
      await setImmediate();
    }
  }

  /** Begins to read what is missing of these runs, if nothing is being read yet. */
  #readMissing(filter: HistoryFilter): void {
    const { storage } = this.#parts;
    if (storage.readonly) return;
    this.#unread = storage.history.withoutFigures(filter).filter((runId) => !this.#unreadable.has(runId));
    if (this.#unread.length === 0) return;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
  }

  async #read(): Promise<void> {
    while (!this.#isClosed && !this.#parts.isBusy()) {
      const [runId, ...rest] = this.#unread;
      if (runId === undefined) break;
      this.#unread = rest;
      await this.#readOne(runId);
      this.#tell(rest.length);
    }
  }

  async #readOne(runId: string): Promise<void> {
    const { storage, figuresOf: read } = this.#parts;
    try {
      const figures = await read(runId);
      if (this.#isClosed) return;
      if (figures.ok) storage.history.keepFigures(runId, figures.value);
      else this.#unreadable.add(runId);
    } catch (error) {
      this.#unreadable.add(runId);
      this.#failed(error);
    }
  }

  #tell(unread: number): void {
    const now = this.#parts.now();
    if (this.#isClosed || (unread > 0 && now - this.#toldAt < TELL_EVERY_MS)) return;
    this.#toldAt = now;
    this.#parts.events.emit('history.changed', { unread });
  }

  #attempt<Value>(work: () => Value): Value | undefined {
    try {
      return work();
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  /** What the storage cannot do is no bug. */
  #failed(error: unknown): void {
    const { storage, onBug } = this.#parts;
    if (storage.failureOf(error) === null) onBug(error);
  }
}
