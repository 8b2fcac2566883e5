import { tableOf } from '../../contract/keys.ts';
import { PORT_OFFSETS, SERVICE_NAMES, type ServiceName } from '../../contract/sample-services.ts';
import { authEndpoints } from './auth.ts';
import { controlListener } from './control.ts';
import { RequestCounter, type ServiceCounts } from './counts.ts';
import { ServiceEdge } from './edge.ts';
import type { Endpoint } from './endpoint.ts';
import { entitlementsEndpoints } from './entitlements.ts';
import { type EventStreamCounts, EventStreamHub } from './event-streams.ts';
import { exposition } from './exposition.ts';
import { Feed } from './feed.ts';
import { CountingCache, gatewayEndpoints } from './gateway.ts';
import { seededRandom } from './latency.ts';
import { LeakedMemory } from './leak.ts';
import { type Loopback, listenOnLoopback } from './listen.ts';
import { metricsEndpoints } from './metrics.ts';
import { ServiceModel } from './model.ts';
import { readProcessFigures } from './process-figures.ts';
import { PROFILES, type ProfileName } from './profiles.ts';
import type { SocketParts } from './socket-session.ts';
import { type SocketCounts, SocketHub } from './sockets.ts';
import { DelayWheel } from './wheel.ts';

/** How to start the sample services. */
interface StartOptions {
  /** The gateway's port; the others follow at +1, +10, +11, +12. 0 takes five free ports. */
  readonly basePort: number;
  readonly profile?: ProfileName;
  /** The same seed gives the same latencies, faults and prices in the same order. */
  readonly seed?: number;
}

/** One service as it is now. */
interface ServiceState extends ServiceCounts {
  readonly openConnections: number;
}

/** All five as they are now. Counts start at 0 and return there with `reset`; open and in flight never do. */
export interface SampleServicesState {
  readonly profile: ProfileName;
  readonly services: Readonly<Record<ServiceName, ServiceState>>;
  readonly webSocket: SocketCounts;
  readonly sse: EventStreamCounts;
  readonly process: { readonly pid: number; readonly cpuMicros: number; readonly rssBytes: number };
}

/** The five services, running. */
export interface SampleServices {
  readonly urls: Readonly<Record<ServiceName, string>>;
  setProfile(profile: ProfileName): void;
  state(): SampleServicesState;
  /** Sets the counts to zero. */
  reset(): void;
  /** Stops all five: clean closes first, and after a quarter of a second whatever is left. */
  close(): Promise<void>;
}

/** The highest base port whose five ports all exist. */
export const MAX_BASE_PORT = 65_535 - PORT_OFFSETS.metrics;

const CLOSE_GRACE_MS = 250;
const monotonicMs = () => performance.now();
const DEFAULT_SEED = 254;

/**
 * Starts the five services on loopback. Fails with a `ServiceStartFailure` when a port cannot be had; nothing is
 * left listening then.
 */
export async function startSampleServices(options: StartOptions): Promise<SampleServices> {
  const services = new ServiceSet(options);
  const listening = new Map<ServiceName, Loopback>();
  const state = (): SampleServicesState => services.state((name) => listening.get(name)?.connections() ?? 0);
  try {
    for (const name of SERVICE_NAMES) {
      const port = options.basePort === 0 ? 0 : options.basePort + PORT_OFFSETS[name];
      listening.set(name, await listenOnLoopback(port, services.listenersOf(name, state)));
    }
  } catch (failure) {
    await Promise.all([...listening.values()].map((loopback) => loopback.close(0)));
    services.close();
    throw failure;
  }
  return {
    urls: tableOf(SERVICE_NAMES, (name) => listening.get(name)?.url ?? ''),
    setProfile: (profile) => services.setProfile(profile),
    state,
    reset: () => services.reset(),
    close: async () => {
      for (const hub of Object.values(services.streaming)) hub.closeAll();
      await Promise.all([...listening.values()].map((loopback) => loopback.close(CLOSE_GRACE_MS)));
      services.close();
    },
  };
}

