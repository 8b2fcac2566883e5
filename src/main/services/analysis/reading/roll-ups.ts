import { tableOf } from '../../../../contract/keys.ts';
import { HISTOGRAM_NAMES, type HistogramName } from '../../../../contract/tick.ts';
import type { Bytes } from '../../../../contract/units.ts';
import { BucketCounts, type BucketSink } from '../../../../workers/engine/measure/bucket-counts.ts';
import { EncodedRows } from './encoded-rows.ts';

/** Seconds, both ends included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Lengths of stretches; each is a multiple of the one before, which it is summed up from. */
const LENGTHS = [60, 300];

/** A stretch of a run, summed up. */
interface Stretch {
  readonly seconds: number;
  readonly rows: EncodedRows;
  /** Undefined: the series had nothing in it. */
  rowOf(series: number): number | undefined;
}

type AddTo = (into: BucketSink, series: number, name: HistogramName, span: Span) => void;

/**
 * Sums over whole minutes and five minutes of a run, encoded as its seconds are: a question about twenty minutes then reads
 * four sums instead of 1,200 seconds.
 */
export class RollUps {
  readonly #rows = new EncodedRows();
  /** Of each length, by number of the stretch. */
  readonly #levels = LENGTHS.map((seconds) => ({ seconds, stretches: [] as Stretch[] }));
  readonly #scratch = new BucketCounts();

  get bytes(): Bytes {
    return this.#rows.bytes;
  }

  /** The longest stretch that begins with a second and ends by another; null: none is summed up. */
  longestAt(second: number, last: number): Stretch | null {
    for (let level = this.#levels.length - 1; level >= 0; level -= 1) {
      const { seconds = 1, stretches = [] } = this.#levels[level] ?? {};
      if (second % seconds !== 0 || second + seconds - 1 > last) continue;
      const stretch = stretches[second / seconds];
      if (stretch !== undefined) return stretch;
    }
    return null;
  }

  /**
   * Sums up the next stretch that is over. @param until seconds that are there
   * @returns false: there is none
   */
  sumUpNext(until: number, series: number, addTo: AddTo): boolean {
    const level = this.#levels.find(({ seconds, stretches }) => (stretches.length + 1) * seconds <= until);
    if (level === undefined) return false;
    const from = level.stretches.length * level.seconds;
    const span = { from, to: from + level.seconds - 1 };
    const rows = new Map<number, number>();
    for (let one = 0; one < series; one += 1) {
      const histograms = tableOf(HISTOGRAM_NAMES, (name) => {
        this.#scratch.clear();
        addTo(this.#scratch, one, name, span);
        return this.#scratch.encode();
      });
      if (HISTOGRAM_NAMES.some((name) => histograms[name] !== null))
        rows.set(one, this.#rows.add(histograms));
    }
    level.stretches.push({ seconds: level.seconds, rows: this.#rows, rowOf: (one) => rows.get(one) });
    return true;
  }
}
