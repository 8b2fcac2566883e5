import type { Micros } from '../../../contract/units.ts';

/** The only format there is, see histogram.ts; the first number of every encoded histogram. */
export const FORMAT = 1;
/** The largest duration told apart, an hour; a longer one is recorded as an hour and counted as clamped. */
export const HIGHEST_US: Micros = 3_600_000_000;

/** Behind all buckets: a small integer, as their numbers are, so that engines keep both as such. */
export const NO_BUCKET = 0x3fff_ffff;

/**
 * The library's `countsArrayIndex` without logarithm and power: 4 ns instead of 40 on the hot path. A law test holds
 * the two equal. `value` is an integer, 0 … 2^32 − 1.
 */
export function bucketIndex(value: number): number {
  const doublings = 21 - Math.clz32(value | 2_047);
  return doublings === 0 ? value : ((doublings + 1) << 10) + ((value >>> doublings) - 1_024);
}

/** The least value of a bucket: `bucketIndex` the other way round. */
export function lowestOfBucket(index: number): Micros {
  return index < 2_048 ? index : ((index & 1_023) + 1_024) * widthOfBucket(index);
}

/** How many values a bucket does not tell apart. */
export function widthOfBucket(index: number): Micros {
  return index < 2_048 ? 1 : 2 ** ((index >> 10) - 1);
}

/**
 * The sum of encoded histograms, encoded, as if all their values had been recorded in one. Their pairs are merged as they
 * are read, in the order of the buckets: nothing is unfolded.
 * @throws RangeError where one of them is none of `encode`
 */
export function sumOfEncoded(parts: readonly Uint8Array[]): Uint8Array {
  const cursors = parts.map((part) => new EncodedHistogram(new VarintReader(part)));
  const used = cursors.filter(({ count }) => count > 0);
  const total = (of: (cursor: EncodedHistogram) => number) =>
    cursors.reduce((sum, cursor) => sum + of(cursor), 0);
  const writer = new VarintWriter();
  writer.put(FORMAT);
  writer.put(total(({ count }) => count));
  writer.put(total(({ refused }) => refused));
  writer.put(total(({ clamped }) => clamped));
  writer.put(used.length === 0 ? 0 : Math.min(...used.map(({ min }) => min)));
  writer.put(Math.max(0, ...used.map(({ max }) => max)));
  writer.put(total(({ sum }) => sum));
  let before = 0;
  for (;;) {
    let index = NO_BUCKET;
    for (const cursor of used) if (cursor.index < index) index = cursor.index;
    if (index === NO_BUCKET) return writer.bytes();
    let here = 0;
    for (const cursor of used) {
      if (cursor.index !== index) continue;
      here += cursor.here;
      cursor.advance();
    }
    writer.put(index - before);
    writer.put(here);
    before = index;
  }
}

/** An encoded histogram, read bucket by bucket. */
export class EncodedHistogram {
  count = 0;
  refused = 0;
  clamped = 0;
  min: Micros = 0;
  max: Micros = 0;
  sum = 0;
  /** The bucket it stands at; `NO_BUCKET` behind the last. */
  index = 0;
  here = 0;
  readonly #reader: VarintReader;
  #left = 0;

  /** @throws RangeError where the bytes are none of `encode` */
  constructor(reader: VarintReader) {
    this.#reader = reader;
    if (!reader.atEnd) this.open();
  }

  /**
   * The next one that its reader stands at.
   * @throws RangeError where the bytes are none of `encode`
   */
  open(): void {
    const reader = this.#reader;
    if (reader.next() !== FORMAT) throw new RangeError('encoded histogram: unknown format');
    this.count = reader.next();
    this.refused = reader.next();
    this.clamped = reader.next();
    this.min = reader.next();
    this.max = reader.next();
    this.sum = reader.next();
    if (this.max > HIGHEST_US || this.min > this.max)
      throw new RangeError('encoded histogram: impossible bounds');
    this.#left = this.count;
    this.index = 0;
    this.advance();
  }

  advance(): void {
    if (this.#left === 0) {
      this.index = NO_BUCKET;
      return;
    }
    this.index += this.#reader.next();
    this.here = this.#reader.next();
    this.#left -= this.here;
    if (this.index >= NO_BUCKET) throw new RangeError('encoded histogram: a bucket beyond its range');
    if (this.#left < 0)
      throw new RangeError(`encoded histogram: more values than the ${this.count} promised`);
  }
}

/** Unsigned LEB128; numbers up to 2^53 − 1, so beyond 32 bits by division. */
export class VarintWriter {
  static #scratch = new Uint8Array(1_024);
  #length = 0;

  put(number: number): void {
    if (this.#length + 8 > VarintWriter.#scratch.length) {
      const grown = new Uint8Array(VarintWriter.#scratch.length * 2);
      grown.set(VarintWriter.#scratch);
      VarintWriter.#scratch = grown;
    }
    const bytes = VarintWriter.#scratch;
    let rest = number;
    while (rest > 0x7fff_ffff) {
      bytes[this.#length++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    while (rest > 127) {
      bytes[this.#length++] = (rest & 127) | 0x80;
      rest >>>= 7;
    }
    bytes[this.#length++] = rest;
  }

  bytes(): Uint8Array {
    return VarintWriter.#scratch.slice(0, this.#length);
  }
}

/** What a `VarintWriter` wrote, number by number. */
export class VarintReader {
  #bytes: Uint8Array;
  #at: number;
  #end: number;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#at = 0;
    this.#end = bytes.length;
  }

  /** To other bytes, from one place to before another. */
  reopen(bytes: Uint8Array, from: number, to: number): void {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
  }

  get atEnd(): boolean {
    return this.#at >= this.#end;
  }

  /** Nearly all are below 128. */
  next(): number {
    if (this.#at >= this.#end) throw new RangeError('encoded histogram: cut off');
    const byte = this.#bytes[this.#at++] ?? 0;
    return byte < 128 ? byte : this.#long(byte & 127);
  }

  #long(low: number): number {
    let value = low;
    for (let scale = 128; scale <= 2 ** 56; scale *= 128) {
      if (this.#at >= this.#end) throw new RangeError('encoded histogram: cut off');
      const byte = this.#bytes[this.#at++] ?? 0;
      if (byte < 128) return value + byte * scale;
      value += (byte & 127) * scale;
    }
    throw new RangeError('encoded histogram: a number too long');
  }
}

/** One of each, to be used again and again: nothing is made to read a histogram. */
const READER = new VarintReader(new Uint8Array());
const CURSOR = new EncodedHistogram(READER);

/**
 * Goes through encoded histograms that lie one after the other, each bucket by bucket. What is handed to `each` is the same
 * object every time, and is to be advanced to its end.
 * @throws RangeError where the bytes are none of `encode`
 */
export function forEachEncoded(
  bytes: Uint8Array,
  each: (histogram: EncodedHistogram) => void,
  { from, to }: { readonly from: number; readonly to: number } = { from: 0, to: bytes.length },
): void {
  READER.reopen(bytes, from, to);
  do {
    CURSOR.open();
    each(CURSOR);
  } while (!READER.atEnd);
}
