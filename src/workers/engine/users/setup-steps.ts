import type { Failure } from '../../../contract/failure.ts';
import type { HttpStep } from '../../../contract/run-plan.ts';
import { Random } from '../load/random.ts';
import type { Scope } from '../values/port.ts';
import { stepBaseOf } from './task-step.ts';
import type { ThreadContext } from './thread-context.ts';
import { VirtualUser } from './virtual-user.ts';

/** @param rejected key of the credential that the failed step was rejected by; empty: it was no rejection */
export type SetupDone = (failure: Failure | null, rejected: string) => void;

/** The HTTP steps that come before a connection or stream opens, such as verifying its token. */
export interface SetupSteps {
  /** Runs them in a scope, which gets what they extract. Calls `done` once, with the first failure or null. */
  run(scope: Scope, done: SetupDone): void;
  /** Cuts what is under way and closes connections; `done` of what was under way is not called. */
  close(): void;
}

export interface SetupStepsOptions {
  readonly steps: readonly HttpStep[];
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * HTTP steps that come before something else, a token before a WebSocket: planned, sent and measured like any others,
 * on shared connections, with the deadlines of their own. Needs no ticks of the caller.
 */
export function createSetupSteps(thread: ThreadContext, options: SetupStepsOptions): SetupSteps {
  const base = stepBaseOf(options, thread.userAgent);
  const steps = options.steps.map((step) => thread.compileStep(step, base));
  const live = new Set<VirtualUser>();
  thread.enlist();
  return {
    run(scope, done) {
      if (steps.length === 0) {
        done(null, '');
        return;
      }
      const virtualUser = new VirtualUser(thread, {
        owner: {
          leaving: false,
          iterationEnded({ rejected }, failure: Failure | null) {
            live.delete(virtualUser);
            done(failure, rejected);
          },
        },
        scope,
        random: new Random(thread.plan.seed, scope.userIndex),
        policy: 'shared',
        home: base.origin,
      });
      live.add(virtualUser);
      virtualUser.iterate(steps, -1, thread.clock.nowUs());
      if (live.size === 1) thread.tickWhile(() => live.size > 0);
    },
    close() {
      const nowUs = thread.clock.nowUs();
      for (const virtualUser of live) {
        virtualUser.cancel();
        virtualUser.cut(nowUs);
      }
      live.clear();
      thread.leave();
    },
  };
}
