import { z } from 'zod';
import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import { encodeForm } from '../../../workers/engine/values/render.ts';
import { multipartOf } from './imported-multipart.ts';
import { type ImportedPlan, PlanDraft, type StepInput } from './imported-plan.ts';
import { type FoundRequest, lineOf, stepOf } from './imported-request.ts';
import type { ImportOptions } from './imported-secrets.ts';
import { jsonDepth } from './json-depth.ts';

/** Bounds of a recording. */
const HAR_LIMITS = { chars: 32 * 1_048_576, depth: 100, entries: 5_000, steps: 500 } as const;

const pair = z.object({ name: z.string(), value: z.string().catch('') });
const parameter = z.object({
  name: z.string(),
  value: z.string().catch(''),
  fileName: z.string().nullable().catch(null),
  contentType: z.string().nullable().catch(null),
});
const entrySchema = z.object({
  request: z.object({
    method: z.string().max(40),
    url: z.string().max(16_384),
    headers: z.array(pair).max(500).catch([]),
    postData: z
      .object({
        mimeType: z.string().catch(''),
        text: z.string().optional().catch(undefined),
        params: z.array(parameter).max(1_000).catch([]),
      })
      .optional()
      .catch(undefined),
  }),
  response: z
    .object({
      status: z.number().catch(0),
      content: z.object({ mimeType: z.string().catch('') }).catch({ mimeType: '' }),
    })
    .catch({ status: 0, content: { mimeType: '' } }),
});
type Entry = z.infer<typeof entrySchema>;
const harSchema = z.object({ log: z.object({ entries: z.array(z.unknown()) }) });

/** What a page shows rather than asks an API for. */
const STATIC_TYPE = /^(image|font|audio|video)\/|^text\/(css|html)|javascript|wasm/i;
const STATIC_PATH =
  /\.(png|jpe?g|gif|svg|webp|avif|ico|css|m?js|map|woff2?|ttf|otf|eot|mp[34]|webm|wasm|html?)$/i;

/**
 * Makes a plan of a HAR 1.2 recording: one class per host, one task with the host's requests in their order. What
 * belongs to showing pages (images, scripts, documents) is left out.
 */
export function importHar(text: string, options?: ImportOptions): Result<ImportedPlan> {
  const parsed = parseHar(text);
  if (!parsed.ok) return parsed;
  const draft = new PlanDraft(options);
  const steps = new Map<string, StepInput[]>();
  const skipped = { pages: 0, sockets: 0, others: 0, beyond: 0 };
  for (const raw of parsed.value) {
    const entry = entrySchema.safeParse(raw);
    const found = entry.success ? requestOf(entry.data, draft) : null;
    if (found === null) skipped.others += 1;
    else if (found === 'socket') skipped.sockets += 1;
    else if (entry.success && isStatic(entry.data, found)) skipped.pages += 1;
    else if (total(steps) >= HAR_LIMITS.steps) skipped.beyond += 1;
    else addStep(found, draft, steps);
  }
  noteSkipped(draft, skipped);
  if (total(steps) === 0) return fail(bad('holds no request to an API; only pages, scripts and images'));
  for (const [service, list] of steps) {
    draft.setClass(`user of ${service}`.slice(0, 120), {
      service,
      thinkTime: { between: ['1s', '3s'] },
      tasks: { recording: { steps: list } },
    });
  }
  if (steps.size > 1)
    draft.note(
      `Requests to ${steps.size} hosts became ${steps.size} classes: the order between hosts is lost.`,
    );
  draft.note(
    'The requests of a task follow each other without pause; users think between one round and the next.',
  );
  return succeed(draft.finish(`Recording of ${[...steps.keys()][0] ?? ''}`));
}

function parseHar(text: string): Result<readonly unknown[]> {
  if (text.length > HAR_LIMITS.chars) return fail(bad(`has more than ${HAR_LIMITS.chars} characters`));
  if (jsonDepth(text) > HAR_LIMITS.depth)
    return fail(bad(`is nested more than ${HAR_LIMITS.depth} levels deep`));
  try {
    const har = harSchema.safeParse(JSON.parse(text.replace(/^\ufeff/, '')));
    if (!har.success) return fail(bad('is JSON, but has no log.entries'));
    const { entries } = har.data.log;
    if (entries.length > HAR_LIMITS.entries) return fail(bad(`has more than ${HAR_LIMITS.entries} entries`));
    return succeed(entries);
  } catch {
    return fail(bad('is not JSON'));
  }
}

function requestOf({ request }: Entry, draft: PlanDraft): FoundRequest | 'socket' | null {
  const url = URL.canParse(request.url) ? new URL(request.url) : null;
  if (url === null) return null;
  if (url.protocol === 'ws:' || url.protocol === 'wss:') return 'socket';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  url.username = '';
  url.password = '';
  return {
    method: request.method,
    url,
    headers: request.headers.map(({ name, value }) => [name, value] as const),
    body: request.postData === undefined ? null : bodyOf(request.postData, draft),
  };
}

/** The text of a body; where a recording has fields instead (HAR 1.2, postData.params), what they were sent as. */
function bodyOf(
  { text, mimeType, params }: NonNullable<Entry['request']['postData']>,
  draft: PlanDraft,
): FoundRequest['body'] {
  if (text !== undefined && text !== '') return { text, type: mimeType || null };
  const fields = params.filter(({ name, value, fileName }) => {
    const isFile = fileName !== null && value === '';
    if (isFile) draft.note(`The form field ${name.slice(0, 40)} was not taken over: it is a file.`);
    return !isFile;
  });
  if (params.length === 0) return null;
  if (/^multipart\//i.test(mimeType)) {
    const parts = fields.map(({ contentType, ...field }) => ({ ...field, type: contentType }));
    return multipartOf(parts, draft, mimeType);
  }
  const pairs = fields.map(({ name, value }) => `${encodeForm(name)}=${encodeForm(value)}`);
  return { text: pairs.join('&'), type: mimeType || 'application/x-www-form-urlencoded' };
}

function isStatic(entry: Entry, found: FoundRequest): boolean {
  if (found.method.toUpperCase() !== 'GET') return false;
  return STATIC_TYPE.test(entry.response.content.mimeType) || STATIC_PATH.test(found.url.pathname);
}

function addStep(found: FoundRequest, draft: PlanDraft, steps: Map<string, StepInput[]>): void {
  const step = stepOf(found, draft);
  if (step === null) return;
  const service = draft.service(found.url.origin);
  const list = steps.get(service) ?? [];
  list.push({ name: lineOf(found).slice(0, 120), ...step });
  steps.set(service, list);
}

function noteSkipped(
  draft: PlanDraft,
  skipped: { pages: number; sockets: number; others: number; beyond: number },
): void {
  const { pages, sockets, others, beyond } = skipped;
  if (pages > 0) draft.note(`${pages} requests for pages, scripts and images were left out.`);
  if (sockets > 0)
    draft.note(`${sockets} WebSockets were not taken over: write them as a class with a websocket.`);
  if (others > 0) draft.note(`${others} entries were not taken over: they are not http requests.`);
  if (beyond > 0) draft.note(`${beyond} requests beyond the first ${HAR_LIMITS.steps} were not taken over.`);
}

function total(steps: ReadonlyMap<string, readonly unknown[]>): number {
  return [...steps.values()].reduce((sum, list) => sum + list.length, 0);
}

function bad(why: string): Failure {
  return {
    code: 'import.har',
    side: 'test',
    message: `the recording ${why}`,
    hint: 'In a browser: network panel, "Save all as HAR".',
  };
}
