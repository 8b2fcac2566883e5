import { isUtf8 } from 'node:buffer';
import { z } from 'zod';
import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import { counted } from '../../../../contract/format.ts';
import { heldOrMade } from '../../../../contract/keys.ts';
import { jsonDepth, jsonListLength } from '../text/json-depth.ts';
import { AnsweredValues } from './har-values.ts';
import { formText } from './imported-body.ts';
import { multipartOf } from './imported-multipart.ts';
import { finishImport, type ImportedPlan } from './imported-plan.ts';
import { type FoundRequest, headerIn, lineOf, stepOf } from './imported-request.ts';
import type { IsFree } from './imported-secrets.ts';
import { PlanDraft, type StepInput } from './plan-draft.ts';

/** Bounds of a recording. */
const HAR_LIMITS = { chars: 32 * 1_048_576, depth: 100, entries: 5_000, steps: 500 } as const;

const pair = z
  .object({ name: z.string(), value: z.string().catch('') })
  .transform(({ name, value }) => [name, value] as const);
const parameter = z.object({
  name: z.string(),
  value: z.string().catch(''),
  fileName: z.string().nullable().catch(null),
  contentType: z.string().nullable().catch(null),
});
const entrySchema = z.object({
  startedDateTime: z.string().catch(''),
  /** What Chrome and what is made of it calls a request: `document`, `xhr`, `fetch`, `eventsource`. */
  _resourceType: z.string().catch(''),
  request: z.object({
    method: z.string().max(40),
    url: z.string().max(16_384),
    headers: z.array(pair).max(500).catch([]),
    cookies: z.array(pair).max(500).catch([]),
    bodySize: z.number().catch(-1),
    postData: z
      .object({
        mimeType: z.string().catch(''),
        text: z.string().optional().catch(undefined),
        params: z.array(parameter).max(1_000).catch([]),
        encoding: z.string().optional().catch(undefined),
      })
      .optional()
      .catch(undefined),
  }),
  response: z
    .object({
      status: z.number().catch(0),
      content: z
        .object({ mimeType: z.string().catch(''), text: z.string().catch('') })
        .catch({ mimeType: '', text: '' }),
    })
    .catch({ status: 0, content: { mimeType: '', text: '' } }),
});
type Entry = z.infer<typeof entrySchema>;
const harSchema = z.object({ log: z.object({ entries: z.array(z.unknown()) }) });

/** What is loaded for showing a page, and comes from caches or other machines as a rule. */
const STATIC_TYPE = /^(image|font|audio|video)\/|^text\/css|javascript|wasm/i;
const STATIC_PATH = /\.(png|jpe?g|gif|svg|webp|avif|ico|css|m?js|map|woff2?|ttf|otf|eot|mp[34]|webm|wasm)$/i;
const STATIC_RESOURCE = /^(stylesheet|script|image|font|media|manifest|texttrack)$/i;
/** What a page asks an API for, whatever it gets. */
const ASKED_BY_CODE = /^(xhr|fetch|document|eventsource)$/i;

/**
 * Makes a plan of a HAR 1.2 recording: one class per host, one task with the host's requests in the order in which they
 * began. What is loaded for showing a page (scripts, styles, images, fonts) is left out; a page is a request like others.
 */
export function importHar(text: string, isFree?: IsFree): Result<ImportedPlan> {
  const parsed = parseHar(text);
  if (!parsed.ok) return parsed;
  const draft = new PlanDraft(isFree);
  const steps: Reading['steps'] = new Map();
  const reading: Reading = { draft, steps, answers: new AnsweredValues() };
  const skipped = { assets: 0, sockets: 0, others: 0, beyond: 0 };
  const read = parsed.value.flatMap((raw) => {
    const entry = entrySchema.safeParse(raw);
    if (!entry.success) skipped.others += 1;
    return entry.success ? [entry.data] : [];
  });
  for (const entry of byStart(read)) {
    const address = addressOf(entry);
    if (address === null) skipped.others += 1;
    else if (address === 'socket') skipped.sockets += 1;
    else if (isStatic(entry, address)) skipped.assets += 1;
    else if (total(steps) >= HAR_LIMITS.steps) skipped.beyond += 1;
    else addStep(entry, address, reading);
  }
  noteSkipped(draft, skipped);
  if (total(steps) === 0) return fail(bad('contains only requests for scripts, styles and images'));
  for (const [service, list] of steps)
    draft.setClass(`user of ${service}`, { service, tasks: { recording: { steps: list } } });
  if (steps.size > 1)
    draft.note(
      `Requests to ${steps.size} hosts became ${steps.size} classes: the order across hosts is lost.`,
    );
  draft.note(
    'The requests of a task follow each other without pause; users think between one round and the next.',
  );
  return finishImport(draft, `Recording of ${[...steps.keys()][0] ?? ''}`);
}

