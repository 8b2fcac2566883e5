import type { Bytes } from '../../../contract/units.ts';
import type { ResponseHeaders } from '../../engine/drivers/driver.ts';
import type { FailureCode } from '../../engine/drivers/failure-codes.ts';
import { hasValidText, hexOf, isBlank, numberIn } from '../../engine/drivers/http-syntax.ts';
import { MARK, type Marks } from '../../engine/measure/irregular.ts';
import type { BodyCoding } from './answer-body.ts';
import { HeadFields, type Malformed } from './head-fields.ts';

/** What is told of an answer while it is read. Either may call `stop`. */
export interface ResponseSink {
  /** A head is complete: of an interim answer (100 … 199), after which another follows, or of the final one. */
  head(status: number): void;
  /** Bytes of the body, `from` up to `to`; they are only lent. */
  body(bytes: Buffer, from: number, to: number): void;
}

/** What was asked, as far as it decides how the answer is to be read. */
interface Asked {
  /** The answer has no body, whatever its headers say. */
  readonly isHead: boolean;
  /** Make a record of the headers. Those of redirects are always kept. */
  readonly keepHeaders: boolean;
}

/**
 * | state  | the next bytes are                          | then                                               |
 * |--------|---------------------------------------------|----------------------------------------------------|
 * | status | the status line                             | header                                             |
 * | header | a header line, or the blank line            | status (interim), sized, size, flow, done          |
 * | sized  | a body of known length                      | done                                               |
 * | size   | the line with the length of a chunk         | chunk; trailer after the last one (length 0)       |
 * | chunk  | a chunk                                     | chunkEnd                                           |
 * | chunkEnd | CR and LF behind a chunk                  | size                                               |
 * | trailer | a header line behind the last chunk, or the blank line | done                                   |
 * | flow   | a body that ends with the connection        | done, by `finish`                                  |
 * | done   | nobody's: they are left where they are      |                                                    |
 */
type State = 'status' | 'header' | 'sized' | 'size' | 'chunk' | 'chunkEnd' | 'trailer' | 'flow' | 'done';

const CR = 13;
const LF = 10;
const SPACE = 32;
const SEMICOLON = 59;
const ZERO = 48;
const NOTHING = Buffer.alloc(0);
const PROTOCOL = Buffer.from('HTTP/1.');
/** What a line without its carriage return is to a strict reader; in every other state: a malformed header. */
const BARE_LF: Partial<Record<State, FailureCode>> = {
  status: 'protocol.bad_status_line',
  size: 'protocol.bad_chunk',
};
/** Longest line with the length of a chunk, its extensions included: as much as Node allows, four times what Go does. */
const MAX_SIZE_LINE: Bytes = 16_384;

/**
 * Reads HTTP/1.1 answers (RFC 9112) from whatever pieces they come in, and nothing more than one answer: what lies behind
 * it stays unread, for on a connection with one request at a time it belongs to nobody.
 *
 * Strict, it is so as a sender must be and a recipient may be: line ends are CR LF, names are tokens, lengths are digits, a
 * length and a chunked body exclude each other. Lenient, it reads what curl and browsers read as well, and says so in
 * `marks`: lines that end with a bare LF, chunks in spite of a length, the same length twice. What could be read in two ways
 * is refused either way. The head is bounded while it comes, before its lines are looked at.
 */
export class ResponseParser {
  readonly #sink: ResponseSink;
  readonly #mostHeadBytes: Bytes;
  #state: State = 'done';
  #isHead = false;
  #keepHeaders = false;
  /** The beginning of a line whose end has not come. */
  #carry = NOTHING;
  /** Of this head so far, without the line that is being read. */
  #headBytes: Bytes = 0;
  #isHttp10 = false;
  #status = 0;
  readonly #fields: HeadFields;
  readonly #isStrict: boolean;
  #marks: Marks = 0;
  #bodyBytes: Bytes = -1;
  /** Of the body, or of the chunk. */
  #left: Bytes = 0;
  #ended = false;
  #malformed: Malformed | null = null;

  constructor(sink: ResponseSink, mostHeadBytes: Bytes, isStrict = true) {
    this.#sink = sink;
    this.#mostHeadBytes = mostHeadBytes;
    this.#isStrict = isStrict;
    this.#fields = new HeadFields(isStrict);
  }

  /** Forgets what was, and is ready for the answer to the next request. */
  begin({ isHead, keepHeaders }: Asked): void {
    this.#isHead = isHead;
    this.#keepHeaders = keepHeaders;
    this.#ended = false;
    this.#malformed = null;
    this.#marks = 0;
    this.#beginHead();
  }

  /** Reads no further. */
  stop(): void {
    this.#state = 'done';
    this.#carry = NOTHING;
  }

  /** The answer is complete. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Why it cannot be read; null: so far it can. */
  get malformed(): Malformed | null {
    return this.#malformed;
  }

  /** What is irregular about the answer so far; always 0 where the parser is strict. */
  get marks(): Marks {
    return this.#marks;
  }

  /** How the body of the answer is to be read, from the head on; to be looked at before the next begins. */
  get coding(): BodyCoding {
    return this.#fields;
  }

