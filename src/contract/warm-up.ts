import type { Millis, SecondIndex } from './units.ts';

/** The first second that counts: those before it are warm-up, which is in no figure of a run. */
export function measuredFrom({ warmupMs }: { readonly warmupMs: Millis }): SecondIndex {
  return Math.ceil(warmupMs / 1_000);
}
