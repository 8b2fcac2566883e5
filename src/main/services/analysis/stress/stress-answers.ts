import type { AppliedLoad } from '../../../../contract/applied-load.ts';
import { unitOf } from '../../../../contract/applied-load.ts';
import type { CapacityDocument, CapacityOutcome } from '../../../../contract/capacity.ts';
import { isRecoveryAlone } from '../../../../contract/capacity-text.ts';
import { formatNumber } from '../../../../contract/format.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { StressAnswers } from '../../../../contract/stress.ts';
import type { Millis } from '../../../../contract/units.ts';
import { breakingPointAnswer, firstBreak, judge } from './breaking-point.ts';
import { degradationAnswer, degradationOf } from './degradation.ts';
import { recoveryOf } from './stress-recovery.ts';
import type { StressSecond, StressSeconds } from './stress-seconds.ts';

const NOT_YET = { state: 'not known yet', sentence: 'Not known yet.' } as const;
const NOT_WATCHED = { state: 'not measurable', sentence: 'Target not watched.' } as const;
const NO_TIME = { afterMs: null, plusMinusMs: null };

/**
 * Whether a run has the four answers to give: its purpose or an expectation asks, or its load rises again from where it was.
 * A run of before there were any has the verdict that it was given, which another breaking point would contradict.
 */
export function isStressed(
  plan: Pick<MeasuredPlan, 'purpose' | 'expectations' | 'load' | 'breakingPoint'>,
): boolean {
  if (plan.breakingPoint === undefined) return false;
  if (plan.purpose === 'stress' || plan.purpose === 'capacity') return true;
  return (
    plan.expectations.some(({ condition }) => condition.metric === 'breakingPoint') ||
    plan.load.some(risesInStages)
  );
}

/**
 * It rises after a level was held, or arrivals rise from what they begin with. How users start is no such rise, though they
 * start one by one.
 */
function risesInStages(load: AppliedLoad): boolean {
  const [first] = load.segments;
  let heldMs = unitOf(load) === 'rate' && (first?.from ?? 0) > 0 ? Number.POSITIVE_INFINITY : 0;
  let highest = first?.from ?? 0;
  for (const { from, to, durationMs } of load.segments) {
    if (Math.max(from, to) > highest) {
      if (heldMs > HELD_MS) return true;
      heldMs = 0;
      highest = Math.max(from, to);
    }
    if (to <= from && from > 0) heldMs += durationMs;
  }
  return false;
}

/** Held for longer, a level is a stage of its own. */
const HELD_MS: Millis = 10_000;

/** The four answers of a run with a load of its own. @param ended false: the run goes on */
export function stressAnswers(
  {
    seconds,
    scopes,
    unit,
  }: Pick<StressSeconds, 'scopes' | 'unit'> & { readonly seconds: readonly StressSecond[] },
  ended: boolean,
): StressAnswers {
  const judged = judge(scopes, seconds);
  const found = firstBreak(judged);
  const breaks = breakingPointAnswer(found, { seconds, judged, unit });
  const isBroken = breaks.state === 'measured' && found !== null;
  const recovery = isBroken ? recoveryOf(found, seconds, unit) : { ...unbroken(breaks), ...NO_TIME };
  const degradation = degradationOf(seconds, unit);
  return {
    unit,
    degradation: ended ? degradation : { ...degradation, ...NOT_YET },
    breakingPoint: ended || isBroken ? breaks : { ...breaks, ...NOT_YET },
    recovery: ended || recovery.state === 'measured' ? recovery : { ...recovery, ...NOT_YET },
    resource: NOT_WATCHED,
  };
}

/** What is said of the recovery of a target that was not seen to break. */
function unbroken({
  state,
  sentence,
}: StressAnswers['breakingPoint']): Pick<StressAnswers['recovery'], 'state' | 'sentence'> {
  return state === 'not reached'
    ? { state, sentence: 'It did not break, so there was nothing to recover from.' }
    : { state, sentence };
}

