import type { LoadChange } from '../../../contract/applied-load.ts';
import { profileDurationMs } from '../../../contract/profile.ts';
import type { Scenario } from '../../../contract/run-plan.ts';
import type { StreamSecond } from '../../../contract/tick.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import type { Origin } from '../drivers/driver.ts';
import { SLEPT_US } from '../time/stall-guard.ts';
import { AT_ONCE, type Grace } from '../time/stop-policy.ts';
import type { Pacing } from './pacing.ts';
import type { ScenarioRunner } from './scenario-runner.ts';
import type { ScenarioSetup } from './scenario-setup.ts';
import type { ThreadContext } from './thread-context.ts';

interface ScenarioShareParts {
  readonly scenario: Scenario;
  /** Where its users go; null: that is known only once its values are. */
  readonly origin: Origin | null;
  readonly setup: ScenarioSetup;
  /** Whether it uses connections of the pool. */
  readonly sendsRequests: boolean;
  /**
   * Called when the run begins.
   * @param beginUs when the scenario does: some time after the run, where the plan says so
   */
  readonly pacing: (beginUs: Micros, runUs: Micros) => Pacing;
}

/**
 * The share of a scenario on one thread, whatever its protocol. What is due by the plan is done in `#advance`, about every
 * millisecond and at each second's boundary: what is due before a boundary is accounted for before the second is closed,
 * and nothing after it is.
 *
 * | phase   | begins with            | does                                             | ends when                |
 * |---------|------------------------|--------------------------------------------------|--------------------------|
 * | running | start                  | what is due by the plan                          | the plan ends, or `stop` |
 * | ending  | end of plan, or `stop` | waits for answers; then closes, then cuts (Grace)| nothing is open: done    |
 */
export class ScenarioShare implements ScenarioRunner {
  readonly done: Promise<void>;
  readonly #thread: ThreadContext;
  readonly #parts: ScenarioShareParts;
  readonly #resolve: () => void;
  #pacing: Pacing | null = null;
  #beginUs: Micros = 0;
  #endUs: Micros = Number.POSITIVE_INFINITY;
  /** Of the run. */
  #lastUs: Micros = Number.POSITIVE_INFINITY;
  /** Up to here all that was due has been done. */
  #doneUs: Micros = Number.NEGATIVE_INFINITY;
  #seenUs: Micros = Number.NEGATIVE_INFINITY;
  #lostUntilUs: Micros = Number.NEGATIVE_INFINITY;
  #ended = false;
  #finished = false;
  #stopped = false;
  #closeAtUs: Micros = Number.POSITIVE_INFINITY;
  #cutAtUs: Micros = Number.POSITIVE_INFINITY;

  constructor(thread: ThreadContext, parts: ScenarioShareParts) {
    this.#thread = thread;
    this.#parts = parts;
    if (parts.sendsRequests) thread.enlist();
    if (parts.origin !== null) thread.willAsk(parts.origin);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.done = promise;
    this.#resolve = resolve;
  }

  async prepare(): Promise<void> {
    await this.#thread.prepare();
    await this.#parts.setup.shared?.prepare();
  }

  addresses(): Readonly<Record<string, string>> {
    const { scenario, origin } = this.#parts;
    const address = origin === null ? null : this.#thread.addressOf(origin);
    return address === null ? {} : { [scenario.service]: address };
  }

  start(startUs: Micros, endUs: Micros): void {
    const { profile, startAfterMs } = this.#parts.scenario;
    const beginUs = startUs + startAfterMs * MICROS_PER_MILLI;
    this.#beginUs = beginUs;
    this.#lastUs = endUs;
    this.#endUs = Math.min(endUs, beginUs + profileDurationMs(profile) * MICROS_PER_MILLI);
    this.#pacing = this.#parts.pacing(beginUs, startUs);
  }

  settle(boundaryUs: Micros): void {
    this.#advance(boundaryUs);
  }

  advance(nowUs: Micros): void {
    if (this.#pacing === null || this.#ended) return;
    this.#advance(nowUs + 1);
    if (nowUs >= this.#endUs || this.#pacing.exhausted) this.#end(nowUs, this.#pacing.grace.afterEnd);
    else this.#parts.setup.shared?.tick(nowUs);
  }

  conclude(nowUs: Micros): void {
    if (!this.#ended || this.#finished) return;
    if (nowUs >= this.#cutAtUs) {
      this.#cutAtUs = Number.POSITIVE_INFINITY;
      this.#pacing?.cut(nowUs);
      this.#parts.setup.shared?.cut(nowUs);
    } else if (nowUs >= this.#closeAtUs) {
      this.#closeAtUs = Number.POSITIVE_INFINITY;
      this.#pacing?.close?.(this.#stopped);
    }
    if (this.#live === 0) this.#finish();
  }

  users(): number {
    return this.#pacing?.users ?? 0;
  }

  takeStream(): StreamSecond | null {
    return this.#pacing?.takeStream?.() ?? null;
  }

  steer(changes: readonly LoadChange[]): void {
    const { name, startAfterMs } = this.#parts.scenario;
    const change = changes.find((one) => one.name === name);
    const last = change?.segments.at(-1);
    // A class that is over has sent its last request: nothing begins in it again.
    if (change === undefined || last === undefined || this.#pacing === null || this.#ended) return;
    const segments = change.segments.map((segment) => ({
      ...segment,
      startMs: segment.startMs - startAfterMs,
    }));
    const endMs = last.startMs + last.durationMs - startAfterMs;
    this.#endUs = Math.min(this.#lastUs, Math.round(this.#beginUs + endMs * MICROS_PER_MILLI));
    this.#pacing.steer({ segments, doneUs: this.#doneUs - this.#beginUs });
  }

  stop(kind: 'graceful' | 'now'): void {
    const nowUs = this.#thread.clock.nowUs();
    if (!this.#ended) this.#advance(nowUs + 1);
    this.#stopped = true;
    this.#end(nowUs, kind === 'now' ? AT_ONCE : (this.#pacing?.grace.afterStop ?? AT_ONCE));
    this.conclude(nowUs);
  }

  #advance(untilUs: Micros): void {
    const pacing = this.#pacing;
    if (pacing === null || this.#ended) return;
    const nowUs = this.#thread.clock.nowUs();
    if (nowUs - this.#seenUs > SLEPT_US && this.#seenUs > 0) this.#lostUntilUs = nowUs;
    this.#seenUs = nowUs;
    const dueUs = Math.min(untilUs, this.#endUs);
    pacing.advance(dueUs, nowUs, this.#lostUntilUs);
    this.#doneUs = Math.max(this.#doneUs, dueUs);
  }

  #finish(): void {
    this.#finished = true;
    if (this.#parts.sendsRequests) this.#thread.leave();
    this.#resolve();
  }

  #end(nowUs: Micros, { closeUs, cutUs }: Grace): void {
    this.#closeAtUs = Math.min(this.#closeAtUs, nowUs + closeUs);
    this.#cutAtUs = Math.min(this.#cutAtUs, nowUs + cutUs);
    if (this.#ended) return;
    this.#ended = true;
    this.#pacing?.end(nowUs);
    this.#parts.setup.shared?.end();
  }

  /** Users, arrivals, streams and setups not yet gone. */
  get #live(): number {
    return (this.#pacing?.live ?? 0) + (this.#parts.setup.shared?.live ?? 0);
  }
}
