import type { Failure, Result } from '../../../contract/failure.ts';
import type { Micros } from '../../../contract/units.ts';
import { failureFor, failureOfSetup } from '../drivers/failure-codes.ts';
import { Timer } from '../time/timer-heap.ts';
import type { Scope } from '../values/port.ts';
import type { StreamContext } from './stream-context.ts';
import { TrackedConnection } from './tracked-connection.ts';
import { UserSetup } from './user-setup.ts';

/** Who waits for room from other threads is woken when it is there; so soon it looks whether one of its own thread has ended. */
const ROOM_LOOK_US: Micros = 500_000;

/**
 * A user of a stream class: opens a connection, holds it, and opens it again as its protocol has it. It is wanted while the
 * level of the profile is above its number.
 *
 * | state      | meaning                                    | waits for        | leaves it by      |
 * |------------|--------------------------------------------|------------------|-------------------|
 * | idle       | not wanted, or not coming back             | nothing          | `want`            |
 * | away       | think time, or the delay of a reconnect    | its end          | that              |
 * | setting-up | its setup steps run                        | them             | their end         |
 * | held-back  | the rate cap of the second is used up, or  | the next second, | that              |
 * |            | room is on its way from other threads      | it, or a moment  |                   |
 * | connected  | from opening a socket to its end           | its end          | `disconnected`    |
 */
export abstract class StreamUser<Request> extends Timer {
  protected readonly scope: Scope;
  protected readonly life: TrackedConnection;
  protected isWanted = false;
  /** The connection that is made, or was made last, takes the place of one that ended. */
  protected isReconnect = false;
  #state: 'idle' | 'away' | 'setting-up' | 'held-back' | 'connected' = 'idle';
  readonly #context: StreamContext;
  readonly #setup: UserSetup;
  readonly #lookAgain = (): void => {
    const { timers, clock } = this.#context.thread;
    if (this.#state === 'held-back') timers.set(this, clock.nowUs());
  };

  /** @param index over all threads */
  constructor(context: StreamContext, index: number) {
    super();
    this.#context = context;
    this.scope = context.thread.values.openScope(index, context.place);
    this.life = new TrackedConnection(context.counters, index);
    this.#setup = new UserSetup(context.thread, context.setup, this.scope);
  }

  get isIdle(): boolean {
    return this.#state === 'idle';
  }

  want(): void {
    this.isWanted = true;
    if (this.#state === 'idle') this.begin(false);
    else if (this.#state === 'connected') this.wantedAgain();
  }

  /** No longer wanted: ends in its own good time. */
  dismiss(): void {
    this.isWanted = false;
    if (this.#state === 'connected') this.dismissed();
    else this.rest();
  }

  /** After `dismiss`: ends without waiting for answers. @param isStop the run was stopped; else its plan is over */
  close(isStop: boolean): void {
    if (this.#state === 'connected') this.closeNow(isStop);
  }

  /** Dropped at once, whatever it does, and not coming back. */
  cut(nowUs: Micros): void {
    this.isWanted = false;
    this.endSetup(nowUs);
    if (this.#state === 'connected') this.cutConnection();
    else this.rest();
  }

  /** A message is due by the plan. */
  say(_intendedUs: Micros): void {
    // A protocol whose clients only listen sends none.
  }

  /** A message was due while this machine slept: it is not made up for. */
  miss(_intendedUs: Micros): void {
    // Nothing would have been sent.
  }

  endSetup(nowUs: Micros): void {
    this.#setup.cut(nowUs);
  }

  due(): void {
    if (this.#state === 'away') this.begin(this.isReconnect);
    else if (this.#state === 'held-back') this.#connect();
  }

  /** A connection is going to be made: what is drawn anew for it. */
  protected abstract renew(isReconnect: boolean): void;
  /** What asks for it; a failure: it could not be rendered. */
  protected abstract request(): Result<Request>;
  protected abstract open(request: Request): void;
  /** An attempt ended before a socket was opened: counts it, and says when to come back. */
  protected abstract refused(failure: Failure, credential: string, nowUs: Micros): void;
  /** It is connected, was dismissed, and is wanted again. */
  protected abstract wantedAgain(): void;
  /** It is connected, and no longer wanted. */
  protected abstract dismissed(): void;
  protected abstract closeNow(isStop: boolean): void;
  /** Its end follows. */
  protected abstract cutConnection(): void;

  protected begin(isReconnect: boolean): void {
    this.#state = 'setting-up';
    this.isReconnect = isReconnect;
    this.renew(isReconnect);
    this.#setup.run((failure, rejected) => {
      if (this.#state !== 'setting-up') return;
      if (failure === null) this.#connect();
      else this.#refused(failureOfSetup(failure), rejected);
    });
  }

  /** To be called after the end of each connection, before it is said what comes next. */
  protected disconnected(): void {
    this.#context.thread.pool.release();
    this.#state = 'idle';
  }

  protected comeBack(atUs: Micros, isReconnect: boolean): void {
    this.#state = 'away';
    this.isReconnect = isReconnect;
    this.#context.thread.timers.set(this, atUs);
  }

  protected rest(): void {
    this.#context.thread.timers.remove(this);
    this.#state = 'idle';
  }

  #connect(): void {
    const { timers, pool, rate, clock } = this.#context.thread;
    const nowUs = clock.nowUs();
    const holdBack = (untilUs: Micros) => {
      this.#state = 'held-back';
      timers.set(this, untilUs);
    };
    if (!rate.has(nowUs)) {
      holdBack(rate.nextSecondUs(nowUs));
      return;
    }
    if (!pool.reserve()) {
      if (!pool.isGrowing) {
        this.#refused(failureFor('guard.connection_cap'));
        return;
      }
      pool.whenLimited(this.#lookAgain);
      holdBack(nowUs + ROOM_LOOK_US);
      return;
    }
    // Once for each connection: a look that finds no room draws no values.
    const request = this.request();
    if (!request.ok) {
      pool.release();
      this.#refused(request.failure);
      return;
    }
    rate.take(nowUs);
    this.life.attempt(nowUs, this.isReconnect);
    this.#state = 'connected';
    this.open(request.value);
  }

  /** The plan's own fault, or that of its setup. */
  #refused(failure: Failure, credential = ''): void {
    const nowUs = this.#context.thread.clock.nowUs();
    this.life.attempt(nowUs, this.isReconnect);
    this.life.end(nowUs, failure.code);
    this.#state = 'idle';
    this.refused(failure, credential, nowUs);
  }
}
