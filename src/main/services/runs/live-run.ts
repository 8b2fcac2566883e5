import { setImmediate } from 'node:timers/promises';
import type { Failure } from '../../../contract/failure.ts';
import { shortened } from '../../../contract/format.ts';
import { MAX_MARKER_TEXT, MAX_MARKERS, type Marker, remarked } from '../../../contract/marker.ts';
import { headlineOf } from '../../../contract/run-headline.ts';
import type { RunState } from '../../../contract/run-state.ts';
import type { FiredRule } from '../../../contract/stop-rule.ts';
import type { Environment, Summary } from '../../../contract/summary.ts';
import type { RunSecond } from '../../../contract/tick.ts';
import type { EpochMillis } from '../../../contract/units.ts';
import { microsToMillis } from '../../../contract/units.ts';
import type { Crew, CrewEnd, CrewOptions, StartCrew } from '../../../workers/threads/crew-port.ts';
import type { NewRun, RunStore } from '../../storage/run-record.ts';
import type { Storage } from '../../storage/storage.ts';
import { type AnalysedRun, type Analysis, createAnalysis } from '../analysis/analysis.ts';
import { StopRules } from '../analysis/stop-rules/stop-rules.ts';
import type { EventHub } from '../event-hub.ts';
import type { RunRedactor } from '../secrets/run-redactor.ts';
import { withAddresses } from './environment.ts';
import { rowOf } from './run-row.ts';
import { SecondSaver } from './second-saver.ts';
import { hideInSecond } from './stored-texts.ts';

export interface LiveRunParts {
  readonly store: RunStore;
  /** Held from the first second on. */
  readonly reserve: Storage['reserve'];
  readonly events: EventHub;
  readonly startCrew: StartCrew;
  readonly crew: Omit<CrewOptions, 'onSecond' | 'onSecrets' | 'runId' | 'plan'>;
  /** The plan as the threads run it; what is stored of it has its secrets hidden. */
  readonly plan: CrewOptions['plan'];
  readonly redact: RunRedactor;
  now(): EpochMillis;
  failureOf(thrown: unknown): Failure | null;
  onBug(error: unknown): void;
}

/** Grades of a plan are of this version until its thresholds are edited. */
const FIRST_THRESHOLDS_VERSION = 1;
/** Seconds; of thirty endpoints each takes less than a millisecond. */
const READ_AT_ONCE = 10;

/**
 * A run while it runs, and until its end is stored:
 *
 * | state    | means                                                        | next     |
 * |----------|--------------------------------------------------------------|----------|
 * | running  | seconds come: hidden secrets, analysed, stored, told           | unsaved, over |
 * | unsaved  | it has ended, but the disk took not all of it yet              | over     |
 * | over     | its end, grades and figures are stored                         | none     |
 */
export class LiveRun {
  readonly runId: string;
  /** Resolves with the result when the threads are gone; a failed run resolves too. */
  readonly done: Promise<Summary>;
  readonly #record: NewRun;
  readonly #parts: LiveRunParts;
  #analysis: Analysis;
  readonly #saver: SecondSaver;
  readonly #rules: StopRules;
  readonly #crew: Crew;
  #environment: Environment;
  #stopReason = '';
  #isStopping = false;
  #end: CrewEnd | null = null;
  #endedAt: EpochMillis | null = null;
  #graded = false;
  #stored = false;

