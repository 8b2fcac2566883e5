import { type LookupAddress, lookup as systemLookup } from 'node:dns';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { connect, isIP, type LookupFunction } from 'node:net';
import { codeOf, type Failure } from '../../../contract/failure.ts';
import type { ServiceHealth } from '../../../contract/services.ts';
import { type Millis, microsToMillis } from '../../../contract/units.ts';
import { guardConnect } from '../../../workers/engine/connections/guard.ts';
import { withBothLoopbacks } from '../../../workers/engine/connections/loopback-names.ts';
import { createSystemClock } from '../../../workers/engine/time/system-clock.ts';

const clock = createSystemClock();

interface HealthOptions {
  readonly allowedHosts: readonly string[];
  /** For the whole call: name, connection, answer. */
  readonly timeoutMs?: Millis;
  /** False for test systems with certificates of their own. */
  readonly verifyTls?: boolean;
  /** Beside its own. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Absent: the system's. */
  readonly lookup?: LookupAll;
}

/** All addresses of a host, as `dns.lookup` gives them. */
export type LookupAll = (
  host: string,
  options: { readonly all: true },
  callback: (error: Error | null, addresses: LookupAddress[]) => void,
) => void;

/** What a service said when it was asked how it is. */
interface HealthAnswer {
  /** `blocked`: not asked, for its host is not allowed to be. */
  readonly health: Exclude<ServiceHealth, 'unknown'>;
  /** From the call to the last byte of the answer; null where there was none. */
  readonly latencyMs: Millis | null;
  /** A few words: `responded with 200`, `connection refused`. */
  readonly message: string;
}

const TIMEOUT_MS: Millis = 3_000;
/** A resolver that says nothing keeps the system's own lookup busy for 20 s and more. */
const RESOLVED_WITHIN_MS: Millis = 5_000;
/** A health page is short; what goes on for longer is not read to its end. */
const MAX_BYTES = 65_536;

/**
 * Asks a service how it is: one GET of its health page, which is up with a status from 200 to 299; or, where it has none,
 * whether anything accepts a connection there. No redirects are followed, nothing is retried, no proxy is used, and no
 * address is connected to that the run itself could not connect to.
 * @param healthPath null: it has no page
 */
export function askHealth(
  url: string,
  healthPath: string | null,
  options: HealthOptions,
): Promise<HealthAnswer> {
  const target = new URL(url + (healthPath ?? ''));
  const host = hostOf(target);
  const blocked = isIP(host) === 0 ? null : guardConnect(host, host, options.allowedHosts);
  if (blocked !== null) return Promise.resolve(refusedBy(blocked));
  const { promise, resolve } = Promise.withResolvers<HealthAnswer>();
  const startedUs = clock.nowUs();
  const lookup = new WatchedLookup(options);
  const ask = healthPath === null ? askForConnection : askForPage;
  ask(target, {
    connection: {
      lookup: lookup.guarded,
      signal: AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS),
      rejectUnauthorized: options.verifyTls !== false,
    },
    headers: options.headers ?? {},
    answered: (health, message) =>
      resolve({ health, latencyMs: microsToMillis(clock.nowUs() - startedUs), message }),
    failed: (error) => resolve(lookup.answerOf(error)),
  });
  return promise;
}

interface Asked {
  readonly connection: {
    readonly lookup: LookupFunction;
    readonly signal: AbortSignal;
    readonly rejectUnauthorized: boolean;
  };
  readonly headers: Readonly<Record<string, string>>;
  readonly answered: (health: 'up' | 'unhealthy', message: string) => void;
  readonly failed: (error: Error) => void;
}

function askForPage(target: URL, { connection, headers: more, answered, failed }: Asked): void {
  const headers = { 'user-agent': 'plimsoll-health', accept: '*/*', connection: 'close', ...more };
  const get = target.protocol === 'https:' ? httpsGet : httpGet;
  const request = get(target, { agent: false, headers, ...connection });
  request.on('error', failed);
  request.on('upgrade', ({ statusCode }, socket) => {
    answered('unhealthy', `responded with ${statusCode}`);
    socket.destroy();
  });
  const closed = () => failed(new Error('the connection was closed without a response'));
  request.on('close', closed);
  request.on('response', (response) => {
    request.off('close', closed);
    const status = response.statusCode ?? 0;
    let bytes = 0;
    const finish = () => {
      answered(status >= 200 && status < 300 ? 'up' : 'unhealthy', `responded with ${status}`);
      request.destroy();
    };
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) finish();
    });
    response.on('end', finish);
    response.on('error', failed);
  });
}

