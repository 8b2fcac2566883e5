import type { Failure } from '../../../contract/failure.ts';
import type { HttpStep } from '../../../contract/run-plan.ts';
import { Random } from '../../engine/load/random.ts';
import type { SetupSteps } from '../../engine/streams/setup-port.ts';
import type { ScenarioContext } from '../../engine/users/scenario-runner.ts';
import { laneOf } from '../../engine/users/thread-context.ts';
import { VirtualUser } from '../../engine/users/virtual-user.ts';
import type { ValueSource } from '../../engine/values/port.ts';
import { CompiledStep, stepBaseOf } from './http-step.ts';

export interface SetupStepsOptions {
  readonly steps: readonly HttpStep[];
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The source whose scopes the steps will run in. */
  readonly values: ValueSource;
}

/**
 * HTTP steps that come before something else, a token before a WebSocket: planned, sent and measured like any others,
 * on shared connections, with the deadlines of their own. Needs no ticks of the caller.
 */
export function createSetupSteps(context: ScenarioContext, options: SetupStepsOptions): SetupSteps {
  const lane = laneOf(context);
  const base = stepBaseOf(options, context.userAgent);
  const steps = options.steps.map((step) => new CompiledStep(step, base, options.values, lane.credentials));
  const live = new Set<VirtualUser>();
  lane.enlist();
  lane.willAsk(base.origin);
  return {
    run(scope, done) {
      if (steps.length === 0) {
        done(null, '');
        return;
      }
      const virtualUser = new VirtualUser(lane, {
        owner: {
          leaving: false,
          iterationEnded({ rejected }, failure: Failure | null) {
            live.delete(virtualUser);
            done(failure, rejected);
          },
        },
        scope,
        random: new Random(context.plan.seed, scope.userIndex),
        policy: 'shared',
        home: base.origin,
      });
      live.add(virtualUser);
      virtualUser.iterate(steps, -1, lane.clock.nowUs());
      if (live.size === 1) lane.tickWhile(() => live.size > 0);
    },
    close() {
      const nowUs = lane.clock.nowUs();
      for (const virtualUser of live) {
        virtualUser.cancel();
        virtualUser.cut(nowUs);
      }
      live.clear();
      lane.leave();
    },
  };
}
