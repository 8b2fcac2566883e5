import type { Area } from '../../../../contract/area.ts';
import { associate, isCause } from './association.ts';
import { bursts } from './bursts.ts';
import type { Candidate, Cause } from './cause.ts';
import type { Observed } from './observed.ts';
import { phaseExcess, usualPhases } from './phase-excess.ts';
import { populations } from './populations.ts';
import { propertyCauses } from './property-causes.ts';
import { secondCounts } from './second-counts.ts';
import type { Cut } from './slow-cut.ts';
import { type SlowSet, slowSetOf } from './slow-set.ts';
import { timeCauses } from './time-causes.ts';

/** Fewer slow requests have nothing to tell. */
const MIN_SLOW = 20;
/** A selection has to hold so many times as many slow requests as the rest leads to expect, and by so many standard errors. */
const MIN_RATIO = 2;
const MIN_RATIO_OF_PHASE = 3;
const MIN_ERRORS = 5;
/** Disturbed seconds of a burst from which on they are what it is. */
const FOLDED_SHARE = 0.5;

/** Why requests were slow, most telling first; `slow` is how many were. */
export interface Ranking {
  readonly slow: number;
  /** Slow requests expected in a selection; NaN over the whole run. */
  readonly expected: number;
  readonly cut: Cut;
  readonly causes: readonly Cause[];
}

/**
 * Ranks what sets the slow requests of an area apart from the others, deterministically: first those far out of the spread of
 * their endpoint, and if nothing sets those apart, those beyond its 99th percentile.
 * @param area null: the whole run
 */
export function rankCauses(observed: Observed, area: Area | null): Ranking {
  const first = rank(observed, area, 'spread');
  if (first.causes.length > 0) return first;
  const second = rank(observed, area, 'p99');
  return second.causes.length > 0 || first.slow < MIN_SLOW ? second : first;
}

function rank(observed: Observed, area: Area | null, cut: Cut): Ranking {
  const set = slowSetOf(observed, area, cut);
  const answer = { slow: set.count, expected: set.expected, cut };
  const excess = set.count - set.expected;
  const isSlower =
    set.isWhole ||
    (set.count >= MIN_RATIO * set.expected && excess >= MIN_ERRORS * Math.sqrt(Math.max(set.expected, 1)));
  if (set.count < MIN_SLOW || !isSlower) return { ...answer, causes: [] };
  const usual = usualPhases(observed, set);
  const found = [...candidatesOf(observed, set), ...phaseOfSelection(observed, set, usual)];
  const causes = found.map((candidate): Cause => {
    const { isMember, ...cause } = candidate;
    const share =
      cause.endpoint === null || cause.kind === 'endpoint'
        ? 1
        : (set.slow[cause.endpoint] as number) / set.count;
    const { attributable, precision } = cause.association;
    const score = attributable * Math.sqrt(precision) * Math.sqrt(share);
    return { ...cause, phase: phaseExcess(observed, set, usual, isMember), score };
  });
  const isBare = ({ kind }: Cause) => (kind === 'phase' ? 1 : 0);
  causes.sort((a, b) => isBare(a) - isBare(b) || b.score - a.score);
  return { ...answer, causes };
}

function candidatesOf(observed: Observed, set: SlowSet): Candidate[] {
  const exact = secondCounts(observed, set);
  const inTime = timeCauses(observed, set, exact);
  const isOwn = inTime.some(({ kind }) => kind === 'disturbed');
  const phases = populations(observed, set);
  return [
    ...propertyCauses(observed, set),
    ...inTime,
    ...endpointCauses(observed, set, phases),
    ...bursts(observed, set, exact).filter(({ span }) => !(isOwn && isDisturbed(observed, span))),
    ...phases,
  ];
}

/** Of a selection that is much slower than the rest, the phase in which it is: the rest of the run shows what is usual. */
function phaseOfSelection(observed: Observed, set: SlowSet, usual: Float64Array): Candidate[] {
  const { count, expected } = set;
  if (set.isWhole || count < MIN_RATIO_OF_PHASE * expected) return [];
  const phase = phaseExcess(observed, set, usual, () => true);
  if (phase === null) return [];
  const evidence = 2 * (count * Math.log(count / Math.max(expected, 0.5)) - (count - expected));
  const association = {
    slow: count,
    members: count,
    slowMembers: count,
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
        members: set.totals[endpoint] as number,
        slowMembers: set.slow[endpoint] as number,
      },
    ]);
    const isMember = (row: number) => kept.endpoint[row] === endpoint;
    return { kind: 'endpoint', endpoint, value: '', association, span: null, isMember };
  }).filter(
    ({ endpoint, association }) =>
      isCause(association) && (!set.isWhole || phases.some((phase) => phase.endpoint === endpoint)),
  );
}

function isDisturbed({ disturbed }: Observed, span: Candidate['span']): boolean {
  if (span === null) return false;
  const [from, to] = span;
  const here = disturbed.subarray(from, to + 1).reduce((sum, one) => sum + one, 0);
  return here >= FOLDED_SHARE * (to + 1 - from);
}
