import type { AddressRequest } from '../../../../contract/address-request.ts';
import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import { printTemplate } from '../../../../workers/engine/values/template.ts';
import { type FoundRequest, headerIn, pathOf, stepOf, whyDropped } from '../import/imported-request.ts';
import type { PlanDraft, StepInput } from '../import/plan-draft.ts';

/** What is sent to a bare address, as a plan writes it. */
export interface AddressStep {
  readonly method: string;
  /** Path and query as typed, save that credentials are references. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Body, statuses and checks. */
  readonly rest: Pick<StepInput, 'body' | 'expect' | 'checks'>;
}

/**
 * Makes a step of what was typed beside an address. Credentials (by name or by looks: Authorization, cookies, keys of
 * queries and bodies) go into the draft, and references into the step.
 * @returns failures `plan.request`: what contradicts itself
 */
export function addressStep(url: URL, request: AddressRequest, draft: PlanDraft): Result<AddressStep> {
  const wrong = contradictionIn(request);
  if (wrong !== null) return fail(wrong);
  const method = request.method ?? (request.body === undefined ? 'get' : 'post');
  // Of a recording nobody misses them; what was typed was meant.
  for (const [name] of request.headers ?? []) {
    const why = whyDropped(name);
    if (why !== null) draft.note(`The header ${name.slice(0, 40)} was not imported: ${why}.`);
  }
  const step = stepOf({ method, url, headers: headersOf(request), body: bodyOf(request) }, draft);
  if (step === null) throw new RangeError(`a plan has no ${method}`);
  const { body } = step;
  return succeed({
    method,
    path: exactPath(url, draft),
    headers: step.headers ?? {},
    rest: {
      ...(body !== undefined && { body }),
      ...(request.expect !== undefined && { expect: request.expect }),
      ...(request.checks !== undefined && {
        checks: request.checks.map(({ json, equals }) => ({ json, ...(equals !== undefined && { equals }) })),
      }),
    },
  });
}

/** What requests say of all connections of a run, as the `limits` of its plan. */
export function limitsOf(requests: readonly AddressRequest[]): { readonly limits?: object } {
  const follow = Math.max(...requests.map(({ followRedirects }) => followRedirects ?? 0));
  const limits = {
    ...(follow > 0 && { followRedirects: follow }),
    ...(requests.some(({ verifyTls }) => verifyTls === false) && { verifyTls: false }),
  };
  return Object.keys(limits).length === 0 ? {} : { limits };
}

/** Byte for byte, where there is no credential to take out. */
function exactPath(url: URL, draft: PlanDraft): string {
  const written = pathOf(url, draft);
  return written.includes('{{ secret.') ? written : printTemplate([url.pathname + url.search]);
}

function headersOf({ headers = [], basic, bearer, cookie, body }: AddressRequest): FoundRequest['headers'] {
  const typed = headerIn(headers, 'content-type') !== undefined;
  const person = Buffer.from(basic ?? '').toString('base64');
  return [
    ...headers,
    ...(basic === undefined ? [] : [['Authorization', `Basic ${person}`] as const]),
    ...(bearer === undefined ? [] : [['Authorization', `Bearer ${bearer}`] as const]),
    ...(cookie === undefined ? [] : [['Cookie', cookie] as const]),
    ...(body === undefined || typed ? [] : [['Content-Type', body.type] as const]),
  ];
}

function bodyOf({ headers = [], body }: AddressRequest): FoundRequest['body'] {
  if (body === undefined) return null;
  return { text: body.text, type: headerIn(headers, 'content-type') ?? body.type };
}

/** What says two things at once; null: nothing. */
function contradictionIn(request: AddressRequest): Failure | null {
  const { method, headers = [], body, basic, bearer } = request;
  if (body !== undefined && (method === 'get' || method === 'head')) {
    return bad(
      `a ${method.toUpperCase()} request has no body`,
      'Send it with POST, PUT, PATCH or DELETE, or leave the body out.',
    );
  }
  if ([basic, bearer, headerIn(headers, 'authorization')].filter((one) => one !== undefined).length > 1) {
    return bad(
      'the request has two credentials for the Authorization header',
      'Give one: a bearer token, a user with a password, or the header itself.',
    );
  }
  if (basic !== undefined && !basic.includes(':'))
    return bad('the user has no password', 'Write user:password; user: where the password is empty.');
  if (body === undefined || body.type !== 'application/json') return null;
  const why = whyNotJson(body.text);
  return why === null ? null : bad(`the body is not JSON: ${why}`, 'Check quotes and commas.');
}

/** What the parser says, without the text it quotes: there may be a password in it. */
function whyNotJson(text: string): string | null {
  if (text.trim() === '') return 'it is empty';
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    const at = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    if (at === undefined) return 'a comma, a bracket or a quote is wrong';
    if (Number(at) >= text.trimEnd().length) return 'it ends too soon';
    const before = text.slice(0, Number(at)).split('\n');
    return `error at line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
  }
}

function bad(message: string, hint: string): Failure {
  return testFailure('plan.request', message, hint);
}
