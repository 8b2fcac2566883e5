import type { Failure } from '../../../contract/failure.ts';
import type { StreamScenario } from '../../../contract/run-plan.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import { sharesSetup } from '../load/plan-needs.ts';
import type { Clock } from '../time/clock.ts';
import { Timer, type TimerHeap } from '../time/timer-heap.ts';
import { doesSharedSetups, outcomeOf, SETUP_TRIES, type SetupOutcome } from '../users/run-setups.ts';
import { createSetupSteps, type SetupDone, type SetupSteps } from '../users/setup-steps.ts';
import type { ThreadContext } from '../users/thread-context.ts';
import type { Scope } from '../values/port.ts';

/** The setup of a stream scenario as its policy has it: each connection its own, or one for all of the run. */
export interface StreamSetup extends SetupSteps {
  /** Before the run: a shared setup is done here, so that no connection waits for it. Never rejects. */
  prepare(): Promise<void>;
  /** From now on a shared setup is done again and again, where the plan wants it. */
  begin(startUs: Micros): void;
}

const NO_SETUP: StreamSetup = {
  run: (_, done) => done(null, ''),
  close: () => {},
  prepare: async () => {},
  begin: () => {},
};

export function createStreamSetup(thread: ThreadContext, scenario: StreamScenario): StreamSetup {
  const { setup, setupPolicy, setupBaseUrl, headers } = scenario;
  if (setup.length === 0) return NO_SETUP;
  // Steps without an address of their own go to the service of the stream.
  const baseUrl =
    setupBaseUrl ?? new URL(scenario.url.replace(/^ws/i, 'http').replace(/[?#].*$/s, '')).origin;
  const steps = createSetupSteps(thread, { steps: setup, baseUrl, headers });
  const everyMs = setupPolicy?.everyMs ?? null;
  const everyUs = everyMs === null ? null : everyMs * MICROS_PER_MILLI;
  if (!sharesSetup(scenario)) {
    return { ...NO_SETUP, run: onceEach(steps, thread.clock, everyUs), close: steps.close };
  }
  const index = thread.plan.scenarios.indexOf(scenario);
  if (!doesSharedSetups(thread.share)) return toldSetup(thread, { scenario: index, steps });
  return new SharedStreamSetup({
    steps,
    shared: thread.values.sharedOf(index),
    tell: (shared, failure, rejected) =>
      thread.setups.tell({
        ...outcomeOf({ scenario: index, steps: setup }, shared, failure),
        ...(rejected === '' ? {} : { rejected }),
      }),
    timers: thread.timers,
    everyUs,
  });
}

/** Each user runs it once, and again when it failed or has grown old: not for every connection it makes. */
function onceEach(steps: SetupSteps, clock: Clock, everyUs: Micros | null): SetupSteps['run'] {
  const doneUs = new WeakMap<Scope, Micros>();
  return (scope, done) => {
    const lastUs = doneUs.get(scope);
    if (lastUs !== undefined && (everyUs === null || clock.nowUs() - lastUs < everyUs)) {
      done(null, '');
      return;
    }
    steps.run(scope, (failure, rejected) => {
      if (failure === null) doneUs.set(scope, clock.nowUs());
      done(failure, rejected);
    });
  };
}

/** A shared setup that another part of the run does: what it got is in the values, what went wrong with it is told. */
function toldSetup(
  { setups }: ThreadContext,
  parts: { readonly scenario: number; readonly steps: SetupSteps },
): StreamSetup {
  let told: Pick<SetupOutcome, 'failure' | 'rejected'> = { failure: null };
  setups.onTold((outcome) => {
    if (outcome.scenario === parts.scenario) told = outcome;
  });
  const run: SetupSteps['run'] = (_, done) => done(told.failure, told.rejected ?? '');
  return { run, close: parts.steps.close, prepare: async () => {}, begin: () => {} };
}

interface SharedParts {
  readonly steps: SetupSteps;
  readonly tell: (shared: Scope, failure: Failure | null, rejected: string) => void;
  readonly shared: Scope;
  readonly timers: TimerHeap;
  readonly everyUs: Micros | null;
}

class SharedStreamSetup extends Timer implements StreamSetup {
  readonly #parts: SharedParts;
  #failure: Failure | null = null;
  #rejected = '';

  constructor(parts: SharedParts) {
    super();
    this.#parts = parts;
  }

  async prepare(): Promise<void> {
    for (let attempt = 0; attempt < SETUP_TRIES; attempt += 1) {
      await new Promise<void>((resolve) => this.#run(resolve));
      if (this.#failure === null) return;
    }
  }

  begin(startUs: Micros): void {
    const { everyUs, timers } = this.#parts;
    if (everyUs !== null) timers.set(this, startUs + everyUs);
  }

  due(nowUs: Micros): void {
    const { everyUs, timers } = this.#parts;
    this.#run(() => {});
    if (everyUs !== null) timers.set(this, Math.max(nowUs, this.atUs + everyUs));
  }

  /** A connection needs nothing more; what went wrong for all went wrong for it. */
  run(_: Scope, done: SetupDone): void {
    done(this.#failure, this.#rejected);
  }

  close(): void {
    this.#parts.timers.remove(this);
    this.#parts.steps.close();
  }

  #run(done: () => void): void {
    const { steps, shared, tell } = this.#parts;
    shared.beginIteration();
    steps.run(shared, (failure, rejected) => {
      this.#failure = failure;
      this.#rejected = rejected;
      tell(shared, failure, rejected);
      done();
    });
  }
}
