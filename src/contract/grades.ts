/** Best first. Apart from their schemas: a report grades without reading any. */
export const GRADES = ['excellent', 'good', 'acceptable', 'poor'] as const;

/**
 * `not-applicable`: the plan could not have shown it (S-48). `no-data`: nothing was measured. `not-gradable`: too much
 * of what failed is left out of the figure for it to be a grade.
 */
export const GRADE_RESULTS = [...GRADES, 'not-applicable', 'no-data', 'not-gradable'] as const;

/** Whether it is one of the four grades, and not a reason why there is none. */
export function isGrade(result: (typeof GRADE_RESULTS)[number]): result is (typeof GRADES)[number] {
  return result === 'excellent' || result === 'good' || result === 'acceptable' || result === 'poor';
}

type Result = (typeof GRADE_RESULTS)[number];

const WORST_LAST: readonly Result[] = [
  'no-data',
  'not-applicable',
  'excellent',
  'good',
  'acceptable',
  'not-gradable',
  'poor',
];

/** How bad a grade is, for sorting: what is none counts least, so that a first press on a header brings the worst up. */
export function gradeRank(grade: Result): number {
  return WORST_LAST.indexOf(grade);
}

/** The row that decides where several are graded: the first of the worst; null: there is none. */
export function worstGraded<Row extends { readonly grade: Result }>(rows: readonly Row[]): Row | null {
  return rows.reduce<Row | null>(
    (worst, row) => (worst === null || gradeRank(row.grade) > gradeRank(worst.grade) ? row : worst),
    null,
  );
}