  /** Whether the last head sets a cookie. */
  get setsCookie(): boolean {
    return this.#fields.setsCookie;
  }

  /** Something of the head that counts has come: what came of interim answers is forgotten. */
  get hasBegun(): boolean {
    return this.#headBytes > 0 || this.#carry.length > 0;
  }

  /** Of the last complete head, by lower-case name; null where they were not wanted. */
  get headers(): ResponseHeaders | null {
    return this.#fields.headers;
  }

  /** How long the body will be, from the head on; -1: it will be seen. */
  get bodyBytes(): Bytes {
    return this.#bodyBytes;
  }

  /** Whether the connection may serve another request after this answer (RFC 9112, 9.3). */
  get keepsAlive(): boolean {
    return !this.#isUnframed && this.#fields.keepsAlive(this.#isHttp10);
  }

  /** For how long the service says it leaves an idle connection open, seconds; -1 where it does not say. */
  get keepAliveSeconds(): number {
    return this.#fields.keepAliveSeconds;
  }

  /**
   * Reads bytes of the answer, up to `to`. How many of them were its own: fewer than given where it ended before.
   * @param bytes only lent: what is needed beyond this call is copied
   */
  feed(bytes: Buffer, to: number): number {
    let at = 0;
    while (at < to && this.#state !== 'done') {
      switch (this.#state) {
        case 'sized':
        case 'chunk':
          at = this.#takeSome(bytes, at, to);
          break;
        case 'flow':
          this.#sink.body(bytes, at, to);
          at = to;
          break;
        case 'chunkEnd':
          at = this.#takeChunkEnd(bytes, at);
          break;
        default:
          at = this.#takeLine(bytes, at, to);
      }
    }
    return at;
  }

