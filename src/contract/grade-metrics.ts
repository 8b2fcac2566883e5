/**
 * What can be graded, with its unit and which way is good.
 * `latency` is response time where the plan is open, service time where it is closed.
 */
export const GRADE_METRICS = {
  latency: { unit: 'ms', better: 'lower' },
  errorRate: { unit: '%', better: 'lower' },
  throughput: { unit: '1/s', better: 'higher' },
  connectionSuccess: { unit: '%', better: 'higher' },
  messageLatency: { unit: 'ms', better: 'lower' },
  errorsPerConnection: { unit: '%', better: 'lower' },
} as const;
export type GradeMetric = keyof typeof GRADE_METRICS;
export const GRADE_METRIC_NAMES = Object.keys(GRADE_METRICS) as [GradeMetric, ...GradeMetric[]];