/** The four answers of a search of capacity: what its document says. @param ended false: the search goes on */
export function searchAnswers(capacity: CapacityDocument, ended: boolean): StressAnswers {
  const { unit, curve, failureModes } = capacity;
  if (isRecoveryAlone(capacity)) return aloneAnswers(capacity, ended);
  const points = curve.map(({ level, throughput, p95Ms, errorShare }) => ({
    level,
    throughput,
    p95Ms,
    errorShare,
  }));
  return {
    unit,
    degradation: ended ? degradationAnswer(points, unit) : { ...NOT_YET, points },
    breakingPoint: {
      ...searchedBreak(capacity, ended),
      modes: failureModes.modes.map((one) => ({ ...one })),
    },
    recovery: searchedRecovery(capacity, ended),
    resource: NOT_WATCHED,
  };
}

const NOT_SEARCHED = {
  state: 'not measurable',
  sentence: 'Not measured: only the recovery from an overload was asked for.',
} as const;

/** Of a recovery alone there is one answer. */
function aloneAnswers(capacity: CapacityDocument, ended: boolean): StressAnswers {
  return {
    unit: capacity.unit,
    degradation: { ...NOT_SEARCHED, points: [] },
    breakingPoint: { ...NOT_SEARCHED, level: null, atMs: null, modes: [] },
    recovery: searchedRecovery(capacity, ended),
    resource: NOT_WATCHED,
  };
}

function searchedBreak(
  capacity: CapacityDocument,
  ended: boolean,
): Omit<StressAnswers['breakingPoint'], 'modes'> {
  const { outcome, highest, firstFailing, failureModes, steps, sentence, unit } = capacity;
  const none = { level: null, atMs: null };
  if (!ended) return { ...NOT_YET, ...none };
  if (firstFailing !== null && outcome !== 'none' && outcome !== 'contradicted') {
    const first = steps.find(
      ({ level, verdict }) =>
        level === firstFailing.level && (verdict === 'missed' || verdict === 'probably missed'),
    );
    return {
      state: 'measured',
      sentence: [firstFailing.sentence, failureModes.sentence].filter((one) => one !== '').join(' '),
      level: firstFailing.level,
      atMs: first?.fromMs ?? null,
    };
  }
  if ((outcome === 'capped' || outcome === 'limited') && highest !== null) {
    const limit = outcome === 'capped' ? '' : ', the limit of this machine';
    return {
      state: 'not reached',
      sentence: `Not reached up to ${formatNumber(highest.value)} ${unit}${limit}.`,
      ...none,
    };
  }
  return { state: 'not measurable', sentence, ...none };
}

const NOT_BEGUN = 'the run ended before the overload began, or its limits allow none';
/** Why a target was not overloaded after a search. */
const NOT_OVERLOADED: Readonly<Record<CapacityOutcome, string>> = {
  found: NOT_BEGUN,
  capped: 'the highest load allowed still met the objectives, so no load beyond its capacity is known',
  none: 'no load met the objectives, so there is none to come back to',
  limited: 'this machine was the limit, so no load beyond its capacity is known',
  contradicted: 'no load that was tried again met the objectives, so there is none to come back to',
  partial: 'the search ended before it had found a load',
  unmeasured: 'the search ended before it had found a load',
  recovered: NOT_BEGUN,
  'not recovered': NOT_BEGUN,
  'not returned': NOT_BEGUN,
  'reference missed': NOT_BEGUN,
};

function searchedRecovery(
  { recovery, recoveryAsked, outcome }: CapacityDocument,
  ended: boolean,
): StressAnswers['recovery'] {
  if (recovery === null) {
    const why = recoveryAsked === 'none' ? 'the search did not include recovery' : NOT_OVERLOADED[outcome];
    return ended
      ? { state: 'not measurable', sentence: `Not measured: ${why}.`, ...NO_TIME }
      : { ...NOT_YET, ...NO_TIME };
  }
  const { recovered, sentence, afterMs, plusMinusMs } = recovery;
  if (recovered === 'unknown') return { state: 'not measurable', sentence, ...NO_TIME };
  if (recovered === 'not yet')
    return ended ? { state: 'not measurable', sentence, ...NO_TIME } : { ...NOT_YET, ...NO_TIME };
  return { state: recovered === 'yes' ? 'measured' : 'not reached', sentence, afterMs, plusMinusMs };
}
