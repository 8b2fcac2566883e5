import type { SecondTimes } from '../../../contract/summary-streams.ts';
import { type Millis, microsToMillis, type SecondIndex } from '../../../contract/units.ts';
import { LEAST_BEYOND } from '../../../workers/engine/evidence.ts';
import { Histogram } from '../../../workers/engine/histogram.ts';
import { TrailingWindow } from './trailing-window.ts';

/** One latency second by second: mean and max of the second alone, percentiles over the window that ends with it. */
export class TrailingLatency {
  readonly #window = new TrailingWindow();
  readonly #second = new Histogram();

  /** @param parts encoded histograms of this second, of several series or none */
  add(second: SecondIndex, parts: readonly Uint8Array[]): SecondTimes {
    const merged = this.#second;
    merged.reset();
    for (const part of parts) merged.mergeEncoded(part);
    if (merged.count > 0) this.#window.push(second, merged.encode());
    const { seconds, histogram } = this.#window.at(second);
    return {
      windowSeconds: seconds,
      meanMs: millis(merged.mean),
      p50Ms: provenMillis(histogram, 50),
      p95Ms: provenMillis(histogram, 95),
      p99Ms: provenMillis(histogram, 99),
      maxMs: millis(merged.max),
    };
  }

  /** Forgets all; the measured part does not look back into the warm-up. */
  clear(): void {
    this.#window.clear();
  }
}

/** A percentile in ms where ten samples lie beyond it, else null. */
export function provenMillis(histogram: Histogram, percentile: number): Millis | null {
  return histogram.countBeyond(percentile) < LEAST_BEYOND ? null : millis(histogram.percentile(percentile));
}

function millis(us: number | null): Millis | null {
  return us === null ? null : microsToMillis(us);
}
