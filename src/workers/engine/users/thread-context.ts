import type { LoadChange } from '../../../contract/applied-load.ts';
import type { HttpStep, RunPlan, Scenario } from '../../../contract/run-plan.ts';
import type { StreamSecond } from '../../../contract/tick.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import { AddressBook, type Resolve } from '../connections/address-book.ts';
import { AdmissionQueue } from '../connections/admission-queue.ts';
import { CapWaits } from '../connections/cap-waits.ts';
import { ConnectionPool } from '../connections/connection-pool.ts';
import { RateCap } from '../connections/rate-cap.ts';
import type { DialContext } from '../drivers/dial.ts';
import type { HttpDriver, Origin } from '../drivers/driver.ts';
import { TIMEOUT_CODES } from '../drivers/failure-codes.ts';
import type { ThreadCaps } from '../load/divide-caps.ts';
import { Random } from '../load/random.ts';
import { CredentialKeys } from '../measure/credentials.ts';
import type { Meter } from '../measure/sample.ts';
import { type Clock, TURN_US } from '../time/clock.ts';
import { StallGuard } from '../time/stall-guard.ts';
import { TimerHeap } from '../time/timer-heap.ts';
import type { RunInputs, ValueSource } from '../values/port.ts';
import { createValueSource } from '../values/value-source.ts';
import type { SetupOutcome } from './run-setups.ts';
import type { ScenarioRunner } from './scenario-runner.ts';
import type { StepBase, TaskStep } from './task-step.ts';

/** A protocol's part on one thread. It takes of a plan what is its own, so that nobody else knows what that looks like. */
interface ThreadProtocol {
  /** Loads and warms what the first use would otherwise pay for, where there will be one. Never rejects. */
  warmUp(): Promise<void>;
  /** Makes a step of a task or setup ready; null: it is of another protocol. */
  compileStep(step: HttpStep, base: StepBase): TaskStep | null;
  /** Makes a scenario's share on this thread ready, its templates compiled; null: it is of another protocol. */
  createRunner(scenario: Scenario): ScenarioRunner | null;
}

/** What a protocol is to the engine, which knows none by name: called once per thread. */
export type Protocol = (thread: ThreadContext) => ThreadProtocol;

/** Handed to the engine by whoever knows the protocols there are: see threads/protocols.ts. */
export interface Protocols {
  /** What the connections of the pool are opened with: requests are the engine's own business. */
  readonly requests: (context: DialContext) => HttpDriver;
  readonly all: readonly Protocol[];
}

/** What a thread is given; nothing else from outside reaches it. */
export interface ThreadOptions extends RunInputs {
  readonly plan: RunPlan;
  readonly clock: Clock;
  readonly meter: Meter;
  /** Which share this thread has: users, arrivals and connections with `index % count === share.index`. */
  readonly share: { readonly index: number; readonly count: number };
  /** What it may do of what the plan caps: its part of it, all threads of the run counted. */
  readonly caps: ThreadCaps;
  /** Tells all other parts of the run what came of a shared setup: see `hearSetup`. Absent: this is all of it. */
  readonly tellSetup?: (outcome: SetupOutcome) => void;
  readonly protocols: Protocols;
  /** The run's, for keys of credentials: see credentials.ts. Absent: one of its own. */
  readonly credentialSalt?: string;
  /** Sent as `User-Agent`: names the tool and the run. */
  readonly userAgent: string;
  /** How names are resolved; by the system where nothing is given. */
  readonly resolve?: Resolve;
}

const SWEEP_US: Micros = 1_000_000;

/**
 * What all scenarios of one thread share, whatever their protocol: one clock and one timer heap, one address book, one
 * source of values, and one gate for the thread's part of the caps: connections (`pool`), requests in flight
 * (`admissionQueue`) and what is begun per second (`rate`).
 *
 *     addScenario, for each    prepare    begin    tick, about every millisecond; settle, before each second is closed    stop
 */
