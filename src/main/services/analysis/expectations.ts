import { formatNumber } from '../../../contract/format.ts';
import type { Expectation } from '../../../contract/plan.ts';
import type { ErrorRow, Summary } from '../../../contract/summary.ts';
import { lowerShare, upperShare } from './binomial-bounds.ts';
import { formatMetric, quantityOf } from './grade.ts';
import { boundLatency } from './latency-bounds.ts';
import { breakingPoint, type LoadUnit, type TraceWindow } from './load-trace.ts';
import { countsOf, latencyOf, type Measured, ratePerSecond, serviceLatencySeries } from './measured.ts';

type Verdict = Summary['expectations'][number];
type Condition = Expectation['condition'];
type Figure = Exclude<Condition['metric'], 'breakingPoint'>;

/** One figure of one part of the run, with its one-sided 95 % bounds. */
interface Reading {
  readonly name: string;
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly samples: number;
  /** Anything at all was asked of it. */
  readonly tried: boolean;
}

/** Decides each expectation of the plan from the run: met, not met or not measurable, with the figure that decided. */
export function expectationsOf(
  measured: Measured,
  load: { windows: readonly TraceWindow[]; unit: LoadUnit },
  errors: readonly ErrorRow[],
): Verdict[] {
  return measured.plan.expectations.map(({ statement, condition }) => ({
    statement,
    ...(condition.metric === 'breakingPoint'
      ? decideBreakingPoint(load, errors)
      : decide(condition, condition.metric, readings(condition, condition.metric, measured))),
  }));
}

function decide(condition: Condition, metric: Figure, all: readonly Reading[]): Omit<Verdict, 'statement'> {
  const tried = all.filter((reading) => reading.tried);
  if (tried.length === 0) return { verdict: 'not measurable', evidence: 'Nothing was measured.' };
  const silent = tried.find((reading) => reading.value === null);
  if (silent !== undefined) {
    return { verdict: 'not met', evidence: `${silent.name} gave no good answer.` };
  }
  const { below, above } = condition;
  const key = (reading: Reading) => reading.value ?? 0;
  const worst = tried.reduce((a, b) => ((above === undefined) === key(b) > key(a) ? b : a));
  const value = key(worst);
  const met = (below === undefined || value < below) && (above === undefined || value > above);
  return {
    verdict: met ? 'met' : 'not met',
    evidence: evidenceOf(condition, metric, worst, tried.length, met),
  };
}

function evidenceOf(
  condition: Condition,
  metric: Figure,
  worst: Reading,
  parts: number,
  met: boolean,
): string {
  const quantity = quantityOf(metric, metric === 'latency' ? (condition.statistic ?? 'p95') : null);
  const rank = parts > 1 ? `, the worst of ${parts}` : '';
  const figure = formatMetric(metric, worst.value);
  const lead = `${worst.name}: ${quantity} is ${figure}${rank}`;
  const bad = condition.below === undefined ? worst.lower : worst.upper;
  const limit = condition.below ?? condition.above ?? 0;
  const open = bad === null || (condition.below === undefined ? bad <= limit : bad >= limit);
  if (!met || metric === 'throughput' || !open) return `${lead}.`;
  const count = worst.samples.toLocaleString('en-US');
  const could = bad === null ? 'too few to bound it' : `it could be ${formatMetric(metric, bad)}`;
  return `${lead}; not provable at N=${count}: ${could}.`;
}

function readings(condition: Condition, metric: Figure, measured: Measured): Reading[] {
  const { plan, places } = measured;
  const counted = plan.series.flatMap((_, index) => (places[index]?.counted === true ? [index] : []));
  const label = (index: number) => `${plan.series[index]?.service} ${plan.series[index]?.endpoint}`;
  switch (condition.scope ?? 'total') {
    case 'every-endpoint':
      return counted.map((index) => read(label(index), [index], [index], { condition, metric, measured }));
    case 'every-service':
      return [...new Set(counted.map((index) => plan.series[index]?.service ?? ''))].map((service) =>
        read(
          service,
          counted.filter((index) => plan.series[index]?.service === service),
          serviceLatencySeries(measured, service),
          { condition, metric, measured },
        ),
      );
    case 'total': {
      const headline = plan.series.flatMap((_, index) => (places[index]?.headline === true ? [index] : []));
      return [read('Overall', counted, headline, { condition, metric, measured })];
    }
  }
}

function read(
  name: string,
  counted: readonly number[],
  timed: readonly number[],
  { condition, metric, measured }: { condition: Condition; metric: Figure; measured: Measured },
): Reading {
  const { ok, errors, targetErrors } = countsOf(measured, counted);
  const tried = ok + errors > 0;
  if (metric === 'latency') {
    const histogram = latencyOf(measured, timed);
    const bounds = boundLatency(histogram, condition.statistic ?? 'p95');
    return { name, tried, samples: histogram.count, ...bounds };
  }
  if (metric === 'throughput') {
    const value = ratePerSecond(measured, counted, (counts) => counts.ok);
    return { name, tried, samples: ok, value, lower: value, upper: value };
  }
  const samples = ok + targetErrors;
  return {
    name,
    tried,
    samples,
    value: samples === 0 ? null : (targetErrors / samples) * 100,
    lower: lowerShare(targetErrors, samples) * 100,
    upper: upperShare(targetErrors, samples) * 100,
  };
}

/** S-15: breaking points and failure modes identified. */
function decideBreakingPoint(
  { windows, unit }: { windows: readonly TraceWindow[]; unit: LoadUnit },
  errors: readonly ErrorRow[],
): Omit<Verdict, 'statement'> {
  if (windows.length === 0) {
    return { verdict: 'not measurable', evidence: 'The run was too short: it takes five measured seconds.' };
  }
  const found = breakingPoint(windows);
  const most = windows.reduce((peak, window) => Math.max(peak, window.load), 0);
  if (found === null) {
    return {
      verdict: 'not met',
      evidence: `Not reached with up to ${formatNumber(most)} ${unit}: errors stayed at or below 5 %.`,
    };
  }
  const modes = errors
    .toSorted((a, b) => b.count - a.count)
    .slice(0, 3)
    .map((row) => row.code);
  const how = modes.length === 0 ? '' : ` Failure modes: ${[...new Set(modes)].join(', ')}.`;
  const { load, fromSecond } = found.window;
  return {
    verdict: 'met',
    evidence: `Reached at ${formatNumber(load)} ${unit}, ${fromSecond} s into the run: ${found.reason}.${how}`,
  };
}
