import { RE2JS } from 're2js';
import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import { type CheckSpec, type ExtractSpec, type LeafCheck, leavesOf } from '../../../contract/plan-steps.ts';
import { isReadChanged, mayBeChanged } from './exact-numbers.ts';
import { compileJsonPath, type JsonReader } from './json-path.ts';
import type { Assertions, ResponseView, Scope } from './port.ts';
import { secrecyOf } from './secrecy.ts';

/** The answer being judged; its JSON is parsed at most once. */
interface Hearing {
  readonly response: ResponseView;
  /** undefined: not parsed yet. null: not JSON. */
  json: { readonly document: unknown } | null | undefined;
}
type Check = (hearing: Hearing) => Failure | null;
type Reader = (hearing: Hearing) => unknown;

/** Of an answer in a message. */
const MAX_SHOWN_CHARS = 80;

/**
 * Compiles checks and extractions of a step.
 * @throws when a path or pattern is malformed; `checkPattern` and `compileJsonPath` say so beforehand
 */
export function compileAssertions(
  checks: readonly CheckSpec[],
  extracts: readonly ExtractSpec[],
): Assertions {
  const compiledChecks = checks.map(compileCheck);
  const leaves = checks.flatMap(leavesOf).map(({ leaf }) => leaf);
  const compiledExtracts = extracts.map((spec) => ({ spec, read: compileExtract(spec) }));
  const secrets = compiledExtracts.filter(({ spec }) => secrecyOf(spec) === 'always');
  const learn = (hearing: Hearing, scope: Scope) => {
    for (const { spec, read } of secrets) {
      const heard = hearingOf(spec, hearing);
      const value = heard === null ? undefined : read(heard);
      if (value !== undefined) scope.saw(spec.to, value);
    }
  };
  return {
    needsBody:
      leaves.some((check) => 'json' in check || ('contains' in check && !('header' in check))) ||
      extracts.some((spec) => 'json' in spec || 'regex' in spec),
    needsHeaders:
      leaves.some((check) => 'header' in check) ||
      extracts.some((spec) => 'header' in spec || 'cookie' in spec),
    needsHops: extracts.some(readsHops),
    judge(response, scope) {
      const hearing: Hearing = { response, json: undefined };
      for (const check of compiledChecks) {
        const failure = check(hearing);
        if (failure !== null) {
          learn(hearing, scope);
          return failure;
        }
      }
      for (const { spec, read } of compiledExtracts) {
        const heard = hearingOf(spec, hearing);
        const value = heard === null ? undefined : read(heard);
        const isWrong = heard !== null && isInexact(heard, value, read);
        const failure = isWrong ? inexact(spec) : take(spec, value, scope);
        if (failure !== null) return failure;
      }
      return null;
    },
    learn(response, scope) {
      if (secrets.length > 0) learn({ response, json: undefined }, scope);
    },
  };
}

/** Whether a pattern can be used: RE2's syntax, which takes linear time on any text. */
export function checkPattern(pattern: string): Result<void> {
  try {
    RE2JS.compile(pattern);
    return succeed(undefined);
  } catch (error) {
    return fail({
      code: 'plan.pattern',
      side: 'test',
      message: `the pattern ${JSON.stringify(pattern.slice(0, 100))} cannot be used: ${error instanceof Error ? error.message.slice(0, 120) : 'it does not parse'}`,
      hint: 'Patterns have no look-ahead, look-behind or back-references, so that no response can make them slow.',
    });
  }
}

function compileCheck(check: CheckSpec): Check {
  if (!('anyOf' in check)) return compileLeaf(check);
  const leaves = check.anyOf.map(compileLeaf);
  return (hearing) => {
    let first: Failure | null = null;
    for (const leaf of leaves) {
      const failure = leaf(hearing);
      if (failure === null) return null;
      first ??= failure;
    }
    return first;
  };
}

