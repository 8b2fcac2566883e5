import type { Threshold } from '../../../contract/threshold.ts';

type Bounds = readonly [excellent: number, good: number, acceptable: number];

/** Latency bounds in ms, graded on p95. */
const LATENCY: readonly [service: string, endpoint: string, bounds: Bounds][] = [
  ['gateway', 'instruments', [50, 100, 200]],
  ['gateway', 'curves', [50, 100, 200]],
  ['gateway', 'products', [75, 150, 300]],
  ['gateway', 'pricing', [100, 200, 400]],
  ['gateway', 'historical', [250, 500, 1000]],
  ['auth', 'verify_token', [25, 50, 100]],
  ['auth', 'verify_ws_token', [25, 50, 100]],
  ['entitlements', 'check', [50, 100, 200]],
  ['metrics', 'track', [25, 50, 100]],
  ['metrics', 'export', [250, 500, 1000]],
  ['streaming', 'ws_connect', [500, 1000, 2000]],
  ['streaming', 'sse_stream', [100, 200, 400]],
];

/** Single latency targets in ms. */
const TARGETS: readonly [service: string, endpoint: string, acceptable: number][] = [
  ['auth', 'user_info', 100],
  ['entitlements', 'rules', 200],
  ['entitlements', 'stats', 100],
  ['metrics', 'track_batch', 100],
  ['metrics', 'series', 200],
  ['metrics', 'stats', 100],
  ['streaming', 'sse_subscribe', 100],
];

/** Error rate in % and throughput in requests/s, per service. */
const SERVICES: readonly [service: string, errorRate: Bounds, throughput: Bounds][] = [
  ['gateway', [0.1, 0.5, 1], [200, 100, 50]],
  ['auth', [0.05, 0.1, 0.5], [500, 200, 100]],
  ['entitlements', [0.1, 0.5, 1], [300, 150, 75]],
  ['metrics', [0.05, 0.1, 0.5], [600, 300, 150]],
  ['streaming', [0.2, 0.5, 2], [100, 50, 25]],
];

const asBounds = ([excellent, good, acceptable]: Bounds) => ({ excellent, good, acceptable });

/** The thresholds of the suite that the demo runs are made of; a test holds them against the suite's own. */
export const DEMO_THRESHOLDS: readonly Threshold[] = [
  ...LATENCY.map(
    ([service, endpoint, bounds]): Threshold => ({
      service,
      endpoint,
      metric: 'latency',
      ...asBounds(bounds),
    }),
  ),
  ...TARGETS.map(
    ([service, endpoint, acceptable]): Threshold => ({
      service,
      endpoint,
      metric: 'latency',
      acceptable,
    }),
  ),
  ...SERVICES.flatMap(([service, errorRate, throughput]): Threshold[] => [
    { service, metric: 'errorRate', ...asBounds(errorRate) },
    { service, metric: 'throughput', ...asBounds(throughput) },
  ]),
  {
    service: 'streaming',
    metric: 'connectionSuccess',
    ...asBounds([95, 90, 80]),
    inclusive: true,
  },
  {
    service: 'streaming',
    metric: 'messageLatency',
    ...asBounds([100, 500, 1000]),
    inclusive: true,
  },
  {
    service: 'streaming',
    metric: 'errorsPerConnection',
    ...asBounds([0, 1, 5]),
    inclusive: true,
  },
];
