import { type Bytes, type Micros, type Millis, millisToMicros } from '../../../contract/units.ts';
import type { ThreadContext } from '../users/thread-context.ts';
import type { ResponseView } from '../values/port.ts';

/** The thread a step is used on, and what opens it there. */
export interface OnThread<Driver> {
  readonly thread: ThreadContext;
  readonly driver: Driver;
}

export interface StepLimits {
  /** From opening the socket to a connection. */
  readonly connectUs: Micros;
  /** From opening the socket to the answer that is waited for; no shorter than `connectUs`. */
  readonly timeoutUs: Micros;
}

export function stepLimits(timeoutMs: Millis, { plan }: ThreadContext): StepLimits {
  const timeoutUs = millisToMicros(timeoutMs);
  return { timeoutUs, connectUs: Math.min(millisToMicros(plan.limits.connectTimeoutMs), timeoutUs) };
}

/** A frame or event as checks and extraction see it: a body without a head. */
export function answerData(of: {
  readonly status: number;
  readonly body: string;
  readonly bytes: Bytes;
  readonly tookUs: Micros;
}): ResponseView {
  const { status, body, bytes, tookUs } = of;
  return { status, body, bodyBytes: bytes, timeMs: tookUs / 1_000, header: () => null };
}
