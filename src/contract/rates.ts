import { z } from 'zod';

const count = z.number().int().nonnegative();
const rate = z.number().nonnegative();

/**
 * The one set of rates of a run, a service or an endpoint, over the measured seconds. Every screen, sentence, report
 * and export prints these; none computes a rate of its own.
 *
 *     errorRatePercent = failed ÷ (ok + failed)
 *     leftOutPercent   = leftOut ÷ (ok + failed + leftOut)
 *     throughput       = ok within the planned time ÷ that time
 */
export const ratesSchema = z.strictObject({
  /** Answered, and good by the checks of the plan. */
  ok: count,
  /** Failures that count: of the target and the network, connections lost while in use among them. */
  failed: count,
  /** Of those, connections of stream classes that were broken off while in use. */
  brokenOff: count,
  /** What does not count: failures of the test, this machine, the guard, and what was still open when the run ended. */
  leftOut: count,
  /** Of that, what was sent and had not ended when the run did; 0 while it goes on, and of a part of a run. */
  open: count,
  /** Null where nothing that counts has finished. */
  errorRatePercent: rate.nullable(),
  /** Null where nothing has finished, nor was open at the end. */
  leftOutPercent: rate.nullable(),
  /** Per second of the planned time that is measured; what drains after the plan's end is not part of it. */
  throughputPerSecond: rate,
  /** What the books have as planned, per second of the same time. */
  plannedPerSecond: rate,
  /** Sent per second of the same time. */
  sentPerSecond: rate,
  /**
   * The most the plan could have asked per second had every answer been instant, never less than what was sent or
   * answered; null where only the answers held it back.
   */
  offeredPerSecond: rate.nullable(),
});
export type Rates = z.infer<typeof ratesSchema>;

/** What came to an end after the plan had: under way then, and finished or cut off while the run drained. */
export const drainSchema = z.strictObject({
  lengthMs: z.number().nonnegative(),
  ok: count,
  failed: count,
  leftOut: count,
});
export type Drain = z.infer<typeof drainSchema>;
