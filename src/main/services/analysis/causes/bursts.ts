import type { Association } from './association.ts';
import type { Candidate } from './cause.ts';
import { densestStretch, type MarkedSeconds } from './densest-stretch.ts';
import type { Observed } from './observed.ts';
import type { SecondCounts } from './second-counts.ts';
import type { SlowSet } from './slow-set.ts';

/**
 * The stretch of one to 24 seconds in which far more is slow than the rest of what was asked about leads to expect: of
 * all, of each endpoint.
 */
export function bursts(observed: Observed, set: SlowSet, exact: SecondCounts): Candidate[] {
  const { endpoints, kept } = observed;
  const found: Candidate[] = [];
  for (let endpoint = -1; endpoint < endpoints; endpoint += 1) {
    const only = endpoint < 0 ? null : endpoint;
    const stretch = densestStretch(secondsOf(observed, exact, only), set.area);
    if (stretch === null) continue;
    const { from, to, attributable, lift, expected, evidence } = stretch;
    const association: Association = {
      slow: only === null ? set.count : (set.slow[only] ?? 0),
      members: stretch.requests,
      slowMembers: stretch.marked,
      others: stretch.others,
      slowOthers: stretch.markedOthers,
      expected,
      attributable,
      precision: stretch.marked / stretch.requests,
      lift,
      evidence,
    };
    const isMember = (row: number) => {
      const second = kept.second[row] ?? 0;
      return second >= from && second <= to && (only === null || kept.endpoint[row] === only);
    };
    found.push({ kind: 'burst', endpoint: only, value: '', association, span: [from, to], isMember });
  }
  return found;
}

/** Requests and slow ones by second, of one endpoint or of all together. */
function secondsOf(
  { endpoints, seconds }: Observed,
  exact: SecondCounts,
  only: number | null,
): MarkedSeconds {
  if (only !== null) {
    const [from, to] = [only * seconds, (only + 1) * seconds];
    return { totals: exact.totals.subarray(from, to), marked: exact.slow.subarray(from, to) };
  }
  const totals = new Float64Array(seconds);
  const marked = new Float64Array(seconds);
  for (let cell = 0; cell < endpoints * seconds; cell += 1) {
    const second = cell % seconds;
    totals[second] = (totals[second] ?? 0) + (exact.totals[cell] ?? 0);
    marked[second] = (marked[second] ?? 0) + (exact.slow[cell] ?? 0);
  }
  return { totals, marked };
}
