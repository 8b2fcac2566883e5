import type { Association } from './association.ts';
import type { Candidate } from './cause.ts';
import type { Observed } from './observed.ts';
import type { SecondCounts } from './second-counts.ts';
import type { SlowSet } from './slow-set.ts';

const MAX_SECONDS = 24;
const MIN_LIFT = 5;
const MIN_ATTRIBUTABLE = 0.33;
const MIN_EVIDENCE = 45;
const MIN_SLOW = 10;

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly requests: number;
  readonly slow: number;
  readonly others: number;
  readonly slowOthers: number;
  readonly expected: number;
  readonly evidence: number;
}

/**
 * The stretch of one to 24 seconds in which far more is slow than the rest of what was asked about leads to expect: of
 * all, of each endpoint.
 */
export function bursts(observed: Observed, set: SlowSet, exact: SecondCounts): Candidate[] {
  const { endpoints, kept } = observed;
  const found: Candidate[] = [];
  for (let endpoint = -1; endpoint < endpoints; endpoint += 1) {
    const only = endpoint < 0 ? null : endpoint;
    const stretch = densest(observed, set, exact, only);
    if (stretch === null) continue;
    const slow = only === null ? set.count : (set.slow[only] ?? 0);
    const association: Association = {
      slow,
      members: stretch.requests,
      slowMembers: stretch.slow,
      others: stretch.others,
      slowOthers: stretch.slowOthers,
      expected: stretch.expected,
      attributable: (stretch.slow - stretch.expected) / slow,
      precision: stretch.slow / stretch.requests,
      lift: stretch.slow / Math.max(stretch.expected, 1e-9),
      evidence: stretch.evidence,
    };
    if (association.lift < MIN_LIFT || association.attributable < MIN_ATTRIBUTABLE) continue;
    if (stretch.evidence < MIN_EVIDENCE || stretch.slow < MIN_SLOW) continue;
    const isMember = (row: number) => {
      const second = kept.second[row] ?? 0;
      return second >= stretch.from && second <= stretch.to && (only === null || kept.endpoint[row] === only);
    };
    found.push({
      kind: 'burst',
      endpoint: only,
      value: '',
      association,
      span: [stretch.from, stretch.to],
      isMember,
    });
  }
  return found;
}

/** The stretch with the most evidence; sums before each second make each one cost the same. */
function densest(
  { endpoints, seconds }: Observed,
  { area }: SlowSet,
  exact: SecondCounts,
  only: number | null,
): Stretch | null {
  const totals = new Float64Array(seconds + 1);
  const slow = new Float64Array(seconds + 1);
  for (let second = 0; second < seconds; second += 1) {
    let all = 0;
    let beyond = 0;
    for (let endpoint = only ?? 0; endpoint < (only === null ? endpoints : only + 1); endpoint += 1) {
      all += exact.totals[endpoint * seconds + second] ?? 0;
      beyond += exact.slow[endpoint * seconds + second] ?? 0;
    }
    totals[second + 1] = (totals[second] ?? 0) + all;
    slow[second + 1] = (slow[second] ?? 0) + beyond;
  }
  const until = area.toSecond + 1;
  const allRequests = (totals[until] ?? 0) - (totals[area.fromSecond] ?? 0);
  const allSlow = (slow[until] ?? 0) - (slow[area.fromSecond] ?? 0);
  // Half of what was asked about is no burst of it.
  const longest = Math.min(MAX_SECONDS, Math.floor((until - area.fromSecond) / 2));
  let best: Stretch | null = null;
  for (let from = area.fromSecond; from <= area.toSecond; from += 1) {
    for (let to = from; to <= Math.min(area.toSecond, from + longest - 1); to += 1) {
      const requests = (totals[to + 1] ?? 0) - (totals[from] ?? 0);
      const here = (slow[to + 1] ?? 0) - (slow[from] ?? 0);
      if (here < MIN_SLOW || requests >= allRequests / 2) continue;
      const expected = (requests * (allSlow - here)) / (allRequests - requests);
      if (here <= expected) continue;
      // Poisson, with half an event more elsewhere, so that silence there proves no more than it can.
      const usual = (requests * (allSlow - here + 0.5)) / (allRequests - requests);
      const evidence = 2 * (here * Math.log(here / usual) - (here - usual));
      if (best === null || evidence > best.evidence) {
        const [others, slowOthers] = [allRequests - requests, allSlow - here];
        best = { from, to, requests, slow: here, others, slowOthers, expected, evidence };
      }
    }
  }
  return best;
}
