import type { SecondTimes } from '../../../../contract/summary-streams.ts';
import { type Millis, microsToMillis, type SecondIndex } from '../../../../contract/units.ts';
import { Histogram } from '../../../../workers/engine/measure/histogram.ts';
import { TrailingPercentiles } from './trailing-percentiles.ts';

/** One latency second by second: mean and max of the second alone, percentiles as `TrailingPercentiles` takes them. */
export class SecondLatency {
  readonly #trailing = new TrailingPercentiles();
  readonly #second = new Histogram();

  /** @param parts encoded histograms of this second, of several series or none */
  add(second: SecondIndex, parts: readonly Uint8Array[]): SecondTimes {
    const merged = this.#second;
    merged.reset();
    for (const part of parts) merged.mergeEncoded(part);
    if (merged.count > 0) this.#trailing.push(second, merged.encode());
    return { meanMs: millis(merged.mean), maxMs: millis(merged.max), ...this.#trailing.at(second) };
  }

  /** Forgets all; the measured part does not look back into the warm-up. */
  clear(): void {
    this.#trailing.clear();
  }
}

function millis(us: number | null): Millis | null {
  return us === null ? null : microsToMillis(us);
}
