import type { Profile } from '../../src/contract/profile.ts';
import type { HttpScenario, HttpStep, RunPlan } from '../../src/contract/run-plan.ts';
import { wholePlan } from '../../src/main/storage/stored-plan.ts';
import type { PlanChange } from './made-plan.ts';

/** Plans as the compiler makes them, for tests of the engine: everything has a default, a test states what it is about. */
export interface HttpPlanOptions {
  readonly url?: string;
  readonly profile?: Profile;
  readonly step?: Partial<HttpStep>;
  readonly scenario?: Partial<HttpScenario>;
  readonly limits?: Partial<RunPlan['limits']>;
  readonly plan?: PlanChange;
}

export function httpStep(change: Partial<HttpStep> = {}): HttpStep {
  return {
    series: 0,
    method: 'get',
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

export function constantRate(rate: number, durationMs: number): Profile {
  return { model: 'open', arrivals: 'constant', segments: [{ durationMs, from: rate, to: rate }] };
}

export function constantUsers(users: number, durationMs: number): Profile {
  return { model: 'closed', segments: [{ durationMs, from: users, to: users }] };
}

export function httpPlan(options: HttpPlanOptions = {}): RunPlan {
  const { url = 'http://127.0.0.1:9', profile = constantRate(100, 1_000) } = options;
  const scenario: HttpScenario = {
    kind: 'http',
    name: 'user',
    service: 'service',
    startAfterMs: 0,
    headers: {},
    baseUrl: url,
    profile,
    thinkTime: { minMs: 0, maxMs: 0 },
    connections: 'shared',
    iterations: null,
    setup: [],
    tasks: [{ name: 'root', weight: 1, steps: [httpStep(options.step)] }],
    ...options.scenario,
  };
  const steps = [...scenario.setup, ...scenario.tasks.flatMap((task) => task.steps)];
  const most = Math.max(...steps.map((step) => step.series));
  return wholePlan({
    name: 'test',
    purpose: 'validation',
    description: '',
    seed: 1,
    services: [{ name: 'service', url, healthPath: null }],
    series: Array.from({ length: most + 1 }, (_, index) => ({
      service: 'service',
      endpoint: `endpoint ${index}`,
      protocol: 'http',
      clock: profile.model === 'open' ? 'intended' : 'actual',
      definition: '',
    })),
    scenarios: [scenario],
    values: {},
    durationMs: profile.segments.reduce((sum, { durationMs }) => sum + durationMs, 0),
    warmupMs: 0,
    limits: {
      requestTimeoutMs: 10_000,
      connectTimeoutMs: 5_000,
      maxInFlight: 10_000,
      maxBodyBytes: 10_000_000,
      maxHeaderBytes: 32_768,
      followRedirects: 0,
      verifyTls: true,
      maxRatePerSecond: 1_000_000,
      maxConnections: 10_000,
      allowedHosts: [],
      ...options.limits,
    },
    thresholds: [],
    expectations: [],
    gate: 'none',
    ...options.plan,
    version: 1,
  });
}
