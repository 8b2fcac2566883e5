import { memo } from 'react';
import { GRADE_WORDS } from '../../contract/format.ts';
import type { GradeResult } from '../../contract/threshold.ts';
import { Box, Row } from './Box.tsx';
import styles from './GradeBadge.module.css';
import { glyphOf } from './grade-glyph.ts';

/** The mark filled to the load line of this grade. Decoration: the word stands beside it. */
export function GradeGlyph({ grade, size = 16 }: { grade: GradeResult; size?: number }) {
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
      className={soft ? styles.soft : undefined}
      data-grade={grade}
    >
      <GradeGlyph grade={grade} size={size === 'large' ? 28 : 16} />
      {GRADE_WORDS[grade]}
    </Row>
  );
});
