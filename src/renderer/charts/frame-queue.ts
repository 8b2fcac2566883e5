/** Work that is done in a frame before the rest has to wait for the next one: a frame takes 16.7 ms at 60 in a second. */
const BUDGET_MS = 5;

const waiting = new Map<object, () => void>();

/**
 * Does the work in one of the next frames, a few milliseconds' worth in each: eight charts drawn at once would hold up
 * several. Later work of the same owner takes the place of what it has waiting.
 */
export function inSomeFrame(owner: object, work: () => void): void {
  if (waiting.size === 0) requestAnimationFrame(workOff);
  waiting.set(owner, work);
}

function workOff(): void {
  const until = performance.now() + BUDGET_MS;
  for (const [owner, work] of waiting) {
    waiting.delete(owner);
    work();
    if (performance.now() >= until) break;
  }
  if (waiting.size > 0) requestAnimationFrame(workOff);
}
