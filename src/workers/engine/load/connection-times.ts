import type { Segment } from '../../../contract/profile.ts';
import type { Micros } from '../../../contract/units.ts';
import { indexInShare, type Share } from './divide.ts';

/** A connection (or stream) is wanted, or no longer wanted, from this time on. */
export interface ConnectionChange {
  /** Since the start of the scenario, rounded to a microsecond. */
  readonly atUs: Micros;
  /** Number of the connection over all threads. */
  readonly connection: number;
  readonly wanted: boolean;
}

/**
 * The changes that make the number of connections follow a load shape, in order of time, for the share of one
 * thread. Connection c is wanted while the level is above c: on a ramp from 0 with 2/s they open at 0 s, 0.5 s, 1 s …,
 * so the number never differs from the level by more than one. Falling, the newest goes first.
 *
 * On a straight piece from a to b over d, the level passes c at `d · (c − a) / (b − a)`.
 * @param begin where the pieces begin, and how many of this share are wanted by then
 */
export function* connectionChanges(
  segments: readonly Segment[],
  thread: Share,
  begin: { readonly atUs: Micros; readonly own: number } = { atUs: 0, own: 0 },
): Generator<ConnectionChange> {
  let pieceUs = begin.atUs;
  let level = indexInShare(begin.own, thread);
  for (const piece of segments) {
    const beginUs = Math.round(pieceUs);
    yield* moves(level, piece.from, { atUs: () => beginUs, thread });
    yield* moves(piece.from, piece.to, { atUs: passing(piece, pieceUs), thread });
    level = piece.to;
    pieceUs += piece.durationMs * 1_000;
  }
}

/** Levels this near to a whole number are that number: the noise of binary fractions. */
const NOISE = 1e-6;

/** A level of users or connections as a whole number of them, rounded up. */
export function wholeLevel(level: number): number {
  return Math.max(0, Math.ceil(level - NOISE));
}

/** The changes from one level to another, each at its time. */
function* moves(
  from: number,
  to: number,
  { atUs, thread }: { readonly atUs: (connection: number) => Micros; readonly thread: Share },
): Generator<ConnectionChange> {
  const before = wholeLevel(from);
  const after = wholeLevel(to);
  for (const connection of ownBetween(before, after, thread)) {
    yield { atUs: atUs(connection), connection, wanted: true };
  }
  for (const connection of ownBetween(after, before, thread).reverse()) {
    yield { atUs: atUs(connection), connection, wanted: false };
  }
}

/** When the level of a piece passes a connection. */
function passing({ from, to, durationMs }: Segment, startUs: Micros): (connection: number) => Micros {
  return (connection) => {
    // A level a hair beyond a whole number (see wholeLevel) would be passed just outside the piece.
    const part = Math.min(1, Math.max(0, (connection - from) / (to - from)));
    return Math.round(startUs + part * durationMs * 1_000);
  };
}

/** Numbers of this thread from `first` up to, not including, `end`. */
function ownBetween(first: number, end: number, thread: Share): number[] {
  const own: number[] = [];
  const skip = (thread.index - (first % thread.count) + thread.count) % thread.count;
  for (let connection = first + skip; connection < end; connection += thread.count) own.push(connection);
  return own;
}
