import { availableParallelism } from 'node:os';
import { type AppliedLoad, changedLoad } from '../../contract/applied-load.ts';
import { fail, type Result, succeed } from '../../contract/failure.ts';
import type { SteeringLogEntry } from '../../contract/steering.ts';
import type { EpochMillis, Micros, Millis } from '../../contract/units.ts';
import { MICROS_PER_MILLI } from '../../contract/units.ts';
import { capsRefusal } from '../engine/load/divide-caps.ts';
import { credentialSalt } from '../engine/measure/credentials.ts';
import { MAX_CUT_MS, MAX_EXIT_MS, MAX_GRACEFUL_MS } from '../engine/time/stop-policy.ts';
import { createSystemClock } from '../engine/time/system-clock.ts';
import { longestSetupMs } from '../engine/users/run-setups.ts';
import { type Assignment, assignThreads } from './assign.ts';
import type { Crew, CrewEnd, CrewOptions, Steering } from './crew-port.ts';
import { HeldCaps } from './held-caps.ts';
import { MachineWatch } from './machine-watch.ts';
import type { FromThread, ToThread } from './messages.ts';
import { redividedCaps, UNDER_WAY_MS } from './redivide-caps.ts';
import { SecondCounters } from './second-counters.ts';
import { type HeldThread, spawnThread } from './spawn.ts';
import { NOT_RUNNING, TOO_LATE } from './steer-refusals.ts';
import { TargetSampling } from './target-sampling.ts';

/** All threads are told the moment to begin, this far ahead, so that the last one hears of it in time. */
const LEAD_US = 50_000;
/** … and told of a change of the load so far ahead: a thread that is in the middle of a turn hears of it in time. */
const STEER_LEAD_US = 60_000;
/** Loading modules and resolving names; setups that the run shares have their own deadlines besides. */
const READY_WITHIN_MS = 30_000;

/**
 * States of a crew:
 *
 * | state    | what happens                                   | next                                      |
 * |----------|------------------------------------------------|-------------------------------------------|
 * | starting | threads load and say that they are ready       | running, ending (stopped or crashed)      |
 * | running  | seconds arrive and are merged                  | ending                                    |
 * | ending   | the plan ended, or a stop or a crash ends it   | over, when the last thread is gone        |
 * | over     | `done` has resolved                            | none                                      |
 */
export function startCrew(options: CrewOptions): Crew {
  return new LoadCrew(options);
}

class LoadCrew implements Crew {
  readonly addresses: Record<string, string> = {};
  readonly done: Promise<CrewEnd>;
  readonly #options: CrewOptions;
  readonly #clock = createSystemClock();
  readonly #machine = new MachineWatch();
  readonly #credentialSalt = credentialSalt();
  readonly #threads = new Map<number, HeldThread<ToThread>>();
  readonly #notReady = new Set<number>();
  readonly #notDone = new Set<number>();
  readonly #secondCounters: SecondCounters;
  /** Null: nothing is watched. */
  readonly #sampling: TargetSampling | null;
  /** What is waited for after the load. */
  #lastReadings: Promise<void> | null = null;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #assignments: readonly Assignment[];
  readonly #caps: HeldCaps;
  #resolve: (end: CrewEnd) => void = () => undefined;
  #startUs: Micros | null = null;
  #startedAt: EpochMillis = Date.now();
  #endedUs: Micros = 0;
  #stopped: 'graceful' | 'now' | null = null;
  /** Stopped, for there is nothing left to do. */
  #isFinished = false;
  #crash = '';
  #steeredMs: Millis = 0;
  /** Applied and to come. */
  #load: readonly AppliedLoad[];

