import { z } from 'zod';
import { distributionSchema } from './distribution.ts';
import { secondPercentilesShape } from './second-percentiles-schema.ts';
import { LANE_STATES } from './tick.ts';

/** The parts of the document about WebSockets and event streams. */
const count = z.number().int().nonnegative();
const ms = z.number().nonnegative();

/** One latency of a second: mean and max of the second alone, percentiles over the stretches they tell. */
export const secondTimesSchema = z.strictObject({
  meanMs: ms.nullable(),
  maxMs: ms.nullable(),
  ...secondPercentilesShape,
});
export type SecondTimes = z.infer<typeof secondTimesSchema>;

export const connectionStatesSchema = z.strictObject({
  handshaking: count,
  open: count,
  subscribed: count,
  closing: count,
});

/** What one connection of those followed one by one did in a second. */
const laneSecondSchema = z.strictObject({
  /** Place in the `lanes` of the document. */
  lane: count,
  messagesIn: count,
  messagesOut: count,
  /** Slowest answer, or longest gap between events. */
  slowestMs: ms.nullable(),
});

export type LaneSecond = z.infer<typeof laneSecondSchema>;

const streamSecondShape = {
  connections: connectionStatesSchema,
  attempted: count,
  opened: count,
  failed: count,
  closed: count,
  reconnects: count,
  messagesIn: count,
  messagesOut: count,
  lanes: z.array(laneSecondSchema),
};

/** A second of all WebSockets, and of all event streams; null where the plan has none of the kind. */
export const secondStreamsSchema = z.strictObject({
  webSocket: z
    .strictObject({
      ...streamSecondShape,
      missed: count,
      duplicates: count,
      outOfOrder: count,
      connectMs: secondTimesSchema,
      /** Of the messages; where the plan sends none, of the protocol pings. */
      roundTripMs: secondTimesSchema,
      deliveryLagMs: secondTimesSchema,
    })
    .nullable(),
  sse: z
    .strictObject({
      ...streamSecondShape,
      headersMs: secondTimesSchema,
      firstEventMs: secondTimesSchema,
      gapMs: secondTimesSchema,
    })
    .nullable(),
});
export type SecondStreams = z.infer<typeof secondStreamsSchema>;

/** A connection followed one by one: its states in order, each lasting until the next. */
export const laneSchema = z.strictObject({
  scenario: z.string(),
  connection: count,
  changes: z.array(z.strictObject({ atMs: ms, to: z.enum(LANE_STATES), cause: z.string() })),
  /** True where it changed more often than is kept. */
  cut: z.boolean(),
});
export type Lane = z.infer<typeof laneSchema>;

/** The run while the plan opens WebSockets, or while it opens none; warm-up included. */
export const streamPhaseSchema = z.strictObject({
  lengthMs: ms,
  attempted: count,
  opened: count,
  failed: count,
  openedPerSecond: z.number(),
  messagesInPerSecond: z.number(),
  messagesOutPerSecond: z.number(),
  connectMs: distributionSchema,
  /** Of the messages; where the plan sends none, of the protocol pings. */
  roundTripMs: distributionSchema,
});
export type StreamPhase = z.infer<typeof streamPhaseSchema>;

const openings = {
  /** Open when the seconds in view begin: 0 but for a part of a run. Absent in documents of before it was counted. */
  openAtStart: count.optional(),
  attempted: count,
  opened: count,
  failed: count,
  /** Attempted, and not answered when the run ended; 0 while it goes on. Absent in documents of before it was told apart. */
  unanswered: count.optional(),
  closed: count,
  reconnects: count,
};

export const webSocketSummarySchema = z.strictObject({
  ...openings,
  openAtEnd: count,
  closedBy: z.record(z.string(), count),
  messagesIn: count,
  messagesOut: count,
  missed: count,
  duplicates: count,
  outOfOrder: count,
  topics: z.array(z.strictObject({ topic: z.string(), count, bytes: count })),
  connectMs: distributionSchema,
  roundTripMs: distributionSchema,
  pingMs: distributionSchema,
  /** From the 101 to the first message; absent in documents of before it was measured. */
  firstMessageMs: distributionSchema.optional(),
  /** From the 101 to the end of each connection; an hour at most. */
  sessionMs: distributionSchema.optional(),
  deliveryLagMs: distributionSchema,
  /** Whether the plan names a sequence field; without one, missed, doubled and swapped messages are not looked for. */
  sequenced: z.boolean().optional(),
  /** Whether the plan names the field in which the service stamps its messages; without one there is no delivery lag. */
  stamped: z.boolean().optional(),
  /** The storm of opening against the steady state after it. */
  phases: z.strictObject({ opening: streamPhaseSchema, steady: streamPhaseSchema }).optional(),
  /** A few connections over the whole run. */
  lanes: z.array(laneSchema).optional(),
});
export const sseSummarySchema = z.strictObject({
  ...openings,
  /**
   * How long streams were open, in percent of the time for which the plan wants them to be; null while the run goes on, of
   * a part of it, and where the plan itself closes them. Absent in documents of before it was measured.
   */
  openPercent: z.number().nonnegative().nullable().optional(),
  closedBy: z.record(z.string(), count),
  events: count,
  /**
   * Events whose `id:` their reader had seen shortly before, over its reconnects; events without an id are not looked at.
   * Absent in documents of before it was counted.
   */
  duplicates: count.optional(),
  topics: z.array(z.strictObject({ topic: z.string(), count, bytes: count })),
  headersMs: distributionSchema,
  firstEventMs: distributionSchema,
  gapMs: distributionSchema,
  /** A few readers over the whole run. */
  lanes: z.array(laneSchema).optional(),
});
