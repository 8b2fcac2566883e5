import { type LoadSegment, segmentsFrom } from '../../contract/applied-load.ts';
import { type Failure, testFailure } from '../../contract/failure.ts';
import { formatNumber } from '../../contract/format.ts';
import { profilePeak } from '../../contract/profile.ts';
import { messageRateOf } from '../../contract/protocols/protocols.ts';
import type { RunPlan } from '../../contract/run-plan.ts';
import type { Millis } from '../../contract/units.ts';
import { wholeLevel } from '../engine/load/connection-times.ts';
import { shareOfCount } from '../engine/load/divide.ts';
import type { Assignment } from './assign.ts';

export const NOT_RUNNING: Failure = testFailure(
  'steer.not_running',
  'The load can only be steered while it is being sent.',
);
export const TOO_LATE: Failure = testFailure('steer.too_late', 'The plan is about to end.');

/** What is to come from a moment on of the classes that somebody has steered. */
interface SteeredClasses {
  readonly steered: ReadonlyMap<string, readonly LoadSegment[]>;
  readonly atMs: Millis;
}

/**
 * Why a steered load does not fit into the parts of the caps that the threads have, which were given out when the run
 * began; null: it does. Streams open on the thread they belong to, so another thread's room is of no use to them. Requests
 * wait for room, as in a plan. Pure.
 */
export function threadCapRefusal(
  { scenarios, limits }: Pick<RunPlan, 'scenarios' | 'limits'>,
  assignments: readonly Assignment[],
  { steered, atMs }: SteeredClasses,
): Failure | null {
  for (const { kind, scenarios: own, share, caps } of assignments) {
    if (kind !== 'stream') continue;
    let connections = 0;
    let messages = 0;
    let isRaised = false;
    for (const index of own) {
      const scenario = scenarios[index];
      if (scenario === undefined || scenario.kind === 'http') continue;
      const planned = messageRateOf(scenario) ?? 0;
      const ahead = segmentsFrom(steered.get(scenario.name) ?? [], atMs);
      const segments = steered.has(scenario.name) ? ahead : scenario.profile.segments;
      const open = shareOfCount(wholeLevel(profilePeak({ segments })), share);
      const rate = Math.max(planned, ...ahead.map(rateOr(planned)));
      isRaised ||= open > shareOfCount(wholeLevel(profilePeak(scenario.profile)), share) || rate > planned;
      connections += open;
      messages += open * rate;
    }
    // What the plan itself asks for was admitted before the run.
    if (!isRaised) continue;
    if (connections > caps.connections)
      return beyond('connections', {
        wanted: connections,
        part: caps.connections,
        of: limits.maxConnections,
      });
    if (messages > caps.perSecond)
      return beyond('messages per second', {
        wanted: messages,
        part: caps.perSecond,
        of: limits.maxRatePerSecond,
      });
  }
  return null;
}

function rateOr(planned: number): (segment: LoadSegment) => number {
  return ({ messagesPerSecond }) => messagesPerSecond ?? planned;
}

function beyond(
  what: string,
  { wanted, part, of }: { readonly wanted: number; readonly part: number; readonly of: number },
): Failure {
  return {
    code: 'steer.thread_cap',
    side: 'guard',
    message: `A load thread would have ${formatNumber(wanted)} ${what}, but its part of the limit of ${formatNumber(of)} is ${formatNumber(part)}.`,
    hint: 'Raise the limit in the plan, and run it again.',
  };
}
