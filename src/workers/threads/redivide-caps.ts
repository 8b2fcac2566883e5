import { type AppliedLoad, segmentsFrom } from '../../contract/applied-load.ts';
import { type Failure, fail, type Result, succeed } from '../../contract/failure.ts';
import { formatNumber } from '../../contract/format.ts';
import { keysOf } from '../../contract/keys.ts';
import { messageRateOf } from '../../contract/protocols/protocols.ts';
import type { RunPlan, Scenario } from '../../contract/run-plan.ts';
import type { Millis } from '../../contract/units.ts';
import { shareOfCount } from '../engine/load/divide.ts';
import {
  CAP_KEYS,
  type CapName,
  divideCaps,
  isOpen,
  plannedRequests,
  type ThreadCaps,
  type ThreadWork,
  tightCap,
  wholeCaps,
} from '../engine/load/divide-caps.ts';
import { connectionsOf, requestsOf } from '../engine/load/plan-needs.ts';
import { steeredScenario } from '../engine/load/steered-scenario.ts';
import type { Assignment } from './assign.ts';

/** A load that is to come, and the parts that the threads have. */
interface SteeredRun {
  readonly plan: Pick<RunPlan, 'scenarios' | 'limits' | 'capacity'>;
  readonly assignments: readonly Pick<Assignment, 'kind' | 'scenarios' | 'share'>[];
  /** Of each thread, as they were divided last. */
  readonly parts: readonly ThreadCaps[];
  /** What was applied and is to come, before the change and after it. */
  readonly before: readonly AppliedLoad[];
  readonly after: readonly AppliedLoad[];
  /** When it changes, since the start of the run. */
  readonly atMs: Millis;
}

/** The second that is under way belongs to the load before. */
export const UNDER_WAY_MS: Millis = 1_000;

/**
 * The caps of a run divided anew for a load that is to come, as those of a plan with that load would be. Pure.
 * @returns failure `steer.thread_cap`: a thread could not do its share of the load, or would lose what it cannot do without
 */
export function redividedCaps(run: SteeredRun): Result<readonly ThreadCaps[]> {
  const { limits } = run.plan;
  const ahead = workFrom(run, run.after, run.atMs);
  const tight = tightCap(limits, ahead);
  if (tight !== null) return fail(refusal(run, ahead, tight.name));
  // What is sent until then needs its part too, where there is room for both. The rest is for what is to come.
  const meanwhile = workFrom(run, run.after, run.atMs - UNDER_WAY_MS);
  const roomy = tightCap(limits, meanwhile) === null ? divideCaps(limits, meanwhile, ahead) : null;
  if (roomy !== null && shortOf(run, ahead, roomy) === null) return succeed(roomy);
  const parts = divideCaps(limits, ahead);
  const short = shortOf(run, ahead, parts);
  return short === null ? succeed(parts) : fail(refusal(run, ahead, short));
}

function workFrom(
  { plan, assignments }: SteeredRun,
  load: readonly AppliedLoad[],
  fromMs: Millis,
): ThreadWork[] {
  const steered = plan.scenarios.map((scenario) => {
    const own = load.find(({ name }) => name === scenario.name);
    return own === undefined ? scenario : steeredScenario(scenario, segmentsFrom(own.segments, fromMs));
  });
  return assignments.map(({ scenarios, share }) => ({
    scenarios: scenarios.flatMap((index) => steered[index] ?? []),
    share,
    isSteered: true,
    isSearch: plan.capacity !== undefined,
  }));
}

/**
 * The first cap of which a thread would have too little. What a plan asks for beyond its caps was admitted before the run: a
 * thread whose load does not grow may go on with what it has.
 */
function shortOf(
  run: SteeredRun,
  ahead: readonly ThreadWork[],
  parts: readonly ThreadCaps[],
): CapName | null {
  const until = workFrom(run, run.before, run.atMs);
  const isShort = (name: CapName) =>
    ahead.some((work, thread) => {
      const [own, last] = [parts[thread]?.[name] ?? 0, run.parts[thread]?.[name] ?? 0];
      const needed = needOf(name, work);
      // Parts are whole: what is less than one more is not told apart.
      if (Math.floor(needed) <= own) return false;
      const before = until[thread];
      return own < last || before === undefined || needed > needOf(name, before);
    });
  return keysOf(CAP_KEYS).find(isShort) ?? null;
}

/** What a thread cannot do its share without. Arrivals share what connections there are, whatever answers take. */
function needOf(name: CapName, thread: ThreadWork): number {
  return thread.scenarios.reduce((sum, scenario) => sum + NEEDS[name](scenario, thread), 0);
}

const NEEDS: Readonly<Record<CapName, (scenario: Scenario, thread: ThreadWork) => number>> = {
  connections: (scenario, { share }) => (isOpen(scenario) ? 0 : shareOfCount(connectionsOf(scenario), share)),
  inFlight: (scenario, { share }) => (isOpen(scenario) ? 0 : shareOfCount(requestsOf(scenario), share)),
  perSecond: (scenario, thread) =>
    scenario.kind === 'http'
      ? plannedRequests(scenario, thread)
      : shareOfCount(connectionsOf(scenario), thread.share) * (messageRateOf(scenario) ?? 0),
};

const WHAT: Readonly<Record<CapName, string>> = {
  connections: 'connections',
  inFlight: 'requests in flight',
  perSecond: 'requests and messages per second',
};

function refusal({ plan, assignments }: SteeredRun, ahead: readonly ThreadWork[], name: CapName): Failure {
  const needed = (kind: Assignment['kind']) =>
    ahead.reduce(
      (sum, work, thread) => (assignments[thread]?.kind === kind ? sum + needOf(name, work) : sum),
      0,
    );
  const key = CAP_KEYS[name];
  const threads = ahead.length === 1 ? 'one load thread has' : `${ahead.length} load threads share`;
  return {
    code: 'steer.thread_cap',
    side: 'guard',
    message: `This load needs ${formatNumber(needed('http'))} ${WHAT[name]} for requests and ${formatNumber(needed('stream'))} for streams; ${threads} ${formatNumber(wholeCaps(plan.limits)[name])} (${key}).`,
    hint: `Raise ${key} in the limits of the plan, and run it again.`,
  };
}