  /** The connection has ended. True: so does the answer, as it should; false: it was cut short. */
  finish(): boolean {
    if (this.#state === 'flow') this.#end();
    return this.#ended;
  }

  #takeSome(bytes: Buffer, at: number, to: number): number {
    const end = Math.min(to, at + this.#left);
    this.#left -= end - at;
    this.#sink.body(bytes, at, end);
    if (this.#left > 0 || this.#state === 'done') return end;
    if (this.#state === 'sized') this.#end();
    else {
      this.#state = 'chunkEnd';
      this.#left = 2;
    }
    return end;
  }

  #takeChunkEnd(bytes: Buffer, at: number): number {
    const isBare = this.#left === 2 && bytes[at] === LF && !this.#isStrict;
    if (isBare) {
      this.#marks |= MARK.bare_lf;
      this.#state = 'size';
    } else if (bytes[at] !== (this.#left === 2 ? CR : LF)) {
      this.#refuse('protocol.bad_chunk', 'longer than it says');
    } else {
      this.#left -= 1;
      if (this.#left === 0) this.#state = 'size';
    }
    return at + 1;
  }

  #takeLine(bytes: Buffer, at: number, to: number): number {
    let end = at;
    while (end < to && bytes[end] !== LF) end += 1;
    const begun = this.#carry;
    // Before its length is judged: what is no answer at all is that, however it is cut into pieces.
    if (this.#state === 'status' && !this.#isProtocol(begun, bytes, at, end)) return end;
    if (this.#isTooLong(begun.length + end - at)) {
      if (this.#state === 'size') this.#refuseSizeLine(begun, bytes.subarray(at, end));
      else this.#refuse('limit.header_bytes', '');
      return end;
    }
    if (end === to) {
      this.#carry = Buffer.concat([begun, bytes.subarray(at, to)]);
      return to;
    }
    if (begun.length === 0) this.#readLine(bytes, at, end);
    else {
      const line = Buffer.concat([begun, bytes.subarray(at, end)]);
      this.#carry = NOTHING;
      this.#readLine(line, 0, line.length);
    }
    return end + 1;
  }

  /** Whether a line makes the head, or the line itself, longer than allowed. The blank line at the end is free. */
  #isTooLong(lineBytes: Bytes): boolean {
    if (this.#state === 'size') return lineBytes > MAX_SIZE_LINE;
    const isBlankLine = lineBytes <= 1 && this.#state !== 'status';
    // The CR of the last line is that of the blank one.
    return !isBlankLine && this.#headBytes + lineBytes - 1 > this.#mostHeadBytes;
  }

  /** An extension is nothing to us, a length without an end is none: as far as the bound, however it is cut into pieces. */
  #refuseSizeLine(begun: Buffer, more: Buffer): void {
    const line = Buffer.concat([begun, more]).subarray(0, MAX_SIZE_LINE);
    if (line.includes(SEMICOLON)) this.#refuse('limit.chunk_extension', '');
    else this.#refuse('protocol.bad_chunk', 'no end of its length');
  }

  /** @param end place of the LF */
  #readLine(bytes: Buffer, from: number, end: number): void {
    const isWhole = end > from && bytes[end - 1] === CR;
    const to = isWhole ? end - 1 : end;
    this.#headBytes += end + 1 - from;
    if (!isWhole) {
      if (this.#isStrict) {
        this.#refuse(BARE_LF[this.#state] ?? 'protocol.bad_header', 'line feed without carriage return');
        return;
      }
      this.#marks |= MARK.bare_lf;
    }
    switch (this.#state) {
      case 'status':
        // Between two answers, blank lines may stand (RFC 9112, 2.2).
        if (to > from) this.#readStatus(bytes, from, to);
        break;
      case 'size':
        this.#readChunkSize(bytes, from, to);
        break;
      default:
        if (to > from) this.#readField(bytes, from, to);
        else if (this.#state === 'trailer') this.#end();
        else this.#headComplete();
    }
  }

  /** Whether what there is of a status line, begun earlier, can be one of HTTP/1.x. */
  #isProtocol(begun: Buffer, bytes: Buffer, from: number, to: number): boolean {
    const length = begun.length + to - from;
    for (let place = 0; place < PROTOCOL.length && place < length; place += 1) {
      const octet = place < begun.length ? begun[place] : bytes[from + place - begun.length];
      // A lone CR begins a blank line.
      if (octet === PROTOCOL[place] || (octet === CR && length === 1)) continue;
      this.#refuse('protocol.not_http', '');
      return false;
    }
    return true;
  }

  #readStatus(bytes: Buffer, from: number, to: number): void {
    const minor = bytes[from + 7];
    if (to - from < 8 || (minor !== ZERO && minor !== ZERO + 1)) {
      this.#refuse('protocol.not_http', 'version');
      return;
    }
    const status = bytes[from + 8] === SPACE ? numberIn(bytes, from + 9, Math.min(to, from + 12)) : -1;
    const isSpaced = to === from + 12 || bytes[from + 12] === SPACE;
    if (to < from + 12 || status < 100 || !isSpaced || !hasValidText(bytes, from + 12, to)) {
      this.#refuse('protocol.bad_status_line', '');
      return;
    }
    this.#isHttp10 = minor === ZERO;
    this.#status = status;
    this.#state = 'header';
    this.#fields.begin(this.#keepHeaders || (status >= 300 && status < 400));
  }

  #readField(bytes: Buffer, from: number, to: number): void {
    const wrong = this.#fields.read(bytes, from, to);
    if (wrong !== null) this.#refuse(wrong.code, wrong.detail);
  }

  #headComplete(): void {
    const status = this.#status;
    if (status === 101) {
      this.#refuse('protocol.bad_upgrade', '');
      return;
    }
    if (status < 200) {
      this.#sink.head(status);
      if (this.#state !== 'done') this.#beginHead();
      return;
    }
    const { ambiguity, marks } = this.#fields;
    if (ambiguity !== null) {
      this.#refuse(ambiguity.code, ambiguity.detail);
      return;
    }
    this.#marks |= marks;
    const hasNoBody = this.#isHead || status === 204 || status === 304;
    const { length, isChunked } = this.#fields;
    if (hasNoBody) this.#state = 'sized';
    else if (isChunked) this.#state = 'size';
    else this.#state = length >= 0 ? 'sized' : 'flow';
    this.#bodyBytes = hasNoBody ? 0 : isChunked ? -1 : length;
    this.#left = Math.max(0, this.#bodyBytes);
    this.#sink.head(status);
    if (this.#state === 'sized' && this.#left === 0) this.#end();
  }

  /**
   * A body announced where none may be would be read as the next answer: such a connection is not to be used again. A 304
   * may say how long the body would be (RFC 9110, 15.4.5).
   */
  get #isUnframed(): boolean {
    if (this.#isHead || this.#bodyBytes !== 0) return false;
    const { length, hasTransferEncoding } = this.#fields;
    return hasTransferEncoding || (this.#status === 204 && length > 0);
  }

  #readChunkSize(bytes: Buffer, from: number, to: number): void {
    let size = 0;
    let at = from;
    for (let digit = hexOf(bytes[at]); at < to && digit >= 0; at += 1, digit = hexOf(bytes[at])) {
      size = size * 16 + digit;
    }
    const digits = at - from;
    // Some services pad the length with blanks.
    while (at < to && isBlank(bytes[at])) at += 1;
    const isEnd = at === to || bytes[at] === SEMICOLON;
    if (digits === 0 || !isEnd || !hasValidText(bytes, at, to) || size > Number.MAX_SAFE_INTEGER) {
      this.#refuse('protocol.bad_chunk', size > Number.MAX_SAFE_INTEGER ? 'length too large' : 'length');
      return;
    }
    this.#left = size;
    this.#state = size === 0 ? 'trailer' : 'chunk';
    if (size === 0) this.#fields.beginTrailer();
    this.#headBytes = 0;
  }

  #beginHead(): void {
    this.#state = 'status';
    this.#carry = NOTHING;
    this.#headBytes = 0;
    this.#bodyBytes = -1;
    this.#fields.begin(false);
  }

  #end(): void {
    this.#ended = true;
    this.#state = 'done';
  }

  #refuse(code: FailureCode, detail: string): void {
    this.#malformed = { code, detail };
    this.stop();
  }
}
