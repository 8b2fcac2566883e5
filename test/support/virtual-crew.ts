import { type AppliedLoad, changedLoad } from '../../src/contract/applied-load.ts';
import { fail, type Result, succeed } from '../../src/contract/failure.ts';
import type { RunPlan, Scenario } from '../../src/contract/run-plan.ts';
import type { SteeringLogEntry } from '../../src/contract/steering.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros, type Millis } from '../../src/contract/units.ts';
import { gaugesOfVersion1, type MachineVersion1 } from '../../src/main/storage/stored-gauges.ts';
import { ThreadMeter } from '../../src/workers/engine/measure/meter.ts';
import { MAX_GRACEFUL_MS } from '../../src/workers/engine/time/stop-policy.ts';
import { ThreadContext } from '../../src/workers/engine/users/thread-context.ts';
import { httpProtocol } from '../../src/workers/protocols/http/protocol.ts';
import { sseProtocol } from '../../src/workers/protocols/sse/protocol.ts';
import { webSocketProtocol } from '../../src/workers/protocols/websocket/protocol.ts';
import { type Assignment, assignThreads } from '../../src/workers/threads/assign.ts';
import type { Steering } from '../../src/workers/threads/crew-port.ts';
import { HeldCaps } from '../../src/workers/threads/held-caps.ts';
import { LoopWatch } from '../../src/workers/threads/loop-watch.ts';
import { redividedCaps } from '../../src/workers/threads/redivide-caps.ts';
import { SecondCounters } from '../../src/workers/threads/second-counters.ts';
import { NOT_RUNNING } from '../../src/workers/threads/steer-refusals.ts';
import { ThreadLoop } from '../../src/workers/threads/thread-loop.ts';
import type { ServiceScript } from './outages/service-script.ts';
import { VirtualDrivers } from './outages/virtual-drivers.ts';
import { VirtualClock } from './virtual-clock.ts';

export interface VirtualCrewOptions {
  readonly plan: RunPlan;
  readonly service: ServiceScript;
  /** How the machine that generates the load fares in a second of the run; absent: calmly. */
  readonly weather?: (second: number) => Weather;
  readonly onSecond: (second: RunSecond) => void;
}

/** What differs from a calm second of the machine that generates the load. */
export interface Weather {
  readonly loop?: Partial<ReturnType<LoopWatch['take']>>;
  readonly machine?: Partial<MachineVersion1>;
}

const START_US: Micros = 1_000_000_000;
/** A change of the load takes effect so long after it is asked for. */
const STEER_LEAD_MS: Millis = 60;

