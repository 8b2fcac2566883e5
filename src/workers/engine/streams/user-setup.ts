import type { Failure } from '../../../contract/failure.ts';
import type { Micros } from '../../../contract/units.ts';
import { Random } from '../load/random.ts';
import type { ScenarioSetup } from '../users/scenario-setup.ts';
import type { ThreadContext } from '../users/thread-context.ts';
import { type IterationOwner, VirtualUser } from '../users/virtual-user.ts';
import type { Scope } from '../values/port.ts';

/** @param rejected key of the credential that the failed step was rejected by; empty: it was no rejection */
type SetupDone = (failure: Failure | null, rejected: string) => void;

/** What a user of a stream class does before it opens a connection, such as getting a token. */
export class UserSetup implements IterationOwner {
  readonly leaving = false;
  readonly #thread: ThreadContext;
  readonly #setup: ScenarioSetup;
  readonly #scope: Scope;
  #virtualUser: VirtualUser | null = null;
  #doneUs: Micros = -1;
  #done: SetupDone = () => {};

  constructor(thread: ThreadContext, setup: ScenarioSetup, scope: Scope) {
    this.#thread = thread;
    this.#setup = setup;
    this.#scope = scope;
  }

  /**
   * Its own is done once, and again when it failed or has grown old: not for every connection. Of one that all share, what
   * went wrong for all went wrong for it. Calls `done` once; of two calls, where the first is still under way, the last one's.
   */
  run(done: SetupDone): void {
    const { own, everyUs, outcome } = this.#setup;
    const [first] = own;
    if (first === undefined) {
      done(outcome.failure, outcome.rejected ?? '');
      return;
    }
    const nowUs = this.#thread.clock.nowUs();
    if (this.#doneUs >= 0 && (everyUs === null || nowUs - this.#doneUs < everyUs)) {
      done(null, '');
      return;
    }
    this.#done = done;
    this.#virtualUser ??= new VirtualUser(this.#thread, {
      owner: this,
      scope: this.#scope,
      random: new Random(this.#thread.plan.seed, this.#scope.userIndex),
      policy: 'shared',
      home: first.origin,
    });
    if (this.#virtualUser.state === 'idle') this.#virtualUser.iterate(own, -1, nowUs);
  }

  iterationEnded({ rejected }: VirtualUser, failure: Failure | null): void {
    if (failure === null) this.#doneUs = this.#thread.clock.nowUs();
    this.#done(failure, rejected);
  }

  /** Cuts what is under way; `done` is not called for it. */
  cut(nowUs: Micros): void {
    this.#virtualUser?.cancel();
    this.#virtualUser?.cut(nowUs);
  }
}
