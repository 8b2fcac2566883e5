import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { BodySpec } from '../../../contract/plan-steps.ts';
import { type CurlCommand, type CurlData, readCurl } from './curl-command.ts';
import { curlLines } from './curl-lines.ts';
import { multipartOf, readFormField } from './imported-multipart.ts';
import {
  type ImportedClass,
  type ImportedPlan,
  PlanDraft,
  type TaskInput,
  taskName,
} from './imported-plan.ts';
import { type FoundRequest, lineOf, stepOf } from './imported-request.ts';
import type { ImportOptions } from './imported-secrets.ts';
import { inFolder } from './plan-folder.ts';
import type { StandIn } from './shell-stand-ins.ts';

const MOST_CHARS = 1_000_000;
const MOST_COMMANDS = 200;

/** Makes a plan of one or more copied cURL commands: each a task. Nothing is run, read or asked. */
export function importCurl(text: string, options?: ImportOptions): Result<ImportedPlan> {
  if (text.length > MOST_CHARS) return fail(bad(`has more than ${MOST_CHARS} characters`));
  const other = otherFormat(text);
  if (other !== null) return fail(bad(other));
  const { curls, others, standIns, unfinished } = curlLines(text);
  if (unfinished) return fail(bad('ends inside a quote; copy all of it'));
  if (curls.length === 0) return fail(bad('is not a cURL command; it begins with "curl"'));
  const draft = new PlanDraft(options);
  fillIn(standIns, draft);
  if (others > 0) draft.note(`${others} other command${others === 1 ? ' was' : 's were'} not taken over.`);
  const beyond = curls.length - MOST_COMMANDS;
  if (beyond > 0) draft.note(`${beyond} commands beyond the first ${MOST_COMMANDS} were not taken over.`);
  const classes: Classes = new Map();
  const titles: string[] = [];
  const failures: Failure[] = [];
  for (const { words, input } of curls.slice(0, MOST_COMMANDS)) {
    for (const command of readCurl(words)) {
      for (const added of addCommand(withInput(command, input), draft, classes)) {
        if (added.ok) titles.push(added.value);
        else failures.push(added.failure);
      }
    }
  }
  const [failure] = failures;
  if (failure !== undefined && titles.length === 0) return fail(failure);
  for (const { message } of failures) draft.note(`A request was left out: ${message}.`);
  for (const [service, { tasks }] of classes) {
    const spec: ImportedClass = { service, thinkTime: { between: ['1s', '3s'] }, tasks };
    draft.setClass(classes.size === 1 ? 'user' : `user of ${service}`.slice(0, 120), spec);
  }
  return draft.finish(draft.shown(titles[0] ?? ''));
}

