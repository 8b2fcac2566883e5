import { stringify } from 'yaml';
import { TARGET } from './outage.ts';

type Parts = Readonly<Record<string, unknown>>;

export interface HttpPlanParts {
  /** Per second; with `users` instead a closed model. */
  readonly rate?: number;
  readonly users?: number;
  readonly duration?: string;
  readonly warmup?: string;
  readonly timeout?: string;
  /** Task name to step; the default is one GET of `/items`. */
  readonly tasks?: Parts;
  readonly classes?: Parts;
  readonly class?: Parts;
  readonly load?: Parts;
  readonly values?: Parts;
  readonly limits?: Parts;
  readonly thresholds?: readonly Parts[];
  readonly expectations?: readonly Parts[];
  readonly gate?: string;
  readonly purpose?: string;
}

const SERVICE = 'shop';
export const SERVICE_ANSWERS = {
  statement: 'the service answers',
  condition: { metric: 'errorRate', below: 1 },
} as const;

export const ERROR_RATE = { service: SERVICE, metric: 'errorRate', excellent: 0.1, good: 0.5, acceptable: 1 };
export const LATENCY = { service: SERVICE, metric: 'latency', excellent: 50, good: 100, acceptable: 250 };
/** Better than nine tenths of what is asked is Good. */
export function throughputOf(rate: number): Parts {
  return {
    service: SERVICE,
    metric: 'throughput',
    excellent: rate * 0.95,
    good: rate * 0.9,
    acceptable: rate * 0.8,
  };
}

/** The plan of the preamble: 60/s for 4 s, deadline 1 s, whole-service thresholds, "the service answers". */
export function httpPlan(parts: HttpPlanParts = {}): string {
  const { rate = 60, users, duration = '4s', timeout = '1s', warmup } = parts;
  const tasks = parts.tasks ?? { items: { get: '/items' } };
  const classes = parts.classes ?? { visitor: { service: SERVICE, tasks, ...parts.class } };
  const load = parts.load ?? {
    ...(users === undefined ? { rate } : { users }),
    duration,
    ...(warmup !== undefined && { warmup }),
  };
  return stringify({
    plimsoll: 1,
    name: 'Shop',
    purpose: parts.purpose ?? 'validation',
    services: { [SERVICE]: { url: `http://${TARGET}` } },
    ...(parts.values !== undefined && { values: parts.values }),
    classes,
    load,
    thresholds: parts.thresholds ?? [ERROR_RATE, LATENCY],
    expectations: parts.expectations ?? [SERVICE_ANSWERS],
    ...(parts.gate !== undefined && { gate: parts.gate }),
    limits: { timeout, connectTimeout: '1s', ...parts.limits },
  });
}

export interface StreamPlanParts {
  readonly count?: number;
  readonly duration?: string;
  readonly timeout?: string;
  readonly warmup?: string;
  /** More of the `websocket` or `sse` part. */
  readonly stream?: Parts;
  readonly thresholds?: readonly Parts[];
  readonly expectations?: readonly Parts[];
  /** Classes beside it. */
  readonly classes?: Parts;
}

/** 10 connections that send 4 numbered messages a second each, answered by the number in `id`. */
export function socketPlan(parts: StreamPlanParts = {}): string {
  const websocket = {
    path: '/live',
    messageRate: 4,
    message: { type: 'ask', id: '{{ n }}' },
    correlate: { pointer: '/id' },
    ...parts.stream,
  };
  const of = (metric: string, bounds: Parts) => ({ service: SERVICE, metric, ...bounds });
  return streamPlan(parts, { websocket }, [
    of('errorRate', { excellent: 0.1, good: 0.5, acceptable: 1 }),
    of('connectionSuccess', { excellent: 99.9, good: 99.5, acceptable: 99 }),
    of('messageLatency', { statistic: 'p95', excellent: 50, good: 100, acceptable: 250 }),
    of('errorsPerConnection', { excellent: 0.1, good: 0.5, acceptable: 1 }),
  ]);
}

/** 10 readers of an event stream. */
export function readerPlan(parts: StreamPlanParts = {}): string {
  const firstEvent = { ...LATENCY, excellent: 200, good: 300, acceptable: 500 };
  return streamPlan(parts, { sse: { path: '/events', ...parts.stream } }, [ERROR_RATE, firstEvent]);
}

function streamPlan(parts: StreamPlanParts, kind: Parts, thresholds: readonly Parts[]): string {
  const { count = 10, duration = '4s', timeout = '1s', warmup } = parts;
  return stringify({
    plimsoll: 1,
    name: 'Shop live',
    purpose: 'validation',
    services: { [SERVICE]: { url: `http://${TARGET}` } },
    values: { n: { counter: { from: 1 } } },
    classes: { listener: { service: SERVICE, users: count, ...kind }, ...parts.classes },
    load: { duration, ...(warmup !== undefined && { warmup }) },
    thresholds: parts.thresholds ?? thresholds,
    expectations: parts.expectations ?? [SERVICE_ANSWERS],
    limits: { timeout, connectTimeout: '1s' },
  });
}
