import type { SummarySecond } from '../../contract/summary.ts';

/** A second stands on the axis where it ends: second 0 covers (0 s, 1 s] and stands at 1. */
export const placeOf = (second: SummarySecond): number => second.second + second.lengthMs / 1_000;
