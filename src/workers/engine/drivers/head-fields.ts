import type { Bytes } from '../../../contract/units.ts';
import type { ResponseHeaders } from './driver.ts';
import type { FailureCode } from './failure-codes.ts';
import {
  hasValidText,
  isBlank,
  isNamed,
  isTokenOctet,
  lastOfList,
  listsToken,
  numberIn,
  SAYS_CLOSE,
} from './http-syntax.ts';
import { addHeader, appendToHeader, type HeaderRecord, noHeaders } from './response-headers.ts';

/** Why bytes are no answer. */
export interface Malformed {
  readonly code: FailureCode;
  /** What exactly is wrong with them. */
  readonly detail: string;
}

const COLON = 58;

/** The header fields of one head: those that say how to read on, and all of them where they are wanted. */
export class HeadFields {
  /** Declared length of the body; -1: none declared. */
  length: Bytes = -1;
  /** null: none given; it may be given empty. */
  #transferEncoding: string | null = null;
  #connection = '';
  #keepAlive = '';
  #headers: HeaderRecord | null = null;
  #lastName = '';
  /** The next line may go on with the value of this one. */
  #mayFold = false;
  #isTrailer = false;

  begin(keepAll: boolean): void {
    this.length = -1;
    this.#transferEncoding = null;
    this.#connection = '';
    this.#keepAlive = '';
    this.#headers = keepAll ? noHeaders() : null;
    this.#mayFold = false;
    this.#isTrailer = false;
  }

  /** What follows stands behind a body, and changes nothing of an answer that has been read. */
  beginTrailer(): void {
    this.#isTrailer = true;
    this.#mayFold = false;
  }

  /** By lower-case name; null where they were not wanted. */
  get headers(): ResponseHeaders | null {
    return this.#headers;
  }

  get hasTransferEncoding(): boolean {
    return this.#transferEncoding !== null;
  }

  get isChunked(): boolean {
    return lastOfList(this.#transferEncoding ?? '') === 'chunked';
  }

  /** Whether the service means to leave the connection open (RFC 9112, 9.3). */
  keepsAlive(isHttp10: boolean): boolean {
    if (listsToken(this.#connection, SAYS_CLOSE)) return false;
    // To HTTP/1.0 chunks are unknown: where they come all the same, the framing is not to be trusted (RFC 9112, 6.1).
    return !isHttp10 || (listsToken(this.#connection, 'keep-alive') && !this.hasTransferEncoding);
  }

  /** For how long the service says it leaves an idle connection open, seconds; -1 where it does not say. */
  get keepAliveSeconds(): number {
    const said = /(?:^|[\t ,;])timeout=(\d{1,9})/.exec(this.#keepAlive);
    return said === null ? -1 : Number(said[1]);
  }

  /** Reads a header line, without its line end. What is wrong with it; null: nothing. */
  read(bytes: Buffer, from: number, to: number): Malformed | null {
    const isFold = isBlank(bytes[from]);
    let colon = from;
    while (colon < to && isTokenOctet(bytes[colon] as number)) colon += 1;
    if (!isFold && (colon === from || bytes[colon] !== COLON))
      return badHeader(colon === to ? 'no colon' : 'name');
    let first = isFold ? from : colon + 1;
    let last = to;
    while (first < last && isBlank(bytes[first])) first += 1;
    while (last > first && isBlank(bytes[last - 1])) last -= 1;
    if (!hasValidText(bytes, first, last)) return badHeader('value');
    if (isFold) return this.#unfold(bytes.toString('latin1', first, last));
    if (this.#isTrailer) {
      this.#mayFold = true;
      return null;
    }
    if (this.#headers !== null) {
      this.#lastName = bytes.toString('latin1', from, colon).toLowerCase();
      addHeader(this.#headers, this.#lastName, bytes.toString('latin1', first, last));
    }
    return this.#heed(bytes, from, colon, first, last);
  }

  /** A value that goes on in the next line, as it once was allowed: a blank stands between (RFC 9112, 5.2). */
  #unfold(more: string): Malformed | null {
    if (!this.#mayFold) return badHeader('folded');
    if (this.#headers !== null && !this.#isTrailer) appendToHeader(this.#headers, this.#lastName, more);
    return null;
  }

  /** Takes note of what says how to read on. */
  #heed(bytes: Buffer, from: number, colon: number, first: number, last: number): Malformed | null {
    this.#mayFold = false;
    switch (colon - from) {
      case 10:
        if (isNamed(bytes, from, 'connection')) {
          this.#connection = joined(this.#connection, bytes.toString('latin1', first, last));
          return null;
        }
        if (isNamed(bytes, from, 'keep-alive')) {
          this.#keepAlive = joined(this.#keepAlive, bytes.toString('latin1', first, last));
          return null;
        }
        break;
      case 14:
        if (isNamed(bytes, from, 'content-length')) return this.#setLength(numberIn(bytes, first, last));
        break;
      case 17:
        if (isNamed(bytes, from, 'transfer-encoding')) {
          this.#transferEncoding = joined(
            this.#transferEncoding ?? '',
            bytes.toString('latin1', first, last),
          );
          return this.#contradiction();
        }
        break;
    }
    this.#mayFold = true;
    return null;
  }

  #setLength(length: Bytes): Malformed | null {
    if (length < 0) return badHeader('Content-Length');
    if (this.length >= 0) return { code: 'protocol.length_mismatch', detail: 'two Content-Lengths' };
    this.length = length;
    return this.#contradiction();
  }

  #contradiction(): Malformed | null {
    if (this.length < 0 || this.#transferEncoding === null) return null;
    return { code: 'protocol.length_mismatch', detail: 'Content-Length beside Transfer-Encoding' };
  }
}

function badHeader(detail: string): Malformed {
  return { code: 'protocol.bad_header', detail };
}

/** Lists in lower case; the same header twice is one list. */
function joined(list: string, more: string): string {
  return list === '' ? more.toLowerCase() : `${list},${more.toLowerCase()}`;
}
