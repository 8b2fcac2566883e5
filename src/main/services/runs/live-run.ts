import { setImmediate } from 'node:timers/promises';
import { type AppliedLoad, changedLoad } from '../../../contract/applied-load.ts';
import { type Failure, fail, failureText, type Result, succeed } from '../../../contract/failure.ts';
import { shortened } from '../../../contract/format.ts';
import type { LiveLoad } from '../../../contract/live-load.ts';
import type { MachineLimits } from '../../../contract/machine.ts';
import { MAX_MARKER_TEXT, MAX_MARKERS, type Marker, remarked } from '../../../contract/marker.ts';
import { headlineOf } from '../../../contract/run-headline.ts';
import type { RunState } from '../../../contract/run-state.ts';
import {
  MAX_STEERING_ACTS,
  type SteerAct,
  type SteeredBy,
  type SteeringLogEntry,
} from '../../../contract/steering.ts';
import type { FiredRule } from '../../../contract/stop-rule.ts';
import type { Environment, Summary } from '../../../contract/summary.ts';
import type { RunSecond } from '../../../contract/tick.ts';
import type { EpochMillis, Millis } from '../../../contract/units.ts';
import { microsToMillis } from '../../../contract/units.ts';
import type { Crew, CrewEnd, CrewOptions, StartCrew } from '../../../workers/threads/crew-port.ts';
import { NOT_RUNNING, TOO_LATE } from '../../../workers/threads/steer-refusals.ts';
import type { NewRun, RunStore } from '../../storage/run-record.ts';
import type { Storage } from '../../storage/storage.ts';
import { type AnalysedRun, type Analysis, createAnalysis } from '../analysis/analysis.ts';
import type { LevelsByClass } from '../analysis/capacity/running/applied-level.ts';
import { StopRules } from '../analysis/stop-rules/stop-rules.ts';
import type { EventHub } from '../event-hub.ts';
import type { RunRedactor } from '../secrets/run-redactor.ts';
import { withAddresses } from './environment.ts';
import { SEARCH_STEERS, TOO_MANY_ACTS } from './run-failures.ts';
import { rowOf } from './run-row.ts';
import { SecondSaver } from './second-saver.ts';
import { liveLoadOf } from './steering/live-load.ts';
import { orderLoad } from './steering/order-load.ts';
import { limitRefusal } from './steering/steer-limits.ts';
import { hideInSecond } from './stored-texts.ts';

export interface LiveRunParts {
  readonly store: RunStore;
  /** Held from the first second on. */
  readonly reserve: Storage['reserve'];
  readonly events: EventHub;
  readonly startCrew: StartCrew;
  readonly crew: Omit<CrewOptions, 'onSecond' | 'onSecrets' | 'runId' | 'plan'>;
  /** What this machine has, as it was read before the run. */
  readonly machine: MachineLimits;
  /** The plan as the threads run it; what is stored of it has its secrets hidden. */
  readonly plan: CrewOptions['plan'];
  readonly redact: RunRedactor;
  now(): EpochMillis;
  failureOf(thrown: unknown): Failure | null;
  onBug(error: unknown): void;
}

