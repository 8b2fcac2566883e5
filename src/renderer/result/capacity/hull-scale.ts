/** The scale on the hull: loads from the keel up, each doubling as high as the next. */

/** Loads between which the scale stands: whole powers of ten, or 2 or 5 times one. */
const LADDER = [1, 2, 5];

interface HullScale {
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly number[];
}

function rungsAround(value: number): number[] {
  const power = 10 ** Math.floor(Math.log10(value));
  return [power / 10, power, power * 10].flatMap((one) =>
    LADDER.map((step) => Number((step * one).toPrecision(3))),
  );
}

/**
 * A scale on which all of these loads stand, with a rung of room on both sides; it moves seldom while a search goes on.
 * @param loads above zero; others are passed over
 */
export function hullScale(loads: readonly number[]): HullScale {
  const known = loads.filter((load) => load > 0);
  const least = known.length === 0 ? 1 : Math.min(...known);
  const most = known.length === 0 ? 10 : Math.max(...known);
  const low = rungsAround(least).findLast((rung) => rung <= least / 1.5) ?? least / 2;
  const high = rungsAround(most).find((rung) => rung >= most * 1.25) ?? most * 2;
  const ticks: number[] = [];
  for (let power = 10 ** Math.floor(Math.log10(low)); power <= high; power *= 10)
    for (const step of LADDER) {
      const tick = Number((power * step).toPrecision(3));
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  return { low, high, ticks };
}

/** Where a load stands, 0 (keel) … 1. */
export function hullPlace(load: number, { low, high }: HullScale): number {
  if (load <= low) return 0;
  return Math.min(1, Math.log(load / low) / Math.log(high / low));
}

/**
 * Places of labels so that no two are closer than `gap`, each as near to its own as that allows, in their order.
 * @param places ascending
 */
export function spreadLabels(places: readonly number[], gap: number, end: number): number[] {
  const spread = [...places];
  for (let at = 1; at < spread.length; at += 1)
    spread[at] = Math.max(spread[at] ?? 0, (spread[at - 1] ?? 0) + gap);
  const over = (spread.at(-1) ?? 0) - end;
  if (over > 0) {
    spread[spread.length - 1] = end;
    for (let at = spread.length - 2; at >= 0; at -= 1)
      spread[at] = Math.min(spread[at] ?? 0, (spread[at + 1] ?? 0) - gap);
  }
  return spread;
}
