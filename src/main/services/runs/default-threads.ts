import { availableParallelism } from 'node:os';

/** More threads than this help no plan that one machine can bear. */
const MAX_DEFAULT_THREADS = 4;

/** Load threads of a run where the user set no number: one core is left for the rest of the program and, on one machine, the target. */
export function defaultThreads(): number {
  return Math.max(1, Math.min(MAX_DEFAULT_THREADS, availableParallelism() - 1));
}
