import { z } from 'zod';
import type { Failure } from './failure.ts';
import { durationSchema } from './plan-fields.ts';
import {
  MAX_RULE_TEXT,
  parseStopRule,
  RULE_ACTIONS,
  RULE_METRICS,
  RULE_STATISTICS,
  RULE_UNITS,
  type StopRule,
  soundRule,
} from './stop-rule.ts';

const limit = z.number().nonnegative().finite();
const second = z.number().int().nonnegative();

/** A rule as one writes it in a line; read where it is used. */
export const stopRuleTextSchema = z
  .string()
  .max(MAX_RULE_TEXT)
  .superRefine((text, context) => {
    const read = parseStopRule(text);
    if (!read.ok) context.addIssue({ code: 'custom', message: problemText(read.failure) });
  });

const asText = z
  .string()
  .max(MAX_RULE_TEXT)
  .transform((text, context): StopRule => {
    const read = parseStopRule(text);
    if (read.ok) return read.value;
    context.addIssue({ code: 'custom', message: problemText(read.failure) });
    return z.NEVER;
  })
  .describe('p95>1s for 10s; with a place in quotes: "shop/search: errors>5% for 30s then fail".');

/** The same key by key, as thresholds are written: limits in ms, %, 1/s or requests, by metric. */
const asKeys = z
  .strictObject({
    service: z.string().min(1).optional().describe('Absent: the run as a whole.'),
    endpoint: z.string().min(1).optional().describe('Of the service; absent: the service as a whole.'),
    metric: z.enum(RULE_METRICS),
    statistic: z.enum(RULE_STATISTICS).optional().describe('Of latency; p95 when absent.'),
    above: limit.optional().describe('In ms, %, 1/s or requests, by metric.'),
    below: limit.optional().describe('In ms, %, 1/s or requests, by metric.'),
    for: durationSchema.describe('The window, in whole seconds: 10s.'),
    // biome-ignore lint/suspicious/noThenProperty: the key that a plan writes; a rule is never awaited
    then: z.enum(RULE_ACTIONS).optional().describe('stop when absent.'),
  })
  .transform(({ above, below, for: forMs, then: action = 'stop', ...rule }, context): StopRule => {
    const say = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    if (rule.endpoint !== undefined && rule.service === undefined) {
      return say('a stop rule with an endpoint names its service too');
    }
    const bound = above ?? below;
    if (bound === undefined || (above !== undefined && below !== undefined)) {
      return say('a stop rule needs one number, "above" or "below"');
    }
    const { service, endpoint, metric, statistic } = rule;
    const read = soundRule({
      ...(service === undefined ? {} : { service }),
      ...(endpoint === undefined ? {} : { endpoint }),
      metric,
      statistic: statistic ?? (metric === 'latency' ? 'p95' : null),
      beyond: above === undefined ? 'below' : 'above',
      limit: bound,
      forMs,
      action,
    });
    return read.ok ? read.value : say(problemText(read.failure));
  });

/** What ends or holds a run while it goes on, as a plan writes it. */
export const stopRuleSchema = z.union([asText, asKeys]);

/** A `FiredRule`, as a document tells it. */
export const firedRuleSchema = z.strictObject({
  rule: z.string(),
  action: z.enum(RULE_ACTIONS),
  service: z.string().nullable(),
  endpoint: z.string().nullable(),
  figure: z.number().nonnegative().describe('Over the whole window, in `unit`.'),
  unit: z.enum(RULE_UNITS),
  fromSecond: second.describe('The window, in seconds since run start: from here to `atSecond`.'),
  atSecond: second.describe('When the window was full and the rule fired.'),
  sentence: z.string(),
});

/** As problems of a plan are said, without a full stop: `"1" is not a latency; write it with its unit: 250ms or 1s`. */
function problemText({ message, hint }: Failure): string {
  return `${message}; ${hint.charAt(0).toLowerCase()}${hint.slice(1).replace(/\.$/, '')}`;
}
