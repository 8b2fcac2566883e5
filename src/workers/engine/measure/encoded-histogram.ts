import type { Micros } from '../../../contract/units.ts';

/** The only format there is, see histogram.ts; the first number of every encoded histogram. */
export const FORMAT = 1;
/** The largest duration told apart, an hour; a longer one is recorded as an hour and counted as clamped. */
export const HIGHEST_US: Micros = 3_600_000_000;

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
    let index = Number.POSITIVE_INFINITY;
    for (const cursor of used) if (cursor.index < index) index = cursor.index;
    if (index === Number.POSITIVE_INFINITY) return writer.bytes();
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
  readonly count: number;
  readonly refused: number;
  readonly clamped: number;
  readonly min: Micros;
  readonly max: Micros;
  readonly sum: number;
  /** The bucket it stands at; infinite behind the last. */
  index = 0;
  here = 0;
  readonly #reader: VarintReader;
  #left: number;

  /** @throws RangeError where the bytes are none of `encode` */
  constructor(reader: VarintReader) {
    if (reader.next() !== FORMAT) throw new RangeError('encoded histogram: unknown format');
    this.#reader = reader;
    this.count = reader.next();
    this.refused = reader.next();
    this.clamped = reader.next();
    this.min = reader.next();
    this.max = reader.next();
    this.sum = reader.next();
    if (this.max > HIGHEST_US || this.min > this.max)
      throw new RangeError('encoded histogram: impossible bounds');
    this.#left = this.count;
    this.advance();
  }

  advance(): void {
    if (this.#left === 0) {
      this.index = Number.POSITIVE_INFINITY;
      return;
    }
    this.index += this.#reader.next();
    this.here = this.#reader.next();
    this.#left -= this.here;
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

export class VarintReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  next(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw new RangeError('encoded histogram: cut off');
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
      if (scale > 2 ** 56) throw new RangeError('encoded histogram: a number too long');
    }
  }
}
