import { LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import type { HistogramName } from '../../../../contract/tick.ts';
import type { Bytes } from '../../../../contract/units.ts';
import { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import { bucketIndex } from '../../../../workers/engine/measure/encoded-histogram.ts';
import { BAND_OF_BUCKET } from './bucket-bands.ts';
import type { EncodedRun } from './encoded-run.ts';

/** What was counted once is kept up to here; of a longer run it is counted again. */
const MAX_KEPT_BYTES: Bytes = 48 * 1_048_576;

/**
 * Requests of a series by second and band. Exact: every success is in one cell, that of the middle of its histogram's
 * bucket, which is never wider than 0.1%.
 */
export class BandCounts {
  readonly #run: EncodedRun;
  readonly #kept = new Map<string, { readonly cells: Uint32Array; seconds: number }>();
  readonly #scratch = new BucketCounts();
  #bytes: Bytes = 0;

  constructor(run: EncodedRun) {
    this.#run = run;
  }

  /** @returns of second s and band b at s · LATENCY_BANDS + b; longer than the run, perhaps */
  of(series: number, name: HistogramName): Uint32Array {
    const { seconds } = this.#run;
    const key = `${series} ${name}`;
    let kept = this.#kept.get(key);
    if (kept === undefined || kept.cells.length < seconds * LATENCY_BANDS) {
      // A run that goes on grows second by second.
      const cells = new Uint32Array(Math.ceil(1.2 * seconds) * LATENCY_BANDS);
      cells.set(kept?.cells ?? []);
      this.#bytes += cells.byteLength - (kept?.cells.byteLength ?? 0);
      kept = { cells, seconds: kept?.seconds ?? 0 };
      if (this.#bytes <= MAX_KEPT_BYTES) this.#kept.set(key, kept);
      else this.#bytes -= cells.byteLength;
    }
    for (; kept.seconds < seconds; kept.seconds += 1) {
      const second = kept.seconds;
      this.#scratch.clear();
      this.#run.addTo(this.#scratch, series, name, { from: second, to: second });
      addBands(this.#scratch, kept.cells, second * LATENCY_BANDS);
    }
    return kept.cells;
  }
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
