import { closedProfile } from '../../src/contract/profile.ts';
import type { SseScenario } from '../../src/contract/protocols/sse.ts';
import type { WebSocketScenario } from '../../src/contract/protocols/websocket.ts';
import type { HttpScenario, HttpStep, RunPlan } from '../../src/contract/run-plan.ts';
import { type PlanVersion1, wholePlan } from '../../src/main/storage/stored-plan.ts';

/** What a series is called; what it stands for follows from the scenarios. */
export type BareSeries = PlanVersion1['series'][number];
export type PlanChange = Partial<Omit<PlanVersion1, 'version'>>;

/** A run plan of one closed HTTP scenario on one endpoint, to be changed where a test needs it otherwise. */
export function makePlan(change: PlanChange = {}): RunPlan {
  return wholePlan({
    name: 'made',
    purpose: 'validation',
    description: '',
    seed: 1,
    services: [{ name: 'gateway', url: 'http://127.0.0.1:8000', healthPath: '/health' }],
    series: [makeSeries()],
    scenarios: [makeHttp()],
    values: {},
    durationMs: 60_000,
    warmupMs: 0,
    limits: {
      requestTimeoutMs: 10_000,
      connectTimeoutMs: 5_000,
      maxInFlight: 10_000,
      maxBodyBytes: 10_000_000,
      maxHeaderBytes: 16_384,
      followRedirects: 0,
      verifyTls: true,
      maxRatePerSecond: 100_000,
      maxConnections: 10_000,
      allowedHosts: [],
    },
    thresholds: [],
    expectations: [],
    gate: 'acceptable',
    breakingPoint: 'lasting',
    ...change,
    version: 1,
  });
}

export function makeSeries(change: Partial<BareSeries> = {}): BareSeries {
  return {
    service: 'gateway',
    endpoint: 'instruments',
    protocol: 'http',
    clock: 'actual',
    definition: 'from sending the request to the last body byte',
    ...change,
  };
}

export function makeStep(series: number, change: Partial<HttpStep> = {}): HttpStep {
  return {
    series,
    method: 'GET',
    path: '/',
    headers: {},
    body: null,
    timeoutMs: 10_000,
    expectStatus: [],
    checks: [],
    extract: [],
    ...change,
  };
}

/** Ten users at once who think 1 to 3 s, on series 0. */
export function makeHttp(change: Partial<HttpScenario> = {}): HttpScenario {
  return {
    kind: 'http',
    name: 'GatewayRESTUser',
    service: 'gateway',
    startAfterMs: 0,
    headers: {},
    baseUrl: 'http://127.0.0.1:8000',
    profile: closedProfile(10, Number.POSITIVE_INFINITY, 60_000),
    thinkTime: { minMs: 1_000, maxMs: 3_000 },
    connections: 'per-user',
    iterations: null,
    setup: [],
    tasks: [{ name: 'instruments', weight: 1, steps: [makeStep(0)] }],
    ...change,
  };
}

/** 100 connections at once with one message a second, on the three series from `first` on. */
export function makeWebSocket(first: number, change: Partial<WebSocketScenario> = {}): WebSocketScenario {
  return {
    kind: 'websocket',
    name: 'StreamConnections',
    service: 'streaming',
    startAfterMs: 0,
    headers: {},
    url: 'ws://127.0.0.1:8001/ws/stream',
    profile: closedProfile(100, Number.POSITIVE_INFINITY, 60_000),
    subprotocols: [],
    subscribe: [],
    messageRatePerConnection: 1,
    message: '{"action":"ping","data":{}}',
    reply: { pointer: '/type', value: 'pong' },
    correlate: null,
    fields: { topic: '/topic', type: '/type', sequence: null, sentAtMs: null },
    heartbeatMs: 30_000,
    closeTimeoutMs: 500,
    reconnect: { policy: 'off', delayMs: 0 },
    perMessageDeflate: false,
    maxMessageBytes: 1_048_576,
    setup: [],
    setupBaseUrl: null,
    series: { connect: first, roundTrip: first + 1, ping: first + 2 },
    ...change,
  };
}

/** Five streams at once, each read for 8 s, then 2 s of think time, on the three series from `first` on. */
export function makeSse(first: number, change: Partial<SseScenario> = {}): SseScenario {
  return {
    kind: 'sse',
    name: 'EventStreams',
    service: 'streaming',
    startAfterMs: 0,
    headers: {},
    url: 'http://127.0.0.1:8001/sse/stream',
    profile: closedProfile(5, Number.POSITIVE_INFINITY, 60_000),
    holdMs: 8_000,
    thinkTime: { minMs: 2_000, maxMs: 2_000 },
    idleTimeoutMs: 30_000,
    maxReconnects: 3,
    setup: [],
    setupBaseUrl: null,
    series: { firstEvent: first, headers: first + 1, gap: first + 2 },
    ...change,
  };
}
