import type { Micros } from '../../contract/units.ts';
import type { WatchedSecond, WatchSource } from '../../contract/watch.ts';
import type { WatchLimits } from './watch-reader.ts';

/** What the thread that watches is born with. */
export interface SamplerAssignment {
  /** In the order of the plan, their texts resolved: they may hold secrets, and are given to nobody else. */
  readonly sources: readonly WatchSource[];
  readonly limits: WatchLimits;
}

/**
 * What passes between the crew and the thread that watches:
 *
 *     crew   --- workerData --->  sampler     what to read
 *     crew   --- begin -------->  sampler     when the run starts; heard late, its first seconds are gaps
 *     crew   <--- watched ------  sampler     readings and gaps, as they come
 *     crew   --- end ---------->  sampler     when the run ended: reads no more, but for the rest of a second
 *     crew   <--- done ---------  sampler     all is told
 */
export type ToSampler =
  | { readonly kind: 'begin'; readonly startUs: Micros }
  | { readonly kind: 'end'; readonly endUs: Micros };

export type FromSampler =
  | { readonly kind: 'watched'; readonly entries: readonly WatchedSecond[] }
  | { readonly kind: 'done' };
