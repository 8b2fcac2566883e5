import type { Bytes } from '../../../contract/units.ts';
import type { ResponseHeaders } from '../../engine/drivers/driver.ts';
import type { FailureCode } from '../../engine/drivers/failure-codes.ts';
import {
  hasValidText,
  isBlank,
  isNamed,
  isTokenOctet,
  lastOfList,
  listsToken,
  numberIn,
  SAYS_CLOSE,
  withoutBlanks,
} from '../../engine/drivers/http-syntax.ts';
import {
  addHeader,
  appendToHeader,
  type HeaderRecord,
  noHeaders,
} from '../../engine/drivers/response-headers.ts';
import { MARK, type Marks } from '../../engine/measure/irregular.ts';
import type { BodyCoding } from './answer-body.ts';

/** Why bytes are no answer. */
export interface Malformed {
  readonly code: FailureCode;
  /** What exactly is wrong with them. */
  readonly detail: string;
}

const COLON = 58;
const SEMICOLON = 59;

/** The header fields of one head: those that say how to read on, and all of them where they are wanted. */
export class HeadFields implements BodyCoding {
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
  encoding = '';
  type = '';
  /** The last one that had parameters: most answers of a connection have the same, and no string is made of it again. */
  #typeBefore = '';
  /** Whether the head sets a cookie. */
  setsCookie = false;
  /** Of the framing, in what curl and browsers accept. */
  #marks: Marks = 0;
  readonly #isStrict: boolean;

  /** @param isStrict false: the same length twice, and a length beside chunks, are read as curl and browsers do */
  constructor(isStrict: boolean) {
    this.#isStrict = isStrict;
  }

  begin(keepAll: boolean): void {
    this.length = -1;
    this.#transferEncoding = null;
    this.#connection = '';
    this.#keepAlive = '';
    this.#headers = keepAll ? noHeaders() : null;
    this.#mayFold = false;
    this.#isTrailer = false;
    this.#marks = 0;
    this.setsCookie = false;
    this.encoding = '';
    this.type = '';
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

  /** What is irregular about the framing; to be asked for when the head has ended. */
  get marks(): Marks {
    return this.length >= 0 && this.#transferEncoding !== null
      ? this.#marks | MARK.length_and_chunked
      : this.#marks;
  }

  /**
   * What makes the framing of a head that has ended ambiguous; null: nothing. Chunks go before a length (RFC 9112, 6.3); any
   * other transfer coding beside a length could be read in two ways.
   */
  get ambiguity(): Malformed | null {
    return this.#transferEncoding === null || this.length < 0 || this.isChunked ? null : LENGTH_AND_CODING;
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
    while (colon < to && isTokenOctet(bytes[colon] ?? 0)) colon += 1;
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
        if (isNamed(bytes, from, 'set-cookie')) this.setsCookie = true;
        break;
      case 12:
        // Without parameters it names no charset: that is all that is asked of it.
        if (isNamed(bytes, from, 'content-type') && hasOctet(bytes, SEMICOLON, first, last)) {
          if (!isText(bytes, first, last, this.#typeBefore)) {
            this.#typeBefore = bytes.toString('latin1', first, last);
          }
          this.type = this.#typeBefore;
        }
        break;
      case 14:
        if (isNamed(bytes, from, 'content-length')) return this.#setLength(bytes, first, last);
        break;
      case 16:
        if (isNamed(bytes, from, 'content-encoding')) {
          this.encoding = joined(this.encoding, bytes.toString('latin1', first, last));
        }
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

  #setLength(bytes: Buffer, first: number, last: number): Malformed | null {
    const length = numberIn(bytes, first, last);
    if (length < 0)
      return this.#isStrict ? badHeader('Content-Length') : this.#setLengths(bytes, first, last);
    if (this.length >= 0) {
      if (this.#isStrict) return { code: 'protocol.length_mismatch', detail: 'two Content-Lengths' };
      if (this.length !== length) return TWO_LENGTHS;
      this.#marks |= MARK.same_length_twice;
    }
    this.length = length;
    return this.#contradiction();
  }

  /** The same length as a list, as proxies make one of two headers (RFC 9110, 8.6). */
  #setLengths(bytes: Buffer, first: number, last: number): Malformed | null {
    const lengths = bytes.toString('latin1', first, last).split(',').map(withoutBlanks);
    const [length = ''] = lengths;
    if (lengths.length < 2 || !lengths.every((one) => /^\d{1,15}$/.test(one)))
      return badHeader('Content-Length');
    const isSame = lengths.every((one) => Number(one) === Number(length));
    if (!isSame || (this.length >= 0 && this.length !== Number(length))) return TWO_LENGTHS;
    this.#marks |= MARK.same_length_twice;
    this.length = Number(length);
    return this.#contradiction();
  }

  #contradiction(): Malformed | null {
    return this.#isStrict && this.length >= 0 && this.#transferEncoding !== null ? LENGTH_AND_CODING : null;
  }
}

const LENGTH_AND_CODING: Malformed = {
  code: 'protocol.length_mismatch',
  detail: 'Content-Length beside Transfer-Encoding',
};
/** Two readers of one answer would read two different ones: how responses are smuggled. */
const TWO_LENGTHS: Malformed = { code: 'protocol.length_mismatch', detail: 'two different Content-Lengths' };

function badHeader(detail: string): Malformed {
  return { code: 'protocol.bad_header', detail };
}

function hasOctet(bytes: Buffer, octet: number, from: number, to: number): boolean {
  for (let at = from; at < to; at += 1) if (bytes[at] === octet) return true;
  return false;
}

/** Whether octets `from` up to `to` are this text in Latin-1. */
function isText(bytes: Buffer, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let at = from; at < to; at += 1) if (bytes[at] !== text.charCodeAt(at - from)) return false;
  return true;
}

/** Lists in lower case; the same header twice is one list. */
function joined(list: string, more: string): string {
  return list === '' ? more.toLowerCase() : `${list},${more.toLowerCase()}`;
}
