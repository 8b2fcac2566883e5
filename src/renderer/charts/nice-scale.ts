const LADDER = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];

/**
 * The next round number at or above a value: 0 … 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten. Axes that end on it
 * move seldom while a chart grows.
 */
export function niceCeil(value: number): number {
  if (!(value > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = LADDER.find((rung) => rung * power >= value * (1 - 1e-9)) ?? 10;
  return step * power;
}

/** Steps of the time axis in seconds; a live chart grows from one to the next and stands still between. */
const SPANS = [
  10, 20, 30, 60, 120, 180, 300, 600, 900, 1_200, 1_800, 2_700, 3_600, 7_200, 14_400, 28_800, 86_400,
];

/**
 * End of the time axis of a run in seconds. Short runs show their whole plan from the start; long ones grow in
 * steps, so that the beginning is not squeezed into a corner.
 */
export function timeSpan(elapsedS: number, plannedS: number): number {
  const planned = Math.max(1, plannedS, elapsedS);
  if (planned <= 120) return planned;
  return Math.min(planned, SPANS.find((span) => span >= Math.max(60, elapsedS)) ?? planned);
}

/** Percentile 0 … 100 on an axis that gives the tail room: each nine takes the same width. */
export function percentileToAxis(percent: number): number {
  return -Math.log10(1 - Math.min(percent, 99.999) / 100);
}

/**
 * Whether a chart is asked for the range of all its places, and not for that of a dragged area. Of none it knows no
 * range, and around a single one uPlot makes one up: neither can have been dragged.
 */
export function isWhole(places: ArrayLike<number>, min: number | null, max: number | null): boolean {
  return places.length < 2 || (min === places[0] && max === places[places.length - 1]);
}
