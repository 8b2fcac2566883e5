import { formatRate, formatValue } from '../../../../contract/format.ts';
import { GRADE_METRICS, type GradeMetric, statisticFor } from '../../../../contract/grade-metrics.ts';
import { type Statistic, statisticWord } from '../../../../contract/percentiles.ts';
import type { Grade, GradeRow, Threshold } from '../../../../contract/threshold.ts';
import { bandOf, isOnBound, marginOf } from './bands.ts';

/** What was measured for a threshold, with how far the truth could lie from it. */
export interface Observation {
  /** In the unit of the metric; null where nothing was measured. */
  readonly value: number | null;
  readonly samples: number;
  /** One-sided 95% bounds of the value; null where the sample cannot give one. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** What the value is: "Service time p95 of successful requests". */
  readonly basis: string;
  /** Samples that would bound the statistic, where the sample is too small to; 0: no matter. */
  readonly samplesNeeded: number;
  /** Throughput only: the most the plan could ask per second, and how that comes about. */
  readonly offered: { readonly perSecond: number; readonly because: string } | null;
}

/** Plain words for a metric and its statistic: "the p95", "the error rate". */
export function quantityOf(metric: GradeMetric, statistic: Statistic | null): string {
  if (metric === 'errorsPerConnection') return 'the rate of errors per connection';
  if (GRADE_METRICS[metric].statistic === null || statistic === null)
    return `the ${GRADE_METRICS[metric].word}`;
  return statistic === 'max' ? 'the maximum' : `the ${statisticWord(statistic)}`;
}

/** A value in the unit of its metric, as people read it. */
export function formatMetric(metric: GradeMetric, value: number | null): string {
  return formatValue(value, GRADE_METRICS[metric].unit);
}

/** Grades one threshold. Pure: the same observation always gives the same row. */
export function gradeRow(threshold: Threshold, observed: Observation): GradeRow {
  const { metric } = threshold;
  const row = {
    service: threshold.service,
    endpoint: threshold.endpoint ?? null,
    metric,
    statistic: statisticFor(threshold),
    value: observed.value,
    unit: GRADE_METRICS[metric].unit,
    samples: observed.samples,
    bounds: {
      excellent: threshold.excellent ?? null,
      good: threshold.good ?? null,
      acceptable: threshold.acceptable,
    },
  };
  const { value, offered } = observed;
  if (offered !== null && bandOf(threshold, offered.perSecond) === 'poor') {
    const because = offered.because === '' ? '' : ` (${offered.because})`;
    const note = `Not applicable: offered ${formatRate(offered.perSecond)}${because}.`;
    return { ...row, grade: 'not-applicable', margin: null, provable: false, note };
  }
  if (value === null) {
    const note = `Nothing was measured: ${observed.basis}.`;
    return { ...row, grade: 'no-data', margin: null, provable: false, note };
  }
  const grade = bandOf(threshold, value);
  const evidence = evidenceFor(threshold, observed, grade);
  return {
    ...row,
    grade,
    margin: marginOf(threshold, value, grade),
    provable: evidence.provable,
    note: joinSentences([
      evidence.note,
      isOnBound(threshold, value) && threshold.inclusive !== true
        ? 'A value exactly on a threshold gets the worse grade'
        : '',
      outOfReach(threshold, observed, grade),
      observed.basis,
    ]),
  };
}

/**
 * A grade is provable where the one-sided 95% bound still has it: the bound on the bad side for Excellent to
 * Acceptable, the bound on the good side for Poor (S-47).
 */
function evidenceFor(
  threshold: Threshold,
  observed: Observation,
  grade: Grade,
): { provable: boolean; note: string } {
  const { metric } = threshold;
  const bad = GRADE_METRICS[metric].better === 'lower' ? observed.upper : observed.lower;
  const kind = GRADE_METRICS[metric].better === 'lower' ? observed.lower : observed.upper;
  const bound = grade === 'poor' ? kind : bad;
  const count = observed.samples.toLocaleString('en-US');
  const quantity = quantityOf(metric, statisticFor(threshold));
  const doubt = `Inconclusive at n=${count}`;
  if (bound === null) {
    const needed = observed.samplesNeeded > 0 ? ` (that takes ${observed.samplesNeeded})` : '';
    return { provable: false, note: `${doubt}: too few to bound ${quantity}${needed}` };
  }
  const direction = observed.upper === bound ? 'up to' : 'as low as';
  if (bandOf(threshold, bound) !== grade) {
    const text = `${doubt}: ${quantity} could be ${direction} ${formatMetric(metric, bound)}`;
    return { provable: false, note: text };
  }
  if (bound === observed.value) return { provable: true, note: '' };
  const side = observed.upper === bound ? 'at most' : 'at least';
  return { provable: true, note: `With 95% confidence ${side} ${formatMetric(metric, bound)}` };
}

/** Said where the plan, not the target, kept a better throughput grade away. */
function outOfReach(threshold: Threshold, { offered }: Observation, grade: Grade): string {
  if (offered === null || grade === 'excellent' || grade === 'poor') return '';
  if (bandOf(threshold, offered.perSecond) !== grade) return '';
  return `The plan offered ${formatRate(offered.perSecond)}, so no better grade was possible`;
}

function joinSentences(parts: readonly string[]): string {
  return parts
    .filter((part) => part !== '')
    .map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}.`)
    .join(' ');
}
