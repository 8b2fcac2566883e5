import { z } from 'zod';

/**
 * What a run that goes beyond the expected load has to answer. Each answer is a sentence, beside the figures it rests on.
 *
 * | state          | means                                                                         |
 * |----------------|-------------------------------------------------------------------------------|
 * | measured       | it happened, and was measured                                                 |
 * | not reached    | it was looked for up to the load, or for the time, that the sentence names    |
 * | not measurable | the run could not show it                                                     |
 * | not known yet  | the run goes on                                                               |
 */
const STRESS_STATES = ['measured', 'not reached', 'not measurable', 'not known yet'] as const;

const ms = z.number().nonnegative();
const level = z.number().nonnegative();
const share = z.number().min(0).max(1);
const answer = { state: z.enum(STRESS_STATES), sentence: z.string() };

export const stressSchema = z.strictObject({
  unit: z.string().describe('As it is written behind a level: users, arrivals/s, req/s, connections.'),
  degradation: z
    .strictObject({
      ...answer,
      points: z
        .array(
          z.strictObject({
            level,
            throughput: z.number().nonnegative().describe('Successes per second.'),
            p95Ms: ms.nullable().describe('Null: too few succeeded.'),
            errorShare: share.nullable(),
          }),
        )
        .describe('As the load grew, ascending. p95: the median of those of its seconds, or of its step.'),
    })
    .describe('How latency and errors grew with the load.'),
  breakingPoint: z
    .strictObject({
      ...answer,
      level: level.nullable(),
      atMs: ms.nullable().describe('Since run start.'),
      modes: z
        .array(
          z.strictObject({
            /** As in a search of capacity: `5xx responses`, `timeouts`, `latency only`. */
            mode: z.string(),
            share: share.nullable().describe('Of the requests from then on; null: it was not counted.'),
            firstAtMs: ms.nullable(),
          }),
        )
        .describe('How it failed, most frequent first.'),
    })
    .describe('The first load whose acceptable thresholds were missed, and stayed missed.'),
  recovery: z
    .strictObject({ ...answer, afterMs: ms.nullable(), plusMinusMs: ms.nullable() })
    .describe('How long after the load fell back the target was as before.'),
  resource: z.strictObject(answer).describe('What ran out.'),
});
export type StressAnswers = z.infer<typeof stressSchema>;
export type BreakingPointAnswer = StressAnswers['breakingPoint'];
