const MAX_SECONDS = 24;
const MIN_LIFT = 5;
const MIN_ATTRIBUTABLE = 0.33;
const MIN_EVIDENCE = 45;
const MIN_MARKED = 10;

/** Counts by second: requests, and those of them that are looked for. */
export interface MarkedSeconds {
  readonly totals: Float64Array;
  readonly marked: Float64Array;
}

/** Seconds in a row, both ends included, against the others that were looked at. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly requests: number;
  readonly marked: number;
  readonly others: number;
  readonly markedOthers: number;
  /** As many as the others lead to expect. */
  readonly expected: number;
  /** Poisson: twice the logarithm of the likelihood ratio. */
  readonly evidence: number;
  /** Of all that are looked for, the share beyond what was expected, 0 … 1. */
  readonly attributable: number;
  readonly lift: number;
}

/**
 * The stretch of one to 24 seconds, and no more than half of those looked at, with the most evidence that far more is
 * marked in it than the rest leads to expect. Sums before each second make each stretch cost the same.
 * @returns null: none is a burst
 */
export function densestStretch(
  { totals, marked }: MarkedSeconds,
  { fromSecond, toSecond }: { readonly fromSecond: number; readonly toSecond: number },
): Stretch | null {
  const before = { totals: sumsBefore(totals), marked: sumsBefore(marked) };
  const until = toSecond + 1;
  const within = (sums: Float64Array, from: number, to: number) => (sums[to] ?? 0) - (sums[from] ?? 0);
  const allRequests = within(before.totals, fromSecond, until);
  const allMarked = within(before.marked, fromSecond, until);
  // Half of what was asked about is no burst of it.
  const longest = Math.min(MAX_SECONDS, Math.floor((until - fromSecond) / 2));
  let best: Stretch | null = null;
  for (let from = fromSecond; from <= toSecond; from += 1) {
    for (let to = from; to <= Math.min(toSecond, from + longest - 1); to += 1) {
      const requests = within(before.totals, from, to + 1);
      const here = within(before.marked, from, to + 1);
      if (here < MIN_MARKED || requests >= allRequests / 2) continue;
      const others = { all: allRequests - requests, marked: allMarked - here };
      const expected = (requests * others.marked) / others.all;
      if (here <= expected) continue;
      // With half an event more elsewhere, so that silence there proves no more than it can.
      const usual = (requests * (others.marked + 0.5)) / others.all;
      const evidence = 2 * (here * Math.log(here / usual) - (here - usual));
      if (best !== null && evidence <= best.evidence) continue;
      best = {
        from,
        to,
        requests,
        marked: here,
        others: others.all,
        markedOthers: others.marked,
        expected,
        evidence,
        attributable: (here - expected) / allMarked,
        lift: here / Math.max(expected, 1e-9),
      };
    }
  }
  return best !== null && isBurst(best) ? best : null;
}

function isBurst({ lift, attributable, evidence, marked }: Stretch): boolean {
  return (
    lift >= MIN_LIFT && attributable >= MIN_ATTRIBUTABLE && evidence >= MIN_EVIDENCE && marked >= MIN_MARKED
  );
}

/** Of each second what came before it, and behind the last of all of them. */
function sumsBefore(counts: Float64Array): Float64Array {
  const sums = new Float64Array(counts.length + 1);
  for (const [second, here] of counts.entries()) sums[second + 1] = (sums[second] ?? 0) + here;
  return sums;
}
