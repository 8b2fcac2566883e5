import type { Distribution } from './distribution.ts';
import { formatCount, formatMs, NO_VALUE } from './format.ts';
import { type Evidence, PERCENTILE_VALUES, type Percentile, statisticWord } from './percentiles.ts';
import type { Summary } from './summary.ts';
import type { GradeRow } from './threshold.ts';

/** How a percentile is printed, the same in every output. */
export interface ShownPercentile {
  /** `812 ms`, `~812 ms` for one with little evidence, or an en dash. */
  readonly text: string;
  readonly evidence: Evidence;
  /** Why it is an estimate or unknown; empty where it is sure. */
  readonly reason: string;
  /** In ms; null where an en dash is printed. */
  readonly value: number | null;
}

/** Stands before a value that rests on fewer than ten samples beyond it. */
export const ESTIMATE_SIGN = '~';

/**
 * A percentile as it is shown. Sure: plainly. An estimate: with `~`. Unknown: an en dash, unless a grade rests on it:
 * what a run is graded on is shown wherever its endpoint is.
 * @param graded whether a grade of the run rests on this value
 */
export function showPercentile(
  distribution: Distribution,
  name: Percentile,
  { graded = false }: { graded?: boolean } = {},
): ShownPercentile {
  const value = distribution[name];
  const evidence = distribution.evidence[name];
  const reason = reasonFor(distribution, name);
  if (value === null || (evidence === 'unknown' && !graded)) {
    return { text: NO_VALUE, evidence, reason, value: null };
  }
  const text = evidence === 'sure' ? formatMs(value) : `${ESTIMATE_SIGN}${formatMs(value)}`;
  return { text, evidence, reason, value };
}

/** One sentence on the evidence of a percentile; empty where it is sure. */
function reasonFor(distribution: Distribution, name: Percentile): string {
  const { count, beyond, evidence, interval95 } = distribution;
  if (evidence[name] === 'sure') return '';
  const samples = `${formatCount(count)} ${count === 1 ? 'sample' : 'samples'}`;
  if (count === 0) return 'No sample.';
  if (evidence[name] === 'unknown') {
    return `${samples}; ${statisticWord(name)} takes at least ${formatCount(leastSamples(name))}.`;
  }
  const [low, high] = interval95[name] ?? [null, null];
  const bound = boundText(low, high);
  return `Estimate: ${beyond[name]} of ${samples} beyond it${bound === '' ? '' : `, ${bound}`}.`;
}

function boundText(low: number | null, high: number | null): string {
  if (low !== null && high !== null) return `95% interval ${formatMs(low)} to ${formatMs(high)}`;
  if (low !== null) return `at least ${formatMs(low)}`;
  return high === null ? '' : `at most ${formatMs(high)}`;
}

/** The fewest samples of which at least one lies beyond the percentile: 1/(1 − p). */
export function leastSamples(name: Percentile): number {
  return Math.ceil(Number((100 / (100 - PERCENTILE_VALUES[name])).toFixed(6)));
}

/** Whether a latency grade rests on this statistic of an endpoint; `endpoint` null: of the service as a whole. */
function isGraded(grades: readonly GradeRow[], place: Placed, name: Percentile): boolean {
  return grades.some(
    (row) =>
      (row.metric === 'latency' || row.metric === 'messageLatency') &&
      row.statistic === name &&
      row.service === place.service &&
      row.endpoint === place.endpoint,
  );
}

/** The p95 of a run as a list shows it, of which no more is kept than its value and what that rests on. */
export function showListedP95({
  p95Ms,
  p95Evidence,
}: {
  readonly p95Ms: number | null;
  readonly p95Evidence: Evidence | null;
}): ShownPercentile {
  if (p95Ms === null) {
    return { text: NO_VALUE, evidence: 'unknown', reason: 'Too few samples for a p95.', value: null };
  }
  // Of runs stored before it was kept what it rests on is not known: those kept no value that was not sure.
  const evidence = p95Evidence ?? 'sure';
  const sure = evidence === 'sure';
  return {
    text: sure ? formatMs(p95Ms) : `${ESTIMATE_SIGN}${formatMs(p95Ms)}`,
    evidence,
    reason: sure ? '' : 'Estimate: fewer than ten samples beyond it.',
    value: p95Ms,
  };
}

/** One line under every table of percentiles that are not all sure. */
export const EVIDENCE_LEGEND = `${ESTIMATE_SIGN} estimate: fewer than ten samples beyond it; ${NO_VALUE} unknown: no sample beyond it.`;

/** An endpoint; null: the service as a whole. */
type Placed = Pick<GradeRow, 'service' | 'endpoint'>;

/** What is read of a run to know which of its percentiles are graded. */
type Run = Pick<Summary, 'grades' | 'services' | 'endpoints'>;

/**
 * How the percentile of an endpoint, or of a service as a whole, is shown. A service of one endpoint is that endpoint:
 * what the one is graded on stands at the other too.
 */
export function showPlacePercentile(
  run: Run,
  place: Placed & { readonly responseTimeMs: Distribution },
  name: Percentile,
): ShownPercentile {
  return showPercentile(place.responseTimeMs, name, { graded: isGradedAnywhere(run, place, name) });
}

/** How the percentile of the run as a whole is shown; of one service it is that of the service. */
export function showOverallPercentile(
  run: Run & Pick<Summary, 'overallTimeMs'>,
  name: Percentile,
): ShownPercentile {
  const [only, ...others] = run.services;
  const graded =
    only !== undefined &&
    others.length === 0 &&
    isGradedAnywhere(run, { service: only.service, endpoint: null }, name);
  return showPercentile(run.overallTimeMs, name, { graded });
}

/**
 * How a percentile of any of the distributions of a document is shown: the same wherever it stands. Those of streams
 * belong to no endpoint by name: graded is what has the very value that a grade rests on.
 */
export function showTimePercentile(
  run: Run & Pick<Summary, 'overallTimeMs'>,
  time: Distribution,
  name: Percentile,
): ShownPercentile {
  if (time === run.overallTimeMs) return showOverallPercentile(run, name);
  const endpoint = run.endpoints.find(({ responseTimeMs }) => responseTimeMs === time);
  if (endpoint !== undefined) return showPlacePercentile(run, endpoint, name);
  const service = run.services.find(({ responseTimeMs }) => responseTimeMs === time);
  if (service !== undefined) return showPlacePercentile(run, { ...service, endpoint: null }, name);
  const graded = run.grades.some(
    (row) => isGraded([row], row, name) && row.value !== null && row.value === time[name],
  );
  return showPercentile(time, name, { graded });
}

function isGradedAnywhere({ grades, endpoints }: Run, place: Placed, name: Percentile): boolean {
  const [only, ...others] = endpoints.filter(({ service, part }) => service === place.service && !part);
  const same = [place, { service: place.service, endpoint: null }, ...(only === undefined ? [] : [only])];
  const isOnly =
    only !== undefined && others.length === 0 && (place.endpoint ?? only.endpoint) === only.endpoint;
  return (isOnly ? same : [place]).some((one) => isGraded(grades, one, name));
}

/** Whether any of these is not plainly known, so that the legend is due. */
export function needsLegend(shown: readonly ShownPercentile[]): boolean {
  return shown.some(({ evidence }) => evidence !== 'sure');
}
