import type { Side } from '../../../../contract/series-verdict.ts';
import { countOf, type Estimate } from './series-difference.ts';

/** Errors of one run. */
interface ErrorCount {
  readonly side: Side;
  readonly errors: number;
  readonly requests: number;
}

interface ErrorRateDifference extends Estimate {
  /** How much more runs differ in their errors than chance alone would let them, 1 or more. */
  readonly overdispersion: number;
}

/**
 * Logarithm of the error rate of B over that of A, on totals. Errors come in clumps: φ, Pearson's χ² over its degrees of freedom
 * (McCullagh & Nelder, Generalized Linear Models, 1989, section 4.5.2), widens the error that independent ones would have.
 * @param counts two or more of each side, each with requests
 * @returns null: no side has errors
 */
export function errorRateDifference(counts: readonly ErrorCount[]): ErrorRateDifference | null {
  const [a, b] = [totalOf(counts, 'A'), totalOf(counts, 'B')];
  if (a.errors === 0 && b.errors === 0) return null;
  const df = countOf(counts, 'A') + countOf(counts, 'B') - 2;
  const rates = { A: Math.max(a.errors, 0.5) / a.requests, B: Math.max(b.errors, 0.5) / b.requests };
  const pearson = counts.reduce((sum, { side, errors, requests }) => {
    const expected = requests * rates[side];
    return sum + (errors - expected) ** 2 / expected;
  }, 0);
  const overdispersion = Math.max(1, pearson / df);
  const added = a.errors === 0 || b.errors === 0 ? 0.5 : 0;
  const [ofA, ofB] = [a.errors + added, b.errors + added];
  return {
    d: Math.log(ofB / b.requests / (ofA / a.requests)),
    standardError: Math.sqrt(overdispersion * (1 / ofA + 1 / ofB)),
    df,
    overdispersion,
  };
}

/** Where no request failed: the rate (0 … 1) that the truth is below with 95% confidence, three over the requests. */
export function boundWithoutErrors(requests: number): number {
  return Math.min(1, 3 / requests);
}

export function totalOf(counts: readonly ErrorCount[], side: Side): Omit<ErrorCount, 'side'> {
  let [errors, requests] = [0, 0];
  for (const count of counts) {
    if (count.side !== side) continue;
    errors += count.errors;
    requests += count.requests;
  }
  return { errors, requests };
}
