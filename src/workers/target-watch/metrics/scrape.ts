import { lookup as systemLookup } from 'node:dns';
import { Agent, type ClientRequest, request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, Agent as SecureAgent } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { createGunzip } from 'node:zlib';
import { type Failure, fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import { hideInAddresses } from '../../../contract/token-shape.ts';
import type { Bytes, Millis } from '../../../contract/units.ts';
import { guardRun } from '../../engine/connections/guard.ts';
import { withBothLoopbacks } from '../../engine/connections/loopback-names.ts';
import { isRedirect, targetOf } from '../../engine/connections/redirects.ts';
import { failureOf } from '../../engine/drivers/failure-of.ts';
import type { WatchLimits } from '../watch-reader.ts';

/** What answered, with any status. */
export interface FetchedPage {
  readonly status: number;
  /** In lower case, without its parameters; empty: it names none. */
  readonly contentType: string;
  readonly body: Buffer;
}

interface ScrapeOptions {
  readonly limits: WatchLimits;
  /** For all of it: name, connections, redirects, the last byte. */
  readonly timeoutMs?: Millis;
  /** Absent: the system's. */
  readonly lookup?: typeof systemLookup;
}

/** Where to ask, and with what. */
interface Asked {
  readonly url: URL;
  /** Of the watch, with the authorization that its address holds: for its origin alone. */
  readonly headers: Readonly<Record<string, string>>;
  readonly accept: string;
}

interface GetOptions {
  /** Of the watch. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What is read of it; absent: a page of metrics. */
  readonly accept?: string;
}

/** Less than a second, so that a slow answer is known before the next is due. */
const TIMEOUT_MS: Millis = 800;
const MAX_BYTES: Bytes = 8 * 1_048_576;
const MAX_REDIRECTS = 5;
const ACCEPT = 'text/plain;version=0.0.4, application/openmetrics-text;version=1.0.0;q=0.5, */*;q=0.1';

const SLOW = testFailure('watch.slow', 'Slower than a second.');
const NOT_ZIPPED = testFailure('watch.coding', 'Answered what cannot be unpacked.');
const LARGE = testFailure('watch.large', 'Larger than 8 MiB.');

/**
 * Fetches pages as a watch may: with GET, over connections that are kept, through no proxy. Each address is judged by the
 * guard of the run when it is connected to, and each redirect's again; to another origin goes none of the headers of the
 * watch, for any of them may hold a secret. A user before the host of an address is sent as basic authorization.
 */
export class Scrape {
  readonly #options: ScrapeOptions;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });
  readonly #secureAgent: SecureAgent;
  readonly #open = new Set<AbortController>();

  constructor(options: ScrapeOptions) {
    this.#options = options;
    this.#secureAgent = new SecureAgent({
      keepAlive: true,
      maxSockets: 4,
      rejectUnauthorized: options.limits.verifyTls,
    });
  }

  /** Never rejects. @returns failures, each with the sentence that says why figures are missing */
  async get(
    address: string,
    { headers = {}, accept = ACCEPT }: GetOptions = {},
  ): Promise<Result<FetchedPage>> {
    const first = askedFrom(address, headers, accept);
    if (!first.ok) return first;
    const ending = new AbortController();
    this.#open.add(ending);
    const timer = setTimeout(() => ending.abort(), this.#options.timeoutMs ?? TIMEOUT_MS);
    // Not left to the request: one that is destroyed already hears of no abort, and a name may never be resolved.
    const page = await Promise.race([this.#follow(first.value, ending.signal), abortOf(ending.signal)]);
    clearTimeout(timer);
    this.#open.delete(ending);
    if (ending.signal.aborted) return fail(SLOW);
    return page.ok ? page : fail({ ...page.failure, message: hideInAddresses(page.failure.message) });
  }

  close(): void {
    for (const ending of this.#open) ending.abort();
    this.#agent.destroy();
    this.#secureAgent.destroy();
  }

  async #follow(first: Asked, signal: AbortSignal): Promise<Result<FetchedPage>> {
    let asked = first;
    for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
      const answer = await this.#ask(asked, signal);
      if (!answer.ok) return answer;
      if (!('location' in answer.value)) return succeed(answer.value);
      const target = targetOf(answer.value.location, asked.url.href);
      if ('failure' in target) return fail(leadsNowhere(answer.value.location));
      const url = new URL(target.href);
      asked = { ...asked, url, headers: url.origin === asked.url.origin ? asked.headers : {} };
    }
    return fail(testFailure('watch.redirects', `Redirects more than ${MAX_REDIRECTS} times.`));
  }

  /** A connection that was kept may be closed just as it is used: that says nothing, and a GET may be sent again. */
  async #ask(
    asked: Asked,
    signal: AbortSignal,
  ): Promise<Result<FetchedPage | { readonly location: string }>> {
    const answer = await this.#askOnce(asked, signal);
    const isRace = !answer.ok && answer.failure.code === 'closed.keepalive_race';
    return isRace ? this.#askOnce(asked, signal) : answer;
  }

  #askOnce(
    { url, headers, accept }: Asked,
    signal: AbortSignal,
  ): Promise<Result<FetchedPage | { readonly location: string }>> {
    const { limits, lookup = systemLookup } = this.#options;
    const host = hostOf(url);
    const blocked = isIP(host) === 0 ? null : guardRun(host, host, limits);
    if (blocked !== null) return Promise.resolve(fail(blocked));
    const { promise, resolve } = Promise.withResolvers<Result<FetchedPage | { readonly location: string }>>();
    try {
      const isSecure = url.protocol === 'https:';
      const request = (isSecure ? httpsRequest : httpRequest)(url, {
        agent: isSecure ? this.#secureAgent : this.#agent,
        headers: { 'user-agent': 'plimsoll-watch', accept, 'accept-encoding': 'gzip', ...headers },
        lookup: guardedLookup(limits, lookup),
        signal,
      });
      const stage = stageOf(request, isSecure);
      const broken = (error: unknown) => {
        if (error instanceof Refusal) return resolve(fail(error.failure));
        const reused = request.reusedSocket;
        resolve(fail(failureOf({ stage: stage(), error, where: url.host, reused, answered: false })));
      };
      request.on('error', broken);
      request.on('response', (response) => resolve(readAnswer(request, response, url)));
      // Answers with 101 what nobody asked for: that is no response, and no error.
      request.on('upgrade', ({ statusCode: status = 0 }, socket) => {
        socket.destroy();
        resolve(succeed({ status, contentType: '', body: Buffer.alloc(0) }));
      });
      // Heard after all of these, and alone where it ends without any.
      request.on('close', () => broken({ code: 'EOF' }));
      request.end();
    } catch {
      resolve(fail(testFailure('watch.headers', 'Its headers cannot be sent.')));
    }
    return promise;
  }
}

