import type { Area } from '../../../../contract/area.ts';
import { bandOf } from '../../../../contract/latency-bands.ts';
import { PHASES } from '../../../../contract/tick.ts';
import { associate, isCause } from './association.ts';
import { besideBursts } from './beside-bursts.ts';
import { bursts } from './bursts.ts';
import type { Candidate, Cause, Membership, PhaseShare } from './cause.ts';
import { type Observed, phaseUs, wholeRunOf } from './observed.ts';
import { MIN_PHASE_SHARE, phaseExcess, phaseStarts, usualPhases } from './phase-excess.ts';
import { populations } from './populations.ts';
import { propertyCauses } from './property-causes.ts';
import { type SecondCounts, secondCounts } from './second-counts.ts';
import type { Cut } from './slow-cut.ts';
import { type Compared, MIN_RATIO, MIN_SLOW, SLOW, type SlowSet, slowSetOf } from './slow-set.ts';
import { highSeconds, timeCauses } from './time-causes.ts';

/** Of a bare phase it has to be so many times as many as expected. */
const MIN_RATIO_OF_PHASE = 3;
/** The share of a burst from which on seconds with a cause are what it is. */
const FOLDED_SHARE = 0.5;

/** Of what is slow for a cause, the share that better ones told of already; from here on it is left out. */
const EXPLAINED_SHARE = 0.5;

const NAMES: readonly string[] = PHASES;

/** Why requests were slow, most telling first. */
export interface Ranking {
  /** What was asked about, within the run; null: it lies outside. */
  readonly set: SlowSet | null;
  readonly cut: Cut;
  /** The phase that most of the time of all slow requests went to beyond the usual; null: not known. */
  readonly largest: PhaseShare | null;
  /** Those of the area first, then those of the whole run that it shares. */
  readonly causes: readonly Cause[];
}

/** What was found in an area, each cause with the rows it is of. */
interface Found extends Ranking {
  readonly set: SlowSet;
  readonly members: ReadonlyMap<Cause, Membership>;
}

/**
 * Ranks what sets the slow requests of an area apart from the others, deterministically: first those far out of the spread of
 * their endpoint, and if nothing sets those apart, those beyond its 99th percentile. What does so all over the run follows.
 * @param area null: the whole run
 * @param against a second area that it is compared with; null: the rest of the run
 */
export function rankCauses(observed: Observed, area: Area | null, against: Area | null = null): Ranking {
  const within = area === null ? wholeRunOf(observed) : clip(area, observed);
  if (within === null) return { set: null, cut: 'spread', largest: null, causes: [] };
  const own = find(observed, { area: within, against });
  if (own.set.isWholeRun) return own;
  const all = find(observed, { area: wholeRunOf(observed), against: null });
  const isNamed = ({ kind, endpoint, value }: Cause) =>
    own.causes.some((one) => one.kind === kind && one.endpoint === endpoint && one.value === value);
  const shared = all.causes
    .filter((cause) => !isNamed(cause) && isShared(observed, all, cause, { area: within, against }))
    .map((cause): Cause => ({ ...cause, isPeculiar: false }));
  return { ...own, causes: [...own.causes, ...shared] };
}

/** What of an area lies within what was observed; null: nothing. */
function clip(area: Area, { first, seconds }: Observed): Area | null {
  const fromSecond = Math.max(area.fromSecond, first);
  const toSecond = Math.min(area.toSecond, seconds - 1);
  return fromSecond > toSecond ? null : { ...area, fromSecond, toSecond };
}

function find(observed: Observed, compared: Compared): Found {
  const first = rank(observed, compared, 'spread');
  if (first.causes.length > 0) return first;
  const second = rank(observed, compared, 'p99');
  return second.causes.length > 0 || first.set.count < MIN_SLOW ? second : first;
}

function rank(observed: Observed, compared: Compared, cut: Cut): Found {
  const set = slowSetOf(observed, compared, cut);
  if (set.count < MIN_SLOW || !set.isSlower) {
    return { set, cut, largest: null, causes: [], members: new Map() };
  }
  const usual = usualPhases(observed, set);
  const isBare = ({ kind }: Candidate) => (kind === 'phase' ? 1 : 0);
  const found = [...candidatesOf(observed, set), ...phaseOfSelection(observed, set, usual)]
    .map((candidate) => ({ candidate: withinEndpoint(candidate, observed), score: scoreOf(candidate, set) }))
    .sort((a, b) => isBare(a.candidate) - isBare(b.candidate) || b.score - a.score);
  const members = new Map<Cause, Membership>();
  for (const { candidate, score } of withoutExplained(found, observed, set)) {
    members.set(causeOf(observed, set, usual, { candidate, score }), candidate.isMember);
  }
  const { largest } = phaseExcess(observed, set, usual, () => true);
  return { set, cut, largest, causes: [...members.keys()], members };
}

