import type { Estimate } from './series-difference.ts';

/** Stored sessions from which the spread between sessions is known. */
export const MIN_SESSIONS = 4;
/** Standard deviation between sessions, in logarithms, that is assumed where too few are stored to know it. */
const ASSUMED_SESSION_SPREAD = 0.1;

/**
 * A session against sessions that were stored before it. Machines differ more from day to day than from run to run, so what
 * counts are session means: t = (ȳ_B − m̄)/(S_m·√(1 + 1/K)), df = K − 1.
 * @param means mean logarithm of each stored session, K ≥ 4
 * @param ofB mean logarithm of the new session
 */
export function sessionDifference(means: readonly number[], ofB: number, minSpread: number): Estimate {
  const count = means.length;
  const variance = Math.max(minSpread ** 2, squaresOf(means) / (count - 1));
  return {
    d: ofB - meanOf(means),
    standardError: Math.sqrt(variance * (1 + 1 / count)),
    df: count - 1,
  };
}

/**
 * Of fewer sessions there is no verdict, only an interval: the runs' own error, widened by an assumed spread between sessions on
 * either side. What is assumed has no degrees of freedom that could be few (Satterthwaite).
 */
export function widenedBySessions({ d, standardError, df }: Estimate): Estimate {
  const own = standardError ** 2;
  const variance = own + 2 * ASSUMED_SESSION_SPREAD ** 2;
  return { d, standardError: Math.sqrt(variance), df: df * (variance / own) ** 2 };
}

/** Two groups of runs of which each side has its own variance, and no drift is known (Welch). */
export function groupDifference(
  sessions: readonly (readonly number[])[],
  ofB: readonly number[],
  minSpread: number,
): Estimate {
  const [a, b] = [errorOf(sessions, minSpread), errorOf([ofB], minSpread)];
  const variance = a.variance + b.variance;
  return {
    d: meanOf(ofB) - meanOf(sessions.map(meanOf)),
    standardError: Math.sqrt(variance),
    df: variance ** 2 / (a.variance ** 2 / a.df + b.variance ** 2 / b.df),
  };
}

/** Squared error of the mean of all runs, by their spread within sessions. */
function errorOf(sessions: readonly (readonly number[])[], minSpread: number) {
  const runs = sessions.flat().length;
  const df = runs - sessions.length;
  const squares = sessions.reduce((sum, session) => sum + squaresOf(session), 0);
  // One run in each of three sessions says nothing of the spread between runs.
  const variance = df === 0 ? minSpread ** 2 : Math.max(minSpread ** 2, squares / df);
  return { variance: variance / runs, df: Math.max(1, df) };
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function squaresOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
