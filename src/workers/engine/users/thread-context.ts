import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import { createHttpDriver } from '../../protocols/http/http.ts';
import { AnswerView } from '../../protocols/http/http-step.ts';
import { AddressBook, type Resolve } from '../connections/address-book.ts';
import { AdmissionQueue } from '../connections/admission-queue.ts';
import { ConnectionPool } from '../connections/connection-pool.ts';
import { RateCap } from '../connections/rate-cap.ts';
import type { HttpDriver, HttpDriverOptions, Origin } from '../drivers/driver.ts';
import { Random } from '../load/random.ts';
import { CredentialKeys } from '../measure/credentials.ts';
import type { Meter } from '../measure/sample.ts';
import type { StreamStepWorld } from '../streams/step-port.ts';
import { type StreamDriverOptions, StreamDrivers } from '../streams/stream-drivers.ts';
import { type Clock, TURN_US } from '../time/clock.ts';
import { StallGuard } from '../time/stall-guard.ts';
import { TimerHeap } from '../time/timer-heap.ts';
import type { ValueSource } from '../values/port.ts';
import { createValueSource } from '../values/value-source.ts';
import type { ScenarioContext } from './scenario-runner.ts';

export interface LaneOptions {
  /** What WebSocket and SSE steps are opened with; the drivers of their own where nothing is given. */
  readonly streams?: StreamDriverOptions;
  /** The driver to send with; the one on sockets of our own where none is given. */
  readonly driver?: (options: HttpDriverOptions) => HttpDriver;
  /** How names are resolved; by the system where nothing is given. */
  readonly resolve?: Resolve;
}

const SWEEP_US: Micros = 1_000_000;
const lanes = new WeakMap<ScenarioContext, HttpLane>();

/** The lane of a thread: the same for all who have its context. */
export function laneOf(context: ScenarioContext): HttpLane {
  const known = lanes.get(context);
  if (known !== undefined) return known;
  const lane = new HttpLane(context);
  lanes.set(context, lane);
  return lane;
}

/** What all scenarios of one thread share: connections, caps, values, the way out for requests. */
export class HttpLane {
  readonly context: ScenarioContext;
  readonly clock: Clock;
  readonly meter: Meter;
  readonly values: ValueSource;
  readonly credentials: CredentialKeys;
  readonly pool: ConnectionPool;
  readonly admissionQueue: AdmissionQueue;
  /** Of all that the thread sends: its requests, and the messages of its stream classes. */
  readonly rate: RateCap;
  readonly view = new AnswerView();
  readonly followRedirects: number;
  /** Whose rng the values are drawn with: set to the virtual user's before it renders, so that the same seed sends the same. */
  rng: Random;
  /** What the WebSocket and SSE steps of its tasks share. */
  readonly streamSteps: StreamStepWorld;
  readonly #driver: HttpDriver;
  readonly #addresses: AddressBook;
  readonly #origins = new Map<string, Origin>();
  #prepared: Promise<void> | null = null;
  readonly #stallGuard = new StallGuard();
  #tickedUs: Micros = -1;
  #sweptUs: Micros = 0;
  #sharing = 0;

  constructor(context: ScenarioContext, options: LaneOptions = {}) {
    const { plan, clock, meter, thread, caps } = context;
    const { limits } = plan;
    this.context = context;
    this.clock = clock;
    this.meter = meter;
    this.followRedirects = limits.followRedirects;
    this.credentials = new CredentialKeys(context.credentialSalt);
    this.rng = new Random(plan.seed, thread.index);
    this.#addresses = new AddressBook({
      clock,
      timeoutUs: limits.connectTimeoutMs * MICROS_PER_MILLI,
      allowedHosts: limits.allowedHosts,
      refusePublic: limits.refusePublic,
      ...(options.resolve === undefined ? {} : { resolve: options.resolve }),
    });
    const { driver = createHttpDriver } = options;
    this.#driver = driver({ clock, limits, addresses: this.#addresses, threads: thread.count });
    this.pool = new ConnectionPool(this.#driver, caps.connections);
    this.rate = new RateCap(caps.perSecond);
    this.admissionQueue = new AdmissionQueue({ inFlight: caps.inFlight, rate: this.rate });
    this.values = createValueSource(plan, {
      inputs: {
        secrets: context.secrets,
        ...(context.feeds === undefined ? {} : { feeds: context.feeds }),
        ...(context.files === undefined ? {} : { files: context.files }),
      },
      random: () => this.rng.next(),
      now: () => clock.wallUs() / MICROS_PER_MILLI,
      thread,
      keepCookies: limits.cookies === true,
    });
    // Before the run, and again with each renewal: users of this thread have what another thread's setup got.
    context.setups.onTold(({ scenario, values, cookies = [] }) => {
      this.values.sharedOf(scenario).cookies?.replaceAll(cookies);
      for (const [name, value] of values) this.values.sharedOf(scenario).set(name, value);
    });
    this.streamSteps = {
      clock,
      meter,
      timers: new TimerHeap(),
      open: new Set(),
      drivers: new StreamDrivers(
        { clock, limits, addresses: this.#addresses, threads: thread.count, rate: this.rate },
        options.streams ?? {},
      ),
      values: this.values,
      credentials: this.credentials,
      connectTimeoutMs: limits.connectTimeoutMs,
    };
  }

  /** A host that will be asked: resolved by `prepare`. */
  willAsk(origin: Origin): void {
    this.#origins.set(origin.url, origin);
  }

  /** Resolves every host and makes the first request as quick as the rest. Never rejects. */
  prepare(): Promise<void> {
    this.#prepared ??= this.#prepare();
    return this.#prepared;
  }

  /** The address a host was pinned to; null where it did not resolve. */
  addressOf(origin: Origin): string | null {
    return this.#addresses.pinned(origin.host, origin.port);
  }

  begin(startUs: Micros): void {
    this.rate.begin(startUs);
  }

  /** Enforces deadlines, sends on who waited. Whoever shares the lane may call it: once per moment is enough. */
  tick(nowUs: Micros): void {
    if (nowUs === this.#tickedUs) return;
    this.#tickedUs = nowUs;
    this.#driver.tick(nowUs);
    if (!this.#stallGuard.waits(nowUs)) this.streamSteps.timers.run(nowUs);
    if (nowUs - this.#sweptUs >= SWEEP_US) {
      this.#sweptUs = nowUs;
      this.pool.sweep();
    }
    if (this.admissionQueue.isDue) this.admissionQueue.drain(nowUs);
  }

  /** Just before a second is closed: what the open streams have moved in it is counted in it. */
  settle(): void {
    for (const stream of this.streamSteps.open) stream.account();
  }

  /** Ticks by itself while something is under way outside the thread's loop: a setup before the run or of a stream. */
  tickWhile(underWay: () => boolean): void {
    const turn = () => {
      if (!underWay()) return;
      const nowUs = this.clock.nowUs();
      this.tick(nowUs);
      this.clock.setTimer(nowUs + TURN_US, turn);
    };
    turn();
  }

  /** One more shares the lane. */
  enlist(): void {
    this.#sharing += 1;
  }

  /** One less; the last closes the idle connections. */
  leave(): void {
    this.#sharing -= 1;
    if (this.#sharing === 0) this.pool.closeIdle();
  }

  async #prepare(): Promise<void> {
    const resolving = [...this.#origins.values()].map(({ host, port }) =>
      this.#addresses.resolve(host, port),
    );
    await Promise.all([...resolving, this.#driver.warmUp(), this.streamSteps.drivers.warmUp()]);
  }
}
