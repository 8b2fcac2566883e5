import { messageRateOf } from '../../../../contract/protocols/protocols.ts';
import type { Scenario } from '../../../../contract/run-plan.ts';
import type { PerSecond } from '../../../../contract/units.ts';
import { connectionsOf, ratesOf } from '../../../../workers/engine/load/plan-needs.ts';

/** What the caps of the guard are about. */
interface GuardedNeeds {
  /** Requests and messages. */
  readonly perSecond: PerSecond;
  readonly connections: number;
}

/** Of all classes, at their busiest. Users without think time go as fast as answers come: the engine holds them to the rate. */
export function guardedNeeds({ scenarios }: { readonly scenarios: readonly Scenario[] }): GuardedNeeds {
  return scenarios.reduce(
    (sum, scenario) => ({
      perSecond:
        sum.perSecond +
        (scenario.kind === 'http'
          ? ratesOf(scenario).requests
          : connectionsOf(scenario) * (messageRateOf(scenario) ?? 0)),
      // Arrivals share what connections there are; users and streams have one each.
      connections:
        sum.connections +
        (scenario.kind === 'http' && scenario.profile.model === 'open' ? 0 : connectionsOf(scenario)),
    }),
    { perSecond: 0, connections: 0 },
  );
}
