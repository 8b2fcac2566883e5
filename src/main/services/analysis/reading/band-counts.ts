import { LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import type { HistogramName } from '../../../../contract/tick.ts';
import type { Bytes } from '../../../../contract/units.ts';
import { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import { bucketIndex } from '../../../../workers/engine/measure/encoded-histogram.ts';
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
  readonly #scratch = new BucketCounts();
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
        this.#scratch.clear();
        this.#run.addTo(this.#scratch, one, name, { from: second, to: second });
        addBands(this.#scratch, held.cells, second * LATENCY_BANDS);
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
