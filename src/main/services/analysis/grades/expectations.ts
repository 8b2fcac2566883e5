import { formatPercent } from '../../../../contract/format.ts';
import { statisticFor } from '../../../../contract/grade-metrics.ts';
import type { Outcome } from '../../../../contract/outcome.ts';
import type { Expectation } from '../../../../contract/plan.ts';
import { leftOutHow } from '../../../../contract/rate-words.ts';
import type { Rates } from '../../../../contract/rates.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import { indexesWhere } from '../../../../contract/series.ts';
import type { Summary } from '../../../../contract/summary.ts';
import { countedServices, serviceLatencySeries } from '../counts/graded.ts';
import type { Measured } from '../counts/measured.ts';
import type { RunRates } from '../counts/rates.ts';
import { lowerShare, upperShare } from './binomial-bounds.ts';
import { type BreakingGrounds, decideBreakingPoint } from './breaking-verdict.ts';
import { MAX_LEFT_OUT_PERCENT } from './gradable.ts';
import { formatMetric, quantityOf } from './grade.ts';
import { boundLatency } from './latency-bounds.ts';

/** Stands for the run as a whole where a figure of a part would bear its name. */
const OVERALL = 'Overall';

type Verdict = Summary['expectations'][number];
type Condition = Expectation['condition'];
type Figure = Exclude<Condition['metric'], 'breakingPoint'>;

/** One figure of one part of the run, with its one-sided 95% bounds. */
interface Reading {
  readonly name: string;
  readonly value: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly samples: number;
  readonly rates: Rates;
}

/**
 * Decides each expectation of the plan from the run: met, not met or not measurable, with the figure that decided.
 * Without successes there is nothing to time, and where more is left out of a rate than may be, nothing to rate.
 */
export function expectationsOf(measured: Measured, rates: RunRates, breaking: BreakingGrounds): Verdict[] {
  return measured.plan.expectations.map(({ statement, condition }) => ({
    statement,
    ...(condition.metric === 'breakingPoint'
      ? decideBreakingPoint(measured.plan, breaking)
      : decide(condition, condition.metric, { measured, rates })),
  }));
}

/** Those that keep a run from passing. That a target did not break is no failure of it. */
export function unmetOf(verdicts: readonly Verdict[], plan: Pick<MeasuredPlan, 'expectations'>): Verdict[] {
  return verdicts.filter(
    ({ verdict }, index) =>
      verdict === 'not met' && plan.expectations[index]?.condition.metric !== 'breakingPoint',
  );
}

/** Whether one of them was decided that says how many failures there may be, or looks for the load that brings them. */
export function judgesFailures(
  verdicts: readonly Verdict[],
  plan: Pick<MeasuredPlan, 'expectations'>,
): boolean {
  return verdicts.some(({ verdict }, index) => {
    const metric = plan.expectations[index]?.condition.metric;
    return verdict !== 'not measurable' && (metric === 'errorRate' || metric === 'breakingPoint');
  });
}

/**
 * The verdicts as they stand in a run with this outcome: in one that does not pass nothing counts as met, whatever one
 * figure of it says. That a breaking point was found is met by a run that fails.
 */
export function inRunThat(
  outcome: Outcome,
  verdicts: readonly Verdict[],
  plan: Pick<MeasuredPlan, 'expectations'>,
): Verdict[] {
  if (outcome === 'passed') return [...verdicts];
  return verdicts.map((one, index) => {
    if (one.verdict !== 'met' || plan.expectations[index]?.condition.metric === 'breakingPoint') return one;
    const evidence = `${one.evidence} The run as a whole ${outcome === 'failed' ? 'failed' : 'could not be graded'}.`;
    return { ...one, verdict: outcome === 'failed' ? 'not met' : 'not measurable', evidence };
  });
}

interface Source {
  readonly measured: Measured;
  readonly rates: RunRates;
}

/** A condition on one figure of every part it is about. */
interface Asked {
  readonly condition: Condition;
  readonly metric: Figure;
}

/**
 * One part that misses for sure decides, whatever is not known of the others; where none does, what cannot be judged of
 * one part leaves the whole undecided.
 */
function decide(condition: Condition, metric: Figure, source: Source): Omit<Verdict, 'statement'> {
  const asked = { condition, metric };
  const tried = readings(condition, metric, source).filter(({ rates }) => finished(rates) > 0);
  if (tried.length === 0) return { verdict: 'not measurable', evidence: 'Nothing was measured.' };
  const never = metric === 'latency' ? tried.find(({ rates }) => neverAnswered(rates)) : undefined;
  if (never !== undefined) return { verdict: 'not met', evidence: sayNeverAnswered(never.name) };
  const judged = tried.filter(isJudged);
  const missing = judged.filter(({ value }) => !holds(condition, value ?? 0));
  const lost = tried.filter((reading) => !isJudged(reading) && missesAtBest(asked, reading));
  const miss = missing.length > 0 ? worstOf(condition, missing) : lost[0];
  if (miss !== undefined) {
    return { verdict: 'not met', evidence: evidenceOf(asked, miss, tried.length, false) };
  }
  const unjudged = tried.find((reading) => !isJudged(reading));
  if (unjudged !== undefined) {
    const evidence = `${unjudged.name}: ${formatPercent(unjudged.rates.leftOutPercent)} ${leftOutHow(unjudged.rates)}.`;
    return { verdict: 'not measurable', evidence };
  }
  const worst = worstOf(condition, judged);
  const undecided = metric === 'latency' ? whatIsNoMeasure(judged, worst, source, asked) : undefined;
  return undecided ?? { verdict: 'met', evidence: evidenceOf(asked, worst, tried.length, true) };
}

