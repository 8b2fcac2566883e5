import { profilePeak } from '../../../contract/profile.ts';
import type { StreamScenario } from '../../../contract/run-plan.ts';
import { Random } from '../load/random.ts';
import type { ThreadContext } from '../users/thread-context.ts';
import type { Scope } from '../values/port.ts';
import { followedConnections } from './connection-log.ts';
import { StreamCounters } from './stream-counters.ts';
import { createStreamSetup, type StreamSetup } from './stream-setup.ts';

/** What the connections of one stream scenario on one thread have in common, whatever their protocol. */
export interface StreamContext
  extends Pick<ThreadContext, 'clock' | 'timers' | 'meter' | 'credentials' | 'pool' | 'rate'> {
  readonly thread: ThreadContext;
  readonly counters: StreamCounters;
  readonly setup: StreamSetup;
  readonly openScope: (connection: number) => Scope;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

export function createStreamContext(thread: ThreadContext, scenario: StreamScenario): StreamContext {
  const { plan, share, clock, timers, meter, credentials, pool, rate } = thread;
  const index = plan.scenarios.indexOf(scenario);
  const random = new Random(plan.seed, index, share.index);
  return {
    ...{ thread, clock, timers, meter, credentials, pool, rate },
    counters: new StreamCounters(scenario.name, followedConnections(profilePeak(scenario.profile))),
    setup: createStreamSetup(thread, scenario),
    openScope: (connection) => thread.values.openScope(connection, index),
    random: () => random.next(),
  };
}
