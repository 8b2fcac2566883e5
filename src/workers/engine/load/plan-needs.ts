import { profilePeak } from '../../../contract/profile.ts';
import { messageRateOf } from '../../../contract/protocols/protocols.ts';
import type { HttpScenario, HttpStep, Scenario } from '../../../contract/run-plan.ts';
import type { Millis, PerSecond } from '../../../contract/units.ts';

/** What a scenario needs at its busiest, over all threads. Where that depends on the target's speed, one second is assumed. */

/** An open plan holds as many connections as requests are open: rate × this answer time, unless a cap is lower. */
const ASSUMED_ANSWER_S = 1;

/** Requests open at once, streams that are a step of a task included; those of a setup are not. */
export function requestsOf(scenario: Scenario): number {
  if (scenario.kind !== 'http') return 0;
  const peak = Math.ceil(profilePeak(scenario.profile));
  return scenario.profile.model === 'open' ? Math.ceil(peak * ASSUMED_ANSWER_S) : peak;
}

export function connectionsOf(scenario: Scenario): number {
  if (scenario.kind !== 'http') return Math.ceil(profilePeak(scenario.profile));
  const open = requestsOf(scenario);
  // A user keeps the connection for its requests while a stream of its own is open.
  return streamStepsOf(scenario) > 0 ? 2 * open : open;
}

/**
 * Connections where nothing is answered: arrivals go on, and each holds its own until its first request has timed out.
 * Users wait, each with the connection it has.
 */
export function hangingOf(scenario: Scenario, requestTimeoutMs: Millis): number {
  const open = connectionsOf(scenario);
  if (scenario.kind !== 'http' || scenario.profile.model !== 'open') return open;
  const first = scenario.tasks.map(({ steps }) => steps[0]?.timeoutMs ?? requestTimeoutMs);
  const hungS = Math.max(requestTimeoutMs, ...first) / 1_000;
  return Math.max(open, Math.ceil(profilePeak(scenario.profile) * hungS));
}

/** Whether its setup runs once for all its users. Arrivals are no users that could have one each. */
export function sharesSetup(scenario: Scenario): boolean {
  return (
    scenario.setupPolicy?.shared === true || (scenario.kind === 'http' && scenario.profile.model === 'open')
  );
}

interface Rates {
  readonly requests: PerSecond;
  /** In and out. */
  readonly messages: PerSecond;
  /** New connections per second, once all are there. */
  readonly connects: PerSecond;
}

/** Users without think time go as fast as answers come: that is no need of the plan, and counts as 0 requests. */
export function ratesOf(scenario: Scenario): Rates {
  const peak = profilePeak(scenario.profile);
  if (scenario.kind !== 'http') {
    // Messages come back; of a stream that sends none one event per second is assumed.
    const rate = messageRateOf(scenario);
    const perConnection = rate === null ? 1 : 2 * rate;
    return { requests: 0, messages: peak * perConnection, connects: 0 };
  }
  const tasks = scenario.profile.model === 'open' ? peak : closedRate(scenario, peak);
  const requests = scenario.profile.model === 'open' ? peak * requestsPerTask(scenario) : tasks;
  // A stream step has a socket of its own each time.
  const connects = scenario.connections === 'new-each-time' ? requests : tasks * streamStepsOf(scenario);
  return { requests, messages: 0, connects };
}

/** On average over the tasks of a class, by their weights; setups are not counted. */
export function requestsPerTask({ tasks }: Pick<HttpScenario, 'tasks'>): number {
  const weights = tasks.reduce((sum, task) => sum + task.weight, 0);
  return tasks.reduce((sum, task) => sum + (task.steps.length * task.weight) / weights, 0);
}

function streamStepsOf({ tasks }: HttpScenario): number {
  const weights = tasks.reduce((sum, task) => sum + task.weight, 0);
  const count = (steps: readonly HttpStep[]) => steps.filter(({ stream }) => stream !== undefined).length;
  return tasks.reduce((sum, { steps, weight }) => sum + (count(steps) * weight) / weights, 0);
}

function closedRate({ thinkTime }: HttpScenario, users: number): PerSecond {
  const thinkS = (thinkTime.minMs + thinkTime.maxMs) / 2_000;
  return thinkS === 0 ? 0 : users / thinkS;
}
