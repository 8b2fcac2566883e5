import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { CurlCommand, CurlData } from './curl-command.ts';
import { multipartOf, readFormField } from './imported-multipart.ts';
import { type FoundRequest, headerIn } from './imported-request.ts';
import type { PlanDraft } from './plan-draft.ts';

/**
 * The request a cURL command sends to one of its addresses; what of it cannot be sent is noted in the draft.
 * @param address as spelled in the command
 */
export function curlRequest(command: CurlCommand, address: string, draft: PlanDraft): Result<FoundRequest> {
  const found = urlOf(command, address, draft);
  if (!found.ok) return found;
  const { url, user } = found.value;
  return succeed(requestOf({ ...command, user }, url, draft));
}

/** `@-` is what stands behind `<<` or before the pipe. */
export function withInput(command: CurlCommand, input: string | null): CurlCommand {
  const data = command.data.map((part): CurlData => {
    if (input === null || part.text !== '-' || !/^(file|lines)$/.test(part.kind)) return part;
    return { ...part, kind: 'text', text: part.kind === 'lines' ? input.replace(/[\r\n]+/g, '') : input };
  });
  return { ...command, data };
}

function urlOf(
  command: CurlCommand,
  address: string,
  draft: PlanDraft,
): Result<{ readonly url: URL; readonly user: string | null }> {
  // curl itself takes an address without scheme for http.
  const spelled = draft.withoutHost(/^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `http://${address}`);
  const url = URL.canParse(spelled) ? new URL(spelled) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    return fail(badCurl(`calls ${draft.shown(address).slice(0, 80)}, which is not an http address`));
  }
  if (command.globbing && /\[\w+-\w+(:\d+)?\]|\{[^{}]*,[^{}]*\}/.test(address))
    draft.note(
      `curl would call several addresses for ${draft.shown(address).slice(0, 80)}; the plan calls it literally.`,
    );
  let { user } = command;
  if (url.username !== '' || url.password !== '') {
    const [name, password] = [unescapedAsCurl(url.username), unescapedAsCurl(url.password)];
    if (name === null || password === null)
      return fail(
        badCurl('holds a user or password whose escapes are not UTF-8; use -u user:password instead'),
      );
    user ??= `${name}:${password}`;
    url.username = '';
    url.password = '';
  }
  return succeed({ url, user });
}

function requestOf(command: CurlCommand, url: URL, draft: PlanDraft): FoundRequest {
  const headers = [...command.headers];
  const has = (name: string) => headerIn(headers, name) !== undefined;
  const data = dataText(command.data, draft);
  if (command.get && data !== null) {
    url.search = url.search === '' ? data : `${url.search}&${data}`;
  }
  for (const part of command.query) {
    const [pair] = urlencoded(part.replace(/^\+/, ''), draft);
    const text = part.startsWith('+') ? part.slice(1) : pair;
    if (text !== undefined) url.search = url.search === '' ? text : `${url.search}&${text}`;
  }
  const sends = command.data.length > 0 && !command.get;
  if (command.json) {
    if (!has('content-type')) headers.push(['Content-Type', 'application/json']);
    if (!has('accept')) headers.push(['Accept', 'application/json']);
  } else if (sends && !has('content-type'))
    headers.push(['Content-Type', 'application/x-www-form-urlencoded']);
  if (command.user !== null && !has('authorization'))
    headers.push(...credentialsOf(command, command.user, draft));
  if (command.compressed && !has('accept-encoding')) headers.push(['Accept-Encoding', 'deflate, gzip, br']);
  if (command.cookies.length > 0 && !has('cookie')) headers.push(['Cookie', command.cookies.join('; ')]);
  const type = headerIn(headers, 'content-type');
  const form = formBody(command, draft, type);
  const text = sends && data !== null ? { text: data, type: type ?? null } : null;
  return {
    method: command.method ?? impliedMethod(command, sends),
    url,
    // curl writes the boundary behind the type that is named.
    headers: form === null ? headers : headers.filter(([name]) => name.toLowerCase() !== 'content-type'),
    body: form ?? text,
  };
}

/** `-u`: Basic, unless the command says that curl is to show who it is in another way. */
function credentialsOf({ authentication }: CurlCommand, user: string, draft: PlanDraft): [string, string][] {
  if (authentication !== null) {
    draft.note(`The user of the command was not imported: a plan does not support ${authentication}.`);
    return [];
  }
  if (!draft.hasStandIn(user))
    return [['Authorization', `Basic ${Buffer.from(user, 'utf8').toString('base64')}`]];
  const variable = draft.shown(user);
  draft.note(`Authorization is to be set: Basic takes the base64 of ${variable.slice(0, 80)}.`);
  return [['Authorization', `Basic ${draft.later('authorization', `base64 of ${variable}`)}`]];
}

function impliedMethod(command: CurlCommand, sends: boolean): string {
  if (command.head) return 'HEAD';
  if (command.upload !== null) return 'PUT';
  return sends || command.form.length > 0 ? 'POST' : 'GET';
}

/** Several `-d` are joined by `&`, several `--json` by nothing, as curl does; null where all there is is one file. */
function dataText(data: readonly CurlData[], draft: PlanDraft): string | null {
  if (data.length === 0 || bodyFile(data) !== null) return null;
  const parts = data.flatMap((part): CurlData[] => {
    if (part.kind === 'text') return [part];
    if (part.kind === 'urlencode') return urlencoded(part.text, draft).map((text) => ({ ...part, text }));
    draft.note(`The file ${part.text.slice(0, 60)} was not imported: it is one part of a body among others.`);
    return [];
  });
  return parts.map(({ text, glue }, at) => (at === 0 ? text : glue + text)).join('');
}

/** The file that is all of a body. */
export function bodyFile(data: readonly CurlData[]): CurlData | null {
  const [only] = data;
  return only !== undefined && data.length === 1 && /^(file|lines)$/.test(only.kind) ? only : null;
}

/** `--data-urlencode`: `content`, `=content`, `name=content`; from files, nothing. */
function urlencoded(text: string, draft: PlanDraft): string[] {
  const equals = text.indexOf('=');
  const at = text.indexOf('@');
  if (at >= 0 && (equals < 0 || at < equals)) {
    draft.note('Data from a file (--data-urlencode @…) was not imported.');
    return [];
  }
  if (equals < 0) return [encodedAsCurl(text)];
  const content = encodedAsCurl(text.slice(equals + 1));
  return [equals === 0 ? content : `${text.slice(0, equals)}=${content}`];
}

/** As curl does, which leaves what is no escape as it is; null: the bytes that are escaped are no text. */
function unescapedAsCurl(text: string): string | null {
  try {
    return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => decodeURIComponent(escapes));
  } catch {
    return null;
  }
}

/** All but letters, digits and `-._~`; blanks as `+`. */
function encodedAsCurl(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

/** Texts of a multipart form with a boundary of its own; files are not imported. */
function formBody({ form }: CurlCommand, draft: PlanDraft, type: string | undefined): FoundRequest['body'] {
  if (form.length === 0) return null;
  const parts = form.flatMap(({ field, isLiteral }) => readFormField(field, isLiteral, draft) ?? []);
  return multipartOf(parts, draft, type);
}

/** The failure of a text that is not what a cURL command is. */
export function badCurl(why: string): Failure {
  return testFailure(
    'import.curl',
    `the text ${why}`,
    'In a browser: network panel, right click on a request, "Copy as cURL".',
  );
}