/** Resolves when that is aborted. */
function abortOf(signal: AbortSignal): Promise<Result<never>> {
  const { promise, resolve } = Promise.withResolvers<Result<never>>();
  signal.addEventListener('abort', () => resolve(fail(SLOW)), { once: true });
  return promise;
}

/** How far it has come. */
function stageOf(request: ClientRequest, isSecure: boolean): () => 'dns' | 'connect' | 'tls' | 'headers' {
  let stage: 'dns' | 'connect' | 'tls' | 'headers' = 'connect';
  request.on('socket', (socket) => {
    if (!socket.connecting) {
      // It was kept: it has all that behind it, and would gather a listener with each request.
      stage = 'headers';
      return;
    }
    socket.once('lookup', (error) => {
      if (error !== null) stage = 'dns';
    });
    socket.once('connect', () => {
      stage = isSecure ? 'tls' : 'headers';
    });
    socket.once('secureConnect', () => {
      stage = 'headers';
    });
  });
  return () => stage;
}

/** The body to its end; of a redirect where it leads. */
function readAnswer(
  request: ClientRequest,
  response: IncomingMessage,
  url: URL,
): Promise<Result<FetchedPage | { readonly location: string }>> {
  const status = response.statusCode ?? 0;
  const { location } = response.headers;
  const { promise, resolve } = Promise.withResolvers<Result<FetchedPage | { readonly location: string }>>();
  const broken = (error: Error) =>
    resolve(fail(failureOf({ stage: 'body', error, where: url.host, answered: true })));
  response.on('error', broken);
  if (isRedirect(status) && location !== undefined) {
    // Read to its end, so that the connection can be used again; of one that has none the deadline is the end.
    response.on('end', () => resolve(succeed({ location })));
    response.resume();
    return promise;
  }
  const coding = (response.headers['content-encoding'] ?? 'identity').toLowerCase();
  const isZipped = coding === 'gzip' || coding === 'x-gzip';
  if (!isZipped && coding !== 'identity') {
    request.destroy();
    return Promise.resolve(
      fail(testFailure('watch.coding', `Answered in the encoding ${coding.slice(0, 40)}.`)),
    );
  }
  const body = isZipped ? response.pipe(createGunzip()) : response;
  if (isZipped) body.on('error', () => resolve(fail(NOT_ZIPPED)));
  const chunks: Buffer[] = [];
  let bytes = 0;
  body.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes <= MAX_BYTES) return;
    resolve(status === 200 ? fail(LARGE) : succeed({ status, contentType: '', body: Buffer.alloc(0) }));
    request.destroy();
    body.destroy();
  });
  const contentType = (response.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  body.on('end', () => resolve(succeed({ status, contentType, body: Buffer.concat(chunks) })));
  return promise;
}