/** The threads of a run on a virtual clock: the product's engine and thread loop, and drivers that play a script. */
export class VirtualCrew {
  readonly #options: VirtualCrewOptions;
  readonly #clock = new VirtualClock({ startUs: START_US - MICROS_PER_SECOND });
  readonly #counters: SecondCounters;
  readonly #threads: readonly {
    readonly loop: ThreadLoop;
    readonly context: ThreadContext;
    readonly watch: ScriptedWatch;
  }[];
  readonly #assignments: readonly Assignment[];
  readonly #caps: HeldCaps;
  #load: readonly AppliedLoad[];
  #working: number;
  #reachedMs: Millis = 0;
  #endedUs = START_US;
  #steeredMs: Millis = 0;
  #second = 0;

  constructor(options: VirtualCrewOptions) {
    this.#options = options;
    const { plan, service, weather = (): Weather => ({}), onSecond } = options;
    const drivers = new VirtualDrivers(this.#clock, service, plan);
    const assignments = assignThreads(plan, 1, 1);
    this.#assignments = assignments;
    this.#load = plan.load;
    this.#caps = new HeldCaps(
      plan.limits,
      assignments.map(({ caps }) => caps),
      (thread, order) => this.#clock.setImmediate(() => this.#threads[thread]?.loop.limit(order)),
    );
    const calm = { processCpu: 0.05, machineCpu: 0.1, rssBytes: 100_000_000, sleptUs: 0 };
    this.#counters = new SecondCounters(
      { threads: assignments.map((_, thread) => thread), seconds: Math.ceil(plan.durationMs / 1_000) },
      () => gaugesOfVersion1([], { ...calm, ...weather(this.#second++).machine }).gauges,
      onSecond,
    );
    this.#threads = assignments.map(({ kind, scenarios, share, caps }, thread) => {
      const meter = new ThreadMeter(plan.series, thread, plan.seed);
      const context = new ThreadContext({
        plan,
        clock: this.#clock,
        meter,
        share,
        caps,
        protocols: {
          requests: () => drivers.http(),
          all: [httpProtocol, webSocketProtocol(() => drivers.websocket()), sseProtocol(() => drivers.sse())],
        },
        credentialSalt: 'virtual',
        secrets: {},
        userAgent: 'plimsoll/virtual',
      });
      for (const index of scenarios) context.addScenario(plan.scenarios[index] as Scenario);
      const watch = new ScriptedWatch(weather);
      const report = this.#counters.add.bind(this.#counters);
      const loop = new ThreadLoop({
        ...{ thread, kind, context, meter, watch, precision: 'tick', report },
        tellCaps: (order, inUse) => this.#caps.heard(thread, order, inUse),
      });
      return { loop, context, watch };
    });
    this.#working = this.#threads.length;
  }

  /** From the start to the end of what came last. */
  get durationUs(): Micros {
    return this.#endedUs - START_US;
  }

  async begin(): Promise<void> {
    const prepared = Promise.all(this.#threads.map(({ context }) => context.prepareScenarios()));
    await this.#clock.settleTo(START_US - MICROS_PER_SECOND / 2);
    await prepared;
    this.#clock.advanceTo(START_US);
    for (const { loop, context, watch } of this.#threads) {
      loop.begin(START_US, START_US + this.#options.plan.durationMs * MICROS_PER_MILLI);
      void context.done.then(() => {
        this.#endedUs = Math.max(this.#endedUs, loop.end());
        watch.close();
        this.#working -= 1;
      });
    }
  }

  /** Plays on for so long. @returns whether the run is over; all of its seconds are told then */
  async play(forMs: Millis): Promise<boolean> {
    const untilMs = this.#reachedMs + forMs;
    while (this.#working > 0 && this.#reachedMs < untilMs) {
      this.#reachedMs = Math.min(untilMs, this.#reachedMs + 100);
      await this.#clock.settleTo(START_US + this.#reachedMs * MICROS_PER_MILLI);
    }
    if (this.#working > 0) return false;
    this.#counters.close(this.durationUs);
    return true;
  }

  /** As a crew does; threads hear of it at once. */
  steer(order: (atMs: Millis) => Result<Steering>): Result<SteeringLogEntry> {
    if (this.#working === 0) return fail(NOT_RUNNING);
    const nowMs = (this.#clock.nowUs() - START_US) / MICROS_PER_MILLI;
    this.#steeredMs = Math.max(Math.ceil(nowMs + STEER_LEAD_MS), this.#steeredMs + 1);
    const ordered = order(this.#steeredMs);
    if (!ordered.ok) return ordered;
    const [assignments, parts, before] = [this.#assignments, this.#caps.goals, this.#load];
    const after = ordered.value.changes.reduce(changedLoad, before);
    const { plan } = this.#options;
    const divided = redividedCaps({ plan, assignments, parts, before, after, atMs: this.#steeredMs });
    if (!divided.ok) return divided;
    this.#load = after;
    this.#caps.divide(divided.value);
    this.#counters.steer(ordered.value);
    for (const { loop } of this.#threads) loop.steer(ordered.value.changes);
    return succeed(ordered.value.entry);
  }

  /** Stops as a crew does: what is still open after a second of grace is cut. @param atMs from the start; absent: now */
  stop(kind: 'graceful' | 'now', atMs: Millis = this.#reachedMs): void {
    const atUs = START_US + atMs * MICROS_PER_MILLI;
    const tell = (how: typeof kind) => () => this.#threads.forEach(({ loop }) => void loop.stop(how));
    this.#clock.setTimer(atUs, tell(kind));
    if (kind === 'graceful') this.#clock.setTimer(atUs + MAX_GRACEFUL_MS * MICROS_PER_MILLI, tell('now'));
  }
}

/** The loop of a virtual thread is late when the script says so. */
class ScriptedWatch extends LoopWatch {
  readonly #weather: (second: number) => Weather;
  #second = 0;

  constructor(weather: (second: number) => Weather) {
    super(START_US);
    this.#weather = weather;
  }

  override turned(): void {}

  override begin(): void {}

  override take(): ReturnType<LoopWatch['take']> {
    const calm = { loopDelayMaxUs: 1_000, loopUtilisation: 0.05, gcPauseUs: 500, blocks: [] };
    return { ...calm, ...this.#weather(this.#second++).loop };
  }
}
