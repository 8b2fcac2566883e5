/** How many requests have a property, how many are slow, and how many both, in one stratum (an endpoint). */
export interface Stratum {
  readonly total: number;
  readonly slow: number;
  readonly members: number;
  readonly slowMembers: number;
  /** Where members are weighed rather than counted: how many requests sampled at random would say as much. */
  readonly effectiveSize?: EffectiveSize;
}

/** Of the slow requests of a stratum and of its others: (Σ w)² / Σ w² of those that were kept (effective sample size, Kish). */
export interface EffectiveSize {
  readonly slow: number;
  readonly others: number;
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

function evidenceOf({ total, slow, members, slowMembers, effectiveSize }: Stratum): number {
  const fast = total - slow;
  if (slow <= 0 || fast <= 0) return 0;
  // A request that stands for thirty tells no more than one.
  const perSlow = Math.min(1, (effectiveSize?.slow ?? slow) / slow);
  const perFast = Math.min(1, (effectiveSize?.others ?? fast) / fast);
  const fastMembers = Math.min(fast, Math.max(0, members - slowMembers));
  const slowIn = perSlow * slowMembers;
  const slowOut = perSlow * Math.max(0, slow - slowMembers);
  const fastIn = perFast * fastMembers;
  const fastOut = perFast * (fast - fastMembers);
  const all = slowIn + slowOut + fastIn + fastOut;
  if (all <= 0) return 0;
  const rate = (slowIn + slowOut) / all;
  const shareIn = (slowIn + fastIn) / all;
  const expected = (isSlow: number, isIn: number) => all * isSlow * isIn;
  const ratio =
    2 *
    (term(slowIn, expected(rate, shareIn)) +
      term(fastIn, expected(1 - rate, shareIn)) +
      term(slowOut, expected(rate, 1 - shareIn)) +
      term(fastOut, expected(1 - rate, 1 - shareIn)));
  return slowIn >= expected(rate, shareIn) ? ratio : -ratio;
}

function term(observed: number, expected: number): number {
  return observed <= 0 || expected <= 0 ? 0 : observed * Math.log(observed / expected);
}
