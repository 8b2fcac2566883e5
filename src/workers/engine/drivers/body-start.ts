import { type Answer, MAX_ANSWER_PART_BYTES } from '../../../contract/tick.ts';
import type { Bytes, Micros } from '../../../contract/units.ts';
import { bodyText, frameText } from './answer-text.ts';
import type { ResponseHeaders } from './driver.ts';
import { headerText } from './response-headers.ts';

/** Packed, they hold more than is shown; plain, a little more than is shown is asked for, to know that it was cut. */
const ENOUGH: Bytes = 2 * MAX_ANSWER_PART_BYTES;

/** How long the body of an answer that is no stream is waited for, to be shown. */
export const BODY_WAIT_US: Micros = 250_000;

/** Collects the beginning of a body that nobody reads but people. */
export class BodyStartReader {
  /** The body has ended as it should. */
  isWhole = false;
  readonly #parts: Buffer[] = [];
  #bytes: Bytes = 0;

  /** True: that is enough. */
  add(chunk: Buffer): boolean {
    const room = ENOUGH - this.#bytes;
    // A copy: what came is part of a larger buffer, and lent.
    if (room > 0) this.#parts.push(Buffer.from(chunk.subarray(0, room)));
    this.#bytes += chunk.length;
    return this.#bytes >= ENOUGH;
  }

  text(headers: ResponseHeaders | null): Pick<Answer, 'body' | 'note'> {
    return bodyText({
      bytes: Buffer.concat(this.#parts),
      type: headerText(headers, 'content-type'),
      encoding: headerText(headers, 'content-encoding'),
      isWhole: this.isWhole && this.#bytes <= ENOUGH,
      totalBytes: this.#bytes,
    });
  }
}

/** The beginning of the last message of a connection, in memory that grows with the messages it has seen. */
export class LastFrame {
  #memory: Buffer | null = null;
  #bytes: Bytes = 0;
  #isNone = true;

  set(frame: Buffer): void {
    const kept = Math.min(frame.length, MAX_ANSWER_PART_BYTES);
    if (this.#memory === null || this.#memory.length < kept) {
      this.#memory = Buffer.allocUnsafeSlow(Math.min(MAX_ANSWER_PART_BYTES, 2 * kept + 64));
    }
    frame.copy(this.#memory, 0, 0, kept);
    this.#bytes = frame.length;
    this.#isNone = false;
  }

  text(): Pick<Answer, 'body' | 'note'> {
    if (this.#isNone || this.#memory === null) return { body: '', note: 'no message arrived' };
    const kept = Math.min(this.#bytes, MAX_ANSWER_PART_BYTES);
    const { body, note } = frameText(this.#memory.subarray(0, kept), this.#bytes);
    return { body, note: ['the last message received', note].filter((part) => part !== '').join(': ') };
  }
}
