import type { Bytes } from '../../../contract/units.ts';

const END = Buffer.from('\r\n\r\n');

/**
 * Counts the bytes of an answer's head before the parser sees them. undici's own cap lets the parser go on to the end
 * of what was read, and makes an error with a stack trace for every header beyond: 20,000 of them held up the load
 * thread for 100 ms.
 */
export class HeadCap {
  readonly #most: Bytes;
  #seen: Bytes = 0;
  #before: Buffer | null = null;

  constructor(most: Bytes) {
    this.#most = most;
  }

  /** A new answer. */
  begin(): void {
    this.#seen = 0;
    this.#before = null;
  }

  /** Whether the head grows beyond the cap with these bytes; to be asked until it has ended. Cheap for short answers. */
  exceeds(bytes: Buffer): boolean {
    const seen = this.#seen;
    const before = this.#before;
    this.#seen = seen + bytes.length;
    this.#before = bytes;
    if (this.#seen <= this.#most) return false;
    // The blank line may lie across two reads.
    const tail = before?.subarray(-END.length + 1) ?? Buffer.alloc(0);
    const joined = Buffer.concat([tail, bytes]);
    const first = joined.indexOf(END);
    if (first < 0 || seen - tail.length + first > this.#most) return true;
    // Interim answers are over with their blank line; the head that counts began after the last of them.
    this.#seen = joined.length - joined.lastIndexOf(END) - END.length;
    return false;
  }
}
