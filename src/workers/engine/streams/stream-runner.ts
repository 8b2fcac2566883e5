import { profileDurationMs } from '../../../contract/profile.ts';
import type { StreamScenario } from '../../../contract/run-plan.ts';
import type { StreamSecond } from '../../../contract/tick.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import type { Origin } from '../drivers/driver.ts';
import { type ConnectionChange, connectionChanges } from '../load/connection-times.ts';
import { SLEPT_US } from '../time/stall-guard.ts';
import { afterEndUs, STREAMS_AFTER_STOP_US } from '../time/stop-policy.ts';
import type { ScenarioRunner } from '../users/scenario-runner.ts';
import type { StreamContext } from './stream-context.ts';
import { originOfStream } from './stream-request.ts';

/** One connection or stream of a scenario: a place that is wanted or not. */
export interface StreamPlace {
  want(): void;
  /** No longer wanted: ends in its own good time. */
  dismiss(): void;
  /**
   * After `dismiss`: ends without waiting for answers.
   * @param isStop the run was stopped; else its plan is over
   */
  closeNow(isStop: boolean): void;
  /** Dropped at once, and not coming back. */
  cut(): void;
  /** Counts the bytes that have moved by now. */
  account(): void;
}

/** What is due on open connections by the plan. */
export interface Beat {
  /** Does what is due before `untilUs`; what was due before `lostUntilUs` was slept through. */
  advance(untilUs: Micros, lostUntilUs: Micros): void;
}

export interface StreamRunnerParts {
  readonly scenario: StreamScenario;
  readonly context: StreamContext;
  /** Called once per place, with its number over all threads. */
  readonly open: (index: number) => StreamPlace;
  readonly beat?: (startUs: Micros) => Beat;
  /** Connections or readers now active. */
  readonly users: () => number;
  /** After a graceful stop, answers may come for so long. */
  readonly answersAfterStopUs: Micros;
}

/**
 * One stream scenario's share on one thread, driven by `advance`, `conclude` and `settle`.
 *
 * | phase   | begins with             | does                                          | ends when                     |
 * |---------|-------------------------|-----------------------------------------------|-------------------------------|
 * | running | start                   | follows the profile, sends what is due        | the plan ends, or `stop`      |
 * | ending  | end of plan, or `stop`  | dismisses all; later closes, later cuts them  | nothing is open: done         |
 */
export class StreamRunner implements ScenarioRunner {
  readonly done: Promise<void>;
  readonly #finish: () => void;
  readonly #parts: StreamRunnerParts;
  readonly #places = new Map<number, StreamPlace>();
  readonly #origin: Origin | null;
  #changes: Iterator<ConnectionChange> | null = null;
  #next: ConnectionChange | null = null;
  #beat: Beat | null = null;
  #beginUs: Micros = 0;
  #endUs: Micros = Number.POSITIVE_INFINITY;
  #seenUs: Micros = -1;
  #lostUntilUs: Micros = Number.NEGATIVE_INFINITY;
  #isEnding = false;
  #isStopped = false;
  #closeAtUs: Micros = Number.POSITIVE_INFINITY;
  #cutAtUs: Micros = Number.POSITIVE_INFINITY;

  constructor(parts: StreamRunnerParts) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.done = promise;
    this.#finish = resolve;
    this.#parts = parts;
    this.#origin = originOfStream(parts.scenario.url);
    if (this.#origin !== null) parts.context.thread.willAsk(this.#origin);
  }

  async prepare(): Promise<void> {
    const { thread, setup } = this.#parts.context;
    await thread.prepare();
    await setup.prepare();
  }

  addresses(): Readonly<Record<string, string>> {
    const { scenario, context } = this.#parts;
    const address = this.#origin === null ? null : context.thread.addressOf(this.#origin);
    return address === null ? {} : { [scenario.service]: address };
  }

