import { type StartSlot, startBucketUs } from '../../../../contract/start-counts.ts';
import type { Micros } from '../../../../contract/units.ts';
import { nearestRank } from '../../../../workers/engine/measure/nearest-rank.ts';
import { categoryOf } from '../counts/category-of.ts';
import { isOfTarget } from './objective-counts.ts';

/** Quarter seconds of intended starts, added up. */
export class StartSum {
  starts = 0;
  ok = 0;
  open = 0;
  /** At the target or the network, timeouts among them. */
  failed = 0;
  timedOut = 0;
  /** Of the first latency limit: successes that took longer. */
  late = 0;
  /** By code, of every side. */
  readonly failures = new Map<string, number>();
  readonly #buckets = new Map<number, number>();

  add({ starts, ok, failures, open, beyond, latencies }: StartSlot): void {
    let timedOut = 0;
    for (const [code, count] of Object.entries(failures)) {
      this.failures.set(code, (this.failures.get(code) ?? 0) + count);
      if (isOfTarget(code)) this.failed += count;
      if (categoryOf({ code, side: 'target' }) === 'timeout') timedOut += count;
    }
    this.starts += starts;
    this.ok += ok;
    this.open += open;
    this.timedOut += timedOut;
    this.late += Math.max(0, (beyond[0] ?? 0) - timedOut - open);
    for (let i = 0; i + 1 < latencies.length; i += 2) {
      const bucket = latencies[i] ?? 0;
      this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + (latencies[i + 1] ?? 0));
    }
  }

  /**
   * Nearest-rank percentile of successes, timeouts and what is open, to the 2.9% of a bucket: failures that were answered have
   * no latency, and what was not answered has one beyond all others. Null where it is such a one, or nothing is there.
   * @param percent 0 … 100
   */
  percentile(percent: number): Micros | null {
    const count = this.ok + this.timedOut + this.open;
    if (count === 0) return null;
    const rank = nearestRank(count, percent);
    let below = 0;
    for (const bucket of [...this.#buckets.keys()].sort((a, b) => a - b)) {
      below += this.#buckets.get(bucket) ?? 0;
      if (below >= rank) return startBucketUs(bucket);
    }
    return null;
  }
}
