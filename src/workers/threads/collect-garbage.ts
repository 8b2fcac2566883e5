/**
 * Collects all garbage of this thread, where it may (spawn.ts sees to it). To be called when everything is loaded and
 * nothing is measured yet. Loading leaves a heap that is close to its limit: the collection that was due anyway, 5 to 10 ms
 * during which both cores of a small machine are busy with it, would come in the first seconds of the run.
 */
export function collectGarbage(): void {
  globalThis.gc?.();
}
