import type { BaselineMethod } from '../../../contract/baseline.ts';
import { errorRateDifference, totalOf } from '../compare/statistics/error-rate-difference.ts';
import { type Estimate, MIN_RUNS_PER_SIDE, MIN_SPREAD } from '../compare/statistics/series-difference.ts';
import {
  groupDifference,
  MIN_SESSIONS,
  meanOf,
  sessionDifference,
  widenedBySessions,
} from '../compare/statistics/stored-sessions.ts';

/**
 * Standard deviation between runs of one session, in logarithms, that is assumed where fewer than three runs of a side leave
 * it unknown: runs of the same plan were seen to differ by about 15% on their own. A larger one that was measured counts.
 */
const ASSUMED_RUN_SPREAD = 0.15;
/** Coefficient of variation of the errors of runs that is assumed in the same place. */
const ASSUMED_ERROR_SPREAD = 0.3;
/** Degrees of freedom of a spread that is taken as known: Student's t is the normal distribution then, to four digits. */
const KNOWN_DF = 1_000_000;

export const ASSUMPTION = `With fewer than three runs on a side their spread is unknown: ${Math.round(ASSUMED_RUN_SPREAD * 100)}% between runs is assumed.`;

interface SessionChange extends Estimate {
  readonly method: Exclude<BaselineMethod, 'alternated'>;
}

type Logarithms = readonly number[];

/**
 * How much a session differs from stored ones, in logarithms of a figure. From four stored sessions on by Student's t on the
 * means of sessions; with fewer by the spread of the runs of both sides, widened by what two sessions differ by; where a side
 * has fewer than three runs, with a spread that is assumed.
 * @param sessions of each stored session its runs; at least one session, none empty
 * @param runs those of the new session; not empty
 */
export function sessionChange(sessions: readonly Logarithms[], runs: Logarithms): SessionChange {
  if (sessions.length >= MIN_SESSIONS) return bySessions(sessions, runs);
  const stored = sessions.flat();
  // Sessions of one run each say nothing of the spread within one.
  const hasSpread = sessions.some(({ length }) => length > 1);
  if (hasSpread && Math.min(stored.length, runs.length) >= MIN_RUNS_PER_SIDE)
    return widened(groupDifference(sessions, runs, MIN_SPREAD.other), 'widened');
  const measured = [...sessions, runs]
    .filter(({ length }) => length >= MIN_RUNS_PER_SIDE)
    .map((session) => squaresOf(session) / (session.length - 1));
  const variance = Math.max(ASSUMED_RUN_SPREAD ** 2, ...measured);
  const ofRuns = {
    d: meanOf(runs) - meanOf(sessions.map(meanOf)),
    standardError: Math.sqrt(variance * (1 / stored.length + 1 / runs.length)),
    df: KNOWN_DF,
  };
  return widened(ofRuns, 'assumed');
}

/** A spread that is known almost for certain is taken as known: quantiles of more degrees of freedom lose digits. */
function widened(estimate: Estimate, method: SessionChange['method']): SessionChange {
  const { d, standardError, df } = widenedBySessions(estimate);
  return { d, standardError, df: Math.min(df, KNOWN_DF), method };
}

/**
 * Of the new session only its mean counts. Where it has fewer runs than the stored ones, what its mean is less certain by is
 * added: s²·(1/n − 1/ñ), with the spread s of runs within the stored sessions and the harmonic mean ñ of their numbers.
 */
function bySessions(sessions: readonly Logarithms[], runs: Logarithms): SessionChange {
  const known = sessionDifference(sessions.map(meanOf), meanOf(runs), MIN_SPREAD.other);
  const usual = sessions.length / sessions.reduce((sum, { length }) => sum + 1 / length, 0);
  const missing = Math.max(0, 1 / runs.length - 1 / usual);
  const inSessions = sessions.reduce((sum, { length }) => sum + length - 1, 0);
  const within = sessions.reduce((sum, session) => sum + squaresOf(session), 0) / Math.max(1, inSessions);
  const standardError = Math.sqrt(known.standardError ** 2 + within * missing);
  return { ...known, standardError, method: 'sessions' };
}

/** Errors of one run. */
interface Errors {
  readonly errors: number;
  readonly requests: number;
}

/**
 * How much the error rate of a session differs from that of stored ones, in logarithms, on totals; widened by what two sessions
 * differ by, however many are stored: most have no errors, and no logarithm.
 * @returns null: neither has errors, or one has no requests
 */
export function errorChange(stored: readonly Errors[], runs: readonly Errors[]): SessionChange | null {
  const counts = [
    ...stored.map((run) => ({ ...run, side: 'A' as const })),
    ...runs.map((run) => ({ ...run, side: 'B' as const })),
  ];
  const [a, b] = [totalOf(counts, 'A'), totalOf(counts, 'B')];
  const difference = a.requests === 0 || b.requests === 0 ? null : errorRateDifference(counts);
  if (difference === null) return null;
  if (Math.min(stored.length, runs.length) >= MIN_RUNS_PER_SIDE) return widened(difference, 'widened');
  const added = a.errors === 0 || b.errors === 0 ? 0.5 : 0;
  const byChance = 1 / (a.errors + added) + 1 / (b.errors + added);
  const ofRuns = ASSUMED_ERROR_SPREAD ** 2 * (1 / stored.length + 1 / runs.length);
  const assumed = { d: difference.d, standardError: Math.sqrt(byChance + ofRuns), df: KNOWN_DF };
  return widened(assumed, 'assumed');
}

/** Sum of squared distances from the mean. */
function squaresOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