/** The five services without their ports. */
class ServiceSet {
  readonly wheel = new DelayWheel();
  readonly streaming: ReturnType<typeof createStreaming>;
  readonly #models: Readonly<Record<ServiceName, ServiceModel>>;
  readonly #counters = tableOf(SERVICE_NAMES, () => new RequestCounter());
  readonly #endpoints: Readonly<Record<ServiceName, readonly Endpoint[]>>;
  readonly #cache: CountingCache;
  readonly #leak = new LeakedMemory(() => this.#asked());

  constructor({ profile = 'healthy', seed = DEFAULT_SEED }: StartOptions) {
    this.#models = tableOf(SERVICE_NAMES, (name, index) => new ServiceModel(name, profile, seed + index));
    this.streaming = createStreaming({
      model: this.#models.streaming,
      counter: this.#counters.streaming,
      wheel: this.wheel,
      clock: monotonicMs,
      wallClock: Date.now,
      seed: seed + 100,
    });
    const random = seededRandom(seed + 200);
    this.#cache = new CountingCache(random);
    this.#endpoints = {
      gateway: gatewayEndpoints(random, this.#cache, Date.now),
      streaming: this.streaming.sse.endpoints(),
      auth: authEndpoints(Date.now),
      entitlements: entitlementsEndpoints(),
      metrics: metricsEndpoints(Date.now),
    };
    this.#leak.follow(PROFILES[profile].leak);
  }

  listenersOf(name: ServiceName, state: () => SampleServicesState): Parameters<typeof listenOnLoopback>[1] {
    const edge = new ServiceEdge({
      service: name,
      endpoints: this.#endpoints[name],
      model: this.#models[name],
      counter: this.#counters[name],
      control: controlListener({
        state,
        metrics: () => this.#metrics(),
        setProfile: (profile) => this.setProfile(profile),
        reset: () => this.reset(),
      }),
      wheel: this.wheel,
      clock: monotonicMs,
    });
    const onRequest = edge.handle.bind(edge);
    return name === 'streaming' ? { onRequest, onUpgrade: this.streaming.webSocket.upgrade } : { onRequest };
  }

  setProfile(profile: ProfileName): void {
    for (const model of Object.values(this.#models)) model.use(profile);
    this.#leak.follow(PROFILES[profile].leak);
  }

  close(): void {
    this.wheel.clear();
    this.#leak.follow(undefined);
  }

  reset(): void {
    for (const counter of Object.values(this.#counters)) counter.zero();
    for (const hub of Object.values(this.streaming)) hub.zero();
  }

  state(connectionsOf: (name: ServiceName) => number): SampleServicesState {
    const cpu = process.cpuUsage();
    return {
      profile: this.#models.gateway.profile,
      services: tableOf(SERVICE_NAMES, (name) => ({
        ...this.#counters[name].snapshot(),
        openConnections: connectionsOf(name),
      })),
      webSocket: this.streaming.webSocket.counts(),
      sse: this.streaming.sse.counts(),
      process: { pid: process.pid, cpuMicros: cpu.user + cpu.system, rssBytes: rssBytes() },
    };
  }

  #metrics(): string {
    const nowMs = monotonicMs();
    return exposition({
      process: readProcessFigures(),
      services: tableOf(SERVICE_NAMES, (name) => ({
        counts: this.#counters[name].snapshot(),
        use: this.#models[name].taken(nowMs),
      })),
      cache: this.#cache.counts(),
    });
  }

  /** Requests and messages that were ever received. */
  #asked(): number {
    const received = SERVICE_NAMES.map((name) => this.#counters[name].snapshot().receivedTotal);
    return received.reduce((sum, count) => sum + count, this.streaming.webSocket.counts().messagesIn);
  }
}

/** The streaming service: WebSockets and event streams over one feed. */
function createStreaming({ seed, ...parts }: Omit<SocketParts, 'feed'> & { readonly seed: number }) {
  const { model, wheel, wallClock } = parts;
  const lagMs = () => model.drawMs('streaming.push');
  const feed = new Feed({ wheel, random: seededRandom(seed), wallClock, lagMs });
  return { webSocket: new SocketHub({ ...parts, feed }), sse: new EventStreamHub({ ...parts, feed }) };
}

/** Node opens a file for it, and throws where descriptors have run out. 0: not known now. */
function rssBytes(): number {
  try {
    return process.memoryUsage.rss();
  } catch {
    return 0;
  }
}
