import type { SseScenario } from '../../../contract/run-plan.ts';
import type { Micros } from '../../../contract/units.ts';
import type { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import type { StreamContext } from '../../engine/streams/stream-context.ts';
import type { HeadersTemplate, TextTemplate } from '../../engine/values/port.ts';
import type { SseDriver } from './sse-port.ts';

/** What the streams of one SSE scenario on one thread have in common. */
export interface SseContext extends StreamContext {
  readonly scenario: SseScenario;
  readonly driver: SseDriver;
  readonly templates: { readonly url: TextTemplate; readonly headers: HeadersTemplate };
  readonly limits: SseLimits;
  readonly headers: AttemptMeter;
  readonly firstEvents: AttemptMeter;
  readonly gaps: AttemptMeter;
  /** The longest that a stream was open before its first event came. */
  longestFirstUs: Micros;
  /** Streams that are read, or between two readings. */
  active: number;
}

export interface SseLimits {
  /** Name, TCP and TLS handshake. */
  readonly connectUs: Micros;
  /** From the start to the headers. */
  readonly answerUs: Micros;
  /** Between events, and from the headers to the first; Infinity: none. */
  readonly idleUs: Micros;
  /** A stream that is open so long by the end of the plan should have had an event. */
  readonly silentUs: Micros;
  /** Of a reading, from its first headers; Infinity: to the end. */
  readonly holdUs: Micros;
}
