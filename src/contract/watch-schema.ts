import { z } from 'zod';
import { nameSchema } from './plan-fields.ts';
import {
  LEFT_OUT,
  MAX_WATCHED_GAUGES,
  parseMetric,
  parsePrometheus,
  parseWatchSource,
  type WatchedMetric,
  type WatchSource,
} from './watch.ts';

const MAX_TEXT = 4_000;
const headers = z
  .record(z.string().min(1).max(200), z.string().max(MAX_TEXT))
  .optional()
  .describe('Sent with each request; {{ name }} for a secret.');
const url = z
  .string()
  .min(1)
  .max(2_048)
  .describe('A page of metrics, or a Prometheus server; {{ name }} for a secret.');

const metric = z
  .string()
  .max(500)
  .transform((text, context): WatchedMetric => {
    const read = parseMetric(text);
    if (read !== null) return read;
    context.addIssue({
      code: 'custom',
      message: `"${text}" is not a metric; write name or name{label="value"}`,
    });
    return z.NEVER;
  });

const asText = z
  .string()
  .max(MAX_TEXT)
  .transform((text, context): WatchSource => {
    const read = parseWatchSource(text);
    if (read.ok) return read.value;
    const { message, hint } = read.failure;
    const wayOut = `${hint.charAt(0).toLowerCase()}${hint.slice(1).replace(/\.$/, '')}`;
    context.addIssue({ code: 'custom', message: `${message}; ${wayOut}` });
    return z.NEVER;
  })
  .describe('port:8000, pid:4711, docker:NAME, prometheus:http://localhost:9187/metrics#metric,metric');

/** The same with what a line has no room for. */
const asKeys = z
  .strictObject({
    prometheus: url,
    metrics: z
      .array(metric)
      .min(1)
      .max(MAX_WATCHED_GAUGES)
      .optional()
      .describe('Of a page of metrics; absent: the usual ones.'),
    queries: z
      .record(z.string().min(1).max(200), z.string().min(1).max(MAX_TEXT))
      .optional()
      .describe('Of a Prometheus server: name of the gauge to its PromQL; {{ name }} for a secret.'),
    headers,
  })
  .transform(({ prometheus, metrics, queries, headers: sent }, context): WatchSource => {
    const read = parsePrometheus(prometheus);
    const say = (message: string) => {
      context.addIssue({ code: 'custom', message });
      return z.NEVER;
    };
    if (!read.ok) return say(read.failure.message);
    const asked = Object.keys(queries ?? {}).length > 0 ? queries : undefined;
    if (asked !== undefined && metrics !== undefined) return say(PAGE_OR_SERVER);
    const withHeaders = sent === undefined ? {} : { headers: sent };
    const address = read.value;
    if (address.kind === 'promql') {
      if (metrics !== undefined) return say(PAGE_OR_SERVER);
      return asked === undefined ? { ...address, ...withHeaders } : say(TWICE);
    }
    if (asked !== undefined) {
      if (address.metrics !== undefined) return say(PAGE_OR_SERVER);
      return { kind: 'promql', url: address.url, queries: asked, ...withHeaders };
    }
    if (address.metrics !== undefined && metrics !== undefined) return say(TWICE);
    return { ...address, ...(metrics === undefined ? {} : { metrics }), ...withHeaders };
  });

const PAGE_OR_SERVER =
  'metrics are read from a page, queries are sent to a Prometheus server: a watch has one of them';
const TWICE = 'what is read there is written both in the address and beside it; leave one of them out';

/** A source, or several, as a plan writes them for one name. */
const sourceSchema = z.union([asText, asKeys]);
export const watchSchema = z.union([sourceSchema, z.array(sourceSchema).min(1).max(20)]);

/** A watch beside the plan, as the command line writes it: `gateway=port:8000`; `gateway=none` leaves it out. */
export const watchOverrideSchema = z.strictObject({
  /** Service, or what it is of. */
  of: nameSchema,
  source: z
    .string()
    .max(MAX_TEXT)
    .refine(
      (text) => text === LEFT_OUT || parseWatchSource(text).ok,
      'not a source: port:N, pid:N, docker:NAME, prometheus:URL, or none',
    ),
});
