import { profilePeak } from '../../../contract/profile.ts';
import type { StreamScenario } from '../../../contract/run-plan.ts';
import { Random } from '../load/random.ts';
import { ScenarioSetup } from '../users/scenario-setup.ts';
import type { ThreadContext } from '../users/thread-context.ts';
import { followedConnections } from './connection-log.ts';
import { StreamCounters } from './stream-counters.ts';
import { originOfStream } from './stream-request.ts';

/** What the users of one stream class on one thread have in common, whatever their protocol. */
export interface StreamContext {
  readonly thread: ThreadContext;
  readonly counters: StreamCounters;
  readonly setup: ScenarioSetup;
  /** Of the class in the plan: its values are its own. */
  readonly place: number;
  readonly random: Random;
}

export function createStreamContext(thread: ThreadContext, scenario: StreamScenario): StreamContext {
  const place = thread.plan.scenarios.indexOf(scenario);
  return {
    thread,
    counters: new StreamCounters(scenario.name, followedConnections(profilePeak(scenario.profile))),
    // Steps without an address of their own go to the service of the stream.
    setup: new ScenarioSetup(thread, scenario, originOfStream(scenario.url)?.url ?? ''),
    place,
    random: new Random(thread.plan.seed, place, thread.share.index),
  };
}
