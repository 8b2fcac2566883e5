import { counted, formatNumber, formatPercent, formatRate } from '../../../../../contract/format.ts';
import type { Millis, PerSecond } from '../../../../../contract/units.ts';

/**
 * The Universal Scalability Law (N. J. Gunther, Guerrilla Capacity Planning, 2007): the throughput of N users without
 * think time is X = λN / (1 + σ(N − 1) + κN(N − 1)). Its reciprocal is linear in what is sought,
 *
 *     N/X = A + B(N − 1) + C·N(N − 1)      λ = 1/A, σ = B/A, κ = C/A, peak at √((1 − σ)/κ) users
 *
 * and is fitted by weighted least squares with none of the three below 0. What saturates, throttles or refuses does not
 * follow it, and a peak that was not passed is not known (σ ±45%, κ −100 … +230%): so the law is offered only where the fit
 * passes every test below. An open load cannot pass the peak, its queue only grows: the law is of users.
 */

/** What was measured of so many users without think time. */
export interface LadderLevel {
  readonly users: number;
  /** Successes per second. */
  readonly throughput: PerSecond;
  /** Standard error of the throughput, as a share of it. */
  readonly error: number;
  /** Of what ended, 0 … 1. */
  readonly errorShare: number;
  readonly p95Ms: Millis | null;
}

interface ScalabilityModel {
  /** Throughput of one user, per second. */
  readonly lambda: PerSecond;
  /** Contention: what cannot be done side by side, 0 … 1. */
  readonly sigma: number;
  /** Coherency: what each pair of users costs. */
  readonly kappa: number;
  readonly peakUsers: number;
  readonly peakThroughput: PerSecond;
}

/** The law, or null and the first test that the fit failed, in one sentence. */
export interface ScalabilityLaw {
  readonly model: ScalabilityModel | null;
  readonly sentence: string;
}

export const MIN_LADDER_LEVELS = 6;
/** From the lowest level to the highest. */
export const MIN_LADDER_SPAN = 8;
const MAX_ERROR_SHARE = 0.01;
/** No throughput is taken to be known better. */
const LEAST_ERROR = 0.01;
const MAX_RESIDUAL = 0.06;
/** The server follows no law exactly: so many times what chance alone would leave. */
const CHI_SQUARE_SLACK = 1.5;
/** Of the peak over the lowest level: in a flat throughput, noise has a peak as well. */
const LEAST_RISE = 1.1;

interface Observation extends LadderLevel {
  /** N/X, and its standard error as a share of it. */
  readonly perUser: number;
  readonly share: number;
}

type Coefficients = readonly [a: number, b: number, c: number];

interface Fit {
  readonly at: Coefficients;
  /** Variances of A and C and their covariance. */
  readonly varA: number;
  readonly varC: number;
  readonly covAC: number;
  readonly chiSquare: number;
}

/** Which of B and C are not held at 0: the four active sets. */
const ACTIVE_SETS: readonly (readonly number[])[] = [[0], [0, 1], [0, 2], [0, 1, 2]];

/**
 * Fits the law to a ladder of users and tests it.
 * @param levels ascending, each once
 */
export function scalabilityLaw(levels: readonly LadderLevel[]): ScalabilityLaw {
  const unfit = unfitLadder(levels);
  if (unfit !== null) return not(unfit);
  const observed = levels.map((level) => ({
    ...level,
    perUser: level.users / level.throughput,
    share: Math.max(LEAST_ERROR, level.error),
  }));
  const fit = fitLaw(observed);
  if (fit === null) return not('No law fits the throughput of this ladder.');
  const failed = failedTest(observed, fit);
  if (failed !== null) return not(failed);
  const model = modelOf(fit.at);
  const peak = counted(Math.round(model.peakUsers), 'user');
  return {
    model,
    sentence: `Throughput peaks at about ${peak} with ${formatRate(model.peakThroughput)}: contention σ ${rounded(model.sigma)}, coherency κ ${rounded(model.kappa)}.`,
  };
}

