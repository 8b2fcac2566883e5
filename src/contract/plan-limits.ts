/** Longest text of a plan that is read at all. Stands alone, so that the page can know it without the parsers. */
export const MAX_PLAN_CHARS = 1_000_000;
