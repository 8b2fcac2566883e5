import type { Failure, Result } from '../../../contract/failure.ts';
import { type Bytes, type Micros, type Millis, millisToMicros } from '../../../contract/units.ts';
import type { Origin } from '../drivers/driver.ts';
import type { CredentialKeys } from '../measure/credentials.ts';
import type { Meter } from '../measure/sample.ts';
import type { Clock } from '../time/clock.ts';
import type { TimerHeap } from '../time/timer-heap.ts';
import type { ResponseView, Scope, ValueSource } from '../values/port.ts';
import type { StreamDrivers } from './stream-drivers.ts';

/**
 * A step of a task that is no request: a WebSocket or an event stream that is opened, used and closed again. Who walks
 * the task counts the first series as planned and sent, opens the step, and goes on when it is over. Each thing a step
 * waits for is a series of its own, begun when the one before has ended well:
 *
 *     WebSocket:  connect → round trip (where an answer is waited for) → session
 *     SSE:        first event (with the headers beside it) → session (where more than one event is read)
 *
 * So a failure is counted once, where it happened, and `sent = ok + errors + open` holds for each of them.
 */
export interface StreamStep {
  readonly kind: 'stream';
  readonly series: number;
  readonly origin: Origin;
  /**
   * Opens it. What could not be rendered is the failure: it has been counted, and nothing was opened.
   * @param wanted by the plan: the wait before it is part of the response time of the first series
   * @param over called exactly once, never from within `open`, unless it was cut before; the socket is gone by then
   */
  open(scope: Scope, wanted: StepWanted, over: (failure: Failure | null) => void): Result<StepUnderWay>;
}

/** Why a step begins now, for the books of its first series. */
export interface StepWanted {
  /** When the plan wanted it to begin; -1 in closed plans. */
  readonly intendedUs: Micros;
  /** As given to the meter when it was sent; -1: not a thing our own loop was to take up. */
  readonly latenessUs: Micros;
}

export interface StepUnderWay {
  /** Hold no longer: close as soon as nothing is waited for. What is waited for may still come. */
  drain(): void;
  /** Drops the connection at once, without a word; what is under way stays counted as open. */
  cut(): void;
  /** Counts the bytes that have moved by now. */
  account(): void;
}

/** What a step is given of the thread it runs on. */
export interface StreamStepWorld {
  readonly clock: Clock;
  readonly meter: Meter;
  readonly timers: TimerHeap;
  readonly drivers: StreamDrivers;
  /** All that are open. */
  readonly open: Set<StepUnderWay>;
  readonly values: ValueSource;
  readonly credentials: CredentialKeys;
  /** Longest that name, TCP and TLS handshake may take. */
  readonly connectTimeoutMs: Millis;
}

export interface StepLimits {
  /** From opening the socket to a connection. */
  readonly connectUs: Micros;
  /** From opening the socket to the answer that is waited for; no shorter than `connectUs`. */
  readonly timeoutUs: Micros;
}

export function stepLimits(timeoutMs: Millis, { connectTimeoutMs }: StreamStepWorld): StepLimits {
  const timeoutUs = millisToMicros(timeoutMs);
  return { timeoutUs, connectUs: Math.min(millisToMicros(connectTimeoutMs), timeoutUs) };
}

/** A frame or event as checks and extraction see it: a body without a head. */
export class AnswerData implements ResponseView {
  readonly status: number;
  readonly body: string;
  readonly bodyBytes: Bytes;
  readonly timeMs: Millis;

  constructor(of: { status: number; body: string; bytes: Bytes; tookUs: Micros }) {
    this.status = of.status;
    this.body = of.body;
    this.bodyBytes = of.bytes;
    this.timeMs = of.tookUs / 1_000;
  }

  header(): null {
    return null;
  }
}
