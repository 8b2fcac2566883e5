import type { Failure } from '../../../contract/failure.ts';
import type { Micros } from '../../../contract/units.ts';
import type { StreamTimes } from '../drivers/dial.ts';
import type { AnswerSource } from '../measure/sample.ts';
import { Timer } from '../time/timer-heap.ts';
import type { StepWanted } from '../users/task-step.ts';
import type { ThreadContext } from '../users/thread-context.ts';
import type { Scope } from '../values/port.ts';
import type { Measured } from './attempt-meter.ts';
import { PresentedCredential, presenting, type StreamRequest } from './presented-credential.ts';
import { type Wire, WireBytes } from './wire-bytes.ts';

/** What of a driver's connection is used here, whatever its protocol. */
interface StreamLink extends AnswerSource, Wire {
  readonly times: StreamTimes;
  /** -1: none. */
  readonly status: number;
  cut(failure?: Failure): void;
}

export interface StreamConnectionParts<Request> {
  readonly request: Request;
  readonly scope: Scope;
  /** As the plan wanted the step, whose first series has begun to count; null: no step, it begins with the socket. */
  readonly wanted: StepWanted | null;
}

/**
 * One connection of a step or a class, from opening the socket to its end. What is common to all protocols: it waits for one
 * thing at a time, so it is its own timer; it presents a credential; and what it moves is counted second by second.
 */
export abstract class StreamConnection<Link extends StreamLink, Request extends StreamRequest> extends Timer {
  abstract readonly link: Link;
  readonly credential: PresentedCredential;
  protected isOver = false;
  protected readonly parts: StreamConnectionParts<Request>;
  readonly #thread: ThreadContext;
  readonly #bytes: WireBytes;

  /** @param series of the attempt: what is presented there holds for all that comes after it */
  constructor(thread: ThreadContext, parts: StreamConnectionParts<Request>, series: number) {
    super();
    const { credentials, meter } = thread;
    this.#thread = thread;
    this.parts = parts;
    this.#bytes = new WireBytes(meter);
    this.credential = new PresentedCredential({ credentials, meter, series });
    this.credential.begin(presenting(parts.request));
  }

  /** Series that counts the bytes that move now. */
  protected abstract get bytesTo(): number;

  account(): void {
    this.#bytes.take(this.link, this.bytesTo);
  }

  /** @param untilUs Infinity: for nothing */
  wait(untilUs: Micros): void {
    const { timers } = this.#thread;
    if (untilUs === Number.POSITIVE_INFINITY) timers.remove(this);
    else timers.set(this, untilUs);
  }

  /** Drops it without a word: nobody hears of its end, and what is under way stays counted as open. */
  drop(): void {
    this.ended();
    this.link.cut();
    this.account();
  }

  /** What is told of an end by this failure. */
  told(
    failure: Failure | null,
  ): Pick<Measured, 'status' | 'failure' | 'credential' | 'source' | 'holder' | 'link'> {
    const credential = this.credential.of(failure);
    const { status, times } = this.link;
    return { status, failure, credential, source: this.link, holder: this.parts.scope, link: times.link };
  }

  /** The socket is being opened. @param limitUs of connecting */
  protected opening(limitUs: Micros): void {
    this.wait(this.link.times.startedUs + limitUs);
    this.#thread.openStreams.add(this);
  }

  protected ended(): void {
    this.isOver = true;
    this.#thread.timers.remove(this);
    this.#thread.openStreams.delete(this);
  }
}
