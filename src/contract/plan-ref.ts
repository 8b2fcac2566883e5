import { z } from 'zod';
import { addressRequestSchema } from './address-request.ts';
import { planSource } from './plan-editing.ts';

/** `request`: what is sent there; absent: a GET as it is. Its credentials are kept out of the plan. */
const addressAsked = { url: z.string().min(1).max(2_048), request: addressRequestSchema.optional() };

/** What is to run, as a command names it. */
export const planRefSchema = z.discriminatedUnion('kind', [
  /** One of the program, or of the user's, with the files beside it. */
  ...planSource.options,
  z.strictObject({ kind: z.literal('text'), text: z.string().max(1_000_000) }),
  /** `more`: further http addresses, each asked as often as the first. */
  z.strictObject({
    kind: z.literal('url'),
    ...addressAsked,
    more: z.array(z.strictObject(addressAsked)).max(50).optional(),
  }),
]);
export type PlanRef = z.infer<typeof planRefSchema>;
