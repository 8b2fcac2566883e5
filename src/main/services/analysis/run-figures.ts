import type { RunPlan } from '../../../contract/run-plan.ts';
import type { Summary, Trust } from '../../../contract/summary.ts';
import type { RunSecond, SeriesCounts } from '../../../contract/tick.ts';
import { type Millis, microsToMillis } from '../../../contract/units.ts';
import { distributionOf } from '../../../workers/engine/evidence.ts';
import { brokenOff } from './broken-off.ts';
import { definitionsFor } from './definitions.ts';
import { booksOf, sumBooks, summarizeEndpoint } from './endpoint-summary.ts';
import { ErrorTable } from './error-table.ts';
import { expectationsOf } from './expectations.ts';
import { failedSetups } from './failed-setup.ts';
import { FindingFacts, type SecondStanding } from './finding-facts.ts';
import { findingsOf } from './findings.ts';
import { gradeRow } from './grade.ts';
import { type Cover, countsOf, coverOf, latencyOf, type Measured, ratePerSecond } from './measured.ts';
import { observe } from './observe.ts';
import type { Span } from './offered.ts';
import { overallOf } from './overall.ts';
import { loadUnitOf } from './plan-load.ts';
import type { SeriesPlace } from './series-roles.ts';
import { StreamPhases } from './stream-phases.ts';
import { summarizeEventStreams, summarizeWebSockets } from './stream-summary.ts';
import { StreamLedger } from './stream-totals.ts';
import { addCounts, mergedHistogram, noCounts, Tally } from './tally.ts';

/** The part of the document that is computed from the seconds. */
export type Figures = Omit<Summary, 'schema' | 'run' | 'perSecond' | 'trust'>;

/**
 * Running sums of a run: books over every second in view, figures over the measured ones; what happens once per
 * connection is measured in the warm-up too. Adding a second merges it;
 * reading costs percentiles, not seconds, and is remembered until the next second comes.
 */
export class RunFigures {
  readonly #plan: RunPlan;
  readonly #places: readonly SeriesPlace[];
  readonly #books: SeriesCounts[];
  readonly #tallies: Tally[];
  readonly #streams: StreamLedger;
  readonly #phases: StreamPhases;
  readonly #errors: ErrorTable;
  readonly #facts: FindingFacts;
  readonly #measuredTime = new CoveredTime();
  readonly #onceTime = new CoveredTime();
  #read: { readonly ended: boolean; readonly figures: Figures } | null = null;

  constructor(plan: RunPlan, places: readonly SeriesPlace[]) {
    this.#plan = plan;
    this.#places = places;
    this.#books = plan.series.map(noCounts);
    this.#tallies = plan.series.map(() => new Tally());
    this.#streams = new StreamLedger(plan);
    this.#phases = new StreamPhases(plan, places);
    this.#errors = new ErrorTable(plan);
    this.#facts = new FindingFacts(plan, places, this.#tallies);
  }