/** Grades of a plan are of this version until its thresholds are edited. */
/** Refusals of a moment, whatever the load. */
const MOMENTARY: ReadonlySet<string> = new Set([NOT_RUNNING.code, TOO_LATE.code]);
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
  /** As it is applied, and is to go on. */
  #load: readonly AppliedLoad[];
  #acts = 0;
  /** What a search of capacity ordered last, and was applied. */
  #ordered: LevelsByClass = {};
  /** Why what it ordered after the last second is not applied. */
  #refusedOrder: Failure | null = null;
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
    this.#load = parts.plan.load;
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

  /**
   * Changes the load from a moment on, some hundredths of a second from now. A failure changes nothing.
   * @returns failures `steer.…`, and `plan.absurd` of a load that no machine can bear
   */
  steer(act: SteerAct, by: SteeredBy): Result<SteeringLogEntry> {
    if (this.state !== 'running') return fail(NOT_RUNNING);
    if (by === 'hand' && this.#parts.plan.capacity !== undefined) return fail(SEARCH_STEERS);
    if (this.#acts >= MAX_STEERING_ACTS) return fail(TOO_MANY_ACTS);
    const { plan, machine } = this.#parts;
    let load = this.#load;
    const steered = this.#crew.steer((atMs) => {
      const ordered = orderLoad({ load, planned: plan.load, durationMs: plan.durationMs, atMs }, act);
      if (!ordered.ok) return ordered;
      const { changes, sentence } = ordered.value;
      load = changes.reduce(changedLoad, load);
      const refusal = limitRefusal({ plan, load, atMs, machine });
      return refusal === null ? succeed({ changes, entry: { atMs, act, by, sentence } }) : fail(refusal);
    });
    if (!steered.ok) return steered;
    this.#load = load;
    this.#acts += 1;
    return steered;
  }

  /** What is applied at the end of the last second. */
  load(atMs: Millis = this.summary(false).run.durationMs): LiveLoad {
    const { plan } = this.#parts;
    return liveLoadOf({ load: this.#load, planned: plan.load, durationMs: plan.durationMs, atMs }, plan);
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
        origin: { kind: 'run' },
        gate: this.#record.plan.gate,
        thresholds: this.#record.plan.thresholds,
        result: { grades: summary.grades, overall: summary.overall, cannotTell: [] },
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
    const second = this.#withRefusal(this.#withRules(hideInSecond(raw, this.#parts.redact)));
    this.#parts.redact.hidden(raw.second);
    if (second.second === 0) this.#environment = withAddresses(this.#environment, this.#crew.addresses);
    const row = this.#analysis.add(second);
    const summary = this.summary(false);
    this.#saver.save(second, headlineOf(summary));
    for (const fired of second.firedRules ?? []) this.#endBy(fired);
    this.#parts.events.emit('run.second', {
      runId: this.runId,
      elapsedMs: summary.run.durationMs,
      plannedDurationMs: this.#record.plan.durationMs,
      second: row,
      // Said after the attempt to save.
      summary: { ...summary, run: { ...summary.run, endReason: this.#endReason() } },
      load: this.load(summary.run.durationMs),
      ...(second.watched === undefined ? {} : { watched: this.#analysis.liveWatched(second) }),
    });
    this.#obeySearch();
  }

  /**
   * A search of capacity orders the load of its run, and ends it. An order that a limit forbids is told in the next second, for
   * the search to decide what follows; one that came too early or too late is tried again.
   */
  #obeySearch(): void {
    const wanted = this.#analysis.wantedLoad();
    if (wanted === undefined || this.state !== 'running' || this.#isStopping) return;
    if (wanted === null) {
      this.#crew.stop('finished');
      return;
    }
    if (sameLevels(wanted, this.#ordered)) return;
    const steered = this.steer({ kind: 'each', levels: wanted }, 'search');
    if (steered.ok) this.#ordered = wanted;
    else if (!MOMENTARY.has(steered.failure.code)) this.#refusedOrder = steered.failure;
  }

  /** The second with why the order before it was refused: those who read it again know it then. */
  #withRefusal(second: RunSecond): RunSecond {
    const refusedOrder = this.#refusedOrder;
    this.#refusedOrder = null;
    return refusedOrder === null ? second : { ...second, refusedOrder };
  }

  /** The second with the stop rules that came true in it, of which some hold the load: none any more once the run is to stop. */
  #withRules(second: RunSecond): RunSecond {
    const firedRules = this.#isStopping ? [] : this.#rules.add(second).map((fired) => this.#held(fired));
    return firedRules.length === 0 ? second : { ...second, firedRules };
  }

  /** The load is held before the rule is told: what it says is what was done. */
  #held(fired: FiredRule): FiredRule {
    if (fired.action !== 'hold') return fired;
    const held = this.steer({ kind: 'hold' }, 'rule');
    return held.ok ? fired : { ...fired, sentence: notHeld(fired.sentence, held.failure) };
  }

  /** Ends the run where the rule says so, and marks the moment; that its load is held is an act, which is marked as one. */
  #endBy({ action, atSecond, sentence }: FiredRule): void {
    if (action === 'hold') return;
    this.stop('graceful', sentence);
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

function notHeld(sentence: string, failure: Failure): string {
  return `${sentence.replace('Load held by', 'Load not held by')} ${failureText(failure)}`;
}

function sameLevels(one: LevelsByClass, other: LevelsByClass): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => one[name] === other[name]);
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
    return {
      addresses: {},
      steer: () => fail(NOT_RUNNING),
      stop: () => undefined,
      done: Promise.resolve(end),
    };
  }
}
