import type { BodySpec } from '../../../contract/plan-steps.ts';
import { isSensitive, literal, type PlanDraft, type StepInput } from './imported-plan.ts';
import { jsonDepth } from './json-depth.ts';

/** A request found in an import. */
export interface FoundRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: { readonly text: string; readonly type: string | null } | null;
}

const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete', 'head', 'options']);
/** Deeper bodies stay text: a plan is nested only so far. */
const MOST_BODY_DEPTH = 40;
/** What the engine says itself, or what only made sense for the program the request comes from. */
const DROPPED =
  /^(:.*|host|content-length|connection|keep-alive|transfer-encoding|upgrade|te|trailer|expect|user-agent|accept-encoding|proxy-connection|sec-.*|dnt|priority|upgrade-insecure-requests|if-none-match|if-modified-since|alt-used)$/i;

/** The step that sends the same request, secrets replaced by references; null where no plan can. */
export function stepOf(request: FoundRequest, draft: PlanDraft): StepInput | null {
  const method = request.method.toLowerCase();
  if (!METHODS.has(method)) {
    draft.note(
      `${request.method.slice(0, 20)} requests were not taken over: a plan has ${[...METHODS].join(', ')}.`,
    );
    return null;
  }
  const body = request.body === null ? null : bodyOf(request.body, draft);
  const headers = headersOf(request, body, draft);
  return {
    [method]: pathOf(request.url, draft),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(body !== null && { body }),
  };
}

/** `GET /path` without query. */
export function lineOf(request: Pick<FoundRequest, 'method' | 'url'>): string {
  return `${request.method.toUpperCase()} ${request.url.pathname}`;
}

function pathOf(url: URL, draft: PlanDraft): string {
  const pairs = url.search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '');
  if (pairs.length === 0) return literal(url.pathname);
  const query = pairs.map((pair) => {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    if (equals < 0 || equals === pair.length - 1 || !isSensitive(name)) return literal(pair);
    return `${literal(name)}=${draft.secret(name, decoded(pair.slice(equals + 1)))}`;
  });
  return `${literal(url.pathname)}?${query.join('&')}`;
}

function headersOf(request: FoundRequest, body: BodySpec | null, draft: PlanDraft): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of request.headers) {
    if (name.toLowerCase() === 'host' && value !== request.url.host) {
      draft.note(`The Host header ${value.slice(0, 60)} was not taken over: it is that of the address.`);
    }
    if (DROPPED.test(name) || !/^[!#$%&'*+\-.^_`|~\w]+$/.test(name)) continue;
    if (name.toLowerCase() === 'content-type' && (body === null || impliedType(body) === value.toLowerCase()))
      continue;
    const clean = value.replace(/[\r\n\0]+/g, ' ');
    headers[name] = isSensitive(name) && clean !== '' ? withScheme(name, clean, draft) : literal(clean);
  }
  return headers;
}

/** The scheme of a credential is no secret and says what it is. */
function withScheme(name: string, value: string, draft: PlanDraft): string {
  const match = /^(Bearer|Basic|Token) +(\S.*)$/i.exec(value);
  return match === null ? draft.secret(name, value) : `${match[1]} ${draft.secret(name, match[2] as string)}`;
}

function impliedType(body: BodySpec): string {
  if ('json' in body) return 'application/json';
  if ('form' in body) return 'application/x-www-form-urlencoded';
  return 'type' in body ? (body.type ?? '').toLowerCase() : '';
}

/** JSON and forms as such where that sends the same bytes or means the same; else the text as it is. */
function bodyOf(body: { text: string; type: string | null }, draft: PlanDraft): BodySpec {
  const type = body.type?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json' || type.endsWith('+json') || type === '') {
    const json = exactJson(body.text);
    if (json !== null && (type !== '' || typeof json.value === 'object')) {
      return { json: withoutSecrets(json.value, draft, 0) };
    }
  }
  if (type === 'application/x-www-form-urlencoded') {
    const form = exactForm(body.text, draft);
    if (form !== null) return { form };
  }
  return { text: literal(body.text), ...(body.type !== null && body.type !== '' && { type: body.type }) };
}

/** Parsed, where writing it again loses nothing but blanks: no long numbers, no key twice. */
function exactJson(text: string): { readonly value: unknown } | null {
  if (jsonDepth(text) > MOST_BODY_DEPTH) return null;
  try {
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === withoutBlanks(text) ? { value } : null;
  } catch {
    return null;
  }
}

function withoutBlanks(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, string?: string) => string ?? '');
}

function withoutSecrets(json: unknown, draft: PlanDraft, depth: number): unknown {
  if (typeof json === 'string') return literal(json);
  if (typeof json !== 'object' || json === null || depth > MOST_BODY_DEPTH) return json;
  if (Array.isArray(json)) return json.map((item: unknown) => withoutSecrets(item, draft, depth + 1));
  return Object.fromEntries(
    Object.entries(json)
      .filter(([key]) => key !== '__proto__')
      .map(([key, value]) => {
        const hidden = typeof value === 'string' && value !== '' && isSensitive(key);
        return [key, hidden ? draft.secret(key, value) : withoutSecrets(value, draft, depth + 1)];
      }),
  );
}

function exactForm(text: string, draft: PlanDraft): Record<string, string> | null {
  const pairs = [...new URLSearchParams(text)];
  const names = new Set(pairs.map(([name]) => name));
  if (pairs.length === 0 || names.size < pairs.length || names.has('__proto__')) return null;
  return Object.fromEntries(
    pairs.map(([name, value]) => [
      name,
      isSensitive(name) && value !== '' ? draft.secret(name, value) : literal(value),
    ]),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}
