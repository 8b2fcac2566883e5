import { associate } from './association.ts';
import { bursts } from './bursts.ts';
import type { Candidate } from './cause.ts';
import type { Observed } from './observed.ts';
import { populations } from './populations.ts';
import { propertyCauses } from './property-causes.ts';
import type { SecondCounts } from './second-counts.ts';
import { effectiveSizesOf, MIN_SLOW, OUTSIDE, type SlowSet } from './slow-set.ts';
import { strataOf } from './strata.ts';

/** So often is looked for bursts in what those found before leave. */
const MAX_ROUNDS = 3;

/**
 * What is slow beside bursts: a few seconds in which hundreds were slow must not hide what makes some slow all along. Looked
 * for as ever, without the seconds of bursts; what is found is told, and weighed, against all that is slow.
 * @param found bursts of the set
 */
export function besideBursts(
  observed: Observed,
  set: SlowSet,
  exact: SecondCounts,
  found: readonly Candidate[],
): Candidate[] {
  if (found.length === 0) return [];
  const inBursts = new Uint8Array(exact.totals.length);
  let more = found;
  for (let round = 0; round < MAX_ROUNDS && more.length > 0; round += 1) {
    for (const burst of more) mark(inBursts, burst, observed);
    more = bursts(observed, set, outside(exact, inBursts));
  }
  const rest = setWithout(observed, set, outside(exact, inBursts), inBursts);
  if (rest.count < MIN_SLOW) return [];
  const seen = observedWithout(observed, inBursts);
  return [...propertyCauses(seen, rest), ...populations(seen, rest)].map((candidate) => {
    const strata = strataOf(observed, set, candidate.isMember);
    const { endpoint } = candidate;
    const own = endpoint === null ? strata : strata.filter((_, index) => index === endpoint);
    return { ...candidate, association: associate(own) };
  });
}

function mark(
  cells: Uint8Array,
  { span, endpoint: only }: Candidate,
  { endpoints, seconds }: Observed,
): void {
  if (span === null) return;
  for (let endpoint = only ?? 0; endpoint < (only === null ? endpoints : only + 1); endpoint += 1)
    cells.fill(1, endpoint * seconds + span[0], endpoint * seconds + span[1] + 1);
}

function outside({ totals, slow }: SecondCounts, cells: Uint8Array): SecondCounts {
  const left = (count: number, cell: number) => (cells[cell] === 1 ? 0 : count);
  return { totals: totals.map(left), slow: slow.map(left) };
}

/** The same cuts: what was slow is slow. */
function setWithout(
  observed: Observed,
  set: SlowSet,
  { totals, slow }: SecondCounts,
  cells: Uint8Array,
): SlowSet {
  const { kept, seconds } = observed;
  const { fromSecond, toSecond } = set.area;
  const rows = set.rows.map((where, row) =>
    cells[(kept.endpoint[row] ?? 0) * seconds + (kept.second[row] ?? 0)] === 1 ? OUTSIDE : where,
  );
  const sums = (counts: Float64Array) =>
    set.totals.map((_, endpoint) => {
      const own = counts.subarray(endpoint * seconds + fromSecond, endpoint * seconds + toSecond + 1);
      return own.reduce((sum, here) => sum + here, 0);
    });
  const left = sums(slow);
  return {
    ...set,
    rows,
    slowRows: set.slowRows.filter((row) => rows[row] !== OUTSIDE),
    totals: sums(totals),
    slow: left,
    count: left.reduce((sum, here) => sum + here, 0),
    effectiveSizes: effectiveSizesOf(observed, rows),
  };
}

/** Where phases are seen from stretch to stretch between bursts. */
function observedWithout(observed: Observed, cells: Uint8Array): Observed {
  const { seconds } = observed;
  return {
    ...observed,
    phaseBands(endpoint, phase, from, to) {
      let sum: Float64Array | null = null;
      for (let second = from; second <= to; ) {
        const start = second;
        while (second <= to && cells[endpoint * seconds + second] !== 1) second += 1;
        if (second > start) {
          const here = observed.phaseBands(endpoint, phase, start, second - 1);
          sum = Float64Array.from(here, (count, band) => count + (sum?.[band] ?? 0));
        } else second += 1;
      }
      return sum ?? [];
    },
  };
}