function parseHar(text: string): Result<readonly unknown[]> {
  if (text.length > HAR_LIMITS.chars) return fail(bad(`has more than ${HAR_LIMITS.chars} characters`));
  if (jsonDepth(text) > HAR_LIMITS.depth)
    return fail(bad(`is nested more than ${HAR_LIMITS.depth} levels deep`));
  // A recording of a day is counted before hundreds of megabytes are built of it.
  if (jsonListLength(text, HAR_LIMITS.entries) > HAR_LIMITS.entries) return fail(TOO_MANY_ENTRIES);
  try {
    const har = harSchema.safeParse(JSON.parse(text.replace(/^\ufeff/, '')));
    if (!har.success) return fail(bad('is JSON, but has no log.entries'));
    const { entries } = har.data.log;
    if (entries.length > HAR_LIMITS.entries) return fail(TOO_MANY_ENTRIES);
    return succeed(entries);
  } catch {
    return fail(bad('is not JSON'));
  }
}

/** By the time they began, as browsers write them by page, by time of the answer or as they come; else as they stand. */
function byStart(entries: readonly Entry[]): Entry[] {
  let last = Number.NEGATIVE_INFINITY;
  const timed = entries.map((entry) => {
    const begunMs = Date.parse(entry.startedDateTime);
    // One without a time stays behind the one before it.
    if (!Number.isNaN(begunMs)) last = begunMs;
    return { entry, begunMs: last };
  });
  return timed
    .sort((a, b) => (a.begunMs === b.begunMs ? 0 : a.begunMs - b.begunMs))
    .map(({ entry }) => entry);
}

function addressOf({ request }: Entry): URL | 'socket' | null {
  const url = URL.canParse(request.url) ? new URL(request.url) : null;
  if (url === null) return null;
  if (url.protocol === 'ws:' || url.protocol === 'wss:') return 'socket';
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  url.username = '';
  url.password = '';
  return url;
}

function requestOf(entry: Entry, url: URL, draft: PlanDraft): FoundRequest {
  const { request } = entry;
  const { headers } = request;
  const hasCookie = headerIn(headers, 'cookie') !== undefined;
  const cookies = request.cookies.map((cookie) => cookie.join('=')).join('; ');
  return {
    method: request.method,
    url,
    headers: hasCookie || cookies === '' ? headers : [...headers, ['Cookie', cookies]],
    body: bodyOf(entry, url, draft),
  };
}

/** The body as it was sent; where the recording lost it, that is said. */
function bodyOf({ request }: Entry, url: URL, draft: PlanDraft): FoundRequest['body'] {
  const found = request.postData === undefined ? null : postedBody(request.postData, draft);
  const line = lineOf({ method: request.method, url });
  if (found === 'binary') {
    draft.note(`${line} has no body: it was recorded as base64 and is not text; provide it as a file.`);
    return null;
  }
  const length = Math.max(request.bodySize, Number(headerIn(request.headers, 'content-length') ?? 0) || 0);
  if (found === null && length > 0)
    draft.note(`${line} has no body: ${length} bytes were sent, and the recording does not contain them.`);
  if (found?.text.includes('\ufffd'))
    draft.note(
      `The body of ${line} contains characters that the recording could not read: it may differ from what was sent.`,
    );
  return found;
}

/** The text of a body; where a recording has fields instead (HAR 1.2, postData.params), what they were sent as. */
function postedBody(
  { text, mimeType, params, encoding }: NonNullable<Entry['request']['postData']>,
  draft: PlanDraft,
): FoundRequest['body'] | 'binary' {
  if (text !== undefined && text !== '') {
    if (!/^base64$/i.test(encoding ?? '')) return { text, type: mimeType || null };
    const bytes = Buffer.from(text, 'base64');
    return isUtf8(bytes) ? { text: bytes.toString('utf8'), type: mimeType || null } : 'binary';
  }
  const fields = params.filter(({ name, value, fileName }) => {
    const isFile = fileName !== null && value === '';
    if (isFile) draft.note(`The form field ${name.slice(0, 40)} was not imported: it is a file.`);
    return !isFile;
  });
  if (params.length === 0) return null;
  if (/^multipart\//i.test(mimeType)) {
    const parts = fields.map(({ contentType, ...field }) => ({ ...field, type: contentType }));
    return multipartOf(parts, draft, mimeType);
  }
  const pairs = fields.map(({ name, value }) => [name, value] as const);
  return { text: formText(pairs), type: mimeType || 'application/x-www-form-urlencoded' };
}