function compileLeaf(check: LeafCheck): Check {
  if ('status' in check) {
    const wanted = typeof check.status === 'number' ? [check.status] : check.status;
    return ({ response }) =>
      wanted.includes(response.status)
        ? null
        : failed('status', `status ${response.status} instead of ${wanted.join(' or ')}`);
  }
  if ('header' in check) return compileHeaderCheck(check);
  if ('json' in check) return compileJsonCheck(check);
  if ('contains' in check) {
    return ({ response }) =>
      response.body?.includes(check.contains) === true
        ? null
        : failed('contains', `the body does not contain ${quoted(check.contains)}`);
  }
  if ('maxBytes' in check) {
    return ({ response }) =>
      response.bodyBytes <= check.maxBytes
        ? null
        : failed('size', `the body has ${response.bodyBytes} bytes, more than ${check.maxBytes}`);
  }
  return ({ response }) =>
    response.timeMs <= check.maxTime
      ? null
      : failed('time', `the response took longer than ${check.maxTime} ms`);
}

function compileHeaderCheck(check: Extract<LeafCheck, { header: string }>): Check {
  const name = check.header.toLowerCase();
  return ({ response }) => {
    const value = response.header(name);
    if (value === null) return failed('header', `header ${name} is missing`);
    if (check.equals !== undefined && value !== check.equals) {
      return failed('header', `header ${name} is ${quoted(value)}, not ${quoted(check.equals)}`);
    }
    if (check.contains !== undefined && !value.includes(check.contains)) {
      return failed(
        'header',
        `header ${name} is ${quoted(value)} and does not contain ${quoted(check.contains)}`,
      );
    }
    return null;
  };
}

function compileJsonCheck(check: Extract<LeafCheck, { json: string }>): Check {
  const read = readerOf(check.json);
  const hasWanted = check.equals !== undefined;
  const wanted = canonical(check.equals);
  return (hearing) => {
    const json = jsonOf(hearing);
    if (json === null) return failed('json', `the body is not JSON: ${excerptOf(hearing.response)}`);
    const value = read(json.document);
    if (value === undefined) return failed('json', `the response has no ${check.json || 'document'}`);
    if (!hasWanted || canonical(value) === wanted) return null;
    const message = `${check.json} is ${shown(value)}, not ${shown(check.equals)}`;
    return check.credential === true ? rejected(message) : failed('json', message);
  };
}

function compileExtract(spec: ExtractSpec): Reader {
  if ('json' in spec) {
    const read = readerOf(spec.json);
    return (hearing) => read(jsonOf(hearing)?.document);
  }
  if ('header' in spec) {
    const name = spec.header.toLowerCase();
    return ({ response }) => response.header(name) ?? undefined;
  }
  if ('cookie' in spec) return ({ response }) => cookieIn(response, spec);
  const pattern = RE2JS.compile(spec.regex);
  const group = spec.group ?? (pattern.groupCount() > 0 ? 1 : 0);
  return ({ response }) => {
    if (response.body === null || group > pattern.groupCount()) return undefined;
    const matcher = pattern.matcher(response.body);
    return matcher.find() ? (matcher.group(group) ?? undefined) : undefined;
  };
}

/** Whether it reads an answer on the way. A cookie that no answer is named for is looked for in all of them. */
function readsHops(spec: ExtractSpec): boolean {
  return typeof spec.hop === 'number' || ('cookie' in spec && spec.hop === undefined);
}

/** The answer that an extraction reads: the last one, or the one it names by its number; null: there was none of it. */
function hearingOf({ hop }: ExtractSpec, hearing: Hearing): Hearing | null {
  if (typeof hop !== 'number') return hearing;
  const { hops = [] } = hearing.response;
  if (hop === hops.length + 1) return hearing;
  const response = hops[hop - 1];
  return response === undefined ? null : { response, json: undefined };
}

/** The last answer that sets it counts. */
function cookieIn(
  response: ResponseView,
  spec: Extract<ExtractSpec, { cookie: string }>,
): string | undefined {
  const answers = spec.hop === undefined ? [...(response.hops ?? []), response] : [response];
  const found = answers.map((answer) => cookieOf(answer.header('set-cookie'), spec.cookie));
  return found.findLast((value) => value !== undefined);
}

