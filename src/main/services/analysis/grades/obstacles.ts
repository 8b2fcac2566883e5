import { ended } from '../../../../contract/failure.ts';
import { formatNumber, formatPercent } from '../../../../contract/format.ts';
import type { Outcome } from '../../../../contract/outcome.ts';
import { leftOutHow } from '../../../../contract/rate-words.ts';
import type { Rates } from '../../../../contract/rates.ts';
import type { RunState } from '../../../../contract/run-state.ts';
import type { FiredRule } from '../../../../contract/stop-rule.ts';
import type { Counts, Summary, Trust } from '../../../../contract/summary.ts';
import type { GradeRow } from '../../../../contract/threshold.ts';
import type { Millis } from '../../../../contract/units.ts';
import { type FailedSetup, sayFailedSetup } from '../findings/failed-setup.ts';
import { MAX_LEFT_OUT_PERCENT } from './gradable.ts';

type Judged = Pick<Rates, 'ok' | 'failed' | 'leftOut' | 'open' | 'errorRatePercent' | 'leftOutPercent'>;

/** What can keep a run from passing whatever its grades are, each from final counts. */
export interface RunFacts {
  readonly totals: Pick<Counts, 'sent' | 'ok' | 'errors'>;
  readonly rates: Judged;
  /** Services in the plan's totals, with their rates. */
  readonly services: readonly {
    readonly service: string;
    readonly rates: Judged;
  }[];
  /** What the most frequent failure was that is left out of the rates; empty without one. */
  readonly leftOutCause: string;
  readonly failedSetups: readonly FailedSetup[];
  /** Of the stream classes: connections that were open at some time, and those of them lost while in use. */
  readonly connections: { readonly used: number; readonly broken: number };
  readonly unmet: readonly Summary['expectations'][number][];
  /** An expectation of the plan says how many failures there may be, or looks for them, and could be decided. */
  readonly failuresExpected: boolean;
  readonly ending: Ending;
  readonly trust: TrustFacts;
}

/** How far the run got. */
export interface Ending {
  readonly state: RunState;
  /** The stop rule that ended it: as whoever wrote the rule wanted, so what came before it is judged; null: none did. */
  readonly stopRule: FiredRule | null;
  readonly durationMs: Millis;
  /** null: tasks end the run, and the plan's time is only the longest it may take. */
  readonly plannedMs: Millis | null;
}

/** What is thought of the load generator, and whether whoever started the run wanted it trusted. */
export interface TrustFacts extends Pick<Trust, 'verdict' | 'sentence'> {
  readonly isRequired: boolean;
}

/** One thing that keeps a run from passing: because it failed, or because it cannot be judged. */
export interface Obstacle {
  readonly outcome: Exclude<Outcome, 'passed'>;
  readonly sentence: string;
}

export function obstaclesOf(rows: readonly GradeRow[], facts: RunFacts): Obstacle[] {
  return [
    ...obstaclesOfAnyGate(facts),
    ...facts.failedSetups.map((setup) => (setup.counts ? failed : unjudged)(sayFailedSetup(setup))),
    ...mostFailed(facts),
    ...mostFailedUngraded(rows, facts),
    ...mostBroken(facts),
    ...leftOut(rows, facts),
    ...leftOutUngraded(rows, facts),
    ...failedUngraded(rows, facts),
    ...silent(rows, facts),
    ...facts.unmet.map(({ statement, evidence }) =>
      failed(`Expectation not met: ${ended(statement)} ${evidence}`),
    ),
  ];
}

/** What a run comes to that would have come out so by itself: what failed is not undone by what cannot be judged. */
export function outcomeWith(own: Outcome, obstacles: readonly Obstacle[]): Outcome {
  const all = [own, ...obstacles.map(({ outcome }) => outcome)];
  if (all.includes('failed')) return 'failed';
  return all.includes('not gradable') ? 'not gradable' : 'passed';
}

