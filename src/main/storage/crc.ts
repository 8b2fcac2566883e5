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

/** What is added is gathered first: of a second there are hundreds of small pieces, and each call costs more than its bytes. */
const ROOM = 65_536;

/** CRC-32 over numbers and byte strings in order; lengths go in too, so that neighbours cannot trade bytes. */
export class RunningCrc {
  static readonly #gathered = new Uint8Array(ROOM);
  static readonly #view = new DataView(RunningCrc.#gathered.buffer);
  #used = 0;
  #value = 0;

  addText(text: string): void {
    const bytes = Buffer.from(text);
    this.addNumber(bytes.byteLength);
    this.addBytes(bytes);
  }

  /** As eight bytes, the lowest first. */
  addNumber(number: number): void {
    if (this.#used + 8 > ROOM) this.#flush();
    RunningCrc.#view.setFloat64(this.#used, number, true);
    this.#used += 8;
  }

  /** Null: there are none. */
  addBytes(bytes: Uint8Array | null): void {
    if (bytes === null) return;
    if (this.#used + bytes.byteLength > ROOM) this.#flush();
    if (bytes.byteLength > ROOM) {
      this.#value = crc32(bytes, this.#value);
      return;
    }
    RunningCrc.#gathered.set(bytes, this.#used);
    this.#used += bytes.byteLength;
  }

  /** Of one at a time: what is gathered is shared, so nothing else is added anywhere before this is read. */
  get value(): number {
    this.#flush();
    return this.#value;
  }

  #flush(): void {
    this.#value = crc32(RunningCrc.#gathered.subarray(0, this.#used), this.#value);
    this.#used = 0;
  }
}
