import type { Share } from './schedule.ts';

/**
 * Thread k of N takes arrivals, users and connections with index ≡ k (mod N): nothing is lost, nothing is done twice,
 * and no thread has two more than another.
 */

/** How many of `total` things a share holds: those of its indices that are below `total`. */
export function shareOfCount(total: number, share: Share): number {
  return Math.max(0, Math.ceil((total - share.index) / share.count));
}

/** The index over all threads of the n-th thing (from 0) of a share. */
export function indexInShare(nth: number, share: Share): number {
  return share.index + nth * share.count;
}

/**
 * A thread's part of a cap that holds over all threads, never rounded up beyond it in total; at least 1, so that no
 * thread stands idle (with more threads than the cap the total may then exceed it: do not start so many threads).
 */
export function shareOfCap(cap: number, share: Share): number {
  return Number.isFinite(cap) ? Math.max(1, shareOfCount(Math.floor(cap), share)) : cap;
}