  constructor(options: CrewOptions) {
    this.#options = options;
    this.done = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    const { plan } = options;
    // Said before the run by whoever starts one; caps hold all the same where nobody asked.
    const refusal = capsRefusal(plan);
    if (refusal !== null) this.#crash = `${refusal}.`;
    const assignments =
      refusal === null ? assignThreads(plan, options.threads, Math.max(1, availableParallelism() - 1)) : [];
    this.#assignments = assignments;
    this.#load = plan.load;
    this.#caps = new HeldCaps(
      plan.limits,
      assignments.map(({ caps }) => caps),
      (thread, order) => this.#threads.get(thread)?.post({ kind: 'caps', ...order }),
    );
    const threads = assignments.map((_, thread) => thread);
    for (const thread of threads) {
      this.#notReady.add(thread);
      this.#notDone.add(thread);
    }
    const seconds = Math.ceil(plan.durationMs / 1_000);
    const sampling = sampleTargets(options, () => this.#secondCounters.hearWatches());
    this.#sampling = sampling;
    this.#secondCounters = new SecondCounters(
      { threads, seconds, ...(sampling === null ? {} : { watches: sampling }) },
      () => this.#machine.take(),
      options.onSecond,
    );
    for (const [thread, assignment] of assignments.entries()) this.#spawn(thread, assignment);
    if (assignments.length === 0) queueMicrotask(() => this.#finish());
    const readyWithinMs = READY_WITHIN_MS + longestSetupMs(plan);
    this.#after(readyWithinMs, () => {
      if (this.#startUs !== null) return;
      this.#fail(`The load threads were not ready within ${Math.ceil(readyWithinMs / 1_000)} s.`);
    });
  }

  steer(order: (atMs: Millis) => Result<Steering>): Result<SteeringLogEntry> {
    const { plan } = this.#options;
    const isOver = this.#stopped !== null || this.#crash !== '' || this.#lastReadings !== null;
    if (this.#startUs === null || isOver) return fail(NOT_RUNNING);
    const soonMs = Math.ceil((this.#clock.nowUs() + STEER_LEAD_US - this.#startUs) / MICROS_PER_MILLI);
    // One change after the other, also where two are asked for in the same moment.
    const atMs = Math.max(soonMs, this.#steeredMs + 1);
    if (atMs >= plan.durationMs) return fail(TOO_LATE);
    const ordered = order(atMs);
    if (!ordered.ok) return ordered;
    const { changes, entry } = ordered.value;
    const [assignments, parts, before] = [this.#assignments, this.#caps.goals, this.#load];
    const after = changes.reduce(changedLoad, before);
    const divided = redividedCaps({ plan, assignments, parts, before, after, atMs });
    if (!divided.ok) return divided;
    this.#load = after;
    this.#caps.divide(divided.value);
    this.#steeredMs = atMs;
    this.#secondCounters.steer(ordered.value);
    for (const thread of this.#threads.values()) thread.post({ kind: 'steer', changes });
    if (plan.capacity !== undefined)
      this.#after(STEER_LEAD_US / MICROS_PER_MILLI + UNDER_WAY_MS, () => this.#settle(atMs));
    return succeed(entry);
  }

  /** Of a search, what was kept for the load before a change is for the one after it, as soon as the former is over. */
  #settle(steeredMs: Millis): void {
    if (this.#steeredMs !== steeredMs || this.#stopped !== null || this.#crash !== '') return;
    const [assignments, parts, load] = [this.#assignments, this.#caps.goals, this.#load];
    const atMs = steeredMs + UNDER_WAY_MS;
    const { plan } = this.#options;
    const divided = redividedCaps({ plan, assignments, parts, before: load, after: load, atMs });
    if (divided.ok) this.#caps.divide(divided.value);
  }

  stop(kind: 'finished' | 'graceful' | 'now'): void {
    if (kind === 'finished') {
      this.#isFinished ||= this.#stopped === null;
      this.stop('graceful');
      return;
    }
    if (this.#stopped === 'now') {
      this.#terminateAll();
      return;
    }
    if (this.#stopped === kind) return;
    this.#stopped = kind;
    if (this.#startUs === null) {
      this.#terminateAll();
      return;
    }
    this.#tellToStop(kind);
  }

  #spawn(thread: number, assignment: Assignment): void {
    const { runId, plan, threadEntry, secrets, feeds, files, precision, plimsollVersion } = this.#options;
    const inputs = {
      secrets,
      ...(feeds === undefined ? {} : { feeds }),
      ...(files === undefined ? {} : { files }),
    };
    const ofRun = { runId, plan, inputs, credentialSalt: this.#credentialSalt, precision, plimsollVersion };
    const born = { ...assignment, ...ofRun, thread };
    this.#threads.set(
      thread,
      spawnThread(threadEntry, born, {
        onMessage: (message) => this.#hear(thread, message),
        onGone: (error) => this.#gone(thread, error),
      }),
    );
  }

  #hear(thread: number, message: FromThread): void {
    switch (message.kind) {
      case 'ready':
        Object.assign(this.addresses, message.addresses);
        this.#notReady.delete(thread);
        if (this.#notReady.size === 0 && this.#stopped === null && this.#crash === '') this.#begin();
        return;
      case 'setup':
        // Passed on as it came: what is in it are secrets, and nobody else's business.
        for (const [other, { post }] of this.#threads) if (other !== thread) post(message);
        return;
      case 'tick':
        // Before the second that they are in.
        if (message.secrets.length > 0) this.#options.onSecrets?.(message.secrets, message.tick.second);
        this.#secondCounters.add(message.tick);
        return;
      case 'caps':
        this.#caps.heard(thread, message.order, message.inUse);
        return;
      case 'done':
        this.#notDone.delete(thread);
        this.#endedUs = Math.max(this.#endedUs, message.endedUs);
        this.#after(MAX_EXIT_MS, () => this.#threads.get(thread)?.terminate());
        this.#watchToEnd();
        return;
    }
  }

  #begin(): void {
    const startUs = this.#clock.nowUs() + LEAD_US;
    this.#startUs = startUs;
    this.#startedAt = Date.now() + LEAD_US / MICROS_PER_MILLI;
    const endUs = startUs + this.#options.plan.durationMs * MICROS_PER_MILLI;
    this.#machine.take();
    for (const thread of this.#threads.values()) thread.post({ kind: 'begin', startUs, endUs });
    this.#sampling?.begin(startUs);
  }

  #gone(thread: number, error: Error | null): void {
    this.#threads.delete(thread);
    if (this.#notDone.delete(thread)) {
      this.#secondCounters.lose(thread);
      if (error !== null) this.#fail(`A load thread crashed: ${error.message}`);
      else if (this.#stopped === null) this.#fail('A load thread exited early.');
      this.#watchToEnd();
    }
    if (this.#threads.size === 0) this.#finish();
  }

  /** The run has failed; what the other threads measured up to here is kept. */
  #fail(reason: string): void {
    if (this.#crash !== '') return;
    this.#crash = reason;
    if (this.#startUs === null) this.#terminateAll();
    else this.#tellToStop('now');
  }

  #tellToStop(how: 'graceful' | 'now'): void {
    for (const thread of this.#threads.values()) thread.post({ kind: 'stop', how });
    if (how === 'graceful') this.#after(MAX_GRACEFUL_MS, () => this.#tellToStop('now'));
    else this.#after(MAX_CUT_MS, () => this.#terminateAll());
  }

  #terminateAll(): void {
    for (const thread of this.#threads.values()) thread.terminate();
  }

  #after(ms: number, act: () => void): void {
    this.#timers.push(setTimeout(act, ms));
  }

  /** Once nothing of the load goes on any more, what is watched of it is asked for its last words. */
  #watchToEnd(): void {
    if (this.#sampling === null || this.#lastReadings !== null || this.#notDone.size > 0) return;
    if (this.#startUs === null) {
      this.#lastReadings = this.#sampling.terminate();
      return;
    }
    this.#secondCounters.loadOver();
    this.#lastReadings = this.#sampling.end(this.#endedUs > 0 ? this.#endedUs : this.#clock.nowUs());
  }

  #finish(): void {
    const startUs = this.#startUs ?? this.#clock.nowUs();
    const endedUs = this.#endedUs > 0 ? this.#endedUs : this.#clock.nowUs();
    const durationUs = Math.max(0, endedUs - startUs);
    this.#watchToEnd();
    if (this.#lastReadings === null) this.#conclude(durationUs);
    else void this.#lastReadings.then(() => this.#conclude(durationUs));
  }

  #conclude(durationUs: Micros): void {
    this.#secondCounters.close(durationUs);
    for (const timer of this.#timers) clearTimeout(timer);
    this.#resolve({ ...this.#outcome(), startedAt: this.#startedAt, durationUs });
  }

  #outcome(): Pick<CrewEnd, 'state' | 'reason'> {
    if (this.#crash !== '') return { state: 'failed', reason: this.#crash };
    if (this.#stopped !== null && !this.#isFinished)
      return { state: 'stopped', reason: 'Stopped before the end of the plan.' };
    return { state: 'completed', reason: '' };
  }
}

function sampleTargets({ watching, plan }: CrewOptions, onArrival: () => void): TargetSampling | null {
  if (watching === undefined || watching.sources.length === 0) return null;
  const { allowedHosts, refusePublic = false, verifyTls } = plan.limits;
  const { entry, sources } = watching;
  return new TargetSampling(entry, { sources, limits: { allowedHosts, refusePublic, verifyTls } }, onArrival);
}
