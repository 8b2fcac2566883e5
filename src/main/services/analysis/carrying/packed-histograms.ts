import type { HistogramName } from '../../../../contract/tick.ts';
import { BUCKETS, BucketCounts, type BucketSink } from '../../../../workers/engine/measure/bucket-counts.ts';
import {
  bucketIndex,
  VarintReader,
  VarintWriter,
} from '../../../../workers/engine/measure/encoded-histogram.ts';
import type { ReadableRun } from '../reading/readable-run.ts';
import type { CoarseBuckets } from './coarse-buckets.ts';

/** Which histograms are packed, and how finely. */
interface PackedShape {
  readonly names: readonly HistogramName[];
  /** Seconds of one stretch: each histogram is that of a stretch. */
  readonly stretch: number;
  readonly buckets: CoarseBuckets;
}

/** Of a histogram that is the same as the one before it in its list of names. */
const SAME = 0;

/**
 * The histograms of a run, stretch by stretch, series by series and name by name, numbers LEB128: how many buckets are used,
 * and one more (or SAME); then of each the distance from the one before, doubled, with one added where it holds more
 * than one value, and then how many more than two.
 */
export function packHistograms(run: ReadableRun, { names, stretch, buckets }: PackedShape): Uint8Array {
  const writer = new VarintWriter();
  const stretches = Math.ceil(run.seconds / stretch);
  const scratch = new BucketCounts();
  const pairs: number[] = [];
  // Second by second: of a very long run the older ones are read again.
  for (let number = 0; number < stretches; number += 1) {
    const span = { from: number * stretch, to: (number + 1) * stretch - 1 };
    for (let series = 0; series < run.asked.plan.series.length; series += 1) {
      let before = '';
      for (const [place, name] of names.entries()) {
        scratch.clear();
        run.addTo(scratch, series, name, span);
        takePairs(scratch, buckets, pairs);
        const key = pairs.join(' ');
        if (place > 0 && key === before) writer.put(SAME);
        else putPairs(writer, pairs);
        before = key;
      }
    }
  }
  return writer.bytes();
}

/** Coarse bucket and count, one after the other. */
function takePairs({ counts, count, min, max }: BucketCounts, { of }: CoarseBuckets, pairs: number[]): void {
  pairs.length = 0;
  if (count === 0) return;
  for (let bucket = bucketIndex(min); bucket <= bucketIndex(max); bucket += 1) {
    const here = counts[bucket] ?? 0;
    if (here === 0) continue;
    const coarse = of[bucket] ?? 0;
    if (pairs.at(-2) === coarse) pairs.push((pairs.pop() ?? 0) + here);
    else pairs.push(coarse, here);
  }
}

function putPairs(writer: VarintWriter, pairs: readonly number[]): void {
  writer.put(1 + pairs.length / 2);
  let before = 0;
  for (let at = 0; at < pairs.length; at += 2) {
    const [coarse = 0, count = 0] = [pairs[at], pairs[at + 1]];
    writer.put(2 * (coarse - before) + (count > 1 ? 1 : 0));
    if (count > 1) writer.put(count - 2);
    before = coarse;
  }
}

/** What `packHistograms` wrote, unpacked so far that a histogram is added without reading those before it. */
export class PackedHistograms {
  readonly #shape: PackedShape;
  readonly #series: number;
  /** Of each histogram: where it begins and ends among the pairs. */
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;
  /** Buckets of a histogram, each amid its coarse one, and how many it holds. */
  readonly #buckets: Uint16Array;
  readonly #counts: Uint32Array;

  /** @throws RangeError where the bytes are none of `packHistograms` */
  constructor(
    bytes: Uint8Array,
    shape: PackedShape,
    { series, seconds }: { readonly series: number; readonly seconds: number },
  ) {
    this.#shape = shape;
    this.#series = series;
    const rows = series * Math.ceil(seconds / shape.stretch) * shape.names.length;
    this.#starts = new Uint32Array(rows);
    this.#ends = new Uint32Array(rows);
    // A pair takes a byte at least.
    this.#buckets = new Uint16Array(bytes.length);
    this.#counts = new Uint32Array(bytes.length);
    this.#read(new VarintReader(bytes), rows);
  }

  #read(reader: VarintReader, rows: number): void {
    const { middle } = this.#shape.buckets;
    let pair = 0;
    for (let row = 0; row < rows; row += 1) {
      const used = reader.next();
      if (used === SAME) {
        this.#starts[row] = this.#starts[row - 1] ?? 0;
        this.#ends[row] = this.#ends[row - 1] ?? 0;
        continue;
      }
      this.#starts[row] = pair;
      let coarse = 0;
      for (let left = used - 1; left > 0; left -= 1) {
        const step = reader.next();
        coarse += Math.floor(step / 2);
        const bucket = middle[coarse];
        if (bucket === undefined || bucket >= BUCKETS)
          throw new RangeError('packed histograms: a bucket beyond all');
        this.#buckets[pair] = bucket;
        this.#counts[pair] = step % 2 === 0 ? 1 : 2 + reader.next();
        pair += 1;
      }
      this.#ends[row] = pair;
    }
    if (!reader.atEnd) throw new RangeError('packed histograms: more than there are');
  }

  /** How many values a histogram has. */
  countOf(series: number, name: HistogramName, stretch: number): number {
    const row = this.#rowOf(series, name, stretch);
    let count = 0;
    for (let pair = this.#starts[row] ?? 0; pair < (this.#ends[row] ?? 0); pair += 1) {
      count += this.#counts[pair] ?? 0;
    }
    return count;
  }

  /** Adds a share of what a series took in a stretch. @param share 0 … 1 */
  addTo(into: BucketSink, series: number, name: HistogramName, stretch: number, share = 1): void {
    const row = this.#rowOf(series, name, stretch);
    const end = this.#ends[row] ?? 0;
    for (let pair = this.#starts[row] ?? 0; pair < end; pair += 1) {
      into.addValues(this.#buckets[pair] ?? 0, share * (this.#counts[pair] ?? 0));
    }
  }

  #rowOf(series: number, name: HistogramName, stretch: number): number {
    const { names } = this.#shape;
    return (stretch * this.#series + series) * names.length + names.indexOf(name);
  }
}