/** A candidate with its score. */
interface Scored {
  readonly candidate: Candidate;
  readonly score: number;
}

function scoreOf(candidate: Candidate, set: SlowSet): number {
  const { attributable, precision } = candidate.association;
  return attributable * Math.sqrt(precision) * Math.sqrt(slowShare(candidate, set));
}

/** The share of what is slow within which a cause was looked for: that of its endpoint, where it is of one. */
function slowShare({ kind, endpoint }: Candidate, { slow, count }: SlowSet): number {
  return endpoint === null || kind === 'endpoint' ? 1 : (slow[endpoint] ?? 0) / count;
}

function withinEndpoint(candidate: Candidate, { kept }: Observed): Candidate {
  const { endpoint, isMember } = candidate;
  if (endpoint === null) return candidate;
  return { ...candidate, isMember: (row) => kept.endpoint[row] === endpoint && isMember(row) };
}

/** Leaves out what is said of requests of which something better was said. */
function withoutExplained(found: readonly Scored[], { kept }: Observed, { slowRows }: SlowSet): Scored[] {
  const explained = new Uint8Array(kept.length);
  const spans: Candidate['span'][] = [];
  return found.filter(({ candidate: { span, isMember } }) => {
    const mine = slowRows.filter(isMember);
    const weigh = (sum: number, row: number) => sum + (kept.weight[row] ?? 0);
    const all = mine.reduce(weigh, 0);
    const known = mine.filter((row) => explained[row] === 1).reduce(weigh, 0);
    // Of a run that kept no requests, causes in the same seconds are one.
    const isExplained = all > 0 ? known >= EXPLAINED_SHARE * all : spans.some((one) => isSameSpan(one, span));
    if (isExplained) return false;
    for (const row of mine) explained[row] = 1;
    spans.push(span);
    return true;
  });
}

function isSameSpan(one: Candidate['span'], other: Candidate['span']): boolean {
  return one?.[0] === other?.[0] && one?.[1] === other?.[1];
}

function causeOf(observed: Observed, set: SlowSet, usual: Float64Array, { candidate, score }: Scored): Cause {
  const { isMember, ...cause } = candidate;
  const { kept } = observed;
  const isPhase = cause.kind === 'phase';
  const phase = NAMES.indexOf(cause.value);
  const phaseFromUs = isPhase ? phaseStarts(observed, set, usual, phase) : null;
  const behind = phaseExcess(observed, set, usual, (row) => {
    if (phaseFromUs === null) return isMember(row);
    const endpoint = kept.endpoint[row] ?? 0;
    if (cause.endpoint !== null && endpoint !== cause.endpoint) return false;
    return phaseUs(kept, row, phase) >= (phaseFromUs[endpoint] ?? 0);
  });
  const largest = isPhase ? phaseExcess(observed, set, usual, isMember).largest : behind.largest;
  const { attributable, slowMembers } = cause.association;
  return {
    ...cause,
    phase: largest !== null && largest.share >= MIN_PHASE_SHARE ? largest : null,
    excessUs: behind.excessUs,
    behind: isPhase ? behind.count : slowMembers,
    share: Math.min(
      1,
      Math.max(0, isPhase ? behind.count / set.count : attributable * slowShare(candidate, set)),
    ),
    cuts: set.cuts,
    totals: set.totals,
    phaseFromUs,
    isPeculiar: true,
    score,
  };
}

