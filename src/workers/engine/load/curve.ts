import type { Segment } from '../../../contract/profile.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../../contract/units.ts';
import { wholeLevel } from './connection-times.ts';

/** Areas nearer than this are the same: the noise of sums of binary fractions, far below one arrival. */
const NOISE = 1e-6;

interface Piece {
  readonly startUs: Micros;
  readonly endUs: Micros;
  readonly from: number;
  /** Reached `lengthS` after the start, or not at all, where the piece was cut. */
  readonly to: number;
  readonly lengthS: number;
  readonly areaBefore: number;
  readonly areaAfter: number;
}

/**
 * A load shape as a function of time: straight pieces end to end. Times are microseconds since its start; the level
 * is per second, or users. At a step the new level counts from the moment of the step on.
 *
 * The area under the level up to t is the number of arrivals due by then:
 *
 *     area(t)    = Σ before + a·τ + (b − a)·τ² / 2d       τ seconds into a piece from a to b of d seconds
 *     inverse(n) : τ = 2n' / (a + √(a² + 2·s·n'))          s = (b − a) / d, n' = n − Σ before
 *
 * (the quadratic solved in the form that does not cancel, so a level piece, s = 0, needs no case of its own).
 */
export class Curve {
  #pieces: readonly Piece[];
  /** Callers ask in order of time: the piece asked last is tried first. */
  #last = 0;

  constructor(segments: readonly Segment[]) {
    this.#pieces = piecesOf(segments, 0, 0);
  }

  /**
   * What is to come from `atUs` on is these segments instead; what lies before stays as it is, so the area goes on without
   * a step. `atUs` may lie before the start or after the end of what there was.
   */
  replaceFrom(atUs: Micros, segments: readonly Segment[]): void {
    const kept = this.#pieces.flatMap((piece) => (piece.startUs < atUs ? [pieceUpTo(piece, atUs)] : []));
    const last = kept.at(-1);
    const area = last?.areaAfter ?? 0;
    const gap = last === undefined ? [] : piecesOf([restBetween(last.endUs, atUs)], last.endUs, area);
    this.#pieces = [...kept, ...gap, ...piecesOf(segments, atUs, area)];
    this.#last = 0;
  }

  /** The level at `tUs`; 0 before the start and from the end on. */
  levelAt(tUs: Micros): number {
    const piece = this.#find((candidate) => tUs < candidate.endUs, 'startUs', tUs);
    if (piece === null || tUs < piece.startUs) return 0;
    return piece.from + slopeOf(piece) * ((tUs - piece.startUs) / MICROS_PER_SECOND);
  }

  /** The level rounded up to whole users: user j is there while the level is above j. */
  wholeLevelAt(tUs: Micros): number {
    return wholeLevel(this.levelAt(tUs));
  }

  /**
   * The last moment at which the area is still no more than `area`, in integer microseconds: over a piece of level 0
   * that is its end, so nothing arrives during it. Infinity where the area never gets beyond it.
   */
  timeOfArea(area: number): Micros {
    const piece = this.#find((candidate) => candidate.areaAfter > area + NOISE, 'areaBefore', area + NOISE);
    if (piece === null) return Number.POSITIVE_INFINITY;
    const rest = Math.max(0, area - piece.areaBefore);
    const slope = slopeOf(piece);
    const root = Math.sqrt(Math.max(0, piece.from * piece.from + 2 * slope * rest));
    const tau = rest === 0 ? 0 : (2 * rest) / (piece.from + root);
    // What is due is due before the end: rounding must not push the last arrival out of the plan.
    return Math.min(Math.ceil(piece.endUs) - 1, Math.round(piece.startUs + tau * MICROS_PER_SECOND));
  }

  /** The first piece that satisfies `holds`, which must hold for all later ones that are not empty. */
  #find(holds: (piece: Piece) => boolean, from: 'startUs' | 'areaBefore', value: number): Piece | null {
    const pieces = this.#pieces;
    let index = this.#last;
    const here = pieces[index];
    if (here === undefined || here[from] > value) index = 0;
    for (; index < pieces.length; index += 1) {
      const piece = pieces[index];
      if (piece === undefined || !holds(piece)) continue;
      this.#last = index;
      return piece;
    }
    return null;
  }
}

/** @param area under what lies before */
function piecesOf(segments: readonly Segment[], atUs: Micros, area: number): Piece[] {
  const pieces: Piece[] = [];
  let startUs = atUs;
  let areaBefore = area;
  for (const { durationMs, from, to } of segments) {
    if (durationMs <= 0) continue;
    const lengthS = durationMs / 1_000;
    const endUs = startUs + durationMs * 1_000;
    const areaAfter = areaBefore + ((from + to) / 2) * lengthS;
    pieces.push({ startUs, endUs, lengthS, from, to, areaBefore, areaAfter });
    startUs = endUs;
    areaBefore = areaAfter;
  }
  return pieces;
}

/** Cut, it keeps its slope: times within what is left do not change by a rounding. */
function pieceUpTo(piece: Piece, endUs: Micros): Piece {
  if (piece.endUs <= endUs) return piece;
  const tau = (endUs - piece.startUs) / MICROS_PER_SECOND;
  const areaAfter = piece.areaBefore + piece.from * tau + (slopeOf(piece) * tau * tau) / 2;
  return { ...piece, endUs, areaAfter };
}

/** Of no length where there is nothing between. */
function restBetween(fromUs: Micros, toUs: Micros): Segment {
  return { durationMs: (toUs - fromUs) / MICROS_PER_MILLI, from: 0, to: 0 };
}

function slopeOf({ from, to, lengthS }: Piece): number {
  return (to - from) / lengthS;
}
