import type { Segment } from '../../src/contract/profile.ts';

/** The area under the level from the start to `tUs`, in arrivals or user-seconds: trapezium by trapezium. */
export function areaUnder(segments: readonly Segment[], tUs = Number.POSITIVE_INFINITY): number {
  let area = 0;
  let startUs = 0;
  for (const { durationMs, from, to } of segments) {
    const lengthUs = durationMs * 1_000;
    const us = Math.max(0, Math.min(lengthUs, tUs - startUs));
    if (lengthUs > 0) area += ((from + (from + (to - from) * (us / lengthUs))) / 2) * (us / 1_000_000);
    startUs += lengthUs;
  }
  return area;
}
