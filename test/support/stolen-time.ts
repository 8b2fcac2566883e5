import { readProcessorTime } from '../../src/workers/threads/processor-time.ts';

/** From this share on a run proves nothing of latency: a burst of it is felt in the slowest requests. */
export const MAX_STOLEN = 0.01;

/**
 * How much of this machine's processors the hypervisor has given to others, since this was made. A witness that neither
 * the product nor what it measures has a hand in: the system's own count.
 */
export class StolenTime {
  readonly #before = readProcessorTime();

  /** 0 … 1; 0 where the system does not say (Linux alone does), or no machine is above this one. */
  share(): number {
    const before = this.#before;
    const now = readProcessorTime();
    if (now === null || before === null || now.stolen === null || before.stolen === null) return 0;
    const passed = now.all - before.all;
    return passed > 0 ? (now.stolen - before.stolen) / passed : 0;
  }
}
