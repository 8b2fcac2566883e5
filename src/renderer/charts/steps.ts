/** What was counted or timed over a stretch of seconds, drawn over exactly that stretch. */
export interface Step {
  /** Where it is drawn, in seconds since the start of the run. */
  readonly from: number;
  readonly to: number;
  /**
   * The whole seconds a percentile is of; longer than what is drawn where a part of them is drawn already. Absent:
   * what is drawn.
   */
  readonly samples?: readonly [from: number, to: number];
  readonly value: number;
  /** Few samples stand behind it: drawn dimmed. */
  readonly estimate: boolean;
}

/** From data to pixels. */
export interface Projection {
  readonly x: (seconds: number) => number;
  readonly y: (value: number) => number;
}

type Range = readonly [from: number, to: number];

/**
 * Level over each step, upright between neighbouring seconds, a gap where nothing is known. What is of more than a
 * second is a bar by itself. Nothing is shorter than a pixel.
 * @returns SVG paths; a canvas takes them as well
 */
export function stepPaths(steps: readonly Step[], { x, y }: Projection, range: Range) {
  const paths = { sure: '', estimate: '' };
  let before: Step | null = null;
  for (const step of visible(steps, range)) {
    const wide = isWide(step);
    const [left, top] = [round(x(step.from)) + (wide ? BAR_GAP : 0), round(y(step.value))];
    const right = Math.max(round(x(step.to)) - (wide ? BAR_GAP : 0), left + 1);
    const joined = before !== null && before.to >= step.from - TOUCHING && !isWide(before) && !wide;
    const start = joined && before !== null ? `M${left} ${round(y(before.value))}V${top}` : `M${left} ${top}`;
    paths[step.estimate ? 'estimate' : 'sure'] += `${start}H${right}`;
    before = step;
  }
  return paths;
}

/** Pixels left free at each end of a bar, so that two of a height are seen to be two. */
const BAR_GAP = 1;

function isWide({ samples: [from, to] = [0, 0] }: Step): boolean {
  return to - from > 1;
}

/** The ground between two series, where both are known. */
export function bandPath(
  upper: readonly Step[],
  lower: readonly Step[],
  { x, y }: Projection,
  range: Range,
): string {
  const below = visible(lower, range);
  let path = '';
  let first = 0;
  for (const above of visible(upper, range)) {
    while ((below[first]?.to ?? Number.POSITIVE_INFINITY) <= above.from) first += 1;
    for (
      let at = first, under = below[at];
      under !== undefined && under.from < above.to;
      under = below[++at]
    ) {
      const { from, to, value } = under;
      const left = round(x(Math.max(from, above.from)));
      const right = round(x(Math.min(to, above.to)));
      path += `M${left} ${round(y(above.value))}H${right}V${round(y(value))}H${left}Z`;
    }
  }
  return path;
}

const WIDEST_BAR = 24;
const BAR_SHARE = 0.72;

/** A bar amid each step, from zero up; one of a moment is as wide as can be seen. */
export function barPath(steps: readonly Step[], { x, y }: Projection, range: Range): string {
  const floor = round(y(0));
  return visible(steps, range)
    .flatMap(({ from, to, value }) => {
      if (value <= 0) return [];
      const [left, right] = [x(from), x(to)];
      const width = Math.max(1.5, Math.min(WIDEST_BAR, (right - left) * BAR_SHARE));
      return [`M${round((left + right - width) / 2)} ${floor}V${round(y(value))}h${round(width)}V${floor}Z`];
    })
    .join('');
}

const TOUCHING = 1e-6;

/** Steps in view, cut at its edges. */
function visible(steps: readonly Step[], [first, last]: Range): Step[] {
  return steps.flatMap((step) => {
    if (step.to <= first || step.from >= last) return [];
    return [{ ...step, from: Math.max(first, step.from), to: Math.min(last, step.to) }];
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
