/** What stayed level for less than this at the end may go on growing. */
const LEAST_SECONDS = 20;
const LEAST_SHARE = 0.1;
/** Against one straight line, what is left has to shrink by so much of itself, per independent reading. */
const MIN_F = 25;
/** Readings of memory resemble those before them: one in so many is taken as independent. */
const DEPENDENT = 7;
/** Of the slope before: what rises by less has stopped. */
const LEVEL_SHARE = 0.25;

interface Sums {
  readonly n: number;
  readonly t: number;
  readonly tt: number;
  readonly y: number;
  readonly ty: number;
  readonly yy: number;
}

/**
 * Where growth stopped: the corner of the line that rises and then stays level which fits best (least squares), where it fits
 * clearly better than one straight line (an F test) and what comes after it is level indeed.
 * @param values one a second; NaN: a gap
 * @param least what has to stay level at the end, in seconds: with a sawtooth, at least two teeth
 * @returns the first second that grows no more, as a place in `values`; null: it grew to the end
 */
export function growthEnd(values: Float64Array, least: number): number | null {
  const level = Math.ceil(Math.max(LEAST_SECONDS, LEAST_SHARE * values.length, least));
  const before = prefixSums(values);
  const all = before.at(-1);
  if (all === undefined || all.n < 3) return null;
  const straight = residual(all);
  let best: { readonly at: number; readonly left: number } | null = null;
  for (let at = level; at <= values.length - level; at += 1) {
    const part = before[at];
    if (part === undefined) continue;
    const left = residual(bent(all, part, at));
    if (left < (best?.left ?? Number.POSITIVE_INFINITY)) best = { at, left };
  }
  const rising = best && before[best.at];
  if (!best || !rising) return null;
  const independent = Math.max(1, all.n / DEPENDENT);
  if (straight - best.left < (MIN_F * best.left) / independent || straight === 0) return null;
  const after = slopeOf(minus(all, rising));
  return after < LEVEL_SHARE * slopeOf(rising) ? best.at : null;
}

/** Sums of the readings before each second. */
function prefixSums(values: Float64Array): Sums[] {
  let sums: Sums = { n: 0, t: 0, tt: 0, y: 0, ty: 0, yy: 0 };
  // From the first reading on, so that squares of what all have in common swallow nothing.
  const base = values.find((value) => !Number.isNaN(value)) ?? 0;
  const all = [sums];
  for (const [t, value] of values.entries()) {
    const y = value - base;
    if (!Number.isNaN(y))
      sums = {
        n: sums.n + 1,
        t: sums.t + t,
        tt: sums.tt + t * t,
        y: sums.y + y,
        ty: sums.ty + t * y,
        yy: sums.yy + y * y,
      };
    all.push(sums);
  }
  return all;
}

/** All readings, each after the corner as if it were at the corner. */
function bent(all: Sums, part: Sums, at: number): Sums {
  const after = minus(all, part);
  return {
    ...all,
    t: part.t + at * after.n,
    tt: part.tt + at * at * after.n,
    ty: part.ty + at * after.y,
  };
}

function minus(all: Sums, part: Sums): Sums {
  return {
    n: all.n - part.n,
    t: all.t - part.t,
    tt: all.tt - part.tt,
    y: all.y - part.y,
    ty: all.ty - part.ty,
    yy: all.yy - part.yy,
  };
}

/** Of the straight line of least squares, per second. */
function slopeOf({ n, t, tt, y, ty }: Sums): number {
  const spread = n * tt - t * t;
  return spread === 0 ? 0 : (n * ty - t * y) / spread;
}

/** Sum of squares beside the straight line of least squares. */
function residual(sums: Sums): number {
  const { n, t, y, ty, yy } = sums;
  if (n === 0) return 0;
  return Math.max(0, yy - (y * y) / n - slopeOf(sums) * (ty - (t * y) / n));
}
