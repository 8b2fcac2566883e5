import type { SecondIndex } from '../../../contract/units.ts';
import { Histogram } from '../../../workers/engine/histogram.ts';

/** Longest stretch the percentiles of one second may look back over. */
export const LONGEST_WINDOW = 60;
/** Samples that leave ten beyond the p95. */
const ENOUGH_FOR_P95 = 200;

interface Entry {
  readonly second: SecondIndex;
  readonly encoded: Uint8Array;
}

export interface Window {
  /** Seconds looked back over, this one included; 0 before anything was recorded. */
  readonly seconds: number;
  /** Valid until the next call. */
  readonly histogram: Histogram;
}

/**
 * The latest seconds of one latency, so that a second with 20 requests can still show a p95 with evidence: the
 * shortest window, up to a minute, that holds enough samples. Keeps the encoded seconds; merges on demand.
 */
export class TrailingWindow {
  #entries: Entry[] = [];
  readonly #scratch = new Histogram();

  /** Forgets all; the measured part does not look back into the warm-up. */
  clear(): void {
    this.#entries = [];
  }

  push(second: SecondIndex, encoded: Uint8Array): void {
    this.#entries.push({ second, encoded });
    const oldest = second - LONGEST_WINDOW;
    if ((this.#entries[0]?.second ?? second) <= oldest) {
      this.#entries = this.#entries.filter((entry) => entry.second > oldest);
    }
  }

  /** The window that ends with `second`. */
  at(second: SecondIndex): Window {
    const histogram = this.#scratch;
    histogram.reset();
    let first = second + 1;
    for (let i = this.#entries.length - 1; i >= 0; i--) {
      const entry = this.#entries[i];
      if (entry === undefined || entry.second <= second - LONGEST_WINDOW) break;
      histogram.mergeEncoded(entry.encoded);
      first = entry.second;
      if (histogram.count >= ENOUGH_FOR_P95) break;
    }
    return { seconds: second + 1 - first, histogram };
  }
}
