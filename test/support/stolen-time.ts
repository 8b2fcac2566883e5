import { readFileSync } from 'node:fs';

/** From this share on a run proves nothing of latency: a burst of it is felt in the slowest requests. */
export const MOST_STOLEN = 0.01;

/**
 * How much of this machine's processors the hypervisor has given to others, since this was made. A witness that neither
 * the product nor what it measures has a hand in.
 */
export class StolenTime {
  readonly #before = readTicks();

  /** 0 … 1; 0 where the system does not say (Linux alone does), or no machine is above this one. */
  share(): number {
    const { stolen, all } = readTicks();
    const passed = all - this.#before.all;
    return passed > 0 ? (stolen - this.#before.stolen) / passed : 0;
  }
}

/** Of all processors, in ticks since the system started: see proc_stat(5). */
function readTicks(): { stolen: number; all: number } {
  try {
    const [, ...ticks] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').trim().split(/ +/);
    // User, nice, system, idle, iowait, irq, softirq, steal; the time of guests behind them is in user's.
    const numbers = ticks.slice(0, 8).map(Number);
    return { stolen: numbers[7] ?? 0, all: numbers.reduce((sum, one) => sum + one, 0) };
  } catch {
    return { stolen: 0, all: 0 };
  }
}
