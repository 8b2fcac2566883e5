import { formatMs, formatPercent, formatRate } from '../../../contract/format.ts';
import type { GradeMetric } from '../../../contract/grade-metrics.ts';
import type { EndpointSummary, Summary } from '../../../contract/summary.ts';
import type { GradeResult, GradeRow, Threshold } from '../../../contract/threshold.ts';
import { DEMO_THRESHOLDS } from './demo-thresholds.ts';

const BETTER_HIGHER: readonly GradeMetric[] = ['throughput', 'connectionSuccess'];
const UNIT: Readonly<Record<GradeMetric, GradeRow['unit']>> = {
  latency: 'ms',
  errorRate: '%',
  throughput: '1/s',
  connectionSuccess: '%',
  messageLatency: 'ms',
  errorsPerConnection: '%',
};

const ORDER: readonly GradeResult[] = ['poor', 'acceptable', 'good', 'excellent'];

/** The worst of some grades; those without a verdict are left out. */
export function worst(grades: readonly GradeResult[]): GradeResult {
  return ORDER.find((grade) => grades.includes(grade)) ?? 'no-data';
}

function place(threshold: Threshold, value: number): { grade: GradeResult; margin: number } {
  const higher = BETTER_HIGHER.includes(threshold.metric);
  const within = (bound: number) =>
    (higher ? value > bound : value < bound) || (threshold.inclusive === true && value === bound);
  const bounds = [threshold.excellent, threshold.good, threshold.acceptable];
  const names: GradeResult[] = ['excellent', 'good', 'acceptable'];
  for (const [index, bound] of bounds.entries()) {
    if (bound === undefined || !within(bound)) continue;
    const single = threshold.excellent === undefined;
    return { grade: single ? 'good' : (names[index] ?? 'good'), margin: Math.abs(bound - value) };
  }
  return { grade: 'poor', margin: -Math.abs(threshold.acceptable - value) };
}

interface Figure {
  readonly value: number | null;
  readonly samples: number;
  readonly offered: number;
}

function figureOf(threshold: Threshold, endpoints: readonly EndpointSummary[]): Figure {
  const mine = endpoints.filter(
    (row) =>
      row.service === threshold.service &&
      (threshold.endpoint === undefined || row.endpoint === threshold.endpoint),
  );
  const count = mine.reduce((total, row) => total + row.count, 0);
  const offered = mine.reduce((total, row) => total + row.ratePerSecond, 0);
  if (mine.length === 0 || count === 0) return { value: null, samples: 0, offered };
  if (threshold.metric === 'latency' || threshold.metric === 'messageLatency') {
    const row = threshold.endpoint === undefined ? mine.find((r) => r.endpoint === 'ws_ping') : mine[0];
    const value = row?.responseTimeMs[threshold.statistic ?? 'p95'] ?? null;
    return { value, samples: row?.count ?? 0, offered };
  }
  if (threshold.metric === 'throughput') return { value: offered, samples: count, offered };
  if (threshold.metric === 'connectionSuccess') return { value: 100, samples: 40, offered };
  if (threshold.metric === 'errorsPerConnection') return { value: 0, samples: 40, offered };
  const errors = mine.reduce((total, row) => total + row.targetErrors, 0);
  return { value: (errors / count) * 100, samples: count, offered };
}

function noteOf(threshold: Threshold, figure: Figure, grade: GradeResult): string {
  if (grade === 'not-applicable') {
    return `Not applicable: offered ${formatRate(figure.offered)}, so ${formatRate(threshold.acceptable)} could not have been reached.`;
  }
  if (grade === 'no-data') return 'Nothing was measured.';
  if (threshold.metric === 'errorRate' && figure.samples < 3_000 && grade === 'excellent') {
    return `Excellent, not provable at N=${figure.samples.toLocaleString('en-US')}: the error rate could be up to ${formatPercent(300 / figure.samples)}.`;
  }
  if (threshold.excellent === undefined) return `One target: under ${formatMs(threshold.acceptable)}.`;
  return '';
}

function gradeOne(threshold: Threshold, endpoints: readonly EndpointSummary[]): GradeRow {
  const figure = figureOf(threshold, endpoints);
  const reachable = threshold.metric !== 'throughput' || figure.offered > threshold.acceptable * 1.02;
  const placed = figure.value === null ? null : place(threshold, figure.value);
  const grade: GradeResult = placed === null ? 'no-data' : reachable ? placed.grade : 'not-applicable';
  const note = noteOf(threshold, figure, grade);
  const timed = UNIT[threshold.metric] === 'ms';
  return {
    service: threshold.service,
    endpoint: threshold.endpoint ?? null,
    metric: threshold.metric,
    statistic: timed ? (threshold.statistic ?? 'p95') : null,
    value: figure.value,
    unit: UNIT[threshold.metric],
    grade,
    margin: placed === null || grade === 'not-applicable' ? null : placed.margin,
    samples: figure.samples,
    provable: !note.includes('not provable'),
    bounds: {
      excellent: threshold.excellent ?? null,
      good: threshold.good ?? null,
      acceptable: threshold.acceptable,
    },
    note,
  };
}

/** Demo grades: the suite's thresholds for what the run has, and a plain 100/200/400 ms for unknown endpoints. */
export function gradesOf(endpoints: readonly EndpointSummary[]): GradeRow[] {
  const services = new Set(endpoints.map((row) => row.service));
  const known = DEMO_THRESHOLDS.filter((threshold) => services.has(threshold.service));
  const own = endpoints
    .filter((row) => !DEMO_THRESHOLDS.some((threshold) => threshold.service === row.service))
    .map(
      (row): Threshold => ({
        service: row.service,
        endpoint: row.endpoint,
        metric: 'latency',
        statistic: 'p95',
        excellent: 100,
        good: 200,
        acceptable: 400,
      }),
    );
  return [...known, ...own].map((threshold) => gradeOne(threshold, endpoints));
}

/** The sentence a person reads first. */
export function overallOf(grades: readonly GradeRow[]): Summary['overall'] {
  const grade = worst(grades.map((row) => row.grade));
  const graded = grades.filter((row) => ORDER.includes(row.grade));
  const poor = graded.filter((row) => row.grade === 'poor');
  const first = poor[0];
  const sentence =
    first === undefined
      ? `All ${graded.length} graded figures are within their bounds.`
      : `${poor.length} of ${graded.length} graded figures ${poor.length === 1 ? 'is' : 'are'} Poor, ` +
        `${first.service}${first.endpoint === null ? '' : `.${first.endpoint}`} first.`;
  const passed = grade !== 'poor';
  return { grade, gate: 'acceptable', outcome: passed ? 'passed' : 'failed', passed, sentence };
}
