import type { Failure } from '../../../contract/failure.ts';
import type { ClosedProfile } from '../../../contract/profile.ts';
import { profilePeak } from '../../../contract/profile.ts';
import type { HttpScenario } from '../../../contract/run-plan.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import type { Origin } from '../drivers/driver.ts';
import { Curve } from '../load/curve.ts';
import { indexInShare, shareOfCount, tasksOfShare } from '../load/divide.ts';
import { Random } from '../load/random.ts';
import { REQUESTS_GRACE } from '../time/stop-policy.ts';
import { Timer, TimerHeap } from '../time/timer-heap.ts';
import type { Pacing, SteeredLoad, WeightedPicker } from './pacing.ts';
import type { ScenarioSetup } from './scenario-setup.ts';
import type { ThreadContext } from './thread-context.ts';
import { type IterationOwner, VirtualUser } from './virtual-user.ts';

interface ClosedUsersOptions {
  readonly thread: ThreadContext;
  readonly profile: ClosedProfile;
  readonly scenario: HttpScenario;
  /** Place of the scenario in the plan: its random numbers are its own. */
  readonly index: number;
  /** Each user does its own before its first task, and again between two tasks where it is old. */
  readonly setup: ScenarioSetup;
  readonly tasks: WeightedPicker;
  readonly startUs: Micros;
  readonly home: Origin;
}

/** A user whose setup failed tries again so much later. */
const SETUP_AGAIN_US: Micros = 1_000_000;
/** A user without think time pauses so long after a failure: a refused connection costs no time to be refused again. */
const AFTER_FAILURE_US: Micros = 1_000;

/**
 * Users come and go with the level of the profile: user j is there while the level is above j. Each runs its setup
 * once, then task after task with think time between. On the way down a user ends with the answer it waits for.
 */
export class ClosedUsers implements Pacing {
  readonly grace = REQUESTS_GRACE;
  readonly options: ClosedUsersOptions;
  readonly thinking = new TimerHeap();
  readonly #curve: Curve;
  readonly #present: User[] = [];
  readonly #live = new Set<User>();
  readonly #most: number;
  /** Of all users of this share together. */
  #tasksLeft: number;
  #finished = 0;
  #ended = false;

  constructor(options: ClosedUsersOptions) {
    this.options = options;
    this.#curve = new Curve(options.profile.segments);
    const users = Math.ceil(profilePeak(options.profile));
    const { share } = options.thread;
    const { totalIterations } = options.scenario;
    this.#most = shareOfCount(users, share);
    this.#tasksLeft =
      totalIterations === undefined ? Number.POSITIVE_INFINITY : tasksOfShare(totalIterations, users, share);
  }

  get users(): number {
    return this.#present.length - this.#finished;
  }

  get live(): number {
    return this.#live.size;
  }

