import type { GradeResult } from '../../contract/threshold.ts';

/** Height of the water in the glyph, in units of a 16 × 16 box: the deeper the load, the higher it stands. */
const WATER: Readonly<Record<GradeResult, number | null>> = {
  excellent: 11.4,
  good: 8.6,
  acceptable: 5.8,
  poor: 3,
  'not-applicable': null,
  'no-data': null,
  'not-gradable': null,
};
const CENTRE = 8;
const RADIUS = 5.25;

export interface GlyphShape {
  /** Path of the part under water; null for an empty circle. */
  readonly water: string | null;
  /** The load line, a little wider than the circle at that height. */
  readonly line: string | null;
}

/** The mark filled to the load line of a grade, so that grades differ in shape and not only in colour. */
export function glyphOf(grade: GradeResult): GlyphShape {
  const level = WATER[grade];
  if (level === null) return { water: null, line: null };
  const half = Math.sqrt(Math.max(0, RADIUS ** 2 - (level - CENTRE) ** 2));
  const [left, right] = [CENTRE - half, CENTRE + half].map((x) => x.toFixed(2));
  const large = level < CENTRE ? 1 : 0;
  return {
    water: `M${left} ${level}A${RADIUS} ${RADIUS} 0 ${large} 0 ${right} ${level}Z`,
    line: `M0.9 ${level}H15.1`,
  };
}
