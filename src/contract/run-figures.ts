import type { Distribution } from './distribution.ts';
import { tableOf } from './keys.ts';
import { leadingFindings } from './leading-findings.ts';
import { PERCENTILES, type Percentile } from './percentiles.ts';
import type { Rates } from './rates.ts';
import type { RunPlan } from './run-plan.ts';
import type { Summary } from './summary.ts';
import type { Millis } from './units.ts';

/** Of what is kept of a run by `figuresOf`: a run kept by an older version is read again. */
export const FIGURES_VERSION = 1;

/** A percentile of a run, with its own 95% interval from order statistics; an end is null where the sample gives none. */
interface PercentileFigure {
  readonly valueMs: Millis | null;
  readonly lowMs: Millis | null;
  readonly highMs: Millis | null;
  /** Samples beyond it: with fewer than ten it is an estimate. */
  readonly beyond: number;
}

/**
 * A place of a run: an endpoint; `endpoint` null: the service as a whole; both null: the run as a whole.
 */
export interface FigurePlace {
  readonly service: string | null;
  readonly endpoint: string | null;
}

/** The figures of one place of a run, as its document has them. */
export interface PlaceFigures extends FigurePlace {
  /** From when its times count, and what one sample measures; empty: of several endpoints. */
  readonly clock: 'intended' | 'actual';
  readonly definition: string;
  /** A second look at what another endpoint counts; in no total. */
  readonly part: boolean;
  /** Its times are lengths of connections, of which longer is no worse. */
  readonly isLength: boolean;
  /** Samples behind the times. */
  readonly count: number;
  readonly meanMs: Millis | null;
  readonly maxMs: Millis | null;
  readonly percentiles: Readonly<Record<Percentile, PercentileFigure>>;
  readonly rates: Pick<
    Rates,
    'ok' | 'failed' | 'leftOut' | 'errorRatePercent' | 'throughputPerSecond' | 'offeredPerSecond'
  >;
}

/** What is kept beside a run once it is over, so that a history of thousands needs no histograms. */
export interface RunFigures {
  readonly version: number;
  /** Titles of its first findings. */
  readonly findings: readonly string[];
  /** The run as a whole, its services, its endpoints. */
  readonly places: readonly PlaceFigures[];
}

/** What of the measured time a place has. */
type Timed = Distribution & { readonly clock: PlaceFigures['clock'] };

/** The figures of a document. @param plan of the run, whose series are the endpoints of the document */
export function figuresOf(summary: Summary, plan: Pick<RunPlan, 'series'>): RunFigures {
  const whole = { definition: '', part: false, isLength: false };
  return {
    version: FIGURES_VERSION,
    findings: leadingFindings(summary).map(({ title }) => title),
    places: [
      {
        service: null,
        endpoint: null,
        ...whole,
        ...timesOf(summary.overallTimeMs),
        rates: ratesOf(summary.rates),
      },
      ...summary.services.map(({ service, responseTimeMs, rates }) => ({
        service,
        endpoint: null,
        ...whole,
        ...timesOf(responseTimeMs),
        rates: ratesOf(rates),
      })),
      ...summary.endpoints.map(({ service, endpoint, definition, part, responseTimeMs, rates }, index) => ({
        service,
        endpoint,
        definition,
        part,
        isLength: plan.series[index]?.role === 'session',
        ...timesOf(responseTimeMs),
        rates: ratesOf(rates),
      })),
    ],
  };
}

function timesOf(times: Timed): Pick<PlaceFigures, 'clock' | 'count' | 'meanMs' | 'maxMs' | 'percentiles'> {
  const percentiles = tableOf(PERCENTILES, (name) => {
    const [lowMs, highMs] = times.interval95[name] ?? [null, null];
    return { valueMs: times[name], lowMs, highMs, beyond: times.beyond[name] };
  });
  return { clock: times.clock, count: times.count, meanMs: times.mean, maxMs: times.max, percentiles };
}

function ratesOf(rates: Rates): PlaceFigures['rates'] {
  const { ok, failed, leftOut, errorRatePercent, throughputPerSecond, offeredPerSecond } = rates;
  return { ok, failed, leftOut, errorRatePercent, throughputPerSecond, offeredPerSecond };
}