/** A number that was rounded when it was read is not the one the service gave: sent back, it would name another thing. */
function isInexact(hearing: Hearing, value: unknown, read: Reader): boolean {
  const { body } = hearing.response;
  if (body === null || !mayBeChanged(value)) return false;
  return isReadChanged(body, (document) => read({ response: hearing.response, json: { document } }));
}

function inexact(spec: ExtractSpec): Failure {
  return {
    code: 'extract.inexact',
    side: 'test',
    message: `${spec.to} would be a number too large to be kept exactly, from the ${sourceOf(spec)}`,
    hint: 'Extract it as text with a regex, which keeps every digit, or let the service send it as text.',
  };
}

function take(spec: ExtractSpec, value: unknown, scope: Scope): Failure | null {
  if (value !== undefined) {
    scope.set(spec.to, value);
    return null;
  }
  return {
    code: 'extract.missing',
    side: 'target',
    message: `the response has no ${sourceOf(spec)} to extract ${spec.to} from`,
    hint: 'Check one response of this endpoint, and the extraction of this step.',
  };
}

function sourceOf(spec: ExtractSpec): string {
  const which = typeof spec.hop === 'number' ? ` of response ${spec.hop} on its way` : '';
  return placeOf(spec) + which;
}

function placeOf(spec: ExtractSpec): string {
  if ('json' in spec) return `JSON at ${spec.json || 'the top'}`;
  if ('header' in spec) return `header ${spec.header}`;
  if ('cookie' in spec) return `cookie ${spec.cookie}`;
  return `match of ${spec.regex.slice(0, 100)}`;
}

function readerOf(path: string): JsonReader {
  const reader = compileJsonPath(path);
  if (!reader.ok) throw new Error(reader.failure.message);
  return reader.value;
}

function jsonOf(hearing: Hearing): { readonly document: unknown } | null {
  if (hearing.json !== undefined) return hearing.json;
  hearing.json = parseJson(hearing.response.body);
  return hearing.json;
}

function parseJson(body: string | null): { readonly document: unknown } | null {
  if (body === null) return null;
  try {
    // Of a frame or an event: of a body it has gone by now.
    const text = body.startsWith('\ufeff') ? body.slice(1) : body;
    return { document: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** Value of a cookie in `set-cookie` lines; the last one set wins. */
function cookieOf(lines: string | null, name: string): string | undefined {
  let found: string | undefined;
  for (const line of lines?.split('\n') ?? []) {
    const [pair = ''] = line.split(';');
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) found = pair.slice(equals + 1).trim();
  }
  return found;
}

/** JSON with sorted keys, so that equal documents are equal texts. */
function canonical(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'object' && inner !== null && !Array.isArray(inner)
        ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
        : inner,
    ) ?? ''
  );
}

function excerptOf(response: ResponseView): string {
  return response.body === null || response.body === '' ? 'it is empty' : quoted(response.body);
}

function shown(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : cut(JSON.stringify(value) ?? 'nothing');
}

function quoted(text: string): string {
  return JSON.stringify(cut(text));
}

/** What is cut says so with `…`: that is how a secret cut in the middle is still known as one. */
function cut(text: string): string {
  if (text.length <= MAX_SHOWN_CHARS) return text;
  // Not in the middle of a character either: JSON would write its half as an escape.
  return `${text.slice(0, MAX_SHOWN_CHARS).replace(/[\ud800-\udbff]$/, '')}…`;
}

function failed(code: string, message: string): Failure {
  return {
    code: `check.${code}`,
    side: 'target',
    message,
    hint: 'The response is not the one the plan expects.',
  };
}

/** What a 401 is elsewhere: see failure-codes.ts. */
function rejected(what: string): Failure {
  return {
    code: 'auth.rejected',
    side: 'test',
    message: `The service did not accept the credentials: ${what}.`,
    hint: 'Check the token that is sent, and where it comes from.',
  };
}