  start(startUs: Micros, endUs: Micros): void {
    const { scenario, context, beat } = this.#parts;
    const { profile, startAfterMs } = scenario;
    this.#beginUs = startUs + startAfterMs * MICROS_PER_MILLI;
    this.#endUs = Math.min(endUs, this.#beginUs + profileDurationMs(profile) * MICROS_PER_MILLI);
    this.#changes = connectionChanges(profile.segments, context.thread.share);
    this.#beat = beat?.(this.#beginUs) ?? null;
    context.setup.begin(startUs);
    context.counters.begin(startUs);
    this.#takeNext();
  }

  settle(boundaryUs: Micros): void {
    this.#advance(boundaryUs);
    for (const place of this.#places.values()) place.account();
  }

  advance(nowUs: Micros): void {
    if (this.#changes === null || this.#isEnding) return;
    this.#advance(nowUs + 1);
    this.#seenUs = nowUs;
    if (nowUs >= this.#endUs) this.#end(nowUs + afterEndUs(this.#timeoutUs), Number.POSITIVE_INFINITY);
  }

  conclude(nowUs: Micros): void {
    if (!this.#isEnding) return;
    const { counters } = this.#parts.context;
    if (counters.live > 0 && nowUs >= this.#cutAtUs) {
      this.#cutAtUs = Number.POSITIVE_INFINITY;
      for (const place of this.#places.values()) place.cut();
    } else if (counters.live > 0 && nowUs >= this.#closeAtUs) {
      this.#closeAtUs = Number.POSITIVE_INFINITY;
      for (const place of this.#places.values()) place.closeNow(this.#isStopped);
    }
    if (counters.live === 0) this.#finish();
  }

  users(): number {
    return this.#parts.users();
  }

  takeStream(): StreamSecond {
    return this.#parts.context.counters.take();
  }

  stop(kind: 'graceful' | 'now'): void {
    if (this.#changes === null) {
      this.#finish();
      return;
    }
    const nowUs = this.#parts.context.clock.nowUs();
    if (!this.#isEnding) this.#advance(nowUs + 1);
    this.#isStopped = true;
    if (kind === 'now') this.#end(nowUs, nowUs);
    else this.#end(nowUs + this.#parts.answersAfterStopUs, nowUs + STREAMS_AFTER_STOP_US);
    this.conclude(nowUs);
  }

  /** Follows the plan up to `untilUs`. */
  #advance(untilUs: Micros): void {
    if (this.#isEnding) return;
    const nowUs = this.#parts.context.clock.nowUs();
    if (this.#seenUs >= 0 && nowUs - this.#seenUs > SLEPT_US) this.#lostUntilUs = nowUs;
    const limitUs = Math.min(untilUs, this.#endUs);
    for (let next = this.#next; next !== null && this.#beginUs + next.atUs < limitUs; next = this.#next) {
      this.#takeNext();
      if (next.wanted) this.#placeOf(next.connection).want();
      else this.#placeOf(next.connection).dismiss();
    }
    this.#beat?.advance(limitUs, this.#lostUntilUs);
  }

  get #timeoutUs(): Micros {
    return this.#parts.context.thread.plan.limits.requestTimeoutMs * MICROS_PER_MILLI;
  }

  #takeNext(): void {
    const taken = this.#changes?.next();
    this.#next = taken === undefined || taken.done === true ? null : taken.value;
  }

  #placeOf(index: number): StreamPlace {
    let place = this.#places.get(index);
    if (place === undefined) {
      place = this.#parts.open(index);
      this.#places.set(index, place);
    }
    return place;
  }

  #end(closeAtUs: Micros, cutAtUs: Micros): void {
    this.#closeAtUs = Math.min(this.#closeAtUs, closeAtUs);
    this.#cutAtUs = Math.min(this.#cutAtUs, cutAtUs);
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#parts.context.setup.close();
    for (const place of this.#places.values()) place.dismiss();
  }
}
