import { noCounts, sumCounts } from '../../../contract/counts.ts';
import { GLOSSARY } from '../../../contract/glossary.ts';
import { iterationsOf } from '../../../contract/run-length.ts';
import type { MeasuredPlan } from '../../../contract/run-plan.ts';
import type { RunState } from '../../../contract/run-state.ts';
import { indexesWhere } from '../../../contract/series.ts';
import type { FiredRule } from '../../../contract/stop-rule.ts';
import type { EndpointSummary, ServiceSummary, Summary, Trust } from '../../../contract/summary.ts';
import type { GradeRow } from '../../../contract/threshold.ts';
import type { KeptRequest, RunSecond } from '../../../contract/tick.ts';
import type { Millis } from '../../../contract/units.ts';
import { distributionOf } from '../../../workers/engine/verdicts/evidence.ts';
import { CoveredTime } from './counts/covered-time.ts';
import { countersOf, summarizeEndpoint } from './counts/endpoint-summary.ts';
import { ErrorTable } from './counts/error-table.ts';
import { countedServices, coverOf, ratePerSecond, serviceLatencySeries } from './counts/graded.ts';
import type { Measured } from './counts/measured.ts';
import { MergedSeries, type SeriesNames } from './counts/merged-series.ts';
import { finishedOf, type RunRates, ratesOf } from './counts/rates.ts';
import { RunLoad } from './counts/run-load.ts';
import { SeriesSums } from './counts/series-sums.ts';
import { SeriesTotals } from './counts/totals.ts';
import { hiddenByRunFigures } from './findings/cause-findings.ts';
import { failedSetups } from './findings/failed-setup.ts';
import type { RunCauses } from './findings/finding.ts';
import { FindingFacts, type SecondStanding } from './findings/finding-facts.ts';
import { findingsOf } from './findings/findings.ts';
import { worstEndpoints } from './findings/worst-endpoint.ts';
import { verdictsOf } from './grades/verdicts.ts';
import { histogramOf } from './reading/readable-run.ts';
import { StreamPhases } from './streams/stream-phases.ts';
import { summarizeStreams } from './streams/stream-summary.ts';
import { StreamSeconds } from './streams/stream-totals.ts';
import { withResource } from './stress/exhausted-resource.ts';
import { isStressed } from './stress/stress-answers.ts';
import { StressLooks } from './stress/stress-looks.ts';
import { type TargetFacts, TargetLooks } from './target/target-looks.ts';
import { targetSentences } from './target/target-words.ts';
import type { WatchedColumns } from './target/watched-columns.ts';

/** How the run stands when its figures are read. */
interface RunStanding {
  /** It is over and seen to its end, so that what still waits counts as cancelled. */
  readonly ended: boolean;
  readonly state: RunState;
  /** The stop rule that ended it; null: none did. */
  readonly stopRule: FiredRule | null;
  readonly durationMs: Millis;
  /** Whoever started it wants a generator that is to be believed, or no verdict. */
  readonly requiresTrust: boolean;
  /** What was found to set its slow and failed requests apart. */
  readonly causes: RunCauses;
}

interface FigureOptions {
  /** Grades over every second, where these figures leave some out; null: they leave out none. */
  readonly gradesOfAll: readonly GradeRow[] | null;
  /** Hides what a request that was kept may show. */
  seen(kept: KeptRequest): KeptRequest;
  readonly watched: WatchedColumns;
  /** Of this machine. */
  readonly cores: number;
}

/** The part of the document that is computed from the seconds. */
type Figures = Omit<
  Summary,
  'schema' | 'run' | 'perSecond' | 'trust' | 'segments' | 'steering' | 'stopRule' | 'holdRules'
>;

/**
 * Running sums of a run (`SeriesSums`) and what else its figures need. Adding a second merges it; reading costs percentiles,
 * not seconds, and is remembered until the next second comes.
 */
export class RunFigures {
  readonly sums: SeriesSums;
  readonly #plan: MeasuredPlan;
  readonly #merged: MergedSeries;
  readonly #streams: StreamSeconds;
  readonly #phases: StreamPhases;
  readonly #errors: ErrorTable;
  readonly #facts: FindingFacts;
  readonly #measuredTime: CoveredTime;
  readonly #onceTime: CoveredTime;
  readonly #load: RunLoad;
  /** Null: the run has no such answers to give. */
  readonly #stress: StressLooks | null;
  #read: { readonly standing: RunStanding; readonly figures: Figures } | null = null;