/** What keeps a run from passing even where its plan has no gate: its exit code is not that of a run that passed. */
export function obstaclesOfAnyGate({ ending, trust }: Pick<RunFacts, 'ending' | 'trust'>): Obstacle[] {
  return [...cutShort(ending), ...failedByRule(ending), ...notTrusted(trust)];
}

const ENDS: Readonly<Record<RunState, string>> = {
  running: '',
  completed: '',
  stopped: 'The run was stopped',
  failed: 'The run could not continue',
  interrupted: 'Plimsoll exited unexpectedly',
};

/** Of what was not run nothing is known, whatever came before. */
function cutShort({ state, stopRule, durationMs, plannedMs }: Ending): Obstacle[] {
  const end = ENDS[state];
  if (end === '' || (state === 'stopped' && stopRule !== null)) return [];
  const seconds = (ms: Millis) => `${formatNumber(ms / 1_000)} s`;
  if (plannedMs === null) return [unjudged(`${end} after ${seconds(durationMs)}.`)];
  const when =
    durationMs < plannedMs
      ? ` after ${seconds(durationMs)} of ${seconds(plannedMs)}`
      : ' before its last requests had ended';
  return [unjudged(`${end}${when}.`)];
}

function failedByRule({ stopRule }: Ending): Obstacle[] {
  return stopRule?.action === 'fail' ? [failed(stopRule.sentence)] : [];
}

function notTrusted({ isRequired, verdict, sentence }: TrustFacts): Obstacle[] {
  if (!isRequired || verdict === 'trusted') return [];
  return [
    unjudged(`The run required a trusted load generator, and it is ${verdict}: ${lowerFirst(sentence)}`),
  ];
}

