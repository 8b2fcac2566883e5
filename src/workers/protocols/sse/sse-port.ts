import type { Failure } from '../../../contract/failure.ts';
import type { Bytes, Micros } from '../../../contract/units.ts';
import type { CookieJar } from '../../engine/cookies/cookie-jar.ts';
import type { StreamTimes } from '../../engine/drivers/dial.ts';
import type { AnswerSource } from '../../engine/measure/sample.ts';

/**
 * What the engine asks of whatever reads event streams for it; no type of the library gets past it.
 *
 *     link = driver.open(request, events)      connecting begins; every call of `events` comes later
 *     events.onHeaders()                       an event stream has begun; at most once
 *     events.onEvent, onRetry until the end
 *     events.onEnd(end)                        exactly once, nothing after it
 */
export interface SseDriver {
  open(request: SseRequest, events: SseEvents): SseLink;
  /** Loads and warms all that the first streams would otherwise pay for. Never rejects. */
  warmUp(): Promise<void>;
}

export interface SseRequest {
  /** Absolute `http:` or `https:` URL. */
  readonly url: string;
  /** Name, value, name, value … */
  readonly headers: readonly string[];
  /** Names of those that do not follow to another origin; absent: those of credentials alone. */
  readonly secretHeaders?: ReadonlySet<string>;
  /** Asked for by POST with this; absent or null: by GET. */
  readonly body?: string | Uint8Array | null;
  /** Sent as Last-Event-ID; empty: not sent. */
  readonly lastEventId: string;
  /** Of the user, for redirects on the way; absent or null: it keeps none. */
  readonly cookies?: CookieJar | null;
}

/** It tells what came instead of a stream, or the head of one. */
export interface SseLink extends AnswerSource {
  readonly times: StreamTimes;
  /** Of the final answer; -1: none came. */
  readonly status: number;
  /** Of the connection, heads included; also once it has ended. */
  readonly bytesIn: Bytes;
  readonly bytesOut: Bytes;
  /** Id of the last event that was complete; null: the stream gave none. */
  readonly lastEventId: string | null;
  /** Before `onHeaders`: what has taken too long by now. */
  lateFailure(): Failure;
  /** True while connecting; a limit of its own holds then. */
  readonly isConnecting: boolean;
  /** Drops the connection at once; the end follows. */
  cut(failure?: Failure): void;
}

export interface SseEvents {
  onHeaders(): void;
  /**
   * @param bytes of the data, in UTF-8
   * @param id the event's own; empty: it names none
   */
  onEvent(name: string, bytes: Bytes, data: string, id: string): void;
  onRetry(ms: number): void;
  onEnd(end: SseEnd): void;
}

export interface SseEnd {
  /** Why it ended; null: by our `cut` without a failure, by a 204 (see `status`), or in order. */
  readonly failure: Failure | null;
  /**
   * The service ended the stream by the last chunk or the last byte of its length, and between two events. A body without
   * either ends with its connection, as it does when the service dies: such an end is a failure, as one inside an event is.
   */
  readonly isInOrder: boolean;
  /** Whether the standard has a client connect again after such an end. */
  readonly mayReconnect: boolean;
  /** When the failure was known, where the body of a refusal was waited for after that; absent: now. */
  readonly atUs?: Micros;
}
