import { HISTOGRAM_NAMES, type HistogramName, type SeriesHistograms } from '../../../../contract/tick.ts';
import type { Bytes } from '../../../../contract/units.ts';
import type { BucketSink } from '../../../../workers/engine/measure/bucket-counts.ts';

const CHUNK_BYTES: Bytes = 262_144;
const NAMES = HISTOGRAM_NAMES.length;
const PLACE = Object.fromEntries(HISTOGRAM_NAMES.map((name, place) => [name, place]));

/**
 * Encoded histograms, packed: those of a row (a series in a stretch of time) one after the other, rows in few large
 * pieces of memory. Each histogram as an array of its own would take more for being one than for what it holds.
 */
export class EncodedRows {
  /** Undefined: dropped. */
  readonly #chunks: (Uint8Array | undefined)[] = [];
  /** What is held in each, and how many of the first are dropped. */
  readonly #sizes: Bytes[] = [];
  #dropped = 0;
  /** Of row r and histogram h at r · NAMES + h: where it ends in its chunk. */
  #ends = new Uint32Array(1_024 * NAMES);
  /** Of each row: its chunk, and where it begins there. */
  #chunkOf = new Uint32Array(1_024);
  #starts = new Uint32Array(1_024);
  #rows = 0;
  #used: Bytes = CHUNK_BYTES;
  #bytes: Bytes = 0;

  /** What it holds, without what is left over at the ends of pieces. */
  get bytes(): Bytes {
    return this.#bytes;
  }

  /** @returns the number of the row */
  add(all: SeriesHistograms): number {
    const left = isOneClock(all) ? 'response' : null;
    let size = 0;
    for (const name of HISTOGRAM_NAMES) if (name !== left) size += all[name]?.length ?? 0;
    if (this.#used + size > CHUNK_BYTES) {
      this.#chunks.push(new Uint8Array(Math.max(CHUNK_BYTES, size)));
      this.#sizes.push(0);
      this.#used = 0;
    }
    const row = this.#rows++;
    if (row >= this.#starts.length) this.#grow();
    const chunk = this.#chunks.at(-1);
    this.#chunkOf[row] = this.#chunks.length - 1;
    this.#starts[row] = this.#used;
    let place = row * NAMES;
    for (const name of HISTOGRAM_NAMES) {
      const histogram = name === left ? null : all[name];
      if (histogram !== null) {
        chunk?.set(histogram, this.#used);
        this.#used += histogram.length;
      }
      this.#ends[place++] = this.#used;
    }
    this.#bytes += size;
    this.#sizes[this.#sizes.length - 1] = this.#used;
    return row;
  }

  /** Drops the oldest rows until no more than so many bytes are held; those being added to stay. */
  dropTo(bytes: Bytes): void {
    while (this.#bytes > bytes && this.#dropped < this.#chunks.length - 1) {
      this.#bytes -= this.#sizes[this.#dropped] ?? 0;
      this.#chunks[this.#dropped] = undefined;
      this.#dropped += 1;
    }
  }

  /** Whether a row is still there. */
  has(row: number): boolean {
    return (this.#chunkOf[row] ?? -1) >= this.#dropped;
  }

  /** Adds a histogram of a row to `into`; where it has none, nothing. */
  addTo(into: BucketSink, row: number, name: HistogramName): void {
    const place = row * NAMES + (PLACE[name] ?? 0);
    const from = place === row * NAMES ? (this.#starts[row] ?? 0) : (this.#ends[place - 1] ?? 0);
    const to = this.#ends[place] ?? 0;
    const chunk = this.#chunks[this.#chunkOf[row] ?? -1];
    if (to > from && chunk !== undefined) into.addEncoded(chunk, from, to);
    else if (name === 'response') this.addTo(into, row, 'service');
  }

  #grow(): void {
    this.#ends = grown(this.#ends);
    this.#chunkOf = grown(this.#chunkOf);
    this.#starts = grown(this.#starts);
  }
}

/** Of closed plans the response times are the service times: they are held once. */
function isOneClock({ response, service }: SeriesHistograms): boolean {
  if (response === null || service === null || response.length !== service.length) return false;
  return response === service || response.every((byte, at) => byte === service[at]);
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * array.length);
  larger.set(array);
  return larger;
}
