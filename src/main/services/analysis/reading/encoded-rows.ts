import { HISTOGRAM_NAMES, type HistogramName, type SeriesHistograms } from '../../../../contract/tick.ts';
import type { Bytes } from '../../../../contract/units.ts';
import type { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';

const CHUNK_BYTES: Bytes = 1_048_576;
const NAMES = HISTOGRAM_NAMES.length;
const PLACE = Object.fromEntries(HISTOGRAM_NAMES.map((name, place) => [name, place]));

/**
 * Encoded histograms, packed: those of a row (a series in a stretch of time) one after the other, rows in few large
 * pieces of memory. Each histogram as an array of its own would take more for being one than for what it holds.
 */
export class EncodedRows {
  readonly #chunks: Uint8Array[] = [];
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
  add(histograms: SeriesHistograms): number {
    const size = HISTOGRAM_NAMES.reduce((sum, name) => sum + (histograms[name]?.length ?? 0), 0);
    if (this.#used + size > CHUNK_BYTES) {
      this.#chunks.push(new Uint8Array(Math.max(CHUNK_BYTES, size)));
      this.#used = 0;
    }
    const row = this.#rows++;
    if (row >= this.#starts.length) this.#grow();
    const chunk = this.#chunks.at(-1);
    this.#chunkOf[row] = this.#chunks.length - 1;
    this.#starts[row] = this.#used;
    for (const [place, name] of HISTOGRAM_NAMES.entries()) {
      const histogram = histograms[name];
      if (histogram !== null) {
        chunk?.set(histogram, this.#used);
        this.#used += histogram.length;
      }
      this.#ends[row * NAMES + place] = this.#used;
    }
    this.#bytes += size;
    return row;
  }

  /** Adds a histogram of a row to `into`; where it has none, nothing. */
  addTo(into: BucketCounts, row: number, name: HistogramName): void {
    const at = row * NAMES + (PLACE[name] ?? 0);
    const from = at === row * NAMES ? (this.#starts[row] ?? 0) : (this.#ends[at - 1] ?? 0);
    const to = this.#ends[at] ?? 0;
    const chunk = this.#chunks[this.#chunkOf[row] ?? -1];
    if (to > from && chunk !== undefined) into.addEncoded(chunk, from, to);
  }

  #grow(): void {
    this.#ends = grown(this.#ends);
    this.#chunkOf = grown(this.#chunkOf);
    this.#starts = grown(this.#starts);
  }
}

function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(2 * array.length);
  larger.set(array);
  return larger;
}
