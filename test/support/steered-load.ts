import fc from 'fast-check';
import {
  type LoadChange,
  type LoadSegment,
  segmentsUpTo,
  withoutGaps,
} from '../../src/contract/applied-load.ts';
import { profileSegments } from '../../src/contract/planned-load.ts';
import { type Profile, profileDurationMs, type Segment } from '../../src/contract/profile.ts';

/** A change as a law draws it: when it takes effect, and what is then wanted, the last level to the end. */
export interface DrawnChange {
  /** Of the length of the profile, 0…1. */
  readonly at: number;
  readonly pieces: readonly Segment[];
}

/** Changes of a load of up to `most`, in any order; levels of 0, steps and ramps among them. */
export function drawnChanges(most: number): fc.Arbitrary<DrawnChange[]> {
  const level = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: most }));
  const piece = fc.oneof(
    fc.record({ durationMs: fc.integer({ min: 1, max: 900 }), from: level, to: level }),
    fc
      .tuple(fc.integer({ min: 1, max: 900 }), level)
      .map(([durationMs, hold]) => ({ durationMs, from: hold, to: hold })),
  );
  return fc.array(
    fc.record({
      at: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      pieces: fc.array(piece, { minLength: 1, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 4 },
  );
}

/** A profile that is steered: what is ordered while it runs, and the profile that says the same from the start. */
export interface SteeredProfile<Shape extends Profile = Profile> {
  readonly orders: readonly { readonly atMs: number; readonly change: LoadChange }[];
  readonly written: Shape;
}

/** @param name of the class */
export function steeredProfile<Shape extends Profile>(
  profile: Shape,
  drawn: readonly DrawnChange[],
  name: string,
): SteeredProfile<Shape> {
  const lengthMs = profileDurationMs(profile);
  const times = [...new Set(drawn.map(({ at }) => Math.round(at * lengthMs)))].sort((a, b) => a - b);
  let applied: LoadSegment[] = profileSegments(profile);
  const orders = times
    .filter((atMs) => atMs > 0 && atMs < lengthMs)
    .map((atMs, nth) => {
      const segments = piecesFrom(atMs, drawn[nth]?.pieces ?? [], lengthMs);
      applied = withoutGaps([...segmentsUpTo(applied, atMs), ...segments]);
      return { atMs, change: { name, segments } };
    });
  return { orders, written: { ...profile, segments: applied } };
}

function piecesFrom(atMs: number, pieces: readonly Segment[], lengthMs: number): LoadSegment[] {
  const last = pieces.at(-1)?.to ?? 0;
  const held = [...pieces, { durationMs: lengthMs, from: last, to: last }];
  const timed = profileSegments({ model: 'closed', segments: held }, atMs);
  return segmentsUpTo(timed, lengthMs).map((segment) => ({ ...segment, cause: 'steered' }));
}
