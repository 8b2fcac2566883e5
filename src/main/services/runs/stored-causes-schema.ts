import { z } from 'zod';
import { areaSchema } from '../../../contract/area.ts';
import { requestFilterSchema } from '../../../contract/request-rows.ts';
import { PHASES } from '../../../contract/tick.ts';
import { CAUSE_KINDS } from '../../../contract/why.ts';
import type { RunCauses } from '../analysis/findings/finding.ts';

const count = z.number().int().min(0);
const share = z.number().min(0).max(1);
const phase = z.enum(PHASES);

const namedCauseSchema = z.strictObject({
  kind: z.enum(CAUSE_KINDS),
  subject: z.string(),
  place: z.strictObject({ service: z.string(), endpoint: z.string() }).nullable(),
  phase: phase.nullable(),
  sentence: z.array(z.strictObject({ text: z.string(), strong: z.boolean() })),
  evidence: z.string(),
  share,
  area: areaSchema.nullable(),
  requests: requestFilterSchema,
  isPeculiar: z.boolean(),
});

const failingSpellSchema = z.strictObject({
  service: z.string(),
  endpoint: z.string(),
  /** Seconds of the run, both included. */
  span: z.tuple([count, count]),
  failed: count,
  finished: count,
  failedElse: count,
  finishedElse: count,
  share,
  codes: z.array(z.string()),
  phase: z.strictObject({ name: phase, share }).nullable(),
});

/** What stands beside a run, as JSON. What it holds changes only together with `CAUSES_VERSION`. */
export const storedCausesSchema: z.ZodType<RunCauses> = z.strictObject({
  slow: z.array(namedCauseSchema),
  failing: z.array(failingSpellSchema),
});

/** Of the search, its words and what is stored of them: what an older version found is searched for again. */
export const CAUSES_VERSION = 3;
