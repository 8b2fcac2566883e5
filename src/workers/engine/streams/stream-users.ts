import type { StreamScenario } from '../../../contract/run-plan.ts';
import type { StreamSecond } from '../../../contract/tick.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import { type ConnectionChange, connectionChanges } from '../load/connection-times.ts';
import { type StopGrace, streamGrace } from '../time/stop-policy.ts';
import type { Pacing } from '../users/pacing.ts';
import { ScenarioShare } from '../users/scenario-share.ts';
import type { StreamContext } from './stream-context.ts';
import { originOfStream } from './stream-request.ts';
import type { StreamUser } from './stream-user.ts';

/** What is due on open connections by the plan. */
export interface Beat {
  /** Does what is due before `untilUs`; what was due before `lostUntilUs` was slept through. */
  advance(untilUs: Micros, lostUntilUs: Micros): void;
}

/** What a protocol makes of a stream class of its own. */
interface StreamClass<User extends StreamUser<unknown>> {
  readonly scenario: StreamScenario;
  readonly context: StreamContext;
  /** Called once per user, with its number over all threads. */
  readonly open: (index: number) => User;
  readonly beat?: (beginUs: Micros, users: ReadonlyMap<number, User>) => Beat;
  /** Whether a user counts as one between two connections. */
  readonly countsAway: boolean;
  /** After a graceful stop, answers may come for so long. */
  readonly answersAfterStopUs: Micros;
}

/** Runs a stream class: its share on one thread. */
export function createStreamRunner<User extends StreamUser<unknown>>(
  parts: StreamClass<User>,
): ScenarioShare {
  const { scenario, context } = parts;
  const { setup, counters, thread } = context;
  return new ScenarioShare(thread, {
    scenario,
    setup,
    origin: originOfStream(scenario.url),
    sendsRequests: scenario.setup.length > 0,
    pacing(beginUs, runUs) {
      counters.begin(runUs);
      return new StreamUsers(parts, beginUs);
    },
  });
}

/** The users of a stream class: each is wanted from the moment the level passes its number until it falls below. */
class StreamUsers<User extends StreamUser<unknown>> implements Pacing {
  readonly exhausted = false;
  readonly grace: StopGrace;
  readonly #parts: StreamClass<User>;
  readonly #beginUs: Micros;
  readonly #users = new Map<number, User>();
  readonly #changes: Iterator<ConnectionChange>;
  readonly #beat: Beat | null;
  #next: ConnectionChange | null = null;

  constructor(parts: StreamClass<User>, beginUs: Micros) {
    const { scenario, context, beat, answersAfterStopUs } = parts;
    const { share, plan } = context.thread;
    this.#parts = parts;
    this.#beginUs = beginUs;
    this.grace = streamGrace(plan.limits.requestTimeoutMs * MICROS_PER_MILLI, answersAfterStopUs);
    this.#changes = connectionChanges(scenario.profile.segments, share);
    this.#beat = beat?.(beginUs, this.#users) ?? null;
    this.#takeNext();
  }

  get users(): number {
    if (!this.#parts.countsAway) return this.live;
    return [...this.#users.values()].reduce((sum, user) => (user.isIdle ? sum : sum + 1), 0);
  }

  get live(): number {
    return this.#parts.context.counters.live;
  }

  advance(untilUs: Micros, _: Micros, lostUntilUs: Micros): void {
    for (let next = this.#next; next !== null && this.#beginUs + next.atUs < untilUs; next = this.#next) {
      this.#takeNext();
      if (next.wanted) this.#userOf(next.connection).want();
      else this.#userOf(next.connection).dismiss();
    }
    this.#beat?.advance(untilUs, lostUntilUs);
  }

  end(nowUs: Micros): void {
    for (const user of this.#users.values()) {
      user.endSetup(nowUs);
      user.dismiss();
    }
  }

  close(isStop: boolean): void {
    for (const user of this.#users.values()) user.close(isStop);
  }

  cut(nowUs: Micros): void {
    for (const user of this.#users.values()) user.cut(nowUs);
  }

  takeStream(): StreamSecond {
    return this.#parts.context.counters.take();
  }

  #takeNext(): void {
    const taken = this.#changes.next();
    this.#next = taken.done === true ? null : taken.value;
  }

  #userOf(index: number): User {
    let user = this.#users.get(index);
    if (user === undefined) {
      user = this.#parts.open(index);
      this.#users.set(index, user);
    }
    return user;
  }
}