const lowerFirst = (sentence: string) => `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;

const failed = (sentence: string): Obstacle => ({ outcome: 'failed', sentence });
const unjudged = (sentence: string): Obstacle => ({ outcome: 'not gradable', sentence });

function mostFailed({ rates }: RunFacts): Obstacle[] {
  if (rates.failed <= rates.ok) return [];
  const all = formatNumber(rates.ok + rates.failed);
  return [
    failed(
      `${formatNumber(rates.failed)} of ${all} failed: a run in which most requests fail does not pass.`,
    ),
  ];
}

/** With less, a login that was tried twice would be a service that mostly fails. */
const MIN_FINISHED = 20;

/** A service that no threshold looks at and that mostly fails: the grades of the others do not speak for it. */
function mostFailedUngraded(rows: readonly GradeRow[], facts: RunFacts): Obstacle[] {
  const { services, rates, failuresExpected } = facts;
  const graded = new Set(rows.flatMap((row) => (row.grade === 'not-applicable' ? [] : [row.service])));
  // More failures than successes have been said of the run as a whole, and where nothing is graded that is said.
  if (rates.failed > rates.ok || graded.size === 0 || failuresExpected) return [];
  return services
    .filter(({ rates: own }) => own.failed > own.ok && own.ok + own.failed >= MIN_FINISHED)
    .filter(({ service }) => !graded.has(service))
    .map(({ service, rates: own }) => {
      const some = `${formatNumber(own.failed)} of ${formatNumber(own.ok + own.failed)}`;
      return failed(
        `${some} failed at ${service}, which nothing grades: a service that fails most requests does not pass.`,
      );
    });
}

function mostBroken({ connections: { used, broken } }: RunFacts): Obstacle[] {
  if (broken * 2 <= used) return [];
  const sentence = `${formatNumber(broken)} of ${formatNumber(used)} connections were lost while in use: the run does not pass.`;
  return [failed(sentence)];
}

function leftOut(rows: readonly GradeRow[], { rates, leftOutCause }: RunFacts): Obstacle[] {
  const places = [...new Set(rows.filter(isNotGradable).map(({ service }) => service))];
  if (rates.leftOut > 0 && (places.length > 0 || rates.leftOut > rates.ok)) {
    const all = formatNumber(rates.ok + rates.failed + rates.leftOut);
    const who = places.length === 0 ? 'Not gradable' : `${places.join(', ')} cannot be graded`;
    const cause = causeOf(rates, leftOutCause);
    const share = formatPercent(rates.leftOutPercent);
    const isAll = rates.ok + rates.failed === 0;
    const some = isAll
      ? rates.leftOut === 1
        ? 'the only one'
        : `all ${all}`
      : `${formatNumber(rates.leftOut)} of ${all} (${share})`;
    const rest = isAll ? '' : ', too many to judge by the rest';
    const sentence = `${who}: ${some} ${leftOutHow(rates)}${rest}.${cause}`;
    return [unjudged(sentence)];
  }
  if (places.length === 0) return [];
  const sentence = `${places.join(', ')} cannot be graded: the grade is better only because seconds were left out.`;
  return [unjudged(sentence)];
}

/** Only failures have a cause; what had not ended may still have gone well. */
function causeOf({ leftOut, open }: Judged, cause: string): string {
  return cause === '' || leftOut === open ? '' : ` ${ended(cause)}`;
}

/** What no threshold looks at is not known to be well either: grades of other services do not speak for it. */
function leftOutUngraded(rows: readonly GradeRow[], { services, rates, leftOutCause }: RunFacts): Obstacle[] {
  // More of it than succeeded has been said of the run as a whole.
  if (rates.leftOut > rates.ok) return [];
  const isGraded = (name: string) =>
    rows.some(({ service, grade }) => service === name && grade !== 'not-applicable');
  return services
    .filter((one) => !isGraded(one.service) && (one.rates.leftOutPercent ?? 0) > MAX_LEFT_OUT_PERCENT)
    .map(({ service, rates: own }) => {
      const all = formatNumber(own.ok + own.failed + own.leftOut);
      return unjudged(
        `Too little is known about ${service}: ${formatNumber(own.leftOut)} of ${all} (${formatPercent(own.leftOutPercent)}) ${leftOutHow(own)}.${causeOf(own, leftOutCause)}`,
      );
    });
}

/** Failures that nothing is held against: whether they are too many, only the plan can say. */
function failedUngraded(rows: readonly GradeRow[], facts: RunFacts): Obstacle[] {
  const { rates, services, failedSetups, failuresExpected } = facts;
  const isGraded = rows.some(({ grade }) => grade !== 'not-applicable');
  if (isGraded || failuresExpected || failedSetups.length > 0 || rates.failed > rates.ok) return [];
  const share = (own: Judged) => own.errorRatePercent ?? 0;
  const failing = services.filter((one) => share(one.rates) > MAX_LEFT_OUT_PERCENT);
  const worst = failing.toSorted((a, b) => share(b.rates) - share(a.rates))[0];
  if (worst === undefined) return [];
  const { failed: count, ok } = worst.rates;
  const some = `${formatNumber(count)} of ${formatNumber(ok + count)} (${formatPercent(share(worst.rates))})`;
  return [
    unjudged(
      `No threshold says how many failures are too many, and at ${worst.service} ${some} failed: give the plan a threshold on errorRate for ${worst.service}.`,
    ),
  ];
}

/** A run, or a service of it, whose every threshold saw nothing: what else is Excellent says nothing of it. */
function silent(rows: readonly GradeRow[], { totals }: RunFacts): Obstacle[] {
  const asked = rows.filter((row) => row.grade !== 'not-applicable');
  const services = [...new Set(asked.map(({ service }) => service))];
  const quiet = services.filter((name) =>
    asked.every((row) => row.service !== name || row.grade === 'no-data'),
  );
  if (quiet.length === 0) return [];
  if (totals.sent === 0) return [unjudged('No data: nothing was sent.')];
  if (quiet.length < services.length)
    return [unjudged(`No data: nothing was measured for ${quiet.join(', ')}.`)];
  return [unjudged('No data: nothing was measured that could be graded.')];
}

function isNotGradable({ grade }: GradeRow): boolean {
  return grade === 'not-gradable';
}
