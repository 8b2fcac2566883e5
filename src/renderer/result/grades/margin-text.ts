import { NO_VALUE } from '../../../contract/format.ts';
import type { GradeRow } from '../../../contract/threshold.ts';
import { formatFigure, UNIT_KINDS } from '../../parts/figure-kinds.ts';

/** `21 ms to spare`, `16 ms beyond`; an en dash where there is no margin. */
export function marginText(row: Pick<GradeRow, 'margin' | 'unit'>): string {
  if (row.margin === null) return NO_VALUE;
  const size = formatFigure(UNIT_KINDS[row.unit], Math.abs(row.margin));
  return row.margin < 0 ? `${size} beyond` : `${size} to spare`;
}
