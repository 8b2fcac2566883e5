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
  readonly #kept = new Map<string, Counted>();
  readonly #sink = new BandSink();
  #bytes: Bytes = 0;

  constructor(run: ReadableRun) {
    this.#run = run;
  }

  /** @returns of each series those of second s and band b at s · LATENCY_BANDS + b; longer than the run, perhaps */
  of(series: readonly number[], name: HistogramName): readonly Uint32Array[] {
    const counted = series.map((one) => ({ one, held: this.#held(one, name) }));
    const from = Math.min(...counted.map(({ held }) => held.seconds));
    // Second by second: of a very long run the older ones are read again.
    for (let second = from; second < this.#run.seconds; second += 1) {
      for (const { one, held } of counted) {
        if (held.seconds > second) continue;
        this.#sink.aim(held.cells, second * LATENCY_BANDS);
        this.#run.addTo(this.#sink, one, name, { from: second, to: second });
        held.seconds = second + 1;
      }
    }
    return counted.map(({ held }) => held.cells);
  }

  #held(series: number, name: HistogramName): Counted {
    const { seconds } = this.#run;
    const key = `${series} ${name}`;
    const known = this.#kept.get(key);
    if (known !== undefined && known.cells.length >= seconds * LATENCY_BANDS) return known;
    // A run that goes on is asked about second by second.
    const room = known === undefined ? seconds : Math.ceil(1.2 * seconds);
    const held: Counted = { cells: new Uint32Array(room * LATENCY_BANDS), seconds: known?.seconds ?? 0 };
    held.cells.set(known?.cells ?? []);
    const bytes = this.#bytes - (known?.cells.byteLength ?? 0) + held.cells.byteLength;
    if (bytes > MAX_KEPT_BYTES) return held;
    this.#bytes = bytes;
    this.#kept.set(key, held);
    return held;
  }
}

interface Counted {
  readonly cells: Uint32Array;
  /** So many are counted. */
  seconds: number;
}

/** Counts by band as a histogram is read: of a second it uses some of the thousands of buckets between its ends. */
class BandSink implements BucketSink {
  sum = 0;
  #cells: Uint32Array = new Uint32Array();
  #at = 0;

  /** @param at where the bands begin */
  aim(cells: Uint32Array, at: number): void {
    this.#cells = cells;
    this.#at = at;
  }

  addEncoded(bytes: Uint8Array, from = 0, to = bytes.length): void {
    forEachEncoded(bytes, this.#addEncoded, { from, to });
  }

  addValues(bucket: number, count: number): void {
    const cell = this.#at + (BAND_OF_BUCKET[bucket] ?? 0);
    this.#cells[cell] = (this.#cells[cell] ?? 0) + count;
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