/** Times of what was answered say nothing of what was not: a time within the bound is no answer then. */
function whatIsNoMeasure(
  judged: readonly Reading[],
  worst: Reading,
  { measured, rates }: Source,
  asked: Asked,
): Omit<Verdict, 'statement'> | undefined {
  const broken = judged.find((reading) => reading.rates.failed > reading.rates.ok);
  if (broken !== undefined) {
    const share = formatPercent(broken.rates.errorRatePercent);
    return {
      verdict: 'not met',
      evidence: `${broken.name}: ${share} failed; the others say nothing about it.`,
    };
  }
  const { plan } = measured;
  const silent = plan.series.findIndex(({ inTotals }, at) => inTotals && neverAnswered(rates.ofSeries(at)));
  if (silent === -1) return undefined;
  const within = evidenceOf(asked, worst, judged.length, false);
  const evidence = `${within} ${sayNeverAnswered(labelOf(plan, silent))} Its requests have no time to include.`;
  return { verdict: 'not measurable', evidence };
}

/** What failed throughout, where failures count: what is left out of them is less. */
function neverAnswered({ ok, failed, leftOut }: Rates): boolean {
  return ok === 0 && failed > leftOut;
}

function sayNeverAnswered(name: string): string {
  return name === OVERALL ? 'No request succeeded.' : `${name} returned no successful response.`;
}

/** Its figure stands: there is one, and little is left out of it. */
function isJudged({ value, rates }: Reading): boolean {
  return value !== null && (rates.leftOutPercent ?? 0) <= MAX_LEFT_OUT_PERCENT;
}

function holds({ below, above }: Condition, value: number): boolean {
  return (below === undefined || value < below) && (above === undefined || value > above);
}

/** Even if all that is left out of a share or a rate had gone well. */
function missesAtBest({ condition, metric }: Asked, { rates }: Reading): boolean {
  if (metric === 'errorRate') {
    const best = (rates.failed / finished(rates)) * 100;
    return condition.below !== undefined && best >= condition.below;
  }
  return metric === 'throughput' && condition.above !== undefined && rates.sentPerSecond <= condition.above;
}

function worstOf({ above }: Condition, readings: readonly Reading[]): Reading {
  const key = ({ value }: Reading) => value ?? 0;
  return readings.reduce((a, b) => ((above === undefined) === key(b) > key(a) ? b : a));
}

const finished = ({ ok, failed, leftOut }: Rates) => ok + failed + leftOut;
const labelOf = ({ series }: MeasuredPlan, index: number) =>
  `${series[index]?.service} ${series[index]?.endpoint}`;

function evidenceOf({ condition, metric }: Asked, worst: Reading, parts: number, met: boolean): string {
  const quantity = quantityOf(metric, statisticFor({ ...condition, metric }));
  const rank = parts > 1 ? `, the worst of ${parts}` : '';
  const figure = formatMetric(metric, worst.value);
  const lead = `${worst.name}: ${quantity} is ${figure}${rank}`;
  const bad = condition.below === undefined ? worst.lower : worst.upper;
  const limit = condition.below ?? condition.above ?? 0;
  const open = bad === null || (condition.below === undefined ? bad <= limit : bad >= limit);
  if (!met || metric === 'throughput' || !open) return `${lead}.`;
  const count = worst.samples.toLocaleString('en-US');
  const could = bad === null ? 'too few to bound it' : `it could be ${formatMetric(metric, bad)}`;
  return `${lead}; inconclusive at n=${count}: ${could}.`;
}

function readings(condition: Condition, metric: Figure, source: Source): Reading[] {
  const { measured, rates } = source;
  const { plan } = measured;
  const counted = indexesWhere(plan.series, ({ inTotals }) => inTotals);
  const of = (name: string, timed: readonly number[], own: Rates) =>
    read(name, timed, { condition, metric, measured, own });
  switch (condition.scope ?? 'total') {
    case 'every-endpoint':
      return counted.map((index) => of(labelOf(plan, index), [index], rates.ofSeries(index)));
    case 'every-service':
      return countedServices(measured).map((service) =>
        of(service, serviceLatencySeries(measured, service), rates.ofService(service)),
      );
    case 'total': {
      const primary = indexesWhere(plan.series, (one) => one.primary);
      return [of(OVERALL, primary, rates.run)];
    }
  }
}

function read(
  name: string,
  timed: readonly number[],
  {
    condition,
    metric,
    measured,
    own,
  }: { condition: Condition; metric: Figure; measured: Measured; own: Rates },
): Reading {
  const statistic = statisticFor({ ...condition, metric });
  if (statistic !== null) {
    const histogram = measured.latency(timed);
    const bounds = boundLatency(histogram, statistic);
    return { name, rates: own, samples: histogram.count, ...bounds };
  }
  if (metric === 'throughput') {
    const value = measured.plannedMs === 0 && measured.once.plannedMs === 0 ? null : own.throughputPerSecond;
    return { name, rates: own, samples: own.ok, value, lower: value, upper: value };
  }
  const samples = own.ok + own.failed;
  return {
    name,
    rates: own,
    samples,
    value: own.errorRatePercent,
    lower: lowerShare(own.failed, samples) * 100,
    upper: upperShare(own.failed, samples) * 100,
  };
}
