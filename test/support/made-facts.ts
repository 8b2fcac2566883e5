import { LATENCY_BANDS } from '../../src/contract/latency-bands.ts';
import type { ShownPlace } from '../../src/contract/summary.ts';
import type { GradeRow } from '../../src/contract/threshold.ts';
import {
  type EndpointFact,
  type Facts,
  type FailureFact,
  NO_CAUSES,
  type TimeFact,
} from '../../src/main/services/analysis/findings/finding.ts';
import type { TraceSecond, TraceWindow } from '../../src/main/services/analysis/seconds/load-trace.ts';

const NO_TIME: TimeFact = { mean: null, p50: null, p95: null, p99: null };

/** A run that passes, of which nothing is known. */
export const NO_FACTS: Facts = {
  passed: true,
  trust: { verdict: 'trusted', sentence: 'The load generator stayed on schedule.', reasons: [] },
  grades: [],
  endpoints: [],
  failures: [],
  errors: [],
  ok: 0,
  failed: 0,
  leftOut: 0,
  stopRules: [],
  seconds: [],
  windows: [],
  broke: false,
  followsRedirects: false,
  loadUnit: 'users',
  plateau: [],
  plannedMs: 60_000,
  silences: [],
  rateLimits: [],
  connections: { opened: 0, reused: 0, needed: 0, broken: 0, planned: false },
  warmup: null,
  measuredTime: NO_TIME,
  streams: [],
  failedSetups: [],
  causes: NO_CAUSES,
  target: null,
};

/** An endpoint of the gateway that answered 100 requests in 10 ms each. */
export function makeEndpointFact(change: Partial<EndpointFact> = {}): EndpointFact {
  const phases = {
    queued: NO_TIME,
    dns: NO_TIME,
    connect: NO_TIME,
    tls: NO_TIME,
    send: NO_TIME,
    wait: NO_TIME,
    receive: NO_TIME,
  };
  return {
    service: 'gateway',
    endpoint: 'curves',
    role: 'request',
    ok: 100,
    failed: 0,
    leftOut: 0,
    redirected: 0,
    redirectedFromMs: 0,
    irregular: {},
    serviceTime: makeTime({ mean: 10, p50: 10 }),
    failedMeanMs: null,
    ...change,
    phases: { ...phases, ...change.phases },
  };
}

export function makeTime(change: Partial<TimeFact> = {}): TimeFact {
  return { ...NO_TIME, ...change };
}

/** So many failures of `gateway curves` from 0:02 to 0:05, all in trusted seconds. */
export function makeFailureFact(code: string, count: number, change: Partial<FailureFact> = {}): FailureFact {
  return {
    service: 'gateway',
    endpoint: 'curves',
    role: 'request',
    inTotals: true,
    code,
    side: 'target',
    count,
    trusted: count,
    bare: 0,
    credentialHint: null,
    firstMs: 2_000,
    lastMs: 5_900,
    ...change,
  };
}

/** A second with 60 requests, all answered in 5 ms. */
export function makeTraceSecond(second: number, change: Partial<TraceSecond> = {}): TraceSecond {
  return {
    second,
    lengthMs: 1_000,
    load: 60,
    planned: 60,
    sent: 60,
    ok: 60,
    targetErrors: 0,
    dropped: 0,
    inFlight: 0,
    meanMs: 5,
    maxMs: 12,
    slowMs: 8,
    messagesIn: 0,
    gapMs: null,
    open: 0,
    failedMeanMs: null,
    trusted: true,
    ...change,
  };
}

/** Five seconds at 100 users with 1,000 answers, none of them bad. */
export function makeWindow(index: number, change: Partial<TraceWindow> = {}): TraceWindow {
  return {
    fromSecond: index * 5,
    load: 100,
    okPerSecond: 200,
    ok: 1_000,
    errorShare: 0,
    errors: 0,
    droppedShare: 0,
    p95Ms: 50,
    trusted: true,
    ...change,
  };
}

export function makeWindows(count: number, change: (index: number) => Partial<TraceWindow>): TraceWindow[] {
  return Array.from({ length: count }, (_, index) => makeWindow(index, change(index)));
}

/** The p95 of `gateway curves`, graded; by default Excellent. */
export function makeGradeRow(change: Partial<GradeRow> = {}): GradeRow {
  return {
    service: 'gateway',
    endpoint: 'curves',
    metric: 'latency',
    statistic: 'p95',
    value: 25,
    unit: 'ms',
    grade: 'excellent',
    margin: 25,
    samples: 1_000,
    provable: true,
    bounds: { excellent: 50, good: 100, acceptable: 200 },
    note: '',
    ...change,
  };
}

/** Where a finding leads: these seconds, both included, whatever the latency. */
export function shownAt(
  fromSecond: number,
  toSecond: number,
  place: Partial<Pick<ShownPlace, 'service' | 'endpoint'>> = {},
): ShownPlace {
  const area = { fromSecond, toSecond, fromBand: 0, toBand: LATENCY_BANDS - 1 };
  return { service: null, endpoint: null, ...place, area };
}
