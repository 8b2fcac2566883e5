import type { WebSocketScenario } from '../../../contract/run-plan.ts';
import type { Micros } from '../../../contract/units.ts';
import type { CredentialKeys } from '../../engine/measure/credentials.ts';
import type { Meter } from '../../engine/measure/sample.ts';
import type { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import type { SetupSteps } from '../../engine/streams/setup-port.ts';
import type { StreamLane } from '../../engine/streams/stream-context.ts';
import type { StreamCounters } from '../../engine/streams/stream-counters.ts';
import type { Clock } from '../../engine/time/clock.ts';
import type { TimerHeap } from '../../engine/time/timer-heap.ts';
import type { HeadersTemplate, Scope, TextTemplate } from '../../engine/values/port.ts';
import type { FrameDecoder } from './frame-decoder.ts';
import type { RoundTrips } from './reply-matcher.ts';
import type { WebSocketDriver } from './websocket-port.ts';

/** What the connections of one WebSocket scenario on one thread have in common. */
export interface WebSocketWorld {
  readonly scenario: WebSocketScenario;
  readonly clock: Clock;
  readonly timers: TimerHeap;
  readonly driver: WebSocketDriver;
  readonly setup: SetupSteps;
  readonly templates: WebSocketTemplates;
  readonly limits: WebSocketLimits;
  readonly counters: StreamCounters;
  readonly frameDecoder: FrameDecoder;
  readonly meter: Meter;
  readonly credentials: CredentialKeys;
  /** Series that count the bytes of handshakes, and of all that comes after them: one that is part of the totals. */
  readonly bytes: { readonly connect: number; readonly messageExchange: number };
  readonly connects: AttemptMeter;
  readonly firstMessages: AttemptMeter;
  readonly sessions: AttemptMeter;
  readonly messages: RoundTrips;
  readonly pings: RoundTrips;
  readonly openScope: (connection: number) => Scope;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly lane: StreamLane;
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
