import type { Fields } from '../plan-fields.ts';
import type { Millis } from '../units.ts';
import type { HeldScenario, OwnLoad, ProtocolRecord } from './protocol.ts';

/** An event stream that is opened, read for a while and closed. Checks and extraction see the first event. */
export interface SseStep {
  readonly kind: 'sse';
  /** Closed after so many events; null: by `holdMs` alone. */
  readonly events: number | null;
  /** Closed so long after its headers; null: by `events` alone. */
  readonly holdMs: Millis | null;
  /** Of the time to the headers; and from the first event to the end, where more than that is read. */
  readonly series: { readonly headers: number; readonly session: number | null };
}

/** Event streams that open, are read for a while, and end or reconnect. */
export interface SseScenario extends HeldScenario {
  readonly kind: 'sse';
  /** How long each stream is read before it is closed and, after think time, opened again; null: to the end. */
  readonly holdMs: Millis | null;
  readonly thinkTime: { readonly minMs: Millis; readonly maxMs: Millis };
  readonly idleTimeoutMs: Millis;
  readonly maxReconnects: number;
  /** Series of the time to the first event (graded), to the headers, and of the gap between events. */
  readonly series: { readonly firstEvent: number; readonly headers: number; readonly gap: number };
}

/** Event streams in a plan. */
export const sse = {
  isRequests: false,
  failures: {
    'sse.bad_content_type': [
      'protocol',
      'The response is not an event stream.',
      'Is it the right path? An http:// address is read as event streams with --connections or --sse; --users sends requests.',
    ],
    'sse.idle': ['timeout', 'No event arrived within the idle limit.', 'Raise idleTimeout.'],
    'sse.silent': [
      'timeout',
      'No event arrived while the event stream was open.',
      'Check what the service sends on this path, and to whom; raise hold, or the duration, if events are rare.',
    ],
    'sse.closed': ['connection', 'The service closed the event stream.', ''],
    'sse.ended': ['http', 'The service says there is no stream, and none will come (204).', ''],
    'sse.reconnect_storm': [
      'connection',
      'The stream closed again and again without an event.',
      'Check what the service sends as `retry:`, and its log.',
    ],
    'sse.too_big': ['protocol', 'An event is larger than allowed.', 'Raise maxBodyBytes.'],
  },
  step: {
    about: 'Opens an event stream here, reads it for a while and closes it. With a `body`: by POST.',
    fields: ({ z }: Fields) => ({
      events: z
        .number()
        .int()
        .min(1)
        .max(1_000_000)
        .optional()
        .describe('Event stream: how many events to read; 1 where there is no `hold` either.'),
    }),
    // Where it is read for a while, that ends with its events, too.
    heldMs: (_step: SseStep) => 0,
    // The headers are a second look.
    series: ({ series }: SseStep) => [series.session],
  },
  class: {
    carries: 'events',
    endpoints: { firstEvent: 'sse_stream', headers: 'sse_headers', gap: 'sse_gap' },
    schema: ({ z, path, headcount, connectRate, duration }: Fields) =>
      z.strictObject({
        path,
        streams: headcount.optional(),
        connectRate: connectRate.optional(),
        hold: duration
          .optional()
          .describe('How long a stream is read before it is closed; absent: to the end.'),
        idleTimeout: duration.optional(),
        maxReconnects: z.number().int().min(0).max(1_000_000).optional(),
      }),
    load: ({ series, thinkTime, holdMs }: SseScenario): OwnLoad => ({
      thinkTime,
      heldMs: holdMs,
      demand: [{ series: series.firstEvent, per: 'opening', count: 1, outOf: 1 }],
      sequenced: false,
      stamped: false,
    }),
    messageRate: (_scenario: SseScenario) => null,
  },
} as const satisfies ProtocolRecord;
