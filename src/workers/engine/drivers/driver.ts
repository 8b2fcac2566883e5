import type { Micros } from '../../../contract/units.ts';
import type { Marks } from '../measure/irregular.ts';
import { emptySample, type Sample } from '../measure/sample.ts';

/**
 * What the engine asks of whatever speaks HTTP for it. Small on purpose, and without a type of the library behind it,
 * so that a second driver can stand beside the first.
 *
 *     connection = driver.open(origin)          makes nothing yet: the first request connects
 *     connection.fire(exchange)                 one at a time; calls exchange.owner.answered(exchange) exactly once
 *     connection.close()                        idle: closes; busy: cuts, without a word to the owner, whose
 *                                               exchange has the bytes moved so far
 */
export interface HttpDriver {
  /** @param address one of those of its host; absent, and null: the one whose turn it is when it connects */
  open(origin: Origin, address?: string | null): HttpConnection;
  /** Enforces the deadlines; called about every millisecond, but where answers are to be read first (StallGuard). */
  tick(nowUs: Micros): void;
  /** Loads and warms all that the first requests would otherwise pay for. */
  warmUp(): Promise<void>;
}

export interface HttpConnection {
  readonly origin: Origin;
  /** As it was opened with; null: it was left to it. */
  readonly address: string | null;
  /** False: it cannot be used again (a deadline passed, an answer was cut): open another. */
  readonly usable: boolean;
  /** True while its socket is; an idle one whose service hung up would connect anew. */
  readonly connected: boolean;
  fire(exchange: Exchange): void;
  close(): void;
}

/** Scheme, host and port of a URL, as a request needs them. */
export interface Origin {
  readonly secure: boolean;
  /** Lower case, without brackets. */
  readonly host: string;
  readonly port: number;
  /** `http://host:port`. */
  readonly url: string;
}

/**
 * One request and its answer: a pooled record. The owner fills the first half, the driver the second and the moments
 * and bytes of the sample. `startedUs` is set by the driver unless it is already there (a followed redirect goes on
 * with the same record: bytes add up).
 */
export interface Exchange extends Sample {
  owner: ExchangeOwner;
  /** Path and query, made valid. */
  path: string;
  /** Name, value, name, value … complete. */
  headers: readonly string[];
  body: string | Uint8Array | null;
  /** From `startedUs`; connecting has a limit of its own within it. */
  timeoutUs: Micros;
  /** False: nobody reads the body. It is counted, decoded where it is encoded, and thrown away. */
  keepBody: boolean;
  /** Status codes the step takes for good; null: see `isAccepted`. What came with another is kept to be shown. */
  accepted: ReadonlySet<number> | null;
  /** False: headers may be looked at and thrown away, unless the body or a redirect is kept. */
  keepHeaders: boolean;
  /** What comes later than this after its start is kept to be shown, whatever its status. */
  answerFromUs: Micros;
  /** Close the connection after the answer, and tell the service so. */
  lastOnConnection: boolean;

  /** By lower-case name; null until they came, and where they were not kept. */
  responseHeaders: ResponseHeaders | null;
  /** Decoded body as text; null where it was not kept. */
  responseBody: string | null;
  /** Decoded size; of a body that nobody reads and that was not decoded (its status is refused), the size on the wire. */
  responseBytes: number;
  /** What is irregular about the answer, or about those on the way to it. */
  marks: Marks;
  /** Answers that were followed, the first one first, where the step wants to read them. */
  hops: readonly HopAnswer[];
}

/** What is kept of an answer that was followed. */
type HopAnswer = Readonly<Pick<Exchange, 'status' | 'responseHeaders' | 'responseBody' | 'responseBytes'>>;

export const NO_HOPS: readonly HopAnswer[] = [];

export type ResponseHeaders = Readonly<Record<string, string | string[] | undefined>>;

export interface ExchangeOwner {
  /** The answer is complete, or `failure` says why there is none. Status and checks are the owner's to judge. */
  answered(exchange: Exchange): void;
}

/** The origin of an absolute http or https URL; null for anything else. */
export function originOf(url: URL): Origin | null {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (host === '') return null;
  return { secure, host, port: url.port === '' ? (secure ? 443 : 80) : Number(url.port), url: url.origin };
}

/** Whether a status is a good one: what the step names, else 200 … 399. */
export function isAccepted(status: number, accepted: ReadonlySet<number> | null): boolean {
  return accepted === null ? status >= 200 && status < 400 : accepted.has(status);
}

/** A record to be filled and fired, and used again after. */
export function emptyExchange(owner: ExchangeOwner): Exchange {
  return {
    ...emptySample(),
    owner,
    path: '/',
    headers: [],
    body: null,
    timeoutUs: 0,
    keepBody: false,
    accepted: null,
    keepHeaders: false,
    answerFromUs: Number.POSITIVE_INFINITY,
    lastOnConnection: false,
    responseHeaders: null,
    responseBody: null,
    responseBytes: 0,
    marks: 0,
    hops: NO_HOPS,
  };
}
