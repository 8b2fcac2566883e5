import { z } from 'zod';
import { METHODS } from './methods.ts';
import { statusListSchema } from './plan-steps.ts';

/** Plans are a megabyte at most; a longer body is a file beside a plan. */
export const MAX_REQUEST_BODY_CHARS = 500_000;

const text = z.string().max(8_192);

/**
 * What is sent to a bare address beside its path: what curl, hey, oha and wrk take as options. The command line and
 * *Test a URL* fill in the same fields; `plans/url-plan.ts` makes the plan of them.
 */
export const addressRequestSchema = z.strictObject({
  /** Absent: GET, or POST with a body. */
  method: z.enum(METHODS).optional(),
  /** In order, names as typed. */
  headers: z
    .array(z.tuple([z.string().min(1).max(200), text]))
    .max(100)
    .optional(),
  /** `type` is sent where no header names a content type; `application/json` is held to be JSON. */
  body: z
    .strictObject({ text: z.string().max(MAX_REQUEST_BODY_CHARS), type: z.string().min(1).max(200) })
    .optional(),
  /** `user:password`. */
  basic: text.optional(),
  /** The token alone. */
  bearer: text.optional(),
  /** As in the header: `a=1; b=2`. */
  cookie: text.optional(),
  /** As `limits` of a plan have it; of several requests the most that one asks for. Absent: none are followed. */
  followRedirects: z.number().int().min(0).max(20).optional(),
  /** False: certificates are not verified, by any request of the run. */
  verifyTls: z.literal(false).optional(),
  /** Statuses that count as success; absent: 200 to 399. */
  expect: statusListSchema.optional(),
  /** JSON pointers that must be in the answer, or have this value there. */
  checks: z
    .array(
      z.strictObject({
        json: z.string().min(1).max(1_000),
        equals: z.union([z.string().max(8_192), z.number(), z.boolean(), z.null()]).optional(),
      }),
    )
    .max(100)
    .optional(),
});
export type AddressRequest = z.infer<typeof addressRequestSchema>;