function not(sentence: string): ScalabilityLaw {
  return { model: null, sentence };
}

/** Two significant digits: coefficients are small. */
function rounded(value: number): string {
  return value < 1e-9 ? '0' : String(Number(value.toPrecision(2)));
}

/** Why nothing is fitted at all; null: it can be. */
function unfitLadder(levels: readonly LadderLevel[]): string | null {
  const lowest = levels[0]?.users ?? 0;
  const highest = levels.at(-1)?.users ?? 0;
  if (levels.length < MIN_LADDER_LEVELS || highest < MIN_LADDER_SPAN * lowest)
    return `The law takes ${MIN_LADDER_LEVELS} levels of users, the highest ${MIN_LADDER_SPAN} times the lowest; measured: ${counted(levels.length, 'level')} from ${formatNumber(lowest)} to ${formatNumber(highest)}.`;
  const failing = levels.find(({ errorShare }) => errorShare > MAX_ERROR_SHARE);
  if (failing !== undefined)
    return `With ${counted(failing.users, 'user')}, ${formatPercent(failing.errorShare * 100)} of the requests failed; the law is of a target that fails at most ${formatPercent(MAX_ERROR_SHARE * 100)}.`;
  const silent = levels.find(({ throughput }) => !(throughput > 0));
  return silent === undefined ? null : `With ${counted(silent.users, 'user')}, no request succeeded.`;
}

/** The first test that a fit fails, in one sentence; null: it passes them all. */
function failedTest(observed: readonly Observation[], fit: Fit): string | null {
  const worst = observed.reduce((a, b) => (excess(b, fit.at) > excess(a, fit.at) ? b : a));
  if (excess(worst, fit.at) > 1)
    return `The law misses the throughput of ${counted(worst.users, 'user')} by ${formatPercent(residual(worst, fit.at) * 100)}: what limits this target is not what the law describes.`;
  const bound = CHI_SQUARE_SLACK * chiSquare99(observed.length - 3);
  if (fit.chiSquare > bound)
    return `The throughput lies further from the law than chance explains (χ² ${formatNumber(fit.chiSquare)}, at most ${formatNumber(bound)}).`;
  const kappa = fit.at[2] / fit.at[0];
  const error = kappaError(fit);
  if (!(kappa > 2 * error)) {
    const give = kappa > 0 ? ` with a standard error of ${rounded(error)}` : '';
    return `No fall of throughput beyond a peak is shown: κ is ${rounded(kappa)}${give}.`;
  }
  return failedPeak(observed, fit.at);
}

function failedPeak(observed: readonly Observation[], at: Coefficients): string | null {
  const { peakUsers, peakThroughput } = modelOf(at);
  const top = observed.at(-1)?.users ?? 0;
  if (peakUsers > top)
    return `The peak would lie at about ${counted(Math.round(peakUsers), 'user')}, beyond the ${formatNumber(top)} that were measured.`;
  const lowest = observed[0]?.users ?? 1;
  const rise = (peakThroughput * perUserAt(lowest, at)) / lowest;
  return rise < LEAST_RISE
    ? `Throughput hardly rises with the users: at its peak it is ${formatNumber(rise)} times that of ${counted(lowest, 'user')}.`
    : null;
}

function modelOf([a, b, c]: Coefficients): ScalabilityModel {
  const sigma = b / a;
  const kappa = c / a;
  // With σ from 1 on, every further user takes throughput away.
  const peakUsers = Math.max(1, Math.sqrt(Math.max(0, 1 - sigma) / kappa));
  return {
    lambda: 1 / a,
    sigma,
    kappa,
    peakUsers,
    peakThroughput: peakUsers / perUserAt(peakUsers, [a, b, c]),
  };
}

function perUserAt(users: number, [a, b, c]: Coefficients): number {
  return a + b * (users - 1) + c * users * (users - 1);
}

