/** How many requests have a property, how many are slow, and how many both, in one stratum (an endpoint). */
export interface Stratum {
  readonly total: number;
  readonly slow: number;
  readonly members: number;
  readonly slowMembers: number;
}

/** How far a property and slowness go together, over all strata. */
export interface Association {
  readonly slow: number;
  readonly members: number;
  readonly slowMembers: number;
  /** Those that the members are compared with, and how many of them are slow. */
  readonly others: number;
  readonly slowOthers: number;
  /** Slow members if members were slow as often as the others of their stratum are. */
  readonly expected: number;
  /** Of all that is slow, the share that the property explains: (slow members − expected) / slow. */
  readonly attributable: number;
  /** Of the members, the share that is slow. */
  readonly precision: number;
  /** Slow members against those expected. */
  readonly lift: number;
  /** Log-likelihood ratio 2 Σ O ln(O/E) of the four cells, summed over strata; negative where members are faster (G-test, Sokal and Rohlf). */
  readonly evidence: number;
}

const MIN_ATTRIBUTABLE = 0.33;
const MIN_LIFT = 1.5;
const MIN_EVIDENCE = 30;
const MIN_MEMBERS = 10;

export function associate(strata: Iterable<Stratum>): Association {
  let slow = 0;
  let members = 0;
  let slowMembers = 0;
  let others = 0;
  let slowOthers = 0;
  let expected = 0;
  let evidence = 0;
  for (const stratum of strata) {
    slow += stratum.slow;
    // Where all are members, nobody is left to compare them with.
    if (stratum.members <= 0 || stratum.total - stratum.members < stratum.total / 1_000) continue;
    members += stratum.members;
    slowMembers += stratum.slowMembers;
    others += stratum.total - stratum.members;
    slowOthers += Math.max(0, stratum.slow - stratum.slowMembers);
    expected += expectedOf(stratum);
    evidence += evidenceOf(stratum);
  }
  return {
    slow,
    members,
    slowMembers,
    others,
    slowOthers,
    expected,
    attributable: slow === 0 ? 0 : (slowMembers - expected) / slow,
    precision: members === 0 ? 0 : Math.min(1, slowMembers / members),
    lift: slowMembers / Math.max(expected, 1e-9),
    evidence,
  };
}

/** Whether it explains enough of what is slow, and more than chance would. */
export function isCause({ attributable, lift, evidence, slowMembers }: Association): boolean {
  return (
    attributable >= MIN_ATTRIBUTABLE &&
    lift >= MIN_LIFT &&
    evidence >= MIN_EVIDENCE &&
    slowMembers >= MIN_MEMBERS
  );
}

function expectedOf({ total, slow, members, slowMembers }: Stratum): number {
  return (members * Math.max(0, slow - slowMembers)) / (total - members);
}

function evidenceOf({ total, slow, members, slowMembers }: Stratum): number {
  if (slow <= 0 || slow >= total) return 0;
  const rate = slow / total;
  const others = total - members;
  const slowOthers = Math.max(0, slow - slowMembers);
  const ratio =
    2 *
    (term(slowMembers, members * rate) +
      term(members - slowMembers, members * (1 - rate)) +
      term(slowOthers, others * rate) +
      term(others - slowOthers, others * (1 - rate)));
  return slowMembers >= members * rate ? ratio : -ratio;
}

function term(observed: number, expected: number): number {
  return observed <= 0 || expected <= 0 ? 0 : observed * Math.log(observed / expected);
}