  get exhausted(): boolean {
    if (this.#tasksLeft <= 0 && this.#live.size === 0) return true;
    return this.options.scenario.iterations !== null && this.#finished >= this.#most;
  }

  /** Whether a user may begin another task. */
  get hasTasks(): boolean {
    return this.#tasksLeft > 0;
  }

  /** Whoever thinks or waits to try its setup again has nothing to come back for once the last task is taken. */
  takeTask(): void {
    this.#tasksLeft -= 1;
    if (this.hasTasks) return;
    this.thinking.run(Number.POSITIVE_INFINITY, this.options.thread.clock.nowUs());
  }

  advance(untilUs: Micros, nowUs: Micros): void {
    if (this.#ended) return;
    const { startUs, thread } = this.options;
    const level = this.#curve.wholeLevelAt(untilUs - 1 - startUs);
    const wanted = shareOfCount(level, thread.share);
    while (this.#present.length < wanted) this.#spawn(nowUs);
    while (this.#present.length > wanted) this.#retire();
    this.thinking.run(untilUs - 1, nowUs);
  }

  /** Who is no longer wanted ends as on the way down of a plan. */
  steer({ segments }: SteeredLoad): void {
    this.#curve.replaceFrom((segments[0]?.startMs ?? 0) * MICROS_PER_MILLI, segments);
  }

  end(): void {
    this.#ended = true;
    while (this.#present.length > 0) this.#retire();
    for (const user of [...this.#live]) user.giveUp();
  }

  cut(nowUs: Micros): void {
    for (const user of [...this.#live]) user.cut(nowUs);
  }

  gone(user: User): void {
    this.#live.delete(user);
  }

  finished(): void {
    this.#finished += 1;
  }

  #spawn(nowUs: Micros): void {
    const user = new User(this, indexInShare(this.#present.length, this.options.thread.share));
    this.#present.push(user);
    this.#live.add(user);
    user.due(nowUs);
  }

  #retire(): void {
    const user = this.#present.pop();
    if (user === undefined) return;
    if (user.phase === 'finished') this.#finished -= 1;
    user.leave();
  }
}

/**
 * | phase    | does                                | then                                    |
 * |----------|-------------------------------------|-----------------------------------------|
 * | setup    | its setup steps, again if they fail | tasks                                   |
 * | tasks    | a task, think time, a task …        | setup, when the last one is too old; leaving, or finished: no iteration is left to it, or to all |
 * | leaving  | waits for the answer under way      | gone                                    |
 * | finished | nothing                             |                                         |
 */
class User extends Timer implements IterationOwner {
  phase: 'setup' | 'tasks' | 'leaving' | 'finished';
  readonly #users: ClosedUsers;
  readonly #virtualUser: VirtualUser;
  #iterationsLeft: number;
  #setUpUs: Micros = 0;

  constructor(users: ClosedUsers, index: number) {
    super();
    const { thread, scenario, setup, home, index: place } = users.options;
    this.#users = users;
    this.phase = setup.own.length > 0 ? 'setup' : 'tasks';
    this.#iterationsLeft = scenario.iterations ?? Number.POSITIVE_INFINITY;
    this.#virtualUser = new VirtualUser(thread, {
      owner: this,
      scope: thread.values.openScope(index, place),
      random: new Random(thread.plan.seed, place, index),
      policy: scenario.connections,
      home,
    });
  }

  get leaving(): boolean {
    return this.phase === 'leaving';
  }

  /** Does the next thing. */
  due(nowUs: Micros): void {
    const { setup, tasks } = this.#users.options;
    if (!this.#users.hasTasks) {
      this.#finish();
      return;
    }
    const { own, everyUs } = setup;
    const old = own.length > 0 && everyUs !== null && nowUs - this.#setUpUs >= everyUs;
    if (this.phase === 'tasks' && old) this.phase = 'setup';
    if (this.phase === 'setup') {
      this.#virtualUser.scope.beginIteration();
      this.#virtualUser.iterate(own, -1, nowUs);
    } else if (this.phase === 'tasks') {
      const { steps } = tasks.pick(this.#virtualUser.random);
      this.#users.takeTask();
      this.#virtualUser.scope.beginIteration();
      this.#virtualUser.iterate(steps, -1, nowUs);
    }
  }

  iterationEnded(_: VirtualUser, failure: Failure | null): void {
    const { clock } = this.#users.options.thread;
    if (this.phase === 'leaving') this.#go();
    else if (this.phase === 'setup') {
      if (failure !== null) this.#wakeIn(SETUP_AGAIN_US);
      else {
        this.phase = 'tasks';
        this.#setUpUs = clock.nowUs();
        this.due(this.#setUpUs);
      }
    } else this.#taskDone(failure !== null);
  }

  /** Ends with the answer it waits for; now, where it waits for none. */
  leave(): void {
    this.phase = 'leaving';
    if (this.#virtualUser.state === 'idle') this.#go();
    else this.#virtualUser.drain();
  }

  giveUp(): void {
    this.#virtualUser.cancel();
    this.leave();
  }

  cut(nowUs: Micros): void {
    this.#virtualUser.cut(nowUs);
    this.#go();
  }

  #taskDone(failed: boolean): void {
    this.#iterationsLeft -= 1;
    if (this.#iterationsLeft <= 0 || !this.#users.hasTasks) {
      this.#finish();
      return;
    }
    const { minMs, maxMs } = this.#users.options.scenario.thinkTime;
    const thinkUs = (minMs + (maxMs - minMs) * this.#virtualUser.random.next()) * MICROS_PER_MILLI;
    if (thinkUs > 0 || failed) this.#wakeIn(Math.max(thinkUs, failed ? AFTER_FAILURE_US : 0));
    else this.due(this.#users.options.thread.clock.nowUs());
  }

  #finish(): void {
    this.phase = 'finished';
    this.#users.finished();
    this.#go();
  }

  #wakeIn(us: Micros): void {
    this.#users.thinking.set(this, Math.round(this.#users.options.thread.clock.nowUs() + us));
  }

  #go(): void {
    this.#users.thinking.remove(this);
    this.#virtualUser.close();
    this.#users.gone(this);
  }
}