/** How far the law is from what was measured, as a share of that. */
function residual({ users, perUser }: Observation, at: Coefficients): number {
  return Math.abs(perUserAt(users, at) / perUser - 1);
}

/** The residual, as a multiple of what is allowed. */
function excess(observation: Observation, at: Coefficients): number {
  return residual(observation, at) / Math.max(MAX_RESIDUAL, 3 * observation.share);
}

/** Of C/A, to first order. */
function kappaError({ at: [a, , c], varA, varC, covAC }: Fit): number {
  const kappa = c / a;
  return Math.sqrt(Math.max(0, varC - 2 * kappa * covAC + kappa * kappa * varA)) / a;
}

/** The best fit of those with no coefficient below 0 (Lawson & Hanson, Solving Least Squares Problems, chapter 23). */
function fitLaw(observed: readonly Observation[]): Fit | null {
  let best: Fit | null = null;
  for (const active of ACTIVE_SETS) {
    const fit = fitActive(observed, active);
    if (fit === null || !(fit.at[0] > 0) || fit.at[1] < 0 || fit.at[2] < 0) continue;
    if (best === null || fit.chiSquare < best.chiSquare) best = fit;
  }
  return best;
}

/** Weighted least squares over some of the three columns, the others at 0; null where they do not tell them apart. */
function fitActive(observed: readonly Observation[], active: readonly number[]): Fit | null {
  // Each row over its standard error: the weight is (X/(N·s))².
  const rows = observed.map(({ users, perUser, share }) => {
    const columns = [1, users - 1, users * (users - 1)];
    return { x: active.map((column) => (columns[column] ?? 0) / (perUser * share)), y: 1 / share };
  });
  const inverse = inverted(
    active.map((_, i) => active.map((_, j) => sum(rows, ({ x }) => (x[i] ?? 0) * (x[j] ?? 0)))),
  );
  if (inverse === null) return null;
  const moments = active.map((_, i) => sum(rows, ({ x, y }) => (x[i] ?? 0) * y));
  const solved = inverse.map((row) => sum([...row.entries()], ([i, value]) => value * (moments[i] ?? 0)));
  const of = (column: number) => active.indexOf(column);
  const variance = (i: number, j: number) => inverse[of(i)]?.[of(j)] ?? 0;
  const at: Coefficients = [solved[of(0)] ?? 0, solved[of(1)] ?? 0, solved[of(2)] ?? 0];
  return {
    at,
    varA: variance(0, 0),
    varC: variance(2, 2),
    covAC: variance(0, 2),
    chiSquare: sum(observed, (one) => (residual(one, at) / one.share) ** 2),
  };
}

function sum<T>(list: readonly T[], of: (item: T) => number): number {
  return list.reduce((total, item) => total + of(item), 0);
}

/** Gauss–Jordan without pivoting: the matrix is symmetric and positive definite, or there is none. */
function inverted(matrix: readonly (readonly number[])[]): number[][] | null {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let step = 0; step < size; step += 1) {
    const lead = rows[step] ?? [];
    const pivot = lead[step] ?? 0;
    if (!(pivot > 1e-12 * (matrix[step]?.[step] ?? 0))) return null;
    rows[step] = lead.map((value) => value / pivot);
    for (let other = 0; other < size; other += 1) {
      const factor = rows[other]?.[step] ?? 0;
      if (other === step || factor === 0) continue;
      rows[other] = (rows[other] ?? []).map((value, j) => value - factor * (rows[step]?.[j] ?? 0));
    }
  }
  return rows.map((row) => row.slice(size));
}

/** The value that χ² of so many degrees of freedom exceeds in 1 of 100 (Wilson & Hilferty 1931; from 3 on within 0.3%). */
function chiSquare99(freedom: number): number {
  const spread = 2 / (9 * freedom);
  return freedom * (1 - spread + 2.326348 * Math.sqrt(spread)) ** 3;
}