/** Sends nothing. */
function askForConnection(target: URL, { connection, answered, failed }: Asked): void {
  const secure = target.protocol === 'https:' || target.protocol === 'wss:';
  const port = Number(target.port || (secure ? 443 : 80));
  const socket = connect({ host: hostOf(target), port, ...connection });
  socket.once('error', failed);
  socket.once('connect', () => {
    answered('up', 'accepts connections');
    socket.destroy();
  });
}

/** Resolves like the system does, and refuses where any of the addresses may not be connected to. */
export function guardedLookup(
  allowedHosts: readonly string[],
  lookup: LookupAll = systemLookup,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const known = error === null ? found.map(({ address }) => address) : [];
      // As the run does: a service may listen on one family only, and the resolver know the other.
      const addresses = withBothLoopbacks(hostname, known).map((address) => ({
        address,
        family: isIP(address),
      }));
      if (error !== null && addresses.length === 0) return callback(error, '');
      const failure = guardAll(hostname, addresses, allowedHosts);
      if (failure !== null) return callback(new Refusal(failure), '');
      const [first] = addresses;
      if (options.all === true) return callback(null, addresses);
      return callback(null, first?.address ?? '', first?.family);
    });
  };
}

/** A lookup that knows whether it is what was waited for. */
class WatchedLookup {
  readonly guarded: LookupFunction;
  readonly #options: HealthOptions;
  #waitsFor: string | null = null;

  constructor(options: HealthOptions) {
    this.#options = options;
    const lookup = guardedLookup(options.allowedHosts, options.lookup);
    this.guarded = (host, wanted, callback) => {
      this.#waitsFor = host;
      lookup(host, wanted, (...answer) => {
        this.#waitsFor = null;
        callback(...answer);
      });
    };
  }

  answerOf(error: Error): HealthAnswer {
    if (error.name !== 'AbortError' && error.name !== 'TimeoutError') return answerOfError(error);
    const within = `within ${(this.#options.timeoutMs ?? TIMEOUT_MS) / 1_000} s`;
    if (this.#waitsFor === null) return unhealthy(`no response ${within}`);
    return unhealthy(`the host name ${this.#waitsFor} was not resolved ${within}`);
  }
}

/** The guard's answer on its way through a lookup. */
class Refusal extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

function answerOfError(error: Error): HealthAnswer {
  if (error instanceof Refusal) return refusedBy(error.failure);
  const code = codeOf(error);
  return unhealthy(WORDS[code] ?? (error.message.slice(0, 200) || code));
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset',
  ENOTFOUND: 'host name not found',
  EAI_AGAIN: 'host name could not be resolved',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate not trusted (self-signed)',
  CERT_HAS_EXPIRED: 'certificate expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate for another host name',
};

function unhealthy(message: string): HealthAnswer {
  return { health: 'down', latencyMs: null, message };
}

function refusedBy({ message }: Failure): HealthAnswer {
  return { health: 'blocked', latencyMs: null, message };
}

export interface HostLookup {
  readonly lookup?: LookupAll;
  /** A resolver that says nothing is waited for so long. */
  readonly withinMs?: Millis;
}

/**
 * What the guard would say to a connection to this address, without making one; null where it may be made, or where
 * the name cannot be resolved (which the first request will say better). A resolver that says nothing is not waited for.
 */
export function guardUrl(
  url: string,
  allowedHosts: readonly string[],
  { lookup = systemLookup, withinMs = RESOLVED_WITHIN_MS }: HostLookup = {},
): Promise<Failure | null> {
  const host = hostOf(new URL(url));
  if (isIP(host) !== 0) return Promise.resolve(guardConnect(host, host, allowedHosts));
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(notResolved(host, withinMs)), withinMs);
    lookup(host, { all: true }, (error, addresses) => {
      clearTimeout(timer);
      resolve(error === null ? guardAll(host, addresses, allowedHosts) : null);
    });
  });
}

function notResolved(host: string, withinMs: Millis): Failure {
  return {
    code: 'dns.timeout',
    side: 'client',
    message: `The host name ${host} was not resolved within ${withinMs / 1_000} s.`,
    hint: 'Check the name servers of this machine, or name the address itself.',
  };
}

function guardAll(
  host: string,
  addresses: readonly LookupAddress[],
  allowedHosts: readonly string[],
): Failure | null {
  const refusals = addresses.map(({ address }) => guardConnect(host, address, allowedHosts));
  return refusals.find((refusal) => refusal !== null) ?? null;
}

/** Without the brackets of an IPv6 address. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