export class ThreadContext {
  readonly plan: RunPlan;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly share: ThreadOptions['share'];
  readonly userAgent: string;
  readonly values: ValueSource;
  readonly credentials: CredentialKeys;
  /** All that the scenarios wait for: deadlines, delays, heartbeats, the ends of holds. */
  readonly timers = new TimerHeap();
  /** Connections that are held by streams and those of requests are under one cap. */
  readonly pool: ConnectionPool;
  readonly admissionQueue: AdmissionQueue;
  /** Of all that the thread sends: its requests, the streams it opens, and the messages on them. */
  readonly rate: RateCap;
  /** Which of the three somebody had to wait for. */
  readonly waits = new CapWaits();
  readonly dial: DialContext;
  readonly followRedirects: number;
  /** Streams that are open: each counts the bytes that have moved by the end of a second. */
  readonly openStreams = new Set<{ account(): void }>();
  /** Whose rng the values are drawn with: set to the virtual user's before it renders, so that the same seed sends the same. */
  rng: Random;
  readonly #runners: ScenarioRunner[] = [];
  readonly #protocols: readonly ThreadProtocol[];
  readonly #tellSetup: ThreadOptions['tellSetup'];
  /** Of shared setups, by the places of their scenarios: what came of each last, wherever it is done. */
  readonly #setups = new Map<number, SetupOutcome>();
  readonly #requests: HttpDriver;
  readonly #addresses: AddressBook;
  readonly #origins = new Map<string, Origin>();
  readonly #stallGuard = new StallGuard();
  #prepared: Promise<void> | null = null;
  #sendsRequests = false;
  #isRunning = false;
  #sweptUs: Micros = 0;
  #sharing = 0;

