import type { Failure } from '../../../contract/failure.ts';
import type { Bytes } from '../../../contract/units.ts';
import { type Charset, charsetNamedIn, textIn } from '../../engine/drivers/charset.ts';
import { decodeBody, decodeSmall, isEncoded } from '../../engine/drivers/decode-body.ts';
import { type Exchange, isAccepted } from '../../engine/drivers/driver.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';
import { giveBack, LentBody, totalBytes } from '../../engine/drivers/lent-bytes.ts';
import type { UnfinishedRoom } from '../../engine/drivers/unfinished-text.ts';
import { MARK } from '../../engine/measure/irregular.ts';

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

/**
 * The body of an answer: collected where a check or an extraction reads it, and where it is encoded. For an answer that
 * cannot be decoded is no good one, and would count as good or bad by whether a check happens to read it. A body without a
 * content encoding that nobody reads costs nothing; one with it costs some 12 microseconds where it is small, which is nearly
 * always, and a way to another thread where it is not. That of a refused status is left as it is: the status is the failure.
 * What is held only to be decoded has one room for all connections of a thread: where it is full, a body is let go, and told
 * as not decoded.
 */
export class AnswerBody {
  readonly #lent = new LentBody();
  readonly #room: UnfinishedRoom;
  /** Taken of the room. */
  #held: Bytes = 0;
  #isWanted = false;
  #isCoded = false;
  /** It did not fit in the room. */
  #isLetGo = false;
  /** A byte came. */
  #hasBegun = false;
  #isGood = false;
  #isRead = false;
  #encoding = '';
  #type = '';
  /** null: it names one that is none. */
  #charset: Charset | null = 'utf8';
  #mostBytes: Bytes = 0;

  /** @param room for bodies that nobody reads, of all connections together */
  constructor(room: UnfinishedRoom) {
    this.#room = room;
  }

  /** The head has come. @param coding only lent */
  begin({ status, accepted, keepBody }: Exchange, coding: BodyCoding, mostBytes: Bytes): void {
    // Nearly always that of the answer before, and the very same string.
    if (coding.type !== this.#type) {
      this.#type = coding.type;
      this.#charset = charsetNamedIn(coding.type);
    }
    this.#isCoded = isEncoded(coding.encoding) || this.#charset === null;
    // A part of an encoded body is no encoded body: it cannot be held against the service.
    this.#isGood = isAccepted(status, accepted) && status !== PARTIAL_CONTENT;
    this.#isRead = keepBody;
    this.#isWanted = keepBody || (this.#isCoded && this.#isGood);
    this.#isLetGo = false;
    this.#hasBegun = false;
    this.#encoding = coding.encoding;
    this.#mostBytes = mostBytes;
  }

  /** Something of it has to be undone, or cannot be; from the head on. */
  get isCoded(): boolean {
    return this.#isCoded;
  }

  append(bytes: Buffer, from: number, to: number): void {
    this.#hasBegun = true;
    // Of a body in no charset it is enough to know that there is one.
    if (!this.#isWanted || this.#charset === null) return;
    if (!this.#isRead && !this.#hold(to - from)) {
      this.drop();
      this.#isWanted = false;
      this.#isLetGo = true;
    } else this.#lent.append(bytes, from, to);
  }

  /**
   * The body is whole: text and size go into the record, at once where that takes microseconds. Why the answer is no good one;
   * null: nothing is wrong with its body. Never rejects.
   */
  read(exchange: Exchange): Failure | null | Promise<BodyRead> {
    if (this.#isLetGo) exchange.marks |= MARK.not_decoded;
    if (this.#hasBegun && this.#charset === null)
      return this.#failed(failureFor('protocol.bad_charset', this.#type));
    if (!this.#isWanted) return null;
    const charset = this.#charset ?? 'utf8';
    const body = this.#lent.take();
    if (this.#isCoded) return this.#decode(body, charset, exchange);
    if (this.#isRead) exchange.responseBody = textIn(body, charset);
    giveBack(body);
    return null;
  }

  /** Nobody will read it. */
  drop(): void {
    if (!this.#lent.isEmpty) giveBack(this.#lent.take());
    this.#leaveRoom();
  }

  #hold(bytes: Bytes): boolean {
    if (!this.#room.take(bytes)) return false;
    this.#held += bytes;
    return true;
  }

  #leaveRoom(): void {
    this.#room.take(-this.#held);
    this.#held = 0;
  }

  #decode(body: readonly Buffer[], charset: Charset, exchange: Exchange): Failure | null | Promise<BodyRead> {
    const decoded = decodeSmall(body, this.#encoding, this.#mostBytes);
    if (decoded === null) return this.#decodeLater(body, charset);
    giveBack(body);
    this.#leaveRoom();
    if ('failure' in decoded) return this.#failed(decoded.failure);
    exchange.responseBytes = decoded.bytes.length;
    if (this.#isRead) exchange.responseBody = textIn([decoded.bytes], charset);
    return null;
  }

  async #decodeLater(body: readonly Buffer[], charset: Charset): Promise<BodyRead> {
    const isRead = this.#isRead;
    const isGood = this.#isGood;
    // The connection may be closed meanwhile, and the body is held all the same.
    const held = this.#held;
    this.#held = 0;
    const decoded = await decodeBody(body, this.#encoding, this.#mostBytes);
    this.#room.take(-held);
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
