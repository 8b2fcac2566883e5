import type { z } from 'zod';
import type { Fields } from '../plan-fields.ts';
import type { Bytes, Millis, PerSecond } from '../units.ts';
import type { HeldScenario, OwnLoad, ProtocolRecord } from './protocol.ts';

/** A WebSocket that is opened, spoken to, kept open for a while and closed. */
export interface WebSocketStep {
  readonly kind: 'websocket';
  /** Frames sent once after open, in order (templates). */
  readonly send: readonly string[];
  /** The frame that answers; checks and extraction see it. Null: none is waited for. */
  readonly until: { readonly pointer: string; readonly value: string | number | boolean } | null;
  readonly holdMs: Millis;
  readonly closeTimeoutMs: Millis;
  readonly maxMessageBytes: Bytes;
  /** Of the answer, where one is waited for; and from then to the end of the connection. */
  readonly series: { readonly roundTrip: number | null; readonly session: number };
}

/** Connections that open, subscribe, then each send messages on an open schedule of their own; `ws:` or `wss:`. */
export interface WebSocketScenario extends HeldScenario {
  readonly kind: 'websocket';
  readonly subprotocols: readonly string[];
  /** Frames sent once after open, in order (templates). */
  readonly subscribe: readonly string[];
  /** The frame that confirms the subscription; absent or null: subscribed once the frames above are sent. */
  readonly confirm?: { readonly pointer: string; readonly value: string | number | boolean } | null;
  /** Application messages per second on each connection; 0: none. */
  readonly messageRatePerConnection: PerSecond;
  /** The frame to send (template); null: a protocol ping frame measures the round trip. */
  readonly message: string | null;
  /** `base64`: message and subscribe frames are base64 and are sent as binary frames. Absent: text. */
  readonly frames?: 'text' | 'base64';
  /** The first later frame whose JSON pointer has this value answers; null: the next frame. */
  readonly reply: { readonly pointer: string; readonly value: string | number | boolean } | null;
  /** Echoed field that ties an answer to its question; null: first answer to the oldest question. */
  readonly correlate: { readonly pointer: string } | null;
  /** Where in an incoming JSON frame its topic, type, sequence number and server send time stand. */
  readonly fields: {
    readonly topic: string;
    readonly type: string;
    readonly sequence: string | null;
    readonly sentAtMs: string | null;
  };
  readonly heartbeatMs: Millis;
  readonly closeTimeoutMs: Millis;
  readonly reconnect: { readonly policy: 'off' | 'after-close' | 'back-off'; readonly delayMs: Millis };
  readonly perMessageDeflate: boolean;
  readonly maxMessageBytes: Bytes;
  /**
   * Series of the connect time, of the application round trip, and of the protocol ping round trip. Where they are
   * there, also: from the 101 to the first message, and whole sessions, from the 101 to the end of the connection,
   * whose failures are the connections that broke.
   */
  readonly series: {
    readonly connect: number;
    readonly roundTrip: number;
    readonly ping: number;
    readonly firstMessage?: number;
    readonly session?: number;
  };
}

/** A WebSocket class as a plan writes it, durations in ms. */
export type WebSocketSpec = z.infer<ReturnType<typeof websocket.class.schema>>;

