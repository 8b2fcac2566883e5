import { crc32 } from 'node:zlib';
import type { SqlRow } from './database.ts';

/**
 * Seal of a row: CRC-32 (ISO 3309, the one of zip and PNG) of its values as JSON. SQLite's own integrity check passes
 * a flipped byte inside a text or blob; this does not.
 */
export function sealOf(values: readonly (string | number | null)[]): number {
  return crc32(JSON.stringify(values));
}

/** Seal over the named columns of a row; bytes never stand in them. */
export function rowSeal(row: SqlRow, columns: readonly string[]): number {
  return sealOf(columns.map((column) => plainValue(row[column])));
}

function plainValue(value: SqlRow[string] | undefined): string | number | null {
  return value === undefined || value instanceof Uint8Array ? null : value;
}

/** CRC-32 over numbers and byte strings in order; lengths go in too, so that neighbours cannot trade bytes. */
export class RunningCrc {
  #value = 0;

  addText(text: string): void {
    const bytes = Buffer.from(text);
    this.addNumbers([bytes.byteLength]);
    this.#value = crc32(bytes, this.#value);
  }

  addNumbers(numbers: readonly number[]): void {
    const packed = Float64Array.from(numbers);
    this.#value = crc32(new Uint8Array(packed.buffer), this.#value);
  }

  /** Null counts as a length of −1. */
  addBlobs(blobs: readonly (Uint8Array | null)[]): void {
    this.addNumbers(blobs.map((blob) => blob?.byteLength ?? -1));
    for (const blob of blobs) if (blob !== null) this.#value = crc32(blob, this.#value);
  }

  get value(): number {
    return this.#value;
  }
}
