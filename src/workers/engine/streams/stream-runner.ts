import { profileDurationMs } from '../../../contract/profile.ts';
import type { SseScenario, WebSocketScenario } from '../../../contract/run-plan.ts';
import type { StreamSecond } from '../../../contract/tick.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import { type ConnectionChange, connectionChanges } from '../load/connection-times.ts';
import { SLEPT_US, StallGuard } from '../time/stall-guard.ts';
import { afterEndUs, STREAMS_AFTER_STOP_US } from '../time/stop-policy.ts';
import type { TimerHeap } from '../time/timer-heap.ts';
import type { ScenarioRunner } from '../users/scenario-runner.ts';
import { originOfStream, type StreamLane } from './stream-context.ts';
import type { StreamCounters } from './stream-counters.ts';
import type { StreamSetup } from './stream-setup.ts';

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
  readonly scenario: WebSocketScenario | SseScenario;
  readonly lane: StreamLane;
  readonly timers: TimerHeap;
  readonly counters: StreamCounters;
  readonly setup: StreamSetup;
  readonly warmUp: () => Promise<void>;
  /** Called once per place, with its number over all threads. */
  readonly open: (index: number) => StreamPlace;
  readonly beat?: (startUs: Micros) => Beat;
  /** Connections or readers now active. */
  readonly users: () => number;
  /** After a graceful stop, answers may come for so long. */
  readonly answersAfterStopUs: Micros;
}

/**
 * One WebSocket or SSE scenario's share on one thread, driven by `tick` and `settle`.
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
  readonly #stallGuard = new StallGuard();
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
  }

  async prepare(): Promise<void> {
    const { scenario, lane, warmUp, setup } = this.#parts;
    const origin = originOfStream(scenario.url);
    if (origin !== null) await lane.dial.addresses.resolve(origin.host, origin.port);
    await Promise.all([warmUp(), setup.prepare()]);
  }

  addresses(): Readonly<Record<string, string>> {
    const { scenario, lane } = this.#parts;
    const origin = originOfStream(scenario.url);
    const address = origin === null ? null : lane.dial.addresses.pinned(origin.host, origin.port);
    return address === null ? {} : { [scenario.service]: address };
  }

  start(startUs: Micros, endUs: Micros): void {
    const { scenario, lane, beat, setup } = this.#parts;
    const { profile, startAfterMs } = scenario;
    this.#beginUs = startUs + startAfterMs * MICROS_PER_MILLI;
    this.#endUs = Math.min(endUs, this.#beginUs + profileDurationMs(profile) * MICROS_PER_MILLI);
    this.#changes = connectionChanges(profile.segments, lane.context.thread);
    this.#beat = beat?.(this.#beginUs) ?? null;
    lane.rate.begin(startUs);
    setup.begin(startUs);
    this.#parts.counters.begin(startUs);
    this.#takeNext();
  }

  settle(boundaryUs: Micros): void {
    this.#advance(boundaryUs);
    for (const place of this.#places.values()) place.account();
  }

  tick(nowUs: Micros): void {
    if (this.#changes === null) return;
    const waits = this.#stallGuard.waits(nowUs);
    this.#advance(nowUs + 1);
    this.#seenUs = nowUs;
    // First: at the end nothing begins any more, not even what the timer heap has for this moment.
    if (!this.#isEnding && nowUs >= this.#endUs)
      this.#end(nowUs + afterEndUs(this.#timeoutUs), Number.POSITIVE_INFINITY);
    if (!waits) this.#parts.timers.run(nowUs);
    if (this.#isEnding) this.#wind(nowUs);
  }

  users(): number {
    return this.#parts.users();
  }

  takeStream(): StreamSecond {
    return this.#parts.counters.take();
  }

  stop(kind: 'graceful' | 'now'): Promise<void> {
    if (this.#changes === null) {
      this.#finish();
      return this.done;
    }
    const nowUs = this.#parts.lane.context.clock.nowUs();
    if (!this.#isEnding) this.#advance(nowUs + 1);
    const isNow = kind === 'now';
    this.#isStopped = true;
    this.#end(
      nowUs + (isNow ? 0 : this.#parts.answersAfterStopUs),
      nowUs + (isNow ? 0 : STREAMS_AFTER_STOP_US),
    );
    this.#wind(nowUs);
    return this.done;
  }

  /** Follows the plan up to `untilUs`. */
  #advance(untilUs: Micros): void {
    if (this.#isEnding) return;
    const nowUs = this.#parts.lane.context.clock.nowUs();
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
    return this.#parts.lane.context.plan.limits.requestTimeoutMs * MICROS_PER_MILLI;
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
    this.#parts.setup.close();
    for (const place of this.#places.values()) place.dismiss();
  }

  #wind(nowUs: Micros): void {
    const { counters } = this.#parts;
    if (counters.live > 0 && nowUs >= this.#cutAtUs) {
      this.#cutAtUs = Number.POSITIVE_INFINITY;
      for (const place of this.#places.values()) place.cut();
    } else if (counters.live > 0 && nowUs >= this.#closeAtUs) {
      this.#closeAtUs = Number.POSITIVE_INFINITY;
      for (const place of this.#places.values()) place.closeNow(this.#isStopped);
    }
    if (counters.live === 0) this.#finish();
  }
}
