import type { Bytes } from '../../../../contract/units.ts';

const CHUNK_BYTES: Bytes = 1_048_576;

/**
 * Copies of many small arrays in few large pieces of memory: small pieces that stay, among tens of thousands that are read
 * and forgotten, keep the memory of those from being given back.
 */
export class PackedBytes {
  #chunk = new Uint8Array();
  #used: Bytes = 0;

  /** @returns the copy */
  keep(bytes: Uint8Array): Uint8Array {
    if (this.#used + bytes.length > this.#chunk.length) {
      this.#chunk = new Uint8Array(Math.max(CHUNK_BYTES, bytes.length));
      this.#used = 0;
    }
    const kept = this.#chunk.subarray(this.#used, this.#used + bytes.length);
    kept.set(bytes);
    this.#used += bytes.length;
    return kept;
  }
}
