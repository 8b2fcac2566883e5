import jstat from 'jstat';

/**
 * Quantile of Student's t.
 * @param p 0 < p < 1
 * @param df degrees of freedom > 0, whole or not
 */
export function tQuantile(p: number, df: number): number {
  return jstat.studentt.inv(p, df);
}

/** Two-sided tail of Student's t: the regularised incomplete beta function I of df/(df + t²), at df/2 and ½. */
export function twoSidedP(t: number, df: number): number {
  return Number(jstat.ibeta(df / (df + t * t), df / 2, 0.5));
}

/**
 * Quantile of chi-squared.
 * @param p 0 < p < 1
 * @param df degrees of freedom > 0, whole or not
 */
export function chiSquaredQuantile(p: number, df: number): number {
  return jstat.chisquare.inv(p, df);
}