  readonly #gradesOfAll: readonly GradeRow[] | null;
  readonly #target: TargetLooks;

  constructor(plan: MeasuredPlan, { gradesOfAll, seen, watched, cores }: FigureOptions) {
    this.#target = new TargetLooks(watched, cores);
    this.#plan = plan;
    this.#gradesOfAll = gradesOfAll;
    this.#load = new RunLoad(plan);
    this.#measuredTime = new CoveredTime(this.#load);
    this.#onceTime = new CoveredTime(this.#load);
    this.sums = new SeriesSums(plan, this.#load);
    this.#merged = new MergedSeries(this.sums.tallies);
    this.#streams = new StreamSeconds(plan);
    this.#phases = new StreamPhases(plan, this.#load);
    this.#errors = new ErrorTable(plan, seen);
    // A search of capacity has its own answers.
    const isStress = plan.capacity === undefined && isStressed(plan);
    this.#stress = isStress ? new StressLooks(plan, this.#load) : null;
    this.#facts = new FindingFacts(plan, { tallies: this.sums.tallies, load: this.#load });
  }

  /** A second before those in view: of it only what is still open counts. */
  passOver(second: RunSecond): void {
    this.#load.see(second);
    this.#streams.carry(second.streams);
  }

  add(second: RunSecond, standing: SecondStanding): void {
    const { measured, excluded } = standing;
    this.#read = null;
    this.#load.see(second);
    this.#facts.add(second, standing);
    for (const entry of this.sums.add(second, standing)) this.#merged.add(entry);
    if (!excluded) this.#onceTime.add(second);
    this.#streams.add(second.streams, measured);
    if (!excluded) this.#phases.add(second);
    this.#errors.add(second);
    if (!measured) return;
    this.#measuredTime.add(second);
    this.#stress?.add(second, !standing.disturbed);
  }

  /** @param trust what findings may rest on */
  summarize(standing: RunStanding, trust: Trust): Figures {
    const { ended, state, durationMs } = standing;
    const read = this.#read;
    const isSame =
      read?.standing.causes === standing.causes &&
      read.standing.ended === ended &&
      read.standing.state === state &&
      read.standing.durationMs === durationMs;
    if (isSame && read !== null) return read.figures;
    const figures = this.#compute(standing, trust);
    this.#read = { standing, figures };
    return figures;
  }

  /** What was seen of the targets; null: nothing was watched. */
  target(state: RunState): TargetFacts | null {
    return this.#target.facts(this.#facts.trace.seconds, state !== 'running');
  }

  #measured(durationMs: Millis): Measured {
    return {
      plan: this.#plan,
      load: this.#load.classes,
      tallies: this.sums.tallies,
      latency: (series) => this.#merged.histogram(gradedNames(this.#plan, series)),
      streams: this.#streams,
      books: this.sums.books,
      ...this.#measuredTime.cover(),
      once: this.#onceTime.cover(),
      afterPlanMs: Math.max(0, durationMs - this.#load.endMs),
    };
  }

  #compute(standing: RunStanding, trust: Trust): Figures {
    const { ended, state, stopRule, durationMs, requiresTrust, causes } = standing;
    const plan = this.#plan;
    const measured = this.#measured(durationMs);
    const rates = ratesOf(measured, ended);
    const counted = indexesWhere(plan.series, ({ inTotals }) => inTotals);
    const endpoints = this.#endpoints(measured, rates, ended);
    const errors = this.#errors.rows();
    const target = this.target(state);
    const answers = this.#stress?.answers(state !== 'running');
    const stress = answers && withResource(answers, target, state !== 'running');
    const totals = countersOf(sumCounts(counted.flatMap((index) => this.sums.books[index] ?? [])), ended);
    const setups = failedSetups(this.#load.classes, endpoints, errors);
    const { isGood, ...verdicts } = verdictsOf(measured, {
      rates,
      breaking: { stress, windows: this.#facts.trace.windows, unit: this.#load.unit },
      errors,
      totals,
      failedSetups: setups,
      gradesOfAll: this.#gradesOfAll,
      ending: {
        state,
        stopRule,
        durationMs,
        plannedMs: iterationsOf(plan) === null ? plan.durationMs : null,
      },
      trust: { ...trust, isRequired: requiresTrust && state !== 'running' },
    });
    const findings = findingsOf(
      this.#facts.facts({
        passed: isGood,
        trust,
        grades: verdicts.grades,
        errors,
        ok: rates.run.ok,
        failed: rates.run.failed,
        leftOut: rates.run.leftOut - rates.run.open,
        failedSetups: setups,
        causes,
        stress,
        target,
        measured,
        ended,
      }),
    );
    return {
      totals,
      rates: rates.run,
      services: servicesOf(measured, rates),
      worst: worstEndpoints(endpoints, plan.series),
      drain: rates.drain,
      ...this.#overallTimes(measured),
      // Of all that the totals beside it count, whatever the overall latency is of.
      ratePerSecond: ratePerSecond(measured, counted, finishedOf) ?? 0,
      endpoints,
      errors,
      errorCategories: this.#errors.categories(totals),
      ...summarizeStreams(measured, this.#phases, ended),
      ...verdicts,
      overall: withHidden(verdicts.overall, hiddenByRunFigures(causes, findings)),
      findings,
      ...(target === null ? {} : { targetSentences: saidOf(target, trust) }),
      ...(stress === undefined ? {} : { stress }),
      definitions: definitionsFor(plan),
    };
  }

  #endpoints(measured: Measured, rates: RunRates, ended: boolean): EndpointSummary[] {
    return this.#plan.series.map((series, index) =>
      summarizeEndpoint(series, this.sums.tallies[index] ?? new SeriesTotals(), {
        books: countersOf(this.sums.books[index] ?? noCounts(), ended),
        rates: rates.ofSeries(index),
        plannedMs: coverOf(measured, index).plannedMs,
        part: !series.inTotals,
      }),
    );
  }

  #overallTimes(measured: Measured): Pick<Figures, 'overallTimeMs' | 'overallServiceTimeMs'> {
    const primary = indexesWhere(this.#plan.series, (one) => one.primary);
    return {
      overallTimeMs: {
        ...distributionOf(measured.latency(primary)),
        clock: this.#plan.series[primary[0] ?? -1]?.clock ?? 'actual',
      },
      overallServiceTimeMs: distributionOf(
        this.#merged.histogram(new Map(primary.map((index) => [index, 'service']))),
      ),
    };
  }
}

