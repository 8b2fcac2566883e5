import { type LoadSegment, segmentsFrom, segmentsUpTo, withoutGaps } from '../../../contract/applied-load.ts';
import { profileSegments } from '../../../contract/planned-load.ts';
import { profilePeak } from '../../../contract/profile.ts';
import type { StreamScenario } from '../../../contract/run-plan.ts';
import type { StreamSecond } from '../../../contract/tick.ts';
import { MICROS_PER_MILLI, type Micros, type PerSecond } from '../../../contract/units.ts';
import { type ConnectionChange, connectionChanges, wholeLevel } from '../load/connection-times.ts';
import { type MessageRate, MessageSlots } from '../load/message-schedule.ts';
import { type StopGrace, streamGrace } from '../time/stop-policy.ts';
import type { Pacing, SteeredLoad } from '../users/pacing.ts';
import { ScenarioShare } from '../users/scenario-share.ts';
import type { StreamContext } from './stream-context.ts';
import { originOfStream } from './stream-request.ts';
import type { StreamUser } from './stream-user.ts';

/** What a protocol makes of a stream class of its own. */
interface StreamClass {
  readonly scenario: StreamScenario;
  readonly context: StreamContext;
  /** Called once per user, with its number over all threads. */
  readonly open: (index: number) => StreamUser<unknown>;
  /** On each connection. */
  readonly messagesPerSecond: PerSecond;
  /** Whether a user counts as one between two connections. */
  readonly countsAway: boolean;
  /** After a graceful stop, answers may come for so long. */
  readonly answersAfterStopUs: Micros;
}

/** Runs a stream class: its share on one thread. */
export function createStreamRunner(parts: StreamClass): ScenarioShare {
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
class StreamUsers implements Pacing {
  readonly exhausted = false;
  readonly grace: StopGrace;
  readonly #parts: StreamClass;
  readonly #beginUs: Micros;
  readonly #users = new Map<number, StreamUser<unknown>>();
  readonly #messages: MessageSlots;
  #segments: readonly LoadSegment[];
  #changes: Iterator<ConnectionChange>;
  #next: ConnectionChange | null = null;
  /** Connections of this share that are wanted. */
  #wanted = 0;

  constructor(parts: StreamClass, beginUs: Micros) {
    const { scenario, context, messagesPerSecond: perSecond, answersAfterStopUs } = parts;
    const { share, plan } = context.thread;
    this.#parts = parts;
    this.#beginUs = beginUs;
    this.grace = streamGrace(plan.limits.requestTimeoutMs * MICROS_PER_MILLI, answersAfterStopUs);
    this.#segments = profileSegments(scenario.profile);
    this.#changes = connectionChanges(this.#segments, share);
    const connections = wholeLevel(profilePeak(scenario.profile));
    this.#messages = new MessageSlots({ startUs: beginUs, perSecond, connections, thread: share });
    if (this.#segments.some(({ messagesPerSecond }) => messagesPerSecond !== undefined))
      this.#messages.steer(this.#ratesOf(this.#segments), { connections, doneUs: beginUs });
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
      this.#wanted += next.wanted ? 1 : -1;
      if (next.wanted) this.#userOf(next.connection).want();
      else this.#userOf(next.connection).dismiss();
    }
    const messages = this.#messages;
    for (let atUs = messages.nextUs; atUs < untilUs; atUs = messages.nextUs) {
      const user = this.#users.get(messages.connection);
      if (atUs < lostUntilUs) user?.miss(atUs);
      else user?.say(atUs);
      messages.advance();
    }
  }

  /** Those that are open stay, as far as they are wanted further on; each goes on in its gap between two messages. */
  steer({ segments, doneUs }: SteeredLoad): void {
    const { context } = this.#parts;
    const startMs = segments[0]?.startMs ?? Number.POSITIVE_INFINITY;
    this.#segments = withoutGaps([...segmentsUpTo(this.#segments, startMs), ...segments]);
    const ahead = segmentsFrom(this.#segments, doneUs / MICROS_PER_MILLI);
    const atUs = (ahead[0]?.startMs ?? 0) * MICROS_PER_MILLI;
    this.#changes = connectionChanges(ahead, context.thread.share, { atUs, own: this.#wanted });
    this.#takeNext();
    const connections = wholeLevel(profilePeak({ segments: this.#segments }));
    this.#messages.steer(this.#ratesOf(segments), { connections, doneUs: this.#beginUs + doneUs });
  }

  #ratesOf(segments: readonly LoadSegment[]): MessageRate[] {
    return segments.map(({ startMs, messagesPerSecond = this.#parts.messagesPerSecond }) => ({
      atUs: this.#beginUs + startMs * MICROS_PER_MILLI,
      perSecond: messagesPerSecond,
    }));
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

  #userOf(index: number): StreamUser<unknown> {
    let user = this.#users.get(index);
    if (user === undefined) {
      user = this.#parts.open(index);
      this.#users.set(index, user);
    }
    return user;
  }
}
