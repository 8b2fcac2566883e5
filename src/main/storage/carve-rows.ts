import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { SqlValue } from './database.ts';

/** A row as it lies in a page: its columns in order, an alias of the row id as null. */
export interface CarvedRow {
  readonly rowId: number;
  readonly values: readonly SqlValue[];
}

const PAGE_BYTES = 4_096;
const FILE_HEADER_BYTES = 100;
const FREE_LIST_AT = 32;
/** Type of a page that holds rows of a table (https://sqlite.org/fileformat2.html, section 1.6). */
const TABLE_LEAF = 0x0d;
const LEAF_HEADER_BYTES = 8;
/** Of a payload that does not fit: what of it lies in the page itself. */
const MAX_LOCAL = PAGE_BYTES - 35;
const MIN_LOCAL = Math.floor(((PAGE_BYTES - 12) * 32) / 255) - 23;
const OVERFLOW_BYTES = PAGE_BYTES - 4;
const MAX_PAYLOAD_BYTES = 64 * 1_048_576;

/**
 * Every row of every table page of a database file, whichever way leads there: where the page that names the others is
 * broken, a table cannot be walked, and its rows are whole all the same. Pages on the list of free ones are left out; a
 * row that does not read as one is passed over. The file is one of pages of 4,096 bytes without reserved space, as ours are.
 */
export function* carveRows(file: string): Generator<CarvedRow> {
  const pages = new Pages(file);
  try {
    const free = freePages(pages);
    for (let number = 1; number <= pages.count; number += 1) {
      if (!free.has(number)) yield* rowsOf(pages, number);
    }
  } finally {
    pages.close();
  }
}

/** The list of free pages as the header has it. */
interface FreeList {
  /** Number of its first page; 0 where no page is free. */
  readonly trunk: number;
  readonly pages: number;
}

const NO_FREE_PAGES: FreeList = { trunk: 0, pages: 0 };

/** The list of free pages where the header still leads to as many as it names; otherwise that of a file without any. */
export function wholeFreeList(file: string): FreeList {
  const pages = new Pages(file);
  try {
    const header = pages.read(1);
    if (header === null) return NO_FREE_PAGES;
    const list = { trunk: header.readUInt32BE(FREE_LIST_AT), pages: header.readUInt32BE(FREE_LIST_AT + 4) };
    const free = [...freePages(pages)];
    const isWhole = free.length === list.pages && free.every((page) => page > 1 && page <= pages.count);
    return isWhole ? list : NO_FREE_PAGES;
  } finally {
    pages.close();
  }
}

class Pages {
  readonly count: number;
  readonly #handle: number;

