import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { codeOf, type Failure } from '../../../contract/failure.ts';
import { hideInAddresses } from '../../../contract/token-shape.ts';
import type { Millis } from '../../../contract/units.ts';
import { guardedLookup, guardUrl, type LookupAll } from '../target/health.ts';

/** What became of one attempt. `later`: it may be tried again, after so long where the receiver says so. */
export type Attempt =
  | { readonly kind: 'delivered'; readonly status: number }
  | { readonly kind: 'later'; readonly why: string; readonly afterMs: Millis | null }
  | { readonly kind: 'never'; readonly why: string; readonly code: string };

interface PostTo {
  readonly url: string;
  readonly allowedHosts: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly timeoutMs: Millis;
  /** Absent: the system's. */
  readonly lookup?: LookupAll | undefined;
  readonly signal: AbortSignal;
}

/** Of what answers only the status is of interest. */
const MAX_ANSWER_BYTES = 65_536;

/**
 * Posts once. No redirect is followed, wherever it leads; no proxy is used; and no address is connected to that a run could not
 * connect to.
 */
export async function postOnce(to: PostTo): Promise<Attempt> {
  const blocked = await guardUrl(
    to.url,
    to.allowedHosts,
    to.lookup === undefined ? {} : { lookup: to.lookup },
  );
  if (blocked !== null) return refused(blocked);
  const { promise, resolve } = Promise.withResolvers<Attempt>();
  const target = new URL(to.url);
  const request = (target.protocol === 'https:' ? httpsRequest : httpRequest)(target, {
    method: 'POST',
    agent: false,
    headers: {
      'user-agent': 'plimsoll-alert',
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(to.body)),
      connection: 'close',
      ...to.headers,
    },
    lookup: guardedLookup(to.allowedHosts, to.lookup),
    signal: AbortSignal.any([to.signal, AbortSignal.timeout(to.timeoutMs)]),
  });
  request.on('error', (error) => resolve(failed(error, to.timeoutMs)));
  request.on('response', (response) => {
    let bytes = 0;
    const settle = () => {
      resolve(answered(response.statusCode ?? 0, response.headers));
      request.destroy();
    };
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_ANSWER_BYTES) settle();
    });
    response.on('end', settle);
    // What it answered is known.
    response.on('error', settle);
  });
  request.end(to.body);
  return promise;
}

function refused({ code, message }: Failure): Attempt {
  if (code.startsWith('dns.')) return { kind: 'later', why: message.replace(/\.$/, ''), afterMs: null };
  return { kind: 'never', why: message.replace(/\.$/, ''), code };
}

function failed(error: Error, timeoutMs: Millis): Attempt {
  const isLate = error.name === 'AbortError' || error.name === 'TimeoutError';
  const why = isLate ? `no answer within ${timeoutMs / 1_000} s` : (WORDS[codeOf(error)] ?? error.message);
  return { kind: 'later', why, afterMs: null };
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  ENOTFOUND: 'the host name was not found',
  EAI_AGAIN: 'the host name could not be resolved',
};

/** Worth another try: what may be over soon. Everything else is for a person to put right. */
const SOON = new Set([408, 425, 429]);

function answered(status: number, headers: Readonly<Record<string, string | string[] | undefined>>): Attempt {
  if (status >= 200 && status < 300) return { kind: 'delivered', status };
  if (status >= 300 && status < 400) {
    const location = String(headers.location ?? '');
    const where = location === '' ? '' : ` to ${hideInAddresses(location).slice(0, 200)}`;
    return {
      kind: 'never',
      code: 'alert.redirected',
      why: `it redirects${where} (${status}), and alerts follow no redirect`,
    };
  }
  if (status >= 500 || SOON.has(status)) {
    const seconds = Number(headers['retry-after']);
    return {
      kind: 'later',
      why: `it answered ${status}`,
      afterMs: Number.isFinite(seconds) && headers['retry-after'] !== undefined ? seconds * 1_000 : null,
    };
  }
  const why = status === 410 ? 'it answered 410: it wants no more of them' : `it answered ${status}`;
  return { kind: 'never', code: 'alert.refused', why };
}
