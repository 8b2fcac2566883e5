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
