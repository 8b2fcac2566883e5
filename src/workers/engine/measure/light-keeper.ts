import { BANDS_PER_OCTAVE, bandOf, LATENCY_BANDS } from '../../../contract/latency-bands.ts';
import type { LightRequest } from '../../../contract/light-requests.ts';
import type { Micros } from '../../../contract/units.ts';
import type { Random } from '../load/random.ts';
import type { Sample } from './sample.ts';

/** Of the slowest of a second so many are kept: two, and 2.4% of what ended, but never more than this. */
const MAX_SLOWEST = 24;
const LEAST_SLOWEST = 2;
const SLOWEST_SHARE = 0.024;
const OCTAVES = LATENCY_BANDS / BANDS_PER_OCTAVE;
/** Groups of which one is kept at random: octaves below the ninetieth percentile, single bands above it. */
const GROUPS = OCTAVES + LATENCY_BANDS;
/** Failures of a second that are kept, at random. */
const FAILURES = 8;

/** One that is kept for now, and how long it took. */
interface Held {
  readonly us: Micros;
  readonly row: LightRequest;
}

/**
 * Chooses which requests of a series and second are kept light: the slowest, all of them, and a fair one of each group of
 * latencies, so that what the slow have in common can be told from what all have; and a few failures. Those that are kept
 * with their exchange are among them, and stand for none where they were not chosen. Only what is kept is copied.
 *
 * The slowest lie in a heap whose root is the fastest of them. Of a group, the n-th request replaces the one kept with
 * chance 1/n (Algorithm R, Waterman); which one is next is drawn ahead, ⌊n/u⌋ + 1, so that the others cost a comparison.
 */
export class LightKeeper {
  readonly #random: Random;
  readonly #copy: (sample: Sample) => LightRequest;
  readonly #slowest: Held[] = [];
  readonly #counts = new Uint32Array(GROUPS);
  /** Of the second, by band: where its ninetieth percentile lies. */
  readonly #bands = new Uint32Array(LATENCY_BANDS);
  readonly #next = new Float64Array(GROUPS).fill(1);
  readonly #picked: (LightRequest | undefined)[] = new Array(GROUPS);
  readonly #touched: number[] = [];
  readonly #failures: LightRequest[] = [];
  /** By octave, and all failures: of what is kept with its exchange. */
  readonly #exchanges: (LightRequest | undefined)[] = [];
  readonly #failedExchanges: LightRequest[] = [];
  #failed = 0;
  #seen = 0;
  #room = MAX_SLOWEST;
  /** From which band on groups are single bands: that of the ninetieth percentile of the second before. */
  #fineFrom = LATENCY_BANDS;

  constructor(random: Random, copy: (sample: Sample) => LightRequest) {
    this.#random = random;
    this.#copy = copy;
  }

  /** A success. @param of how long it took from when it was due, the band of that, and whether it is kept with its exchange */
  succeeded(
    sample: Sample,
    { us, band, hasExchange }: { readonly us: Micros; readonly band: number; readonly hasExchange: boolean },
  ): void {
    this.#seen += 1;
    this.#bands[band] = (this.#bands[band] ?? 0) + 1;
    const group = this.#groupOf(band);
    const count = (this.#counts[group] ?? 0) + 1;
    this.#counts[group] = count;
    if (count === 1) this.#touched.push(group);
    const isPicked = count >= (this.#next[group] ?? 0);
    const isSlow = this.#slowest.length < this.#room || us > (this.#slowest[0]?.us ?? 0);
    if (!isPicked && !isSlow && !hasExchange) return;
    const row = this.#copy(sample);
    if (hasExchange) this.#exchanges[Math.floor(band / BANDS_PER_OCTAVE)] = row;
    if (isPicked) {
      this.#picked[group] = row;
      this.#next[group] = Math.floor(count / (1 - this.#random.next())) + 1;
    }
    if (isSlow) this.#keepSlow({ us, row });
  }

  failed(sample: Sample, hasExchange: boolean): void {
    this.#failed += 1;
    const isFirst = this.#failures.length < FAILURES;
    const place = isFirst ? this.#failures.length : Math.floor(this.#random.next() * this.#failed);
    if (place >= FAILURES && !hasExchange) return;
    const row = this.#copy(sample);
    if (place < FAILURES) this.#failures[place] = row;
    if (hasExchange) this.#failedExchanges.push(row);
  }

  /** What is kept of the second that ends, each with how many it stands for; the next begins empty. */
  take(): LightRequest[] {
    if (this.#seen + this.#failed === 0) return [];
    const allowed = Math.min(MAX_SLOWEST, Math.floor(LEAST_SLOWEST + SLOWEST_SHARE * this.#seen));
    const weights = new Map<LightRequest, number>();
    const slowInGroup = new Map<number, number>();
    for (const { us, row } of this.#slowest.sort((a, b) => b.us - a.us).slice(0, allowed)) {
      weights.set(row, 1);
      const group = this.#groupOf(bandOf(us));
      slowInGroup.set(group, (slowInGroup.get(group) ?? 0) + 1);
    }
    for (const group of this.#touched) {
      const row = this.#picked[group];
      const others = (this.#counts[group] ?? 0) - (slowInGroup.get(group) ?? 0);
      // Where the fair one is one of the slowest, it stands for the others of its group beside itself.
      if (row !== undefined && others > 0) weights.set(row, (weights.get(row) ?? 0) + others);
    }
    const kept = this.#failures.length;
    for (const [place, row] of this.#failures.entries()) {
      weights.set(row, Math.floor((this.#failed + place) / kept));
    }
    for (const row of [...this.#exchanges.values(), ...this.#failedExchanges]) {
      if (row !== undefined && !weights.has(row)) weights.set(row, 0);
    }
    this.#learn();
    this.#reset();
    return [...weights].map(([row, weight]) => ({ ...row, weight }));
  }

  #groupOf(band: number): number {
    return band < this.#fineFrom ? Math.floor(band / BANDS_PER_OCTAVE) : OCTAVES + band;
  }

  #keepSlow(held: Held): void {
    if (this.#slowest.length < this.#room) this.#siftUp(held);
    else this.#siftDown(held);
  }

  #siftUp(held: Held): void {
    const heap = this.#slowest;
    let place = heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || above.us <= held.us) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = held;
  }

  /** In place of the root. */
  #siftDown(held: Held): void {
    const heap = this.#slowest;
    const usAt = (place: number) => heap[place]?.us ?? Number.POSITIVE_INFINITY;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const smaller = usAt(left + 1) < usAt(left) ? left + 1 : left;
      const below = heap[smaller];
      if (below === undefined || below.us >= held.us) break;
      heap[place] = below;
      place = smaller;
    }
    heap[place] = held;
  }

  /** How many of the slowest the next second may need, and where its ninetieth percentile will lie. */
  #learn(): void {
    if (this.#seen === 0) return;
    let left = 0.9 * this.#seen;
    let band = 0;
    while (band < LATENCY_BANDS - 1 && left > (this.#bands[band] ?? 0)) {
      left -= this.#bands[band] ?? 0;
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
    this.#failures.length = 0;
    this.#exchanges.length = 0;
    this.#failedExchanges.length = 0;
    this.#seen = 0;
    this.#failed = 0;
  }
}
