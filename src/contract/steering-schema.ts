import { z } from 'zod';
import { MAX_SPIKE_SECONDS, STEERED_BY, STEERED_UNITS } from './steering.ts';

const unit = z.enum(STEERED_UNITS);
/** 0 is rest. */
const level = z.number().min(0).max(1_000_000);

/** A `SteerAct`, as it comes through a door. */
export const steerActSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('set'), unit, level }),
  z.strictObject({ kind: z.literal('scale'), unit, factor: z.number().min(0).max(1_000) }),
  z.strictObject({ kind: z.literal('hold') }),
  z.strictObject({
    kind: z.literal('spike'),
    unit,
    level,
    seconds: z.number().min(0.1).max(MAX_SPIKE_SECONDS),
  }),
  z.strictObject({ kind: z.literal('back') }),
  z.strictObject({ kind: z.literal('each'), levels: z.record(z.string().max(200), level) }),
]);

/** A `SteeringLogEntry` in a document. */
export const steeringLogEntrySchema = z.strictObject({
  atMs: z.number().nonnegative().describe('When it took effect, in ms since run start.'),
  act: steerActSchema,
  by: z.enum(STEERED_BY),
  sentence: z.string().describe('What it did.'),
});