  constructor(options: ThreadOptions) {
    const { plan, clock, meter, share, caps, protocols } = options;
    const { limits } = plan;
    const { allowedHosts, refusePublic } = limits;
    this.plan = plan;
    this.clock = clock;
    this.meter = meter;
    if (plan.capacity !== undefined) meter.countStarts(plan.capacity.counting, TIMEOUT_CODES);
    this.share = share;
    this.userAgent = options.userAgent;
    this.followRedirects = limits.followRedirects;
    this.credentials = new CredentialKeys(options.credentialSalt);
    this.rng = new Random(plan.seed, share.index);
    const timeoutUs = limits.connectTimeoutMs * MICROS_PER_MILLI;
    const resolve = options.resolve === undefined ? {} : { resolve: options.resolve };
    const guard = { allowedHosts, refusePublic };
    this.#addresses = new AddressBook({ clock, timeoutUs, ...guard, ...resolve, first: share.index });
    this.rate = new RateCap(caps.perSecond, this.waits);
    this.dial = { clock, limits, addresses: this.#addresses, threads: share.count, rate: this.rate };
    this.#requests = protocols.requests(this.dial);
    const { rate, waits } = this;
    this.pool = new ConnectionPool(this.#requests, caps.connections, { turns: this.#addresses, waits });
    this.admissionQueue = new AdmissionQueue({ inFlight: caps.inFlight, rate, waits });
    this.values = createValueSource(plan, {
      inputs: options,
      random: () => this.rng.next(),
      now: () => clock.wallUs() / MICROS_PER_MILLI,
      thread: share,
      keepCookies: limits.cookies === true,
    });
    this.#tellSetup = options.tellSetup;
    this.#protocols = protocols.all.map((protocol) => protocol(this));
  }

  /** Makes this thread's share of a scenario of its plan ready. @throws RangeError where no protocol takes it for its own */
  addScenario(scenario: Scenario): ScenarioRunner {
    const runner = this.#of((protocol) => protocol.createRunner(scenario), scenario.kind);
    this.#runners.push(runner);
    return runner;
  }

  /** Makes a step of a task or a setup ready; its host is resolved by `prepare`. @throws as `addScenario` */
  compileStep(step: HttpStep, base: StepBase): TaskStep {
    const compiled = this.#of((protocol) => protocol.compileStep(step, base), step.stream?.kind ?? 'request');
    if (compiled.kind === 'request') this.willSend();
    this.willAsk(base.origin);
    return compiled;
  }

  /** What came of a scenario's shared setup last, wherever it is done; undefined: nothing so far. */
  setupOf(scenario: number): SetupOutcome | undefined {
    return this.#setups.get(scenario);
  }

  /** A shared setup was done on this thread. */
  didSetup(outcome: SetupOutcome): void {
    this.#setups.set(outcome.scenario, outcome);
    this.#tellSetup?.(outcome);
  }

  /** It was done elsewhere, before the run or to renew it: users of this thread have what it got. */
  hearSetup(outcome: SetupOutcome): void {
    const { scenario, values, cookies = [] } = outcome;
    const shared = this.values.sharedOf(scenario);
    this.#setups.set(scenario, outcome);
    shared.cookies?.replaceAll(cookies);
    for (const [name, value] of values) shared.set(name, value);
  }

  /** A host that will be asked: resolved by `prepare`. */
  willAsk(origin: Origin): void {
    this.#origins.set(origin.url, origin);
  }

  /** Requests will be sent: `prepare` warms what sends them. */
  willSend(): void {
    this.#sendsRequests = true;
  }

  /** Resolves every host and makes the first request as quick as the rest. Never rejects. */
  prepare(): Promise<void> {
    this.#prepared ??= this.#prepare();
    return this.#prepared;
  }

  /** The same, and all that the scenarios do before the run. @returns service name to its address, or addresses in words */
  async prepareScenarios(): Promise<Readonly<Record<string, string>>> {
    await Promise.all(this.#runners.map((runner) => runner.prepare()));
    return Object.fromEntries(this.#runners.flatMap((runner) => Object.entries(runner.addresses())));
  }

  /** The address a host was pinned to, or all of them in words; null where it did not resolve. */
  addressOf(origin: Origin): string | null {
    const pinned = this.#addresses.pinned(origin.host, origin.port);
    if (pinned === null) return null;
    const used = pinned.addresses.join(', ');
    return pinned.silent.length === 0 ? used : `${used}; no connection at ${pinned.silent.join(', ')}`;
  }

  begin(startUs: Micros, endUs: Micros): void {
    this.#isRunning = true;
    this.rate.begin(startUs);
    for (const runner of this.#runners) runner.start(startUs, endUs);
  }

  /** A turn of the thread's loop: what is due by the plan, then what was waited for, then what is over. */
  tick(nowUs: Micros): void {
    for (const runner of this.#runners) runner.advance(nowUs);
    this.#serve(nowUs);
    for (const runner of this.#runners) runner.conclude(nowUs);
  }

  /** Ticks by itself while something is under way that no run drives: a setup before it, a single request. */
  tickWhile(underWay: () => boolean): void {
    const turn = () => {
      if (!underWay() || this.#isRunning) return;
      const nowUs = this.clock.nowUs();
      this.#serve(nowUs);
      this.clock.setTimer(nowUs + TURN_US, turn);
    };
    turn();
  }

  /** Just before a second is closed: what was due, and what the open streams have moved in it, is counted in it. */
  settle(boundaryUs: Micros): void {
    for (const runner of this.#runners) runner.settle(boundaryUs);
    for (const stream of this.openStreams) stream.account();
  }

  /** What is to come of the load of these classes is that instead. */
  steer(changes: readonly LoadChange[]): void {
    for (const runner of this.#runners) runner.steer(changes);
  }

  /** Another part of the caps from now on: what is under way beyond it goes on, and nothing is begun meanwhile. @param goal what they are to be soon */
  limit(caps: ThreadCaps, goal: ThreadCaps): void {
    this.rate.limit(caps.perSecond, this.clock.nowUs());
    this.pool.limit(caps.connections, goal.connections);
    this.admissionQueue.limit(caps.inFlight);
  }

  /** What it has of the caps right now: of the rate, in this second. */
  inUse(): ThreadCaps {
    return {
      connections: this.pool.count,
      inFlight: this.admissionQueue.inFlight,
      perSecond: this.rate.takenSince(this.clock.nowUs()),
    };
  }

  /** As `stop` of a runner, for all. */
  stop(kind: 'graceful' | 'now'): void {
    // What would be sent and cut in the same moment never left: it is cancelled. The order is for the whole thread.
    if (kind === 'now') this.admissionQueue.shut();
    for (const runner of this.#runners) runner.stop(kind);
  }

  /** Resolves when nothing of any scenario is open any more. */
  get done(): Promise<unknown> {
    return Promise.all(this.#runners.map((runner) => runner.done));
  }

  users(): number {
    return this.#runners.reduce((sum, runner) => sum + runner.users(), 0);
  }

  /** Of the stream classes, since the last call. */
  takeStreams(): StreamSecond[] {
    return this.#runners.map((runner) => runner.takeStream()).filter((stream) => stream !== null);
  }

  /** One more uses the connections of the pool. */
  enlist(): void {
    this.#sharing += 1;
  }

  /** One less; the last closes the idle connections. */
  leave(): void {
    this.#sharing -= 1;
    if (this.#sharing === 0) this.pool.closeIdle();
  }

  /** Enforces deadlines, does what timers are set for, sends on who waited. */
  #serve(nowUs: Micros): void {
    if (!this.#stallGuard.waits(nowUs)) {
      this.#requests.tick(nowUs);
      this.timers.run(nowUs);
    }
    if (nowUs - this.#sweptUs >= SWEEP_US) {
      this.#sweptUs = nowUs;
      this.pool.sweep();
    }
    if (this.admissionQueue.isDue) this.admissionQueue.drain(nowUs);
  }

  #of<Made>(make: (protocol: ThreadProtocol) => Made | null, what: string): Made {
    for (const protocol of this.#protocols) {
      const made = make(protocol);
      if (made !== null) return made;
    }
    throw new RangeError(`no protocol for ${what}`);
  }

  async #prepare(): Promise<void> {
    const resolving = [...this.#origins.values()].map(({ host, port }) =>
      this.#addresses.resolve(host, port),
    );
    const warming = this.#protocols.map((protocol) => protocol.warmUp());
    if (this.#sendsRequests) warming.push(this.#requests.warmUp());
    await Promise.all([...resolving, ...warming]);
  }
}
