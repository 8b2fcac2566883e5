import type { WebSocketScenario } from '../../../contract/run-plan.ts';
import type { Micros } from '../../../contract/units.ts';
import type { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import type { StreamContext } from '../../engine/streams/stream-context.ts';
import type { HeadersTemplate, TextTemplate } from '../../engine/values/port.ts';
import type { FrameDecoder } from './frame-decoder.ts';
import type { RoundTrips } from './reply-matcher.ts';
import type { WebSocketDriver } from './websocket-port.ts';

/** What the connections of one WebSocket scenario on one thread have in common. */
export interface WebSocketContext extends StreamContext {
  readonly scenario: WebSocketScenario;
  readonly driver: WebSocketDriver;
  readonly templates: WebSocketTemplates;
  readonly limits: WebSocketLimits;
  readonly frameDecoder: FrameDecoder;
  /** Series that count the bytes of handshakes, and of all that comes after them: one that is part of the totals. */
  readonly bytes: { readonly connect: number; readonly messageExchange: number };
  readonly connects: AttemptMeter;
  readonly firstMessages: AttemptMeter;
  readonly sessions: AttemptMeter;
  readonly messages: RoundTrips;
  readonly pings: RoundTrips;
}

export interface WebSocketTemplates {
  readonly url: TextTemplate;
  readonly headers: HeadersTemplate;
  readonly subscribe: readonly TextTemplate[];
  readonly message: TextTemplate | null;
}

export interface WebSocketLimits {
  /** Name, TCP and TLS handshake. */
  readonly connectUs: Micros;
  /** All of the handshake; also the confirmation of a subscription. */
  readonly answerUs: Micros;
  /** 0: no heartbeat. */
  readonly heartbeatUs: Micros;
  readonly closeUs: Micros;
}
