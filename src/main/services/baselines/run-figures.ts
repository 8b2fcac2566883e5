import type { BaselineCell } from '../../../contract/baseline.ts';
import type { MeasuredPlan } from '../../../contract/run-plan.ts';
import type { EndpointSummary, Summary } from '../../../contract/summary.ts';

type Figure = BaselineCell['figure'];
export type TimeFigure = Extract<Figure, 'p50' | 'p95' | 'p99' | 'mean'>;
export const TIME_FIGURES: readonly TimeFigure[] = ['p95', 'p50', 'p99', 'mean'];

/** Requests beyond a percentile, or in a mean, below which a run has no such figure. */
const LEAST_REQUESTS = 10;

/** What a run has to say of an endpoint. */
export interface EndpointFigures {
  readonly service: string;
  readonly endpoint: string;
  /** In ms; null: too few requests, or its times are lengths of connections, of which none is better than another. */
  readonly times: Readonly<Record<TimeFigure, number | null>>;
  readonly throughputPerSecond: number;
  readonly errors: number;
  readonly requests: number;
  /** A second look at what another endpoint counts: its errors are counted there. */
  readonly isPart: boolean;
}

/** A run as it is held against others. */
export interface RunFigures {
  readonly runId: string;
  /** Why its figures may not be looked at; empty: they may. */
  readonly excluded: string;
  readonly endpoints: readonly EndpointFigures[];
}

/** The figures of a run, from its document. */
export function runFigures(summary: Summary, { series }: Pick<MeasuredPlan, 'series'>): RunFigures {
  return {
    runId: summary.run.id,
    excluded: whyExcluded(summary),
    endpoints: summary.endpoints.map((endpoint, index) =>
      endpointFigures(endpoint, series[index]?.role === 'session'),
    ),
  };
}

/** Decided by what the run is, never by its figures. */
function whyExcluded({ run, trust, stopRule }: Summary): string {
  if (run.state === 'running') return 'it is still going on';
  if (run.state === 'stopped' && stopRule === undefined) return 'it was stopped before its end';
  if (run.state === 'failed' || run.state === 'interrupted') return `it ${WORDS[run.state]}`;
  if (trust.verdict === 'untrustworthy') return 'its load generator was untrustworthy';
  if (trust.verdict === 'not judged') return 'it has no second that was measured';
  return '';
}

const WORDS = { failed: 'failed', interrupted: 'was interrupted' } as const;

function endpointFigures(endpoint: EndpointSummary, isSession: boolean): EndpointFigures {
  const { responseTimeMs: time, rates } = endpoint;
  const sure = (name: 'p50' | 'p95' | 'p99') =>
    isSession || time.evidence[name] !== 'sure' ? null : positive(time[name]);
  return {
    service: endpoint.service,
    endpoint: endpoint.endpoint,
    times: {
      p50: sure('p50'),
      p95: sure('p95'),
      p99: sure('p99'),
      mean: isSession || time.count < LEAST_REQUESTS ? null : positive(time.mean),
    },
    throughputPerSecond: rates.throughputPerSecond,
    errors: rates.failed,
    requests: rates.ok + rates.failed,
    isPart: endpoint.part,
  };
}

/** Only what is above zero has a logarithm. */
function positive(value: number | null): number | null {
  return value !== null && value > 0 ? value : null;
}
