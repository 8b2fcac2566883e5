import { memo } from 'react';
import { GRADE_WORDS } from '../../contract/format.ts';
import type { GradeResult } from '../../contract/threshold.ts';
import { Box, Row } from './Box.tsx';

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

/**
 * The mark filled to the load line of a grade, so that grades differ in shape and not only in colour: paths of the part
 * under water and of the line, which is a little wider than the circle at that height. Null: an empty circle.
 */
export function glyphOf(grade: GradeResult) {
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

/** The mark filled to the load line of this grade. Decoration: the word stands beside it. */
function GradeGlyph({ grade, size = 16 }: { grade: GradeResult; size?: number }) {
  const { water, line } = glyphOf(grade);
  return (
    <Box as="svg" tone={grade} width={size} height={size} viewBox="0 0 16 16" fill="none" aria-hidden="true">
      <circle
        cx="8"
        cy="8"
        r="5.25"
        stroke="currentColor"
        strokeWidth="1.4"
        strokeDasharray={line === null ? '2 2' : undefined}
      />
      {water === null ? null : <path d={water} fill="currentColor" fillOpacity="0.55" />}
      {line === null ? null : <path d={line} stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />}
    </Box>
  );
}

interface Props {
  readonly grade: GradeResult;
  readonly size?: 'normal' | 'large';
  /** Adds a soft ground, for badges that stand alone. */
  readonly soft?: boolean;
}

/** A grade as shape, word and colour. */
export const GradeBadge = memo(function GradeBadge({ grade, size = 'normal', soft = false }: Props) {
  return (
    <Row
      as="span"
      inline
      gap={size === 'large' ? 10 : 6}
      weight={glyphOf(grade).line === null ? 'regular' : 'semibold'}
      nowrap
      tone={grade}
      tint={soft ? grade : undefined}
      size={size === 'large' ? 'title' : undefined}
      style={soft ? { padding: '1px 9px 1px 6px', borderRadius: 99 } : undefined}
      data-grade={grade}
    >
      <GradeGlyph grade={grade} size={size === 'large' ? 28 : 16} />
      {GRADE_WORDS[grade]}
    </Row>
  );
});