  constructor(file: string) {
    this.#handle = openSync(file, 'r');
    this.count = Math.floor(fstatSync(this.#handle).size / PAGE_BYTES);
  }

  /** @param number from 1; null where there is no such page */
  read(number: number): Buffer | null {
    if (number < 1 || number > this.count) return null;
    const page = Buffer.alloc(PAGE_BYTES);
    readSync(this.#handle, page, 0, PAGE_BYTES, (number - 1) * PAGE_BYTES);
    return page;
  }

  close(): void {
    closeSync(this.#handle);
  }
}

/** Pages of the free list keep what was deleted: it is not to come back. */
function freePages(pages: Pages): ReadonlySet<number> {
  const free = new Set<number>();
  let trunk = pages.read(1)?.readUInt32BE(FREE_LIST_AT) ?? 0;
  while (trunk !== 0 && !free.has(trunk)) {
    const page = pages.read(trunk);
    if (page === null) break;
    free.add(trunk);
    const leaves = Math.min(page.readUInt32BE(4), PAGE_BYTES / 4 - 2);
    for (let leaf = 0; leaf < leaves; leaf += 1) free.add(page.readUInt32BE(8 + 4 * leaf));
    trunk = page.readUInt32BE(0);
  }
  return free;
}

function* rowsOf(pages: Pages, number: number): Generator<CarvedRow> {
  const page = pages.read(number);
  const start = number === 1 ? FILE_HEADER_BYTES : 0;
  if (page === null || page[start] !== TABLE_LEAF) return;
  const cells = Math.min(page.readUInt16BE(start + 3), (PAGE_BYTES - LEAF_HEADER_BYTES) / 2);
  for (let cell = 0; cell < cells; cell += 1) {
    const at = start + LEAF_HEADER_BYTES + 2 * cell;
    const row = at + 2 <= PAGE_BYTES ? rowAt(pages, page, page.readUInt16BE(at)) : null;
    if (row !== null) yield row;
  }
}

function rowAt(pages: Pages, page: Buffer, at: number): CarvedRow | null {
  try {
    const length = varint(page, at);
    const rowId = varint(page, length.next);
    if (length.value > MAX_PAYLOAD_BYTES) return null;
    const payload = payloadAt(pages, page, { at: rowId.next, bytes: length.value });
    return payload === null ? null : { rowId: rowId.value, values: valuesOf(payload) };
  } catch (error) {
    // Reading past the end of what is there: this was no row.
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** What of it lies in the page, and the rest along the chain of its overflow pages. */
function payloadAt(
  pages: Pages,
  page: Buffer,
  { at, bytes }: { readonly at: number; readonly bytes: number },
): Buffer | null {
  if (bytes <= MAX_LOCAL) return at + bytes <= PAGE_BYTES ? page.subarray(at, at + bytes) : null;
  const fitting = MIN_LOCAL + ((bytes - MIN_LOCAL) % OVERFLOW_BYTES);
  const local = fitting <= MAX_LOCAL ? fitting : MIN_LOCAL;
  const parts = [page.subarray(at, at + local)];
  let left = bytes - local;
  for (let next = page.readUInt32BE(at + local); left > 0; ) {
    const overflow = pages.read(next);
    if (overflow === null) return null;
    const taken = Math.min(left, OVERFLOW_BYTES);
    parts.push(overflow.subarray(4, 4 + taken));
    left -= taken;
    next = overflow.readUInt32BE(0);
  }
  return Buffer.concat(parts);
}

/** Columns of a record: a header of serial types, then the contents. @throws RangeError where it is none */
function valuesOf(payload: Buffer): SqlValue[] {
  const header = varint(payload, 0);
  const values: SqlValue[] = [];
  let content = header.value;
  for (let at = header.next; at < header.value; ) {
    const type = varint(payload, at);
    at = type.next;
    const bytes = bytesOf(type.value);
    if (content + bytes > payload.length) throw new RangeError('a record that is cut');
    values.push(columnOf(type.value, payload.subarray(content, content + bytes)));
    content += bytes;
  }
  if (content !== payload.length) throw new RangeError('a record with a rest');
  return values;
}

const INTEGER_BYTES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function bytesOf(type: number): number {
  const bytes = type >= 12 ? Math.floor((type - 12) / 2) : INTEGER_BYTES[type];
  if (bytes === undefined) throw new RangeError('a serial type that is reserved');
  return bytes;
}

function columnOf(type: number, bytes: Buffer): SqlValue {
  if (type === 0) return null;
  if (type === 7) return bytes.readDoubleBE(0);
  if (type === 8 || type === 9) return type - 8;
  if (type === 6) return Number(bytes.readBigInt64BE(0));
  if (type < 6) return bytes.readIntBE(0, bytes.length);
  return type % 2 === 0 ? Uint8Array.from(bytes) : bytes.toString('utf8');
}

/** One to nine bytes, seven bits of each but the last of nine; beyond 2^53 it is no number of ours. */
function varint(buffer: Buffer, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let length = 1; length <= 9; length += 1) {
    const byte = buffer.readUInt8(at + length - 1);
    if (length === 9) value = value * 256 + byte;
    else value = value * 128 + (byte & 0x7f);
    if (length === 9 || byte < 0x80) {
      if (value > Number.MAX_SAFE_INTEGER) throw new RangeError('a number beyond 2^53');
      return { value, next: at + length };
    }
  }
  throw new RangeError('a number without an end');
}