/** What else people copy beside cURL, and how to get that instead. */
function otherFormat(text: string): string | null {
  const start = text.trimStart().slice(0, 2_000);
  if (
    /^(\$[\w:]+\s*=\s*)?(New-Object|Invoke-(WebRequest|RestMethod)|iwr|irm)\b/im.test(start) &&
    !/^\s*curl/i.test(start)
  )
    return 'is PowerShell (Invoke-WebRequest), not cURL; choose "Copy as cURL (bash)" instead';
  if (/^(await\s+)?fetch\(/.test(start))
    return 'is JavaScript (fetch), not cURL; choose "Copy as cURL (bash)" instead';
  return null;
}

/** What a shell would have filled in is for whoever runs the plan: a variable by its name, anything else as a secret. */
function fillIn(standIns: readonly StandIn[], draft: PlanDraft): void {
  for (const { mark, source, name, value } of standIns) {
    if (value !== null) draft.standIn(mark, source, draft.secret(name ?? source, value));
    else if (name !== null) draft.standIn(mark, source, `{{ env.${name} }}`);
    else
      draft.standIn(
        mark,
        source,
        draft.unknownSecret(
          source
            .toLowerCase()
            .replace(/[^a-z0-9]+/g, '-')
            .replace(/^-+|-+$/g, '')
            .slice(0, 40) || 'argument',
        ),
      );
  }
}

/** `@-` is what stands behind `<<` or before the pipe. */
function withInput(command: CurlCommand, input: string | null): CurlCommand {
  const data = command.data.map((part): CurlData => {
    if (input === null || part.text !== '-' || !/^(file|lines)$/.test(part.kind)) return part;
    return { ...part, kind: 'text', text: part.kind === 'lines' ? input.replace(/[\r\n]+/g, '') : input };
  });
  return { ...command, data };
}

type Classes = Map<string, { service: string; tasks: Record<string, TaskInput> }>;

/** One task for each address; curl asks all of them with the same options. */
function addCommand(command: CurlCommand, draft: PlanDraft, classes: Classes): Result<string>[] {
  for (const note of command.notes) draft.note(draft.shown(note));
  if (command.urls.length === 0) return [fail(bad('names no address'))];
  return command.urls.map((spelled) => addRequest(command, spelled, { draft, classes }));
}

function addRequest(
  command: CurlCommand,
  spelled: string,
  { draft, classes }: { readonly draft: PlanDraft; readonly classes: Classes },
): Result<string> {
  const found = urlOf(command, spelled, draft);
  if (!found.ok) return found;
  const { url, user } = found.value;
  const service = draft.service(url.origin);
  const request = requestOf({ ...command, user }, url, draft);
  const step = stepOf(request, draft);
  if (step === null)
    return fail(
      bad(`has the method ${draft.shown(request.method).slice(0, 20)}, which a plan does not have`),
    );
  const body = fileBody(command, draft);
  addLimits(command, draft);
  const group = classes.get(service) ?? { service, tasks: {} };
  classes.set(service, group);
  const name = freeName(taskName(draft.shown(lineOf(request))), group.tasks);
  group.tasks[name] = { ...step, ...(body !== null && { body }) };
  return succeed(`${request.method} ${url.host}${url.pathname}`);
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
    return fail(bad(`asks for ${draft.shown(address).slice(0, 80)}, which is not an http address`));
  }
  if (command.globbing && /\[\w+-\w+(:\d+)?\]|\{[^{}]*,[^{}]*\}/.test(address))
    draft.note(
      `curl would ask several addresses for ${draft.shown(address).slice(0, 80)}; the plan asks it as it is written.`,
    );
  let { user } = command;
  if (url.username !== '' || url.password !== '') {
    user ??= `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    url.username = '';
    url.password = '';
  }
  return succeed({ url, user });
}

function requestOf(command: CurlCommand, url: URL, draft: PlanDraft): FoundRequest {
  const headers = [...command.headers];
  const has = (name: string) => headers.some(([known]) => known.toLowerCase() === name);
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
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1];
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
    draft.note(`The user of the command was not taken over: a plan cannot do ${authentication}.`);
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
    draft.note(
      `The file ${part.text.slice(0, 60)} was not taken over: it is one part of a body among others.`,
    );
    return [];
  });
  return parts.map(({ text, glue }, at) => (at === 0 ? text : glue + text)).join('');
}

/** The file that is all of a body. */
function bodyFile(data: readonly CurlData[]): CurlData | null {
  const [only] = data;
  return only !== undefined && data.length === 1 && /^(file|lines)$/.test(only.kind) ? only : null;
}

/** `--data-urlencode`: `content`, `=content`, `name=content`; from files, nothing. */
function urlencoded(text: string, draft: PlanDraft): string[] {
  const equals = text.indexOf('=');
  const at = text.indexOf('@');
  if (at >= 0 && (equals < 0 || at < equals)) {
    draft.note('Data from a file (--data-urlencode @…) was not taken over.');
    return [];
  }
  if (equals < 0) return [encodedAsCurl(text)];
  const content = encodedAsCurl(text.slice(equals + 1));
  return [equals === 0 ? content : `${text.slice(0, equals)}=${content}`];
}

/** All but letters, digits and `-._~`; blanks as `+`. */
function encodedAsCurl(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

/** A body that is a file: beside the plan, or nowhere. */
function fileBody(command: CurlCommand, draft: PlanDraft): BodySpec | null {
  const file = command.get ? null : bodyFile(command.data);
  const named = command.upload ?? file?.text;
  if (named === undefined) return null;
  const name = named.replace(/^\.\//, '');
  if (inFolder(name)) {
    draft.note(`The body is read from ${name}, which must lie beside the plan.`);
    if (file?.kind === 'lines')
      draft.note(`${name} is sent as it is; curl would leave out its line breaks (-d @…).`);
    return { file: name };
  }
  draft.note(
    `The body from the file ${named.slice(0, 60)} was not taken over: a plan reads files beside itself only.`,
  );
  return null;
}

/** Texts of a multipart form with a boundary of its own; files are not taken over. */
function formBody({ form }: CurlCommand, draft: PlanDraft, type: string | undefined): FoundRequest['body'] {
  if (form.length === 0) return null;
  const parts = form.flatMap(({ field, isLiteral }) => readFormField(field, isLiteral, draft) ?? []);
  return multipartOf(parts, draft, type);
}

function addLimits(command: CurlCommand, draft: PlanDraft): void {
  if (command.insecure) {
    draft.limits.verifyTls = false;
    draft.note('Certificates are not verified, as the command says (-k).');
  }
  if (command.location) {
    const most = command.maxRedirects;
    const follow = most === null || Number.isNaN(most) || most < 0 ? 10 : Math.min(most, 10);
    draft.limits.followRedirects = follow;
    draft.note(`Up to ${follow} redirects are followed, as the command says (-L).`);
  }
  if (command.timeoutS !== null) draft.limits.timeout = `${Math.round(command.timeoutS * 1_000)}ms`;
  if (command.connectTimeoutS !== null)
    draft.limits.connectTimeout = `${Math.round(command.connectTimeoutS * 1_000)}ms`;
}

function freeName(name: string, taken: Readonly<Record<string, unknown>>): string {
  if (!Object.hasOwn(taken, name)) return name;
  for (let nth = 2; ; nth += 1) if (!Object.hasOwn(taken, `${name} ${nth}`)) return `${name} ${nth}`;
}

function bad(why: string): Failure {
  return {
    code: 'import.curl',
    side: 'test',
    message: `the text ${why}`,
    hint: 'In a browser: network panel, right click on a request, "Copy as cURL".',
  };
}
