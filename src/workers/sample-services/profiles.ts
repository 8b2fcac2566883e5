import { SAMPLE_PROFILES, type ServiceName } from '../../contract/sample-services.ts';
import type { FaultArrangement, FaultRates } from './faults.ts';
import { isOneOf } from './fields.ts';
import type { LogNormal } from './latency.ts';
import type { SlotPool } from './slots.ts';

/**
 * The latency of every endpoint while all is well. The medians are chosen so that the p95 lies in the Excellent
 * or Good band of the default thresholds (S-28 … S-39) with room to the next one; `historical` and `export` are
 * slow because they are big.
 */
export const ENDPOINT_LATENCY = {
  'gateway.instruments': { medianMs: 22, sigma: 0.4 },
  'gateway.curves': { medianMs: 28, sigma: 0.45 },
  'gateway.products': { medianMs: 34, sigma: 0.4 },
  'gateway.pricing': { medianMs: 55, sigma: 0.45 },
  'gateway.historical': { medianMs: 170, sigma: 0.4 },
  'gateway.cache_stats': { medianMs: 8, sigma: 0.4 },
  'gateway.rate_limits': { medianMs: 8, sigma: 0.4 },
  'gateway.circuit_breakers': { medianMs: 8, sigma: 0.4 },
  'gateway.cache_warm': { medianMs: 45, sigma: 0.4 },
  'gateway.latest_price': { medianMs: 20, sigma: 0.4 },
  'gateway.curve_snapshots': { medianMs: 40, sigma: 0.4 },
  'auth.verify_token': { medianMs: 9, sigma: 0.45 },
  'auth.verify_ws_token': { medianMs: 10, sigma: 0.45 },
  'auth.user_info': { medianMs: 25, sigma: 0.4 },
  'entitlements.check': { medianMs: 20, sigma: 0.4 },
  'entitlements.rules': { medianMs: 60, sigma: 0.4 },
  'entitlements.stats': { medianMs: 30, sigma: 0.4 },
  'metrics.track': { medianMs: 8, sigma: 0.45 },
  'metrics.track_batch': { medianMs: 18, sigma: 0.45 },
  'metrics.export': { medianMs: 150, sigma: 0.4 },
  'metrics.series': { medianMs: 60, sigma: 0.4 },
  'metrics.stats': { medianMs: 25, sigma: 0.4 },
  /** From the upgrade request to the 101. */
  'streaming.ws_connect': { medianMs: 140, sigma: 0.5 },
  /** From the request to the first event; the headers go out after a share of it. */
  'streaming.sse_stream': { medianMs: 60, sigma: 0.4 },
  'streaming.sse_subscribe': { medianMs: 20, sigma: 0.4 },
  /** From a frame's arrival to its answer (pong, confirmation). */
  'streaming.ws_message': { medianMs: 4, sigma: 0.4 },
  /** From the stamp in a push (`sent_at`) to its sending. */
  'streaming.push': { medianMs: 3, sigma: 0.5 },
} as const satisfies Record<string, LogNormal>;

export type EndpointKey = keyof typeof ENDPOINT_LATENCY;

/** What can go wrong with one WebSocket message: shares, 0 … 1. */
export interface MessageFaultRates {
  /** Never answered. */
  readonly lost: number;
  /** Answered only after a hang; later answers on the same connection wait behind it. */
  readonly late: number;
  /** The connection is closed with 1011. */
  readonly closed: number;
  /** The connection is reset without a close frame. */
  readonly reset: number;
}

/** Slots of a service in a profile where concurrency costs, with the factor on its service times. */
interface Capacity extends SlotPool {
  readonly latencyFactor: number;
}

/** A pool per service, and one for WebSocket messages so that a burst of pings does not block connecting. */
type PoolName = ServiceName | 'messages';

interface Profile {
  /** One line for people. */
  readonly sentence: string;
  /** Multiplies every median. */
  readonly latencyFactor: number;
  readonly faults: FaultRates;
  readonly arrangement: FaultArrangement;
  readonly messageFaults: MessageFaultRates;
  /** Absent: unlimited, latency does not depend on concurrency. */
  readonly capacity?: Readonly<Record<PoolName, Capacity>>;
  /** Connections to the database of each service; absent: as many as are needed. */
  readonly connections?: Readonly<Record<ServiceName, SlotPool>>;
  /** What the memory of the process grows by while it is asked, and up to what; absent: it does not grow. */
  readonly leak?: Leak;
}

