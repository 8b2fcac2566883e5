import { type LoadChange, segmentsFrom } from '../../../../contract/applied-load.ts';
import { type Failure, testFailure } from '../../../../contract/failure.ts';
import { formatNumber } from '../../../../contract/format.ts';
import type { MachineLimits } from '../../../../contract/machine.ts';
import { profilePeak } from '../../../../contract/profile.ts';
import type { RunPlan, Scenario } from '../../../../contract/run-plan.ts';
import type { Millis } from '../../../../contract/units.ts';
import { steeredScenario } from '../../../../workers/engine/load/steered-scenario.ts';
import { uniqueRows } from '../../../../workers/engine/values/unique-rows.ts';
import { preflight } from '../../../../workers/engine/verdicts/preflight.ts';
import { checkBounds } from '../../plans/check/plan-bounds.ts';
import { guardedNeeds } from '../../plans/compile/guarded-needs.ts';

/** A load that is to come, and what bounds it. */
interface OrderedRun {
  readonly plan: RunPlan;
  /** Of each class, what was applied and is to come. */
  readonly load: readonly LoadChange[];
  readonly atMs: Millis;
  readonly machine: MachineLimits;
}

/**
 * Why a load may not be applied; null: it may. As before a run: no cap of the guard may be passed, and no more than 80% of
 * what this machine has may be needed. What the plan itself needs was admitted then, or forced. Pure.
 */
export function limitRefusal({ plan, load, atMs, machine }: OrderedRun): Failure | null {
  const steered = { ...plan, scenarios: plan.scenarios.map((scenario) => withLoad(scenario, load, atMs)) };
  return (
    checkBounds(steered) ??
    guardRefusal(steered, plan) ??
    rowsRefusal(steered, plan) ??
    machineRefusal(steered, plan, machine)
  );
}

/** A class with what is to come of it as its profile. */
function withLoad(scenario: Scenario, load: readonly LoadChange[], atMs: Millis): Scenario {
  const change = load.find(({ name }) => name === scenario.name);
  if (change === undefined) return scenario;
  return steeredScenario(scenario, segmentsFrom(change.segments, atMs));
}

function guardRefusal(steered: RunPlan, plan: RunPlan): Failure | null {
  const { maxRatePerSecond, maxConnections, maxInFlight } = plan.limits;
  const [wanted, planned] = [guardedNeeds(steered), guardedNeeds(plan)];
  const needs = [
    [wanted.perSecond, planned.perSecond, maxRatePerSecond, 'requests and messages per second', 'maxRate'],
    [wanted.connections, planned.connections, maxConnections, 'connections', 'maxConnections'],
    [usersOf(steered), usersOf(plan), maxInFlight, 'requests in flight', 'maxInFlight'],
  ] as const;
  for (const [value, before, cap, what, key] of needs) {
    if (value <= cap || value <= before) continue;
    return {
      code: 'steer.cap',
      side: 'guard',
      message: `This load needs ${formatNumber(value)} ${what}; the limit of this run is ${formatNumber(cap)}.`,
      hint: `Raise ${key} in the limits of the plan, and run it again.`,
    };
  }
  return null;
}

/** Users that have a row of a feed each were given theirs before the run: more users would have those of others. */
function rowsRefusal(steered: RunPlan, plan: RunPlan): Failure | null {
  const feeds = Object.values(plan.values).flatMap((spec) =>
    typeof spec === 'object' && spec !== null && 'feed' in spec && spec.order === 'unique' ? [spec.feed] : [],
  );
  const rowsOf = ({ values, scenarios }: RunPlan, place: number, feed: string) =>
    uniqueRows({ values, scenarios: scenarios.slice(place, place + 1) }, feed).users;
  for (const feed of new Set(feeds)) {
    const place = plan.scenarios.findIndex((_, at) => rowsOf(steered, at, feed) > rowsOf(plan, at, feed));
    const scenario = plan.scenarios[place];
    if (scenario === undefined) continue;
    const rows = formatNumber(rowsOf(plan, place, feed));
    return testFailure(
      'steer.rows',
      `Each user of ${scenario.name} has a row of ${feed} of its own, and ${rows} rows are reserved for them.`,
      'Plan more users, and begin with fewer.',
    );
  }
  return null;
}

/** Each has one request in flight. */
function usersOf({ scenarios }: RunPlan): number {
  return scenarios.reduce(
    (sum, { kind, profile }) =>
      kind === 'http' && profile.model === 'closed' ? sum + Math.ceil(profilePeak(profile)) : sum,
    0,
  );
}

function machineRefusal(steered: RunPlan, plan: RunPlan, machine: MachineLimits): Failure | null {
  const planned = new Map(preflight(plan, machine).figures.map(({ code, needed }) => [code, needed]));
  const [worst] = preflight(steered, machine).figures.filter(
    ({ code, needed, refused }) => refused && needed > (planned.get(code) ?? 0),
  );
  if (worst === undefined) return null;
  const { name, needed, available, share } = worst;
  return {
    code: 'steer.machine_limit',
    side: 'client',
    message: `This load needs ${formatNumber(needed)} of ${formatNumber(available)} ${name} (${Math.round((share ?? 0) * 100)}%): results would measure this machine.`,
    hint: 'Stay below 80%.',
  };
}
