import { countsInErrorRate } from '../../../../contract/failure.ts';
import type { Counts, ErrorRow, Summary } from '../../../../contract/summary.ts';
import type { GradeRow } from '../../../../contract/threshold.ts';
import { brokenConnections, usedConnections } from '../counts/broken-off.ts';
import { countedServices } from '../counts/graded.ts';
import type { Measured } from '../counts/measured.ts';
import type { RunRates } from '../counts/rates.ts';
import type { FailedSetup } from '../findings/failed-setup.ts';
import type { BreakingGrounds } from './breaking-verdict.ts';
import { expectationsOf, inRunThat, judgesFailures, unmetOf } from './expectations.ts';
import { notBetterThan } from './gradable.ts';
import { gradesOf } from './grades-of.ts';
import type { Ending, TrustFacts } from './obstacles.ts';
import { isGoodRun, overallOf } from './overall.ts';

/** What verdicts rest on beside the measured seconds. */
interface Grounds {
  readonly rates: RunRates;
  readonly breaking: Omit<BreakingGrounds, 'errors'>;
  readonly errors: readonly ErrorRow[];
  readonly totals: Counts;
  readonly failedSetups: readonly FailedSetup[];
  /** Grades over every second, where the figures leave some out; null: they leave out none. */
  readonly gradesOfAll: readonly GradeRow[] | null;
  readonly ending: Ending;
  readonly trust: TrustFacts;
}

interface Verdicts extends Pick<Summary, 'grades' | 'expectations' | 'overall'> {
  /** It passes, and would by the default gate. */
  readonly isGood: boolean;
}

/**
 * Grades, expectations and what they come to, in that order: an expectation that is not met keeps a run from passing,
 * and in a run that does not pass for any other reason none counts as met.
 */
export function verdictsOf(measured: Measured, grounds: Grounds): Verdicts {
  const { rates, breaking, errors, totals, failedSetups, gradesOfAll, ending, trust } = grounds;
  const graded = gradesOf(measured, rates);
  const grades = gradesOfAll === null ? graded : notBetterThan(graded, gradesOfAll);
  const expectations = expectationsOf(measured, rates, { ...breaking, errors });
  const facts = {
    totals,
    rates: rates.run,
    services: countedServices(measured).map((service) => ({ service, rates: rates.ofService(service) })),
    leftOutCause: errors.find(({ side }) => !countsInErrorRate(side))?.message ?? '',
    failedSetups,
    failuresExpected: judgesFailures(expectations, measured.plan),
    connections: { used: usedConnections(measured), broken: brokenConnections(measured) },
    ending,
    trust,
  };
  const { gate } = measured.plan;
  // Where nothing but an expectation keeps it from passing, the others stand as they were measured.
  const otherwise = overallOf(grades, gate, { ...facts, unmet: [] });
  const whole = { ...facts, unmet: unmetOf(expectations, measured.plan) };
  const overall = overallOf(grades, gate, whole);
  return {
    grades,
    expectations: inRunThat(otherwise.outcome, expectations, measured.plan),
    overall,
    isGood: overall.passed && (gate !== 'none' || isGoodRun(grades, whole)),
  };
}