/** Bytes per second, and bytes at most. */
export interface Leak {
  readonly bytesPerSecond: number;
  readonly maxBytes: number;
}

const MIB = 1_048_576;
/** How long a request waits for a connection to the database. */
export const POOL_TIMEOUT_MS = 1_000;
/** Of each service, where they are limited. */
export const POOL_CONNECTIONS = 5;

function connectionsKept(heldMs: number): SlotPool {
  return { slots: POOL_CONNECTIONS, maxWaitMs: POOL_TIMEOUT_MS, heldMs, waitsInVain: true };
}

/** A hang lasts a uniform time in this range (ms), then the answer comes after all. */
export const HANG_MS = { min: 2_000, max: 6_000 } as const;

export type ProfileName = (typeof SAMPLE_PROFILES)[number];

/** 0.03%: below the Excellent bound (0.05%) of the strictest service. */
const HEALTHY = {
  latencyFactor: 1,
  faults: { error503: 0.0003 },
  arrangement: 'spaced',
  messageFaults: { lost: 0, late: 0, closed: 0, reset: 0 },
} as const satisfies Omit<Profile, 'sentence'>;

export const PROFILES: Readonly<Record<ProfileName, Profile>> = {
  healthy: { ...HEALTHY, sentence: 'everything within the Excellent and Good bands, 0.03% errors' },
  slow: {
    ...HEALTHY,
    sentence: 'every response four times slower: grades fall to Acceptable and Poor',
    latencyFactor: 4,
  },
  flaky: {
    sentence: '4.5% failures: 500, 503, 429, resets before and during the response, hangs of 2 to 6 s',
    latencyFactor: 1.2,
    faults: {
      error500: 0.015,
      error503: 0.01,
      throttled: 0.01,
      resetBeforeHeaders: 0.005,
      resetMidBody: 0.002,
      hang: 0.003,
    },
    arrangement: 'random',
    messageFaults: { lost: 0.002, late: 0.002, closed: 0.0002, reset: 0.0001 },
  },
  /**
   * The knees lie between what the heavy and the stress preset offer (users / (think time + service time)).
   * With the task mix of each service, capacity = slots / mean service time: gateway 76, auth 45,
   * entitlements 34, metrics 100 requests/s, streaming 24 connects/s and 3,700 messages/s.
   */
  overloaded: {
    ...HEALTHY,
    sentence: 'few slots per service: latency grows with concurrency past a knee, 503 beyond 4 s of queue',
    capacity: {
      gateway: { slots: 3, maxWaitMs: 4_000, latencyFactor: 1 },
      auth: { slots: 1, maxWaitMs: 4_000, latencyFactor: 1.7 },
      entitlements: { slots: 1, maxWaitMs: 4_000, latencyFactor: 1 },
      metrics: { slots: 4, maxWaitMs: 4_000, latencyFactor: 1 },
      streaming: { slots: 2, maxWaitMs: 4_000, latencyFactor: 1 },
      messages: { slots: 16, maxWaitMs: 4_000, latencyFactor: 1 },
    },
  },
  leaking: {
    ...HEALTHY,
    sentence: 'memory grows by 2 MiB/s while requests arrive, up to 512 MiB',
    leak: { bytesPerSecond: 2 * MIB, maxBytes: 512 * MIB },
  },
  /**
   * Each request keeps its connection for a while after its response. They last for what the medium preset offers and not
   * for the heavy one: capacity = connections / (mean service time + what it is kept): gateway 37, auth 24, entitlements 18,
   * metrics 47 requests/s, streaming 10 connects/s.
   */
  pooled: {
    ...HEALTHY,
    sentence: `${POOL_CONNECTIONS} database connections per service, returned late: beyond moderate load requests wait for one, then get 503 after ${POOL_TIMEOUT_MS / 1_000} s`,
    connections: {
      gateway: connectionsKept(85),
      auth: connectionsKept(195),
      entitlements: connectionsKept(250),
      metrics: connectionsKept(65),
      streaming: connectionsKept(420),
    },
  },
};

/** Whether a text names a profile. */
export function isProfileName(name: unknown): name is ProfileName {
  return isOneOf(name, SAMPLE_PROFILES);
}
