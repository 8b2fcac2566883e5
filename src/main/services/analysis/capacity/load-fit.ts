/** Prior of the slope, in logits per unit of ln(load): normal. From M/M/1 to many servers it is about this. */
const PRIOR_MEAN = 10;
const PRIOR_VARIANCE = 12 ** 2;
/** The share does not fall with the load. */
const LEAST_SLOPE = 1;
const ROUNDS = 60;
const SETTLED = 1e-10;
/** Nearer to its bound than this, b lies there. */
const AT_BOUND = 1e-9;

/** What a step says of the share at its load. */
export interface LoadPoint {
  readonly load: number;
  /** Strictly between 0 and 1. */
  readonly share: number;
  /** Independent requests that it is worth. */
  readonly weight: number;
}

/** Where a fitted share reaches its limit. */
interface LoadFit {
  readonly load: number;
  /** Of the load, as a share of it. */
  readonly standardError: number;
  readonly slope: number;
}

interface Line {
  readonly a: number;
  readonly b: number;
}

/** Second derivatives of the penalised log likelihood, negated. */
interface Information {
  readonly aa: number;
  readonly ab: number;
  readonly bb: number;
}

/**
 * Weighted logistic regression, logit p = a + b·ln(load), with a normal prior of b and b ≥ 1, and the load at which p is
 * `limit`: θ = (logit(limit) − a)/b. Its standard error by the delta method from the information matrix at the optimum.
 * @param points at least two, at different loads
 * @param limit a share in (0, 1)
 */
export function fitLoad(points: readonly LoadPoint[], limit: number): LoadFit {
  const weights = points.reduce((sum, { weight }) => sum + weight, 0);
  // Centred, so that a and b hardly depend on each other.
  const centre = points.reduce((sum, { load, weight }) => sum + weight * Math.log(load), 0) / weights;
  const centred = points.map((point) => ({ ...point, x: Math.log(point.load) - centre }));
  const { line, information } = optimum(centred);
  const theta = (logit(limit) - line.a) / line.b;
  return {
    load: Math.exp(centre + theta),
    standardError: Math.sqrt(thetaVariance(line, information, theta)),
    slope: line.b,
  };
}

type CentredPoint = LoadPoint & { readonly x: number };

function optimum(points: readonly CentredPoint[]): {
  readonly line: Line;
  readonly information: Information;
} {
  const mean =
    points.reduce((sum, { share, weight }) => sum + share * weight, 0) /
    points.reduce((sum, { weight }) => sum + weight, 0);
  let line: Line = { a: logit(mean), b: PRIOR_MEAN };
  let information = derivatives(points, line).information;
  for (let round = 0; round < ROUNDS; round += 1) {
    const step = newtonStep(points, line);
    const next = climbed(points, line, step);
    const moved = Math.abs(next.a - line.a) + Math.abs(next.b - line.b);
    line = next;
    information = derivatives(points, line).information;
    if (moved < SETTLED) break;
  }
  return { line, information };
}

/** The step of Newton's method; along a alone where b lies at its bound and would leave it. */
function newtonStep(points: readonly CentredPoint[], line: Line): Line {
  const { information, gradient } = derivatives(points, line);
  const { aa, ab, bb } = information;
  const determinant = aa * bb - ab * ab;
  const step = {
    a: (bb * gradient.a - ab * gradient.b) / determinant,
    b: (aa * gradient.b - ab * gradient.a) / determinant,
  };
  if (line.b + step.b >= LEAST_SLOPE) return step;
  if (!isAtBound(line)) {
    const part = (LEAST_SLOPE - line.b) / step.b;
    return { a: part * step.a, b: LEAST_SLOPE - line.b };
  }
  return { a: gradient.a / aa, b: 0 };
}

function isAtBound({ b }: Pick<Line, 'b'>): boolean {
  return b <= LEAST_SLOPE + AT_BOUND;
}

/** Along the step as far as the likelihood rises: it is concave, so half of half of it is far enough at last. */
function climbed(points: readonly CentredPoint[], line: Line, step: Line): Line {
  const before = objective(points, line);
  for (let part = 1; part > 1e-6; part /= 2) {
    const next = { a: line.a + part * step.a, b: line.b + part * step.b };
    if (objective(points, next) >= before) return next;
  }
  return line;
}

function objective(points: readonly CentredPoint[], { a, b }: Line): number {
  const prior = -((b - PRIOR_MEAN) ** 2) / (2 * PRIOR_VARIANCE);
  return points.reduce((sum, { x, share, weight }) => {
    const eta = a + b * x;
    // ln(1 + e^eta), without overflow.
    const log = Math.max(eta, 0) + Math.log1p(Math.exp(-Math.abs(eta)));
    return sum + weight * (share * eta - log);
  }, prior);
}

function derivatives(points: readonly CentredPoint[], { a, b }: Line) {
  let gradientA = 0;
  let gradientB = -(b - PRIOR_MEAN) / PRIOR_VARIANCE;
  let aa = 0;
  let ab = 0;
  let bb = 1 / PRIOR_VARIANCE;
  for (const { x, share, weight } of points) {
    const p = 1 / (1 + Math.exp(-(a + b * x)));
    const missing = weight * (share - p);
    const variance = weight * p * (1 - p);
    gradientA += missing;
    gradientB += missing * x;
    aa += variance;
    ab += variance * x;
    bb += variance * x * x;
  }
  const information: Information = { aa, ab, bb };
  return { gradient: { a: gradientA, b: gradientB }, information };
}

function thetaVariance({ b }: Line, { aa, ab, bb }: Information, theta: number): number {
  if (isAtBound({ b })) return 1 / (aa * b * b);
  const determinant = aa * bb - ab * ab;
  return (bb - 2 * theta * ab + theta * theta * aa) / (determinant * b * b);
}

function logit(share: number): number {
  return Math.log(share / (1 - share));
}
