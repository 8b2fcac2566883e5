import { constants } from 'node:buffer';
import type { Bytes } from '../../../contract/units.ts';

/**
 * Memory for bodies, given back as soon as they have been read. Left to the garbage collector, the bodies of a second
 * (26 MB of them are not many) are what makes it go through the whole heap, several times a second and for 5 to 10 ms
 * each: in the latency of every answer that comes meanwhile.
 */

/** No text can be longer. */
export const MAX_TEXT_BYTES: Bytes = constants.MAX_STRING_LENGTH;

/** A block holds at least what made it necessary, and grows with the body: one that comes in crumbs is not made of them. */
const BLOCK: { readonly least: Bytes; readonly most: Bytes } = { least: 1_024, most: 65_536 };
/** From this size on, memory is had from the system by itself, and is the system's again when given back. */
const BY_ITSELF: Bytes = 32_768;

/** Collects a body from pieces that are only lent. */
export class LentBody {
  #parts: Buffer[] = [];
  #block: Buffer | null = null;
  #used: Bytes = 0;
  #total: Bytes = 0;

  get isEmpty(): boolean {
    return this.#total === 0;
  }

  append(bytes: Buffer, from: number, to: number): void {
    let at = from;
    while (at < to) {
      this.#block ??= this.#newBlock(to - at);
      const taken = bytes.copy(this.#block, this.#used, at, to);
      at += taken;
      this.#used += taken;
      this.#total += taken;
      if (this.#used === this.#block.length) this.#endBlock(this.#block);
    }
  }

  /** The whole body, each part in memory of its own, and nothing is left here. To be given back. */
  take(): readonly Buffer[] {
    if (this.#block !== null) this.#endBlock(this.#block);
    const parts = this.#parts;
    this.#parts = [];
    this.#total = 0;
    return parts;
  }

  #newBlock(wanted: Bytes): Buffer {
    this.#used = 0;
    const grown = Math.min(BLOCK.most, Math.max(BLOCK.least, this.#total));
    // What comes in one piece often is the whole body.
    return memory(this.#total === 0 ? wanted : Math.max(wanted, grown));
  }

  #endBlock(block: Buffer): void {
    this.#parts.push(block.subarray(0, this.#used));
    this.#block = null;
  }
}

/** Frees the memory of buffers that have it to themselves. They are empty after that. */
export function giveBack(buffers: readonly Buffer[]): void {
  for (const { buffer } of buffers) {
    if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
  }
}

export function totalBytes(buffers: readonly Buffer[]): Bytes {
  let total = 0;
  for (const { length } of buffers) total += length;
  return total;
}

/** The text that the buffers hold one after the other. Throws where it is longer than MAX_TEXT_BYTES. */
export function joinedText(buffers: readonly Buffer[], encoding: 'utf8' | 'latin1'): string {
  const [only] = buffers;
  if (only === undefined) return '';
  if (buffers.length === 1) return only.toString(encoding);
  const whole = joined(buffers);
  const text = whole.toString(encoding);
  giveBack([whole]);
  return text;
}

/** The buffers one after the other, in memory of its own: to be given back. `Buffer.concat` may take Node's pool. */
export function joined(buffers: readonly Buffer[]): Buffer {
  const whole = memory(totalBytes(buffers));
  let at = 0;
  for (const part of buffers) at += part.copy(whole, at);
  return whole;
}

/**
 * Not from Node's pool of small buffers: what is given back must be nobody else's. A resizable buffer is the only kind that
 * is not made by malloc, which would keep most of what 200 large bodies have needed at once.
 */
function memory(size: Bytes): Buffer {
  if (size < BY_ITSELF) return Buffer.allocUnsafeSlow(size);
  return Buffer.from(new ArrayBuffer(size, { maxByteLength: size }));
}