/** What is asked, and with what. @returns failures: it is no address of HTTP, or has headers that no request can have */
function askedFrom(
  address: string,
  headers: Readonly<Record<string, string>>,
  accept: string,
): Result<Asked> {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol))
    return fail(testFailure('watch.source', 'Its address is not one of HTTP.'));
  const broken = Object.entries(headers).find(([, value]) => /[\r\n\0]/.test(value));
  if (broken !== undefined)
    return fail(testFailure('watch.headers', `Header ${broken[0]} holds a line break.`));
  const user = [url.username, url.password].map(decoded).join(':');
  const isNamed = url.username !== '' || url.password !== '';
  url.username = '';
  url.password = '';
  url.hash = '';
  const authorization = { authorization: `Basic ${Buffer.from(user, 'utf8').toString('base64')}` };
  return succeed({ url, accept, headers: { ...(isNamed ? authorization : {}), ...lowerCased(headers) } });
}

/** No more of the address than its origin: what follows may hold what was asked. */
function leadsNowhere(location: string): Failure {
  const url = URL.parse(location);
  const where = url === null || url.host === '' ? '' : `: ${url.protocol}//${url.host}`;
  return testFailure('watch.redirects', `Redirects to what is no address of HTTP${where}.`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The guard's answer on its way through a lookup. */
class Refusal extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Resolves like the system does, and gives what the run may connect to. */
function guardedLookup(limits: WatchLimits, lookup: typeof systemLookup): LookupFunction {
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      const known = error === null ? found.map(({ address }) => address) : [];
      const all = withBothLoopbacks(host, known);
      const allowed = all.filter((address) => guardRun(host, address, limits) === null);
      const [first] = all;
      if (first === undefined) return callback(error ?? new Error('no address'), '');
      const [best] = allowed;
      const blocked = guardRun(host, first, limits);
      if (best === undefined) return callback(blocked === null ? error : new Refusal(blocked), '');
      const family = (address: string) => (isIP(address) === 6 ? 6 : 4);
      if (options.all === true)
        return callback(
          null,
          allowed.map((address) => ({ address, family: family(address) })),
        );
      return callback(null, best, family(best));
    });
  };
}

/** Without the brackets of an IPv6 address. */
function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
