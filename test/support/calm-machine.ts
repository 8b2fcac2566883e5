import { setTimeout } from 'node:timers/promises';
import { readProcessorTime } from '../../src/workers/threads/processor-time.ts';

const LOOK_MS = 1_000;
const CALM_LOOKS = 4;
const CALM_BUSY = 0.5;

/**
 * Waits until the processors of this machine have been half idle for a few seconds: what is measured while others use
 * them says more of them. Gives up after so long. @returns whether it is calm
 */
export async function untilCalm(mostMs: number): Promise<boolean> {
  const until = performance.now() + mostMs;
  for (let calm = 0; calm < CALM_LOOKS; ) {
    const before = readProcessorTime();
    await setTimeout(LOOK_MS);
    const now = readProcessorTime();
    if (before === null || now === null) return true;
    const share = (now.busy - before.busy) / Math.max(1, now.all - before.all);
    calm = share < CALM_BUSY ? calm + 1 : 0;
    if (calm === 0 && performance.now() > until) return false;
  }
  return true;
}
