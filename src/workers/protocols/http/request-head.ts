import { isIP } from 'node:net';
import type { Failure } from '../../../contract/failure.ts';
import type { Bytes } from '../../../contract/units.ts';
import type { Exchange } from '../../engine/drivers/driver.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';
import { isFieldValue, isToken, listsToken, SAYS_CLOSE } from '../../engine/drivers/http-syntax.ts';

/** The headers of a request made ready to be written, or why they cannot be. */
interface HeaderLines {
  readonly failure: Failure | null;
  /** Lines of all headers but those that the connection writes itself. */
  readonly lines: string;
  /** Value of a `host` header of the plan's; null: the origin's own. */
  readonly host: string | null;
  /** The name in it, for TLS; empty where there is none, or it is an address. */
  readonly serverName: string;
  /** Length that a `content-length` header of the plan declares; -1: none. */
  readonly declaredBytes: Bytes;
  /** The plan asks to close the connection by a header. */
  readonly closes: boolean;
}

/** Octets that are no blanks and no control characters of ASCII. */
const PATH = /^\/[\x21-\x7e\x80-\xff]*$/;
/** A body is expected with these: where there is none, its length 0 is said (RFC 9110, 8.6). */
const WITH_BODY = new Set(['POST', 'PUT', 'PATCH', 'QUERY', 'PROPFIND', 'PROPPATCH']);
/** How the message is framed and the connection kept is the driver's to say: by the plan they would not be true. */
const OURS = new Set(['transfer-encoding', 'keep-alive', 'upgrade', 'expect']);

/** @param headers name, value, name, value …; names in any case, written in lower case */
export function headerLines(headers: readonly string[]): HeaderLines {
  let lines = '';
  let host: string | null = null;
  let declaredBytes = -1;
  let closes = false;
  for (let place = 0; place + 1 < headers.length; place += 2) {
    const given = headers[place] ?? '';
    const value = headers[place + 1] ?? '';
    // Before it is put into lower case: the Kelvin sign would become a k.
    if (!isToken(given)) return refused(`${JSON.stringify(given)} is not a valid header name`);
    const name = given.toLowerCase();
    if (!isFieldValue(value)) return refused(`the header ${name} has invalid characters`);
    if (OURS.has(name)) return refused(`the header ${name} cannot be set by a plan`);
    if (name === 'host') {
      if (host !== null) return refused('two host headers');
      host = value;
    } else if (name === 'content-length') {
      if (declaredBytes >= 0) return refused('two content-length headers');
      if (!/^\d{1,15}$/.test(value)) return refused('the header content-length is not a number');
      declaredBytes = Number(value);
    } else if (name === 'connection') closes ||= listsToken(value.toLowerCase(), SAYS_CLOSE);
    else lines += `${name}: ${value}\r\n`;
  }
  return { failure: null, lines, host, serverName: serverNameIn(host), declaredBytes, closes };
}

/** What a request's head is made of beside its headers. */
export interface RequestLine {
  readonly method: string;
  readonly path: string;
  /** As the origin is called in a `host` header. */
  readonly host: string;
  readonly bodyBytes: Bytes;
  readonly lastOnConnection: boolean;
}

/**
 * The head of a request, blank line included, in Latin-1; or why it cannot be sent.
 * The order is request line, host, connection, the plan's headers, length.
 */
export function requestHead(line: RequestLine, headers: HeaderLines): string | Failure {
  const { method, path, bodyBytes } = line;
  if (headers.failure !== null) return headers.failure;
  if (!PATH.test(path)) return failureFor('test.bad_request', 'invalid request path');
  if (!isToken(method)) return failureFor('test.bad_request', 'invalid request method');
  if (headers.declaredBytes >= 0 && headers.declaredBytes !== bodyBytes) {
    return failureFor('test.bad_request', 'the header content-length is not the length of the body');
  }
  const connection = line.lastOnConnection || headers.closes ? 'close' : 'keep-alive';
  const length = bodyBytes > 0 || WITH_BODY.has(method) ? `content-length: ${bodyBytes}\r\n` : '';
  return `${method} ${path} HTTP/1.1\r\nhost: ${headers.host ?? line.host}\r\nconnection: ${connection}\r\n${headers.lines}${length}\r\n`;
}

const NO_HEADERS: readonly string[] = [];

/** The heads of the requests on one connection: most are the same as the one before, and are made once. */
export class RequestHead {
  /** Ready to be written; empty: the last request could not be. */
  text = '';
  /** Of the body behind it. */
  bodyBytes: Bytes = 0;
  lines: HeaderLines = headerLines(NO_HEADERS);
  readonly #host: string;
  #headers = NO_HEADERS;
  /** What `text` is made of; null: there is none. */
  #line: RequestLine | null = null;

  /** @param host as the origin is called in a `host` header */
  constructor(host: string) {
    this.#host = host;
  }

  /** @returns why the request cannot be sent; null: it can */
  make({ method, path, headers, body, lastOnConnection }: Exchange): Failure | null {
    const bodyBytes = body === null ? 0 : Buffer.byteLength(body);
    const before = this.#line;
    this.bodyBytes = bodyBytes;
    const isSameLine = before?.path === path && before.method === method;
    const isSameEnd = before?.bodyBytes === bodyBytes && before.lastOnConnection === lastOnConnection;
    if (this.#headers === headers && isSameLine && isSameEnd) return null;
    if (this.#headers !== headers) {
      this.#headers = headers;
      this.lines = headerLines(headers);
    }
    this.#line = null;
    this.text = '';
    const line = { method, path, host: this.#host, bodyBytes, lastOnConnection };
    const head = requestHead(line, this.lines);
    if (typeof head !== 'string') return head;
    this.#line = line;
    this.text = head;
    return null;
  }
}

function refused(why: string): HeaderLines {
  const failure = failureFor('test.bad_request', why);
  return { failure, lines: '', host: null, serverName: '', declaredBytes: -1, closes: false };
}

function serverNameIn(host: string | null): string {
  if (host === null || host.startsWith('[') || isIP(host) !== 0) return '';
  const name = host.replace(/:\d*$/, '');
  return isIP(name) === 0 ? name : '';
}
