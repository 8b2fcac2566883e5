import { type AddressRequest, MAX_REQUEST_BODY_CHARS } from '../../../contract/address-request.ts';
import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import { METHODS } from '../../../contract/methods.ts';
import { parseCheck, parseHeader, parseMethod, parseStatuses } from '../../../contract/typed-request.ts';
import { type Flags, misuse, optionName, usage } from './option-values.ts';
import { readTextFile } from './read-source.ts';

/** Those of which the first that was given is named: what is sent, as whom, and what is expected of the answer. */
const SENT = ['method', 'header', 'data', 'jsonBody'] as const;
const AS_WHOM = ['basic', 'bearer', 'cookie'] as const;
const EXPECTED = ['expect', 'check'] as const;
type Option = (typeof SENT | typeof AS_WHOM | typeof EXPECTED)[number];
type Repeatable = 'header' | 'data' | 'cookie' | 'check';

/** Options of `plimsoll run` about what is sent to an address, as commander hands them over. */
export type RequestFlags = Flags<Exclude<Option, Repeatable>, Repeatable>;

/** The first option of these that was given; null: none was. */
export function requestOptionIn(flags: RequestFlags): string | null {
  const given = [...SENT, ...AS_WHOM, ...EXPECTED].find((key) => flags[key] !== undefined);
  return given === undefined ? null : optionName(given);
}

/**
 * What is to be sent, of the options of a command line; bodies named by `@file` are read.
 * @returns the first option that makes no sense, as a failure `usage.option`
 */
export function requestOf(flags: RequestFlags): Result<AddressRequest> {
  const empty = (['basic', 'bearer'] as const).find((key) => flags[key]?.trim() === '');
  if (empty !== undefined) return misuse(`--${empty} is empty.`, 'Is the variable of your shell set?');
  const wrong = whyNotTaken(flags);
  if (wrong !== null) return fail(wrong);
  const method = flags.method === undefined ? undefined : parseMethod(flags.method);
  if (method === null) {
    const known = METHODS.map((one) => one.toUpperCase()).join(', ');
    return misuse('--method is not one that can be sent.', `Choose one of ${known}.`);
  }
  const headers = allOf(flags.header, parseHeader);
  if (headers === null)
    return misuse(
      'A --header is not of the form Name: value.',
      "For example: -H 'Accept: application/json'.",
    );
  const statuses = flags.expect === undefined ? undefined : parseStatuses(flags.expect);
  if (statuses === null)
    return misuse(
      `--expect ${flags.expect} is not a list of status codes.`,
      'For example: --expect 200,201 or 2xx.',
    );
  const checks = allOf(flags.check, parseCheck);
  if (checks === null)
    return misuse(
      'A --check is not of the form /pointer=value.',
      "For example: --check '/ok=true', or '/id' alone.",
    );
  const body = bodyOf(flags);
  if (!body.ok) return body;
  return succeed({
    ...(method !== undefined && { method }),
    ...(headers.length > 0 && { headers }),
    ...(body.value !== null && { body: body.value }),
    ...(flags.basic !== undefined && { basic: flags.basic }),
    ...(flags.bearer !== undefined && { bearer: flags.bearer.trim() }),
    ...(flags.cookie !== undefined && { cookie: flags.cookie.join('; ') }),
    ...(statuses !== undefined && { expect: statuses }),
    ...(checks.length > 0 && { checks }),
  });
}

/** What would be sent as something else than was meant; null: nothing. Never repeats a credential. */
function whyNotTaken({ bearer, cookie = [] }: RequestFlags): Failure | null {
  if (/^(bearer|basic)\s/i.test(bearer?.trim() ?? ''))
    return usage(
      '--bearer takes the token alone.',
      'Leave out the word before it: it is sent as Bearer TOKEN.',
    );
  if (cookie.some((one) => one.indexOf('=') < 1))
    return usage('A --cookie is not of the form name=value.', "For example: -b 'session=abc'.");
  return null;
}

/** Null: one of them is not of its form. */
function allOf<Part>(words: readonly string[] = [], parse: (word: string) => Part | null): Part[] | null {
  const parts = words.map(parse);
  return parts.every((part) => part !== null) ? parts : null;
}

function bodyOf({ data, jsonBody }: RequestFlags): Result<AddressRequest['body'] | null> {
  if (data !== undefined && jsonBody !== undefined)
    return misuse('--data and --json-body both set the body.', 'Give one of them.');
  if (jsonBody !== undefined) {
    const text = textOf('--json-body', jsonBody);
    return text.ok ? succeed({ text: text.value, type: 'application/json' }) : text;
  }
  if (data === undefined) return succeed(null);
  const [only = ''] = data;
  if (data.length === 1 && /^\d+(\.\d+)?(ms|s|m|h)$/.test(only))
    return misuse(`--data ${only} would be sent as a body.`, `The length of a run is --duration ${only}.`);
  const parts: string[] = [];
  for (const word of data) {
    const text = textOf('--data', word);
    if (!text.ok) return text;
    // As curl: a file's line breaks are left out.
    parts.push(word.startsWith('@') ? text.value.replace(/[\r\n\0]+/g, '') : text.value);
  }
  return succeed({ text: parts.join('&'), type: 'application/x-www-form-urlencoded' });
}

const BESIDE_A_PLAN = 'Put the file next to a plan and name it there: body: { file: … }.';

/** The text itself, that of `@file`, or of standard input for `@-`. */
function textOf(option: string, word: string): Result<string> {
  const hints = { notThere: 'Check the path behind the @.', notText: BESIDE_A_PLAN };
  const text = word.startsWith('@') ? readTextFile(word.slice(1), option, hints) : succeed(word);
  if (!text.ok || text.value.length <= MAX_REQUEST_BODY_CHARS) return text;
  return misuse(`${option} has more than ${MAX_REQUEST_BODY_CHARS} characters.`, BESIDE_A_PLAN);
}
