import { heldOrMade } from '../../../../contract/keys.ts';
import { LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import type { HistogramName } from '../../../../contract/tick.ts';
import type { Bytes } from '../../../../contract/units.ts';
import {
  BUCKETS,
  type BucketCounts,
  type BucketSink,
} from '../../../../workers/engine/measure/bucket-counts.ts';
import {
  bucketIndex,
  type EncodedHistogram,
  forEachEncoded,
  NO_BUCKET,
} from '../../../../workers/engine/measure/encoded-histogram.ts';
import { BAND_OF_BUCKET } from './bucket-bands.ts';
import type { ReadableRun } from './readable-run.ts';

/** What was counted once is kept up to here; of a longer run it is counted again. */
const MAX_KEPT_BYTES: Bytes = 48 * 1_048_576;

/**
 * Requests of a series by second and band. Exact: every success is in one cell, that of the middle of its histogram's
 * bucket, which is never wider than 0.1%.
 */
export class BandCounts {
  readonly #run: ReadableRun;
  readonly #kept = new Map<string, SeriesBands>();
  readonly #sink = new BandSink();

  constructor(run: ReadableRun) {
    this.#run = run;
  }

  /** What is counted so far. */
  get bytes(): Bytes {
    let sum = 0;
    for (const { bytes } of this.#kept.values()) sum += bytes;
    return sum;
  }

  /** @returns those of each series, in all seconds */
  of(series: readonly number[], name: HistogramName): readonly SeriesBands[] {
    if (this.bytes > MAX_KEPT_BYTES) this.#kept.clear();
    const counted = series.map((one) => ({
      one,
      bands: heldOrMade(this.#kept, `${one} ${name}`, () => new SeriesBands()),
    }));
    const from = Math.min(...counted.map(({ bands }) => bands.seconds));
    // Second by second: of a very long run the older ones are read again.
    for (let second = from; second < this.#run.seconds; second += 1) {
      for (const { one, bands } of counted) {
        if (bands.seconds > second) continue;
        this.#sink.clear();
        this.#run.addTo(this.#sink, one, name, { from: second, to: second });
        bands.add(this.#sink.cells);
      }
    }
    return counted.map(({ bands }) => bands);
  }
}

/** Of a second, an endpoint uses some fifteen of the bands: only these are held, each as a byte and a varint. */
class SeriesBands {
  #bytes = new Uint8Array(1_024);
  #used: Bytes = 0;
  /** Where each second ends. */
  #ends = new Uint32Array(64);
  /** So many are counted. */
  seconds = 0;

  get bytes(): Bytes {
    return this.#bytes.byteLength + this.#ends.byteLength;
  }

  /** Takes the next second. @param cells requests of each band */
  add(cells: Uint32Array): void {
    // A band takes a byte, a count five at most.
    this.#bytes = withRoom(this.#bytes, this.#used + 6 * LATENCY_BANDS);
    for (let band = 0; band < cells.length; band += 1) {
      const count = cells[band] ?? 0;
      if (count === 0) continue;
      this.#bytes[this.#used++] = band;
      let left = count;
      for (; left >= 128; left = Math.floor(left / 128)) this.#bytes[this.#used++] = 128 | (left & 127);
      this.#bytes[this.#used++] = left;
    }
    this.#ends = withRoom(this.#ends, this.seconds + 1);
    this.#ends[this.seconds++] = this.#used;
  }

  /** Adds what a second has of each band. @param at where the bands begin; of a second that was not counted nothing is added */
  addTo(into: Uint32Array, at: number, second: number): void {
    const end = this.#ends[second] ?? 0;
    for (let from = second === 0 ? 0 : (this.#ends[second - 1] ?? 0); from < end; ) {
      const cell = at + (this.#bytes[from++] ?? 0);
      let scale = 1;
      let byte = this.#bytes[from++] ?? 0;
      let count = byte & 127;
      while (byte >= 128) {
        scale *= 128;
        byte = this.#bytes[from++] ?? 0;
        count += (byte & 127) * scale;
      }
      into[cell] = (into[cell] ?? 0) + count;
    }
  }
}

/** The same, or twice as long where it has no such place. */
function withRoom<List extends Uint8Array | Uint32Array>(list: List, length: number): List;
function withRoom(list: Uint8Array | Uint32Array, length: number): Uint8Array | Uint32Array {
  if (length <= list.length) return list;
  const size = Math.max(length, 2 * list.length);
  const longer = list instanceof Uint8Array ? new Uint8Array(size) : new Uint32Array(size);
  longer.set(list);
  return longer;
}

/** Counts by band as a histogram is read: of a second it uses some of the thousands of buckets between its ends. */
class BandSink implements BucketSink {
  sum = 0;
  readonly cells = new Uint32Array(LATENCY_BANDS);

  clear(): void {
    this.cells.fill(0);
  }

  addEncoded(bytes: Uint8Array, from = 0, to = bytes.length): void {
    forEachEncoded(bytes, this.#addEncoded, { from, to });
  }

  addValues(bucket: number, count: number): void {
    const band = BAND_OF_BUCKET[bucket] ?? 0;
    this.cells[band] = (this.cells[band] ?? 0) + count;
  }

  readonly #addEncoded = (encoded: EncodedHistogram): void => {
    for (; encoded.index < NO_BUCKET; encoded.advance()) {
      if (encoded.index >= BUCKETS) throw new RangeError('encoded histogram: a bucket beyond its range');
      this.addValues(encoded.index, encoded.here);
    }
  };
}

/** Adds what is in each band. @param at where the bands begin */
export function addBands(
  { counts, count, min, max }: BucketCounts,
  into: Uint32Array | Float64Array,
  at: number,
): void {
  if (count === 0) return;
  for (let bucket = bucketIndex(min); bucket <= bucketIndex(max); bucket += 1) {
    const here = counts[bucket] ?? 0;
    if (here === 0) continue;
    const cell = at + (BAND_OF_BUCKET[bucket] ?? 0);
    into[cell] = (into[cell] ?? 0) + here;
  }
}