  /** Stores the run and starts its threads. @throws what the store throws: nothing has been sent then */
  constructor(record: NewRun, parts: LiveRunParts) {
    this.runId = record.runId;
    this.#record = parts.redact.written(record);
    this.#parts = parts;
    this.#environment = this.#record.environment;
    this.#analysis = createAnalysis(this.#analysed());
    this.#saver = new SecondSaver({ ...parts, runId: this.runId });
    this.#rules = new StopRules(this.#record.plan, this.#record.overrides.precision);
    parts.store.create(this.#record);
    parts.reserve.hold();
    this.#crew = startOrFail(parts, {
      ...parts.crew,
      runId: this.runId,
      plan: parts.plan,
      onSecond: (second) => this.#takeSafely(second),
      onSecrets: (secrets, second) => parts.redact.learn(secrets, second),
    });
    this.done = this.#crew.done.then((end) => this.#finish(end));
  }

  /** As it is, even where the disk does not know yet. */
  get state(): RunState {
    return this.#end?.state ?? 'running';
  }

  /** @param reason one sentence for the record; empty: the crew's own */
  stop(kind: 'graceful' | 'now', reason = ''): void {
    this.#isStopping = true;
    this.#stopReason ||= reason;
    this.#crew.stop(kind);
  }

  /** Everything measured so far, from memory. */
  summary(withSeconds: boolean): Summary {
    const end = this.#end;
    return this.#analysis.summary({
      state: this.state,
      endedAt: this.#endedAt,
      ...(end === null ? {} : { durationMs: microsToMillis(end.durationUs) }),
      notes: '',
      endReason: this.#endReason(),
      withSeconds,
    });
  }

  /** Tries again to store what the disk did not take. @returns whether all is stored */
  settle(): boolean {
    if (this.#stored || this.#end === null || this.#endedAt === null) return this.#stored;
    try {
      if (!this.#saver.flush()) return false;
      this.#store(this.#end, this.#endedAt);
      this.#stored = true;
      this.#parts.reserve.release();
    } catch (error) {
      if (this.#parts.failureOf(error) === null) this.#parts.onBug(error);
    }
    return this.#stored;
  }

  /** What of the run is not on the disk; empty when all is. */
  unsaved(): string {
    return this.#saver.trouble();
  }

  /**
   * The last try, before the program ends: what the disk does not take is given up, and how the run ended is stored in
   * the room that was kept for it.
   */
  settleAtLast(): void {
    if (this.settle()) return;
    this.#parts.reserve.release();
    this.#saver.giveUp();
    this.settle();
  }

  #store({ state }: CrewEnd, endedAt: EpochMillis): void {
    const { store } = this.#parts;
    const summary = this.summary(false);
    if (!this.#graded) {
      store.addGrading(this.runId, {
        gradedAt: endedAt,
        thresholds: this.#record.plan.thresholds,
        thresholdsVersion: FIRST_THRESHOLDS_VERSION,
        grades: summary.grades,
      });
      this.#graded = true;
    }
    store.finish(this.runId, {
      state,
      endedAt,
      durationMs: summary.run.durationMs,
      reason: this.#endReason(),
      headline: headlineOf(summary),
      environment: this.#environment,
    });
  }

  /** Called from a thread's message: what is thrown here would end the whole program. */
  #takeSafely(second: RunSecond): void {
    try {
      this.#take(second);
    } catch (error) {
      this.#parts.onBug(error);
      this.stop('now', 'An error inside Plimsoll ended the run; the log has the details.');
    }
  }

  #take(raw: RunSecond): void {
    const second = this.#withRules(hideInSecond(raw, this.#parts.redact));
    this.#parts.redact.hidden(raw.second);
    if (second.second === 0) this.#environment = withAddresses(this.#environment, this.#crew.addresses);
    const row = this.#analysis.add(second);
    const summary = this.summary(false);
    this.#saver.save(second, headlineOf(summary));
    for (const fired of second.firedRules ?? []) this.#act(fired);
    this.#parts.events.emit('run.second', {
      runId: this.runId,
      elapsedMs: summary.run.durationMs,
      plannedDurationMs: this.#record.plan.durationMs,
      second: row,
      // Said after the attempt to save.
      summary: { ...summary, run: { ...summary.run, endReason: this.#endReason() } },
    });
  }

  /** The second with the stop rules that came true in it: none any more once the run is to stop. */
  #withRules(second: RunSecond): RunSecond {
    const firedRules = this.#isStopping ? [] : this.#rules.add(second);
    return firedRules.length === 0 ? second : { ...second, firedRules };
  }

  /** Does what a rule says, and marks the moment. */
  #act({ action, atSecond, sentence }: FiredRule): void {
    if (action !== 'hold') this.stop('graceful', sentence);
    this.#mark({ atMs: atSecond * 1_000, text: shortened(sentence, MAX_MARKER_TEXT - 1) });
  }

  /** A marker is beside the run: where the disk does not take it, the run has its rules all the same. */
  #mark(mark: Marker): void {
    const { store, events, failureOf, onBug } = this.#parts;
    try {
      const markers = remarked(store.listing(this.runId)?.markers ?? [], { mark });
      if (markers.length > MAX_MARKERS) return;
      store.annotate(this.runId, { markers });
      const listing = store.listing(this.runId);
      if (listing !== null) events.emit('run.changed', rowOf(listing));
    } catch (error) {
      if (failureOf(error) === null) onBug(error);
    }
  }

  async #finish(end: CrewEnd): Promise<Summary> {
    const endedAt = this.#parts.now();
    await this.#readAgain();
    this.#end = { ...end, reason: this.#parts.redact.seen(end.reason) };
    this.#endedAt = endedAt;
    this.#environment = withAddresses(this.#environment, this.#crew.addresses);
    this.settle();
    const listing = this.#parts.store.listing(this.runId);
    if (listing !== null) this.#parts.events.emit('run.changed', rowOf(listing));
    return this.summary(true);
  }

  /** The record, whose environment is filled in while the run goes on. */
  #analysed(): AnalysedRun {
    const run = this;
    return {
      ...this.#record,
      get environment() {
        return run.#environment;
      },
    };
  }

  /**
   * What was judged before all was known is judged again, from what is stored, so that the end is told right; a few seconds at
   * a time, since others wait for this thread.
   */
  async #readAgain(): Promise<void> {
    if (!this.#analysis.isOutdated || !this.#saver.flush()) return;
    const { store } = this.#parts;
    const analysis = this.#analysis.afresh();
    const last = store.lastSecond(this.runId);
    for (let from = 0; from <= last; from += READ_AT_ONCE) {
      for (const second of store.eachSecond(this.runId, from, from + READ_AT_ONCE - 1)) analysis.add(second);
      await setImmediate();
    }
    this.#analysis = analysis;
  }

  /** Why it ended early, and what of it could not be stored. */
  #endReason(): string {
    const end = this.#end;
    const own = end?.state === 'stopped' && this.#stopReason !== '' ? this.#stopReason : (end?.reason ?? '');
    return [own, this.#saver.trouble()].filter((part) => part !== '').join(' ');
  }
}

/** A crew that cannot even be made is a run that failed, not a program that crashed. */
function startOrFail(
  { startCrew, now }: Pick<LiveRunParts, 'startCrew' | 'now'>,
  options: CrewOptions,
): Crew {
  try {
    return startCrew(options);
  } catch (error) {
    const reason = `The load threads could not be started: ${error instanceof Error ? error.message : String(error)}`;
    const end: CrewEnd = { state: 'failed', reason, startedAt: now(), durationUs: 0 };
    return { addresses: {}, stop: () => undefined, done: Promise.resolve(end) };
  }
}