/** WebSockets in a plan. */
export const websocket = {
  isRequests: false,
  failures: {
    'ws.handshake_status': [
      'http',
      'The service refused to upgrade to a WebSocket.',
      'Check path, token and connection limit of the service.',
    ],
    'ws.handshake_invalid': ['protocol', 'The response to the upgrade breaks the WebSocket protocol.', ''],
    'ws.handshake_timeout': ['timeout', 'The upgrade was not answered in time.', ''],
    'ws.protocol': ['protocol', 'A frame breaks the WebSocket protocol.', ''],
    'ws.bad_utf8': ['protocol', 'A text message is not UTF-8.', ''],
    'ws.too_big': ['protocol', 'A message is larger than allowed.', 'Raise maxMessageBytes.'],
    'ws.closed_early': [
      'connection',
      'The service closed the connection early.',
      'Set reconnect if the service is meant to close.',
    ],
    'ws.closed_silent': [
      'connection',
      'The service closed the connection without sending anything on it.',
      'Check its log for why it closes every connection.',
    ],
    'ws.abnormal_close': ['connection', 'The connection ended without a close frame.', ''],
    'ws.peer_silent': ['timeout', 'Nothing was received, not even a pong.', ''],
    'ws.close_timeout': ['timeout', 'The service did not answer the close in time.', ''],
    'ws.error_frame': [
      'check',
      'The service answered a message with an error.',
      'Check the message, and its log.',
    ],
    'ws.subscribe_refused': [
      'check',
      'The service did not confirm the subscription.',
      'Check its reply; name topics it knows, or set confirm.',
    ],
    'timeout.confirm': ['timeout', 'The subscription was not confirmed in time.', ''],
    'timeout.pong': ['timeout', 'A ping was not answered in time.', 'Raise the timeout of the plan.'],
    'timeout.reply': [
      'timeout',
      'A message was not answered in time.',
      'Check the reply rule; raise the timeout of the plan.',
    ],
  },
  step: {
    about: 'Opens a WebSocket here, uses it and closes it again.',
    fields: ({ z, frame, frameRule }: Fields) => ({
      send: z
        .union([frame, z.array(frame).min(1).max(100)])
        .optional()
        .describe('WebSocket: frames sent after opening, text or JSON; one or a list.'),
      until: frameRule
        .optional()
        .describe('WebSocket: the frame with this value at this JSON pointer is the awaited reply.'),
    }),
    heldMs: ({ holdMs }: WebSocketStep) => holdMs,
    series: ({ series }: WebSocketStep) => [series.roundTrip, series.session],
  },
  class: {
    carries: 'messages',
    endpoints: {
      connect: 'ws_connect',
      firstMessage: 'ws_first_message',
      roundTrip: 'ws_message',
      ping: 'ws_ping',
      session: 'ws_session',
    },
    schema: classSchema,
    load: loadOf,
    messageRate: ({ messageRatePerConnection, profile }: WebSocketScenario) =>
      profile.segments.reduce(
        (most, { messagesPerSecond = 0 }) => Math.max(most, messagesPerSecond),
        messageRatePerConnection,
      ),
  },
} as const satisfies ProtocolRecord;

function classSchema({ z, path, headcount, connectRate, messageRate, frameRule, duration }: Fields) {
  return z.strictObject({
    path: path.describe('Path and query below the service, such as /ws?token={{ token }}.'),
    connections: headcount.optional(),
    connectRate: connectRate.optional(),
    subprotocols: z.array(z.string()).max(50).optional(),
    subscribe: z
      .array(z.unknown())
      .max(100)
      .optional()
      .describe('Frames sent once after opening: text or JSON.'),
    confirm: frameRule
      .optional()
      .describe('The frame with this value at this JSON pointer confirms the subscription.'),
    frames: z
      .enum(['text', 'base64'])
      .optional()
      .describe('base64: subscribe and message are base64 texts, sent as binary frames.'),
    messageRate: messageRate.optional(),
    message: z.unknown().optional().describe('Text or JSON to send; absent: protocol pings.'),
    reply: frameRule
      .optional()
      .describe('The first later frame with this value at this JSON pointer is the reply.'),
    correlate: z
      .strictObject({ pointer: z.string() })
      .optional()
      .describe('Field of the frame that comes back in its reply.'),
    fields: z
      .strictObject({
        topic: z.string().optional(),
        type: z.string().optional(),
        sequence: z.string().optional(),
        sentAtMs: z.string().optional(),
      })
      .optional()
      .describe(
        'JSON pointers to topic, type, sequence number and send time of incoming frames. Sequence numbers are followed per topic of a connection; frames without a topic have one sequence on it, of whatever type they are. Types that count for themselves: name the type as the topic.',
      ),
    heartbeat: duration.optional(),
    closeTimeout: duration.optional(),
    reconnect: z.enum(['off', 'after-close', 'back-off']).optional(),
    reconnectDelay: duration
      .optional()
      .describe('Wait before a connection reconnects; back-off doubles it each time. 1s when absent.'),
    deflate: z.boolean().optional(),
    maxMessageBytes: z.number().int().positive().optional(),
  });
}

function loadOf({ series, message, messageRatePerConnection, fields }: WebSocketScenario): OwnLoad {
  const { connect, ping, roundTrip } = series;
  const messages = message === null ? ping : roundTrip;
  return {
    thinkTime: { minMs: 0, maxMs: 0 },
    heldMs: null,
    demand: [
      { series: connect, per: 'start', count: 1, outOf: 1 },
      { series: messages, per: 'second', count: messageRatePerConnection, outOf: 1 },
    ],
    sequenced: fields.sequence !== null,
    stamped: fields.sentAtMs !== null,
  };
}
