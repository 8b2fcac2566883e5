import { bandOf, LATENCY_BANDS } from '../../../contract/latency-bands.ts';
import type { Micros } from '../../../contract/units.ts';
import type { Random } from '../load/random.ts';

/** Of the slowest of a second so many are kept: two, and 2.4% of what ended, but never more than this. */
const MAX_SLOWEST = 24;
const LEAST_SLOWEST = 2;
const SLOWEST_SHARE = 0.024;
/** One octave is so many bands. */
const BANDS_PER_OCTAVE = 4;
const OCTAVES = LATENCY_BANDS / BANDS_PER_OCTAVE;
/** Groups of which one is kept at random: octaves below the ninetieth percentile, single bands above it. */
const GROUPS = OCTAVES + LATENCY_BANDS;

/** What is kept of a second: places of `offer`, and how many requests each stands for. */
export interface Chosen<Row> {
  readonly row: Row;
  readonly weight: number;
}

/**
 * Chooses which requests of a series and second are kept light: the slowest, all of them, and a fair one of each group of
 * latencies, so that what the slow have in common can be told from what all have. Rows are handed in by their owner, who
 * copies one only where `wants` says so.
 *
 * The slowest lie in a heap whose root is the fastest of them. Of a group, the n-th request replaces the one kept with
 * chance 1/n (Algorithm R, Waterman); which one is next is drawn ahead, ⌊n/u⌋ + 1, so that the others cost a comparison.
 */
export class LightKeeper<Row> {
  readonly #random: Random;
  readonly #slowest: { us: Micros; row: Row }[] = [];
  readonly #counts = new Uint32Array(GROUPS);
  /** Of the second, by band: where its ninetieth percentile lies. */
  readonly #bands = new Uint32Array(LATENCY_BANDS);
  readonly #next = new Float64Array(GROUPS).fill(1);
  readonly #picked: (Row | undefined)[] = new Array(GROUPS);
  readonly #touched: number[] = [];
  #seen = 0;
  #room = MAX_SLOWEST;
  /** From which band on groups are single bands: that of the ninetieth percentile of the second before. */
  #fineFrom = LATENCY_BANDS;

  constructor(random: Random) {
    this.#random = random;
  }

  /** Whether a request that took so long is to be kept, for now; `copy` is called where it is. */
  offer(us: Micros, copy: () => Row): void {
    this.#seen += 1;
    const band = bandOf(us);
    this.#bands[band] = (this.#bands[band] as number) + 1;
    const group = this.#groupOf(band);
    const count = (this.#counts[group] as number) + 1;
    this.#counts[group] = count;
    if (count === 1) this.#touched.push(group);
    const isPicked = count >= (this.#next[group] as number);
    const isSlow = this.#slowest.length < this.#room || us > (this.#slowest[0]?.us ?? 0);
    if (!isPicked && !isSlow) return;
    const row = copy();
    if (isPicked) {
      this.#picked[group] = row;
      this.#next[group] = Math.floor(count / (1 - this.#random.next())) + 1;
    }
    if (isSlow) this.#keepSlow(us, row);
  }

  /** What is kept of the second that ends; the next begins empty. */
  take(): Chosen<Row>[] {
    const allowed = Math.min(MAX_SLOWEST, Math.floor(LEAST_SLOWEST + SLOWEST_SHARE * this.#seen));
    const slowest = this.#slowest.sort((a, b) => b.us - a.us).slice(0, allowed);
    const weights = new Map<Row, number>();
    const inGroup = new Map<number, number>();
    for (const { us, row } of slowest) {
      weights.set(row, 1);
      const group = this.#groupOf(bandOf(us));
      inGroup.set(group, (inGroup.get(group) ?? 0) + 1);
    }
    for (const group of this.#touched) {
      const row = this.#picked[group];
      const others = (this.#counts[group] as number) - (inGroup.get(group) ?? 0);
      // Where the fair one is one of the slowest, it stands for the others of its group beside itself.
      if (row !== undefined && others > 0) weights.set(row, (weights.get(row) ?? 0) + others);
    }
    this.#learn();
    this.#reset();
    return [...weights].map(([row, weight]) => ({ row, weight }));
  }

  #groupOf(band: number): number {
    return band < this.#fineFrom ? Math.floor(band / BANDS_PER_OCTAVE) : OCTAVES + band;
  }

  #keepSlow(us: Micros, row: Row): void {
    const heap = this.#slowest;
    let place = heap.length;
    if (place < this.#room) {
      heap.push({ us, row });
      while (place > 0) {
        const above = (place - 1) >> 1;
        if ((heap[above] as { us: Micros }).us <= us) break;
        heap[place] = heap[above] as { us: Micros; row: Row };
        place = above;
      }
    } else {
      place = 0;
      for (;;) {
        const left = 2 * place + 1;
        const right = left + 1;
        const smaller = (heap[right]?.us ?? Number.POSITIVE_INFINITY) < (heap[left]?.us ?? Number.POSITIVE_INFINITY) ? right : left;
        const below = heap[smaller];
        if (below === undefined || below.us >= us) break;
        heap[place] = below;
        place = smaller;
      }
    }
    heap[place] = { us, row };
  }

  /** How many of the slowest the next second may need, and where its ninetieth percentile will lie. */
  #learn(): void {
    if (this.#seen === 0) return;
    let left = 0.9 * this.#seen;
    let band = 0;
    while (band < LATENCY_BANDS - 1 && left > (this.#bands[band] as number)) {
      left -= this.#bands[band] as number;
      band += 1;
    }
    this.#fineFrom = band + 1;
    this.#bands.fill(0);
    this.#room = Math.min(MAX_SLOWEST, Math.ceil(LEAST_SLOWEST + 1.5 * SLOWEST_SHARE * this.#seen));
  }

  #reset(): void {
    for (const group of this.#touched) {
      this.#counts[group] = 0;
      this.#next[group] = 1;
      this.#picked[group] = undefined;
    }
    this.#touched.length = 0;
    this.#slowest.length = 0;
    this.#seen = 0;
  }
}