/** Whether a cause of the whole run is about as common within an area as in what it is compared with. */
function isShared(
  { kept }: Observed,
  { set, members }: Found,
  cause: Cause,
  { area, against }: { readonly area: Area; readonly against: Area | null },
): boolean {
  const isMember = members.get(cause);
  // A stretch of time is no property of another.
  if (isMember === undefined || cause.kind === 'burst') return false;
  const inside = { all: 0, slow: 0 };
  const outside = { all: 0, slow: 0 };
  for (let row = 0; row < kept.length; row += 1) {
    const second = kept.second[row] ?? 0;
    const isIn = (one: Area) => second >= one.fromSecond && second <= one.toSecond;
    if (!isIn(area) && against !== null && !isIn(against)) continue;
    const where = isIn(area) ? inside : outside;
    const weight = kept.weight[row] ?? 0;
    where.all += weight;
    if (set.rows[row] !== SLOW || !isMember(row)) continue;
    const band = bandOf(kept.durationUs[row] ?? 0);
    if (band >= area.fromBand && band <= area.toBand) where.slow += weight;
  }
  const usual = (inside.all * outside.slow) / Math.max(1, outside.all);
  return inside.slow > 0 && inside.slow <= MIN_RATIO * usual && inside.slow >= usual / MIN_RATIO;
}

function candidatesOf(observed: Observed, set: SlowSet): Candidate[] {
  const exact = secondCounts(observed, set);
  const inTime = timeCauses(observed, set, exact);
  const phases = populations(observed, set);
  const found = bursts(observed, set, exact).filter((burst) =>
    inTime.every((cause) => !isMadeOf(burst, cause, { observed, exact })),
  );
  return [
    ...propertyCauses(observed, set),
    ...inTime,
    ...endpointCauses(observed, set, phases),
    ...found,
    ...besideBursts(observed, set, exact, found),
    ...phases,
  ];
}

/** Of a selection that is much slower than the rest, the phase in which it is: the rest of the run shows what is usual. */
function phaseOfSelection(observed: Observed, set: SlowSet, usual: Float64Array): Candidate[] {
  const { count, expected } = set;
  if (set.isWholeRun || count < MIN_RATIO_OF_PHASE * expected) return [];
  const { largest: phase } = phaseExcess(observed, set, usual, () => true);
  if (phase === null || phase.share < MIN_PHASE_SHARE) return [];
  const evidence = 2 * (count * Math.log(count / Math.max(expected, 0.5)) - (count - expected));
  const association = {
    slow: count,
    members: count,
    slowMembers: count,
    others: 0,
    slowOthers: 0,
    expected,
    attributable: (count - expected) / count,
    precision: 1,
    lift: count / Math.max(expected, 1e-9),
    evidence,
  };
  return [
    { kind: 'phase', endpoint: null, value: phase.name, association, span: null, isMember: () => true },
  ];
}

/** Endpoints that have most of what is slow. Over a whole run an endpoint is no cause by itself: some phase of it has to come in two kinds. */
function endpointCauses(
  { kept, endpoints }: Observed,
  set: SlowSet,
  phases: readonly Candidate[],
): Candidate[] {
  const total = set.totals.reduce((sum, here) => sum + here, 0);
  return Array.from({ length: endpoints }, (_, endpoint): Candidate => {
    const association = associate([
      {
        total,
        slow: set.count,
        members: set.totals[endpoint] ?? 0,
        slowMembers: set.slow[endpoint] ?? 0,
      },
    ]);
    const isMember = (row: number) => kept.endpoint[row] === endpoint;
    return { kind: 'endpoint', endpoint, value: '', association, span: null, isMember };
  }).filter(
    ({ endpoint, association }) =>
      isCause(association) && (!set.isWholeRun || phases.some((phase) => phase.endpoint === endpoint)),
  );
}

/** Whether a burst is no more than seconds that have a cause: half of it is disturbed, or half of what is slow in it is where a gauge is high. */
function isMadeOf(
  { span, endpoint: only }: Candidate,
  { kind, value, endpoint }: Candidate,
  { observed, exact }: { readonly observed: Observed; readonly exact: SecondCounts },
): boolean {
  if (span === null) return false;
  const [from, to] = span;
  const { disturbed, gauges, endpoints, seconds } = observed;
  if (kind === 'disturbed') {
    const here = disturbed.subarray(from, to + 1).reduce((sum, one) => sum + one, 0);
    return here >= FOLDED_SHARE * (to + 1 - from);
  }
  if (endpoint !== null && endpoint !== only) return false;
  const gauge = gauges.find(({ name }) => name === value);
  const high = gauge === undefined ? new Uint8Array() : highSeconds(gauge.values);
  let all = 0;
  let inHigh = 0;
  for (let second = from; second <= to; second += 1) {
    for (let place = only ?? 0; place < (only === null ? endpoints : only + 1); place += 1) {
      const slow = exact.slow[place * seconds + second] ?? 0;
      all += slow;
      if (high[second] === 1) inHigh += slow;
    }
  }
  return inHigh >= FOLDED_SHARE * all;
}
