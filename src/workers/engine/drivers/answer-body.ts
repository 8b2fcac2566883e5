import type { Failure } from '../../../contract/failure.ts';
import type { Bytes } from '../../../contract/units.ts';
import { type Charset, charsetNamedIn, textIn } from './charset.ts';
import { decodeBody, decodeSmall, isEncoded } from './decode-body.ts';
import { type Exchange, isAccepted } from './driver.ts';
import { failureFor } from './failure-codes.ts';
import { giveBack, LentBody, totalBytes } from './lent-bytes.ts';

/** What a head says of how its body is to be read; each empty where it says nothing. */
export interface BodyCoding {
  /** Value of `Content-Encoding`, in lower case. */
  readonly encoding: string;
  /** Value of `Content-Type`, where it has parameters. */
  readonly type: string;
}

/** A body that was decoded elsewhere, or why it could not be. */
export type BodyRead =
  | { readonly failure: Failure }
  | { readonly bytes: Bytes; readonly text: string | null };

const PARTIAL_CONTENT = 206;

/** Whether more than bytes have come. */
function isCoded({ encoding, type }: BodyCoding): boolean {
  return isEncoded(encoding) || charsetNamedIn(type) === null;
}

/**
 * The body of an answer: collected where a check or an extraction reads it, and where it is encoded. For an answer that
 * cannot be decoded is no good one, and would count as good or bad by whether a check happens to read it. A body without a
 * content encoding that nobody reads costs nothing; one with it costs some 12 microseconds where it is small, which is nearly
 * always, and a way to another thread where it is not. That of a refused status is left as it is: the status is the failure.
 */
export class AnswerBody {
  readonly #lent = new LentBody();
  #isWanted = false;
  #isCoded = false;
  #isGood = false;
  #isRead = false;
  #encoding = '';
  #type = '';
  #mostBytes: Bytes = 0;

  /** The head has come. @param coding only lent */
  begin({ status, accepted, keepBody }: Exchange, coding: BodyCoding, mostBytes: Bytes): void {
    this.#isCoded = isCoded(coding);
    // A part of an encoded body is no encoded body: it cannot be held against the service.
    this.#isGood = isAccepted(status, accepted) && status !== PARTIAL_CONTENT;
    this.#isRead = keepBody;
    this.#isWanted = keepBody || (this.#isCoded && this.#isGood);
    this.#encoding = coding.encoding;
    this.#type = coding.type;
    this.#mostBytes = mostBytes;
  }

  /** Something of it has to be undone, or cannot be; from the head on. */
  get isCoded(): boolean {
    return this.#isCoded;
  }

  append(bytes: Buffer, from: number, to: number): void {
    if (this.#isWanted) this.#lent.append(bytes, from, to);
  }

  /**
   * The body is whole: text and size go into the record, at once where that takes microseconds. Why the answer is no good one;
   * null: nothing is wrong with its body. Never rejects.
   */
  read(exchange: Exchange): Failure | null | Promise<BodyRead> {
    if (!this.#isWanted) return null;
    const body = this.#lent.take();
    if (this.#isCoded) return this.#decode(body, exchange);
    if (this.#isRead) exchange.responseBody = textIn(body, charsetNamedIn(this.#type) ?? 'utf8');
    giveBack(body);
    return null;
  }

  /** Nobody will read it. */
  drop(): void {
    if (!this.#lent.isEmpty) giveBack(this.#lent.take());
  }

  #decode(body: readonly Buffer[], exchange: Exchange): Failure | null | Promise<BodyRead> {
    const charset = charsetNamedIn(this.#type);
    if (charset === null && totalBytes(body) > 0) {
      giveBack(body);
      return this.#failed(failureFor('protocol.bad_charset', this.#type));
    }
    const decoded = decodeSmall(body, this.#encoding, this.#mostBytes);
    if (decoded === null) return this.#decodeLater(body, charset ?? 'utf8');
    giveBack(body);
    if ('failure' in decoded) return this.#failed(decoded.failure);
    exchange.responseBytes = decoded.bytes.length;
    if (this.#isRead) exchange.responseBody = textIn([decoded.bytes], charset ?? 'utf8');
    return null;
  }

  async #decodeLater(body: readonly Buffer[], charset: Charset): Promise<BodyRead> {
    const isRead = this.#isRead;
    const isGood = this.#isGood;
    const decoded = await decodeBody(body, this.#encoding, this.#mostBytes);
    if ('failure' in decoded) return isGood ? decoded : { bytes: 0, text: null };
    const { parts } = decoded;
    const read = { bytes: totalBytes(parts), text: isRead ? textIn(parts, charset) : null };
    giveBack(parts);
    return read;
  }

  /** Of a refused status, that is the failure; a part needs none. */
  #failed(failure: Failure): Failure | null {
    return this.#isGood ? failure : null;
  }
}