/** Those that are graded: from the intended start in open plans, from the actual one in closed plans. */
function gradedNames({ series }: MeasuredPlan, indexes: readonly number[]): SeriesNames {
  return new Map(indexes.map((index) => [index, histogramOf(series[index]?.clock ?? 'actual')]));
}

/** What a target tells of itself stands; of a generator that is not to be believed no times are told beside it. */
function saidOf(target: TargetFacts, { verdict }: Trust): string[] {
  return targetSentences(target, verdict !== 'untrustworthy');
}

/** A run that passes says beside its grades what they do not show. */
function withHidden(overall: Summary['overall'], hidden: string): Summary['overall'] {
  if (!overall.passed || hidden === '') return overall;
  return { ...overall, sentence: `${overall.sentence} ${hidden}` };
}

/** Each service that counts: its rates, and the one latency that stands for it. */
function servicesOf(measured: Measured, rates: RunRates): ServiceSummary[] {
  const { plan } = measured;
  return countedServices(measured).map((service) => {
    const timed = serviceLatencySeries(measured, service);
    return {
      service,
      rates: rates.ofService(service),
      responseTimeMs: {
        ...distributionOf(measured.latency(timed)),
        clock: plan.series[timed[0] ?? -1]?.clock ?? 'actual',
      },
    };
  });
}

/** The definitions of a run, which travel in its document: the glossary's, and what its one overall latency is made of. */
function definitionsFor({ series }: Pick<MeasuredPlan, 'series'>): Record<string, string> {
  const primary = series.find((one) => one.primary);
  const clock = primary?.clock === 'intended' ? 'Response time' : 'Service time';
  const what = {
    request: 'all HTTP requests of the plan together',
    'round-trip': 'all message round trips together; the plan has no HTTP requests of its own',
    ping: 'all protocol pings together; the plan sends nothing else',
    'first-event': 'all event streams to their first event',
    connect: 'all connects together; the plan sends nothing else',
    'first-message': 'the first messages of all connections',
    session: 'the lengths of all connections',
    headers: 'all event streams to their headers',
    gap: 'the gaps between events',
    held: 'the times that steps stayed connected',
  }[primary?.role ?? 'request'];
  const glossary = Object.fromEntries(Object.entries(GLOSSARY).map(([term, [, text]]) => [term, text]));
  return { ...glossary, overallTime: `${clock} of ${what}.` };
}
