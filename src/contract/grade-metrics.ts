import { keysOf } from './keys.ts';
import type { Statistic } from './percentiles.ts';

/**
 * What can be graded: as people call it, its unit, which way is good, and the statistic graded where none is named (S-46).
 * `latency` is response time where the plan is open, service time where it is closed.
 */
export const GRADE_METRICS = {
  latency: { word: 'latency', unit: 'ms', better: 'lower', statistic: 'p95' },
  errorRate: { word: 'error rate', unit: '%', better: 'lower', statistic: null },
  throughput: { word: 'throughput', unit: '1/s', better: 'higher', statistic: null },
  connectionSuccess: { word: 'connection success', unit: '%', better: 'higher', statistic: null },
  messageLatency: { word: 'message latency', unit: 'ms', better: 'lower', statistic: 'mean' },
  errorsPerConnection: { word: 'errors per connection', unit: '%', better: 'lower', statistic: null },
} as const;
export type GradeMetric = keyof typeof GRADE_METRICS;
export const GRADE_METRIC_NAMES = keysOf(GRADE_METRICS);

/** These are of the connections of a service; no endpoint of it has one by itself. */
export const OF_CONNECTIONS: readonly GradeMetric[] = [
  'connectionSuccess',
  'messageLatency',
  'errorsPerConnection',
];

/** The statistic graded: the one that is named, or the usual one of the metric; null: the metric is a plain number. */
export function statisticFor(asked: {
  readonly metric: GradeMetric;
  readonly statistic?: Statistic | undefined;
}): Statistic | null {
  const usual = GRADE_METRICS[asked.metric].statistic;
  return usual === null ? null : (asked.statistic ?? usual);
}