  add(second: RunSecond, standing: SecondStanding): void {
    const { measured, excluded } = standing;
    this.#read = null;
    this.#facts.add(second, standing);
    for (const entry of second.series) {
      const books = this.#books[entry.series];
      if (books !== undefined) addCounts(books, entry.counts);
      if (measured || (!excluded && this.#places[entry.series]?.once === true)) {
        this.#tallies[entry.series]?.add(entry);
      } else if (!excluded && this.#places[entry.series]?.role === 'gap') {
        // A stream that breaks off fails its gap: that happens once per stream, and is no warm-up either.
        this.#tallies[entry.series]?.addFailures(entry.counts);
      }
    }
    if (!excluded) this.#onceTime.add(second);
    this.#streams.add(second.streams, measured);
    if (!excluded) this.#phases.add(second);
    this.#errors.add(second.failures, second.exemplars);
    if (measured) this.#measuredTime.add(second);
  }

  /**
   * @param ended whether the run is over, so that what still waits counts as cancelled
   * @param trust what findings may rest on
   */
  summarize(ended: boolean, trust: Pick<Trust, 'verdict' | 'sentence'>): Figures {
    if (this.#read?.ended === ended) return this.#read.figures;
    const figures = this.#compute(ended, trust);
    this.#read = { ended, figures };
    return figures;
  }

  #measured(): Measured {
    return {
      plan: this.#plan,
      places: this.#places,
      tallies: this.#tallies,
      streams: this.#streams,
      ...this.#measuredTime.cover(),
      once: this.#onceTime.cover(),
    };
  }

  #compute(ended: boolean, trust: Pick<Trust, 'verdict' | 'sentence'>): Figures {
    const plan = this.#plan;
    const measured = this.#measured();
    const counted = indexesWhere(this.#places, (place) => place.counted);
    const headline = indexesWhere(this.#places, (place) => place.headline);
    const books = this.#books.map((counts) => booksOf(counts, ended));
    const endpoints = plan.series.map((series, index) =>
      summarizeEndpoint(series, this.#tallies[index] ?? new Tally(), {
        books: books[index] ?? sumBooks([]),
        measuredMs: coverOf(measured, index).measuredMs,
        part: this.#places[index]?.counted === false,
      }),
    );
    const errors = this.#errors.rows();
    const grades = plan.thresholds.flatMap((threshold) => {
      const observation = observe(threshold, measured);
      return observation === null ? [] : [gradeRow(threshold, observation)];
    });
    const { ok, errors: failed, targetErrors } = countsOf(measured, counted);
    const broken = brokenOff(measured, null);
    const opened = (['websocket', 'sse'] as const).reduce(
      (sum, kind) => sum + (measured.streams.totals(kind)?.opened ?? 0),
      0,
    );
    const totals = sumBooks(counted.flatMap((index) => books[index] ?? []));
    const setups = failedSetups(plan, endpoints, errors);
    const overall = overallOf(grades, plan.gate, {
      totals,
      failedSetups: setups,
      connections: { opened, broken },
    });
    return {
      totals,
      overallTimeMs: {
        ...distributionOf(latencyOf(measured, headline)),
        clock: plan.series[headline[0] ?? -1]?.clock ?? 'actual',
      },
      overallServiceTimeMs: distributionOf(
        mergedHistogram(headline.flatMap((index) => this.#tallies[index]?.histogram('service') ?? [])),
      ),
      // Of all that the totals beside it count, whatever the overall latency is of.
      ratePerSecond: ratePerSecond(measured, counted, (counts) => counts.ok + counts.errors) ?? 0,
      endpoints,
      errors,
      webSocket: summarizeWebSockets(measured, this.#phases),
      sse: summarizeEventStreams(measured),
      grades,
      overall,
      expectations: expectationsOf(
        measured,
        { windows: this.#facts.trace.windows, unit: loadUnitOf(plan) },
        errors,
      ),
      findings: findingsOf(
        this.#facts.facts({
          passed: overall.passed,
          trust,
          grades,
          errors,
          ok,
          failed: targetErrors + broken,
          leftOut: failed - targetErrors,
          failedSetups: setups,
          measured,
        }),
      ),
      definitions: definitionsFor(plan, this.#places),
    };
  }
}

/** Adds up seconds, in order. */
class CoveredTime {
  #measuredMs: Millis = 0;
  #span: Span | null = null;

  add({ second, lengthUs }: RunSecond): void {
    const lengthMs = microsToMillis(lengthUs);
    const fromMs = second * 1_000;
    this.#measuredMs += lengthMs;
    this.#span = { fromMs: this.#span?.fromMs ?? fromMs, toMs: fromMs + lengthMs };
  }

  cover(): Cover {
    return { measuredMs: this.#measuredMs, span: this.#span ?? { fromMs: 0, toMs: 0 } };
  }
}

function indexesWhere(
  places: readonly SeriesPlace[],
  keep: (place: SeriesPlace) => boolean,
): readonly number[] {
  return places.flatMap((place, index) => (keep(place) ? [index] : []));
}