function isStatic({ request, response, _resourceType: kind }: Entry, url: URL): boolean {
  if (request.method.toUpperCase() !== 'GET' || ASKED_BY_CODE.test(kind)) return false;
  if (STATIC_RESOURCE.test(kind)) return true;
  const type = response.content.mimeType;
  return STATIC_TYPE.test(type) || (STATIC_PATH.test(url.pathname) && !/json|html|xml/i.test(type));
}

/** What has been read of a recording so far; its steps by service. */
interface Reading {
  readonly draft: PlanDraft;
  readonly steps: Map<string, StepInput[]>;
  readonly answers: AnsweredValues;
}

function addStep(entry: Entry, url: URL, reading: Reading): void {
  const { draft, steps } = reading;
  const found = requestOf(entry, url, draft);
  const step = stepOf(found, draft);
  if (step === null) return;
  const service = draft.service(found.url.origin);
  noteAnswered(entry, lineOf(found), reading);
  heldOrMade(steps, service, () => []).push({
    name: lineOf(found).slice(0, 120),
    ...(isEventStream(entry) ? streamOf(step, found, draft) : step),
  });
}

/** A value that an earlier answer brought is another one in each run: sent as it was recorded, it is refused. */
function noteAnswered({ request, response }: Entry, line: string, { draft, answers }: Reading): void {
  const texts = [request.url, ...request.headers.map(([, value]) => value), request.postData?.text ?? ''];
  const origin = answers.sentBy(texts);
  if (origin !== null && origin.line !== line)
    draft.note(
      `${line} sends what ${origin.line} returned as ${origin.name}: extract it from that response, or every run sends the recorded value.`,
    );
  answers.answered(line, response.content.text);
}

function isEventStream({ request, response, _resourceType: kind }: Entry): boolean {
  return (
    /^eventsource$/i.test(kind) ||
    /^text\/event-stream/i.test(response.content.mimeType) ||
    /^text\/event-stream\s*(;|$)/i.test(headerIn(request.headers, 'accept') ?? '')
  );
}

/** A GET of an event stream would wait for an end that does not come: the step reads one event and closes. */
function streamOf(step: StepInput, found: FoundRequest, draft: PlanDraft): StepInput {
  const { get, ...rest } = step;
  if (get === undefined || rest.body !== undefined) {
    draft.note(`${lineOf(found)} was answered with an event stream: the step waits until it ends.`);
    return step;
  }
  draft.note(`${lineOf(found)} is an event stream: the step reads its first event and closes it.`);
  return { ...rest, sse: get, events: 1 };
}

function noteSkipped(
  draft: PlanDraft,
  { assets, sockets, others, beyond }: Record<'assets' | 'sockets' | 'others' | 'beyond', number>,
): void {
  const them = (count: number) => (count === 1 ? 'it' : 'them');
  const were = (count: number) => (count === 1 ? 'was' : 'were');
  const notTaken = (count: number, noun: string, many?: string) =>
    `${counted(count, noun, many)} ${were(count)} not imported`;
  if (assets > 0)
    draft.note(
      `${counted(assets, 'request')} for scripts, styles, images and fonts ${were(assets)} left out.`,
    );
  if (sockets > 0)
    draft.note(`${notTaken(sockets, 'WebSocket')}: write ${them(sockets)} as a class with a websocket.`);
  if (others > 0)
    draft.note(
      `${notTaken(others, 'recorded entry', 'recorded entries')}: no HTTP request can be read from ${them(others)}.`,
    );
  if (beyond > 0)
    draft.note(
      `${counted(beyond, 'request')} beyond the first ${HAR_LIMITS.steps} ${were(beyond)} not imported.`,
    );
}

function total(steps: ReadonlyMap<string, readonly unknown[]>): number {
  return [...steps.values()].reduce((sum, list) => sum + list.length, 0);
}

const TOO_MANY_ENTRIES: Failure = {
  ...bad(`has more than ${HAR_LIMITS.entries} entries`),
  hint: 'Record less of the session, or filter the network panel to Fetch/XHR before saving.',
};

function bad(why: string): Failure {
  return testFailure('import.har', `the recording ${why}`, 'In a browser: network panel, "Save all as HAR".');
}
