import { showPlacePercentile } from './evidence.ts';
import { formatMs, formatNumber, formatPercent, formatRate } from './format.ts';
import type { Drain, Rates } from './rates.ts';
import type { Summary } from './summary.ts';

/** `12 (3%)`: the failures that count and the error rate they come to; `0` without one. */
export function failedText({ failed, errorRatePercent }: Pick<Rates, 'failed' | 'errorRatePercent'>): string {
  return failed === 0 ? '0' : `${formatNumber(failed)} (${formatPercent(errorRatePercent)})`;
}

/** `40 (36%)`: the failures that are left out of the error rate, of all that finished; `0` without one. */
export function leftOutText({ leftOut, leftOutPercent }: Pick<Rates, 'leftOut' | 'leftOutPercent'>): string {
  return leftOut === 0 ? '0' : `${formatNumber(leftOut)} (${formatPercent(leftOutPercent)})`;
}

/** `left out: 40 (36%)`: stands beside every error rate that something was left out of; empty elsewhere. */
export function leftOutNote(rates: Pick<Rates, 'leftOut' | 'leftOutPercent'>): string {
  return rates.leftOut === 0 ? '' : `left out: ${leftOutText(rates)}`;
}

/** How what is left out came to be so, as the predicate of a sentence about it. */
export function leftOutHow({ leftOut, open }: Pick<Rates, 'leftOut' | 'open'>): string {
  const parts = [
    ...(leftOut > open ? ["failed in ways that do not count as the service's own"] : []),
    ...(open > 0 ? ['had not ended when the run did'] : []),
  ];
  return parts.join(' or ');
}

/** Answers that come this soon after the last request of a plan are no story. */
const A_MOMENT_MS = 200;

/** `after the plan's end: 300 failed in 10 s`; empty where nothing came to an end after it, or well and in a moment. */
export function drainNote({ lengthMs, ok, failed, leftOut }: Drain): string {
  if (failed + leftOut === 0 && lengthMs <= A_MOMENT_MS) return '';
  const parts = [
    ...(ok > 0 ? [`${formatNumber(ok)} succeeded`] : []),
    ...(failed > 0 ? [`${formatNumber(failed)} failed`] : []),
    ...(leftOut > 0 ? [`${formatNumber(leftOut)} left out`] : []),
  ];
  if (parts.length === 0) return '';
  return `after the plan's end: ${parts.join(', ')} in ${lengthMs < 100 ? formatMs(lengthMs) : `${formatNumber(lengthMs / 1_000)} s`}`;
}

/** The one set of rates, each under its name, and what came after the plan's end. */
export function rateNotes({ rates, drain }: Pick<Summary, 'rates' | 'drain'>): string[] {
  return [
    `throughput ${formatRate(rates.throughputPerSecond)}`,
    `error rate ${formatPercent(rates.errorRatePercent)}`,
    leftOutNote(rates),
    drainNote(drain),
  ].filter((part) => part !== '');
}

type Figures = Pick<Summary, 'worst' | 'services' | 'endpoints' | 'grades'>;

/** What a whole service can hide, and what it is called. */
interface WorstEndpoint {
  readonly label: 'Worst endpoint' | 'Slowest endpoint';
  readonly text: string;
}

/**
 * `gateway curves, 20% failed; slowest: gateway historical, p95 913 ms`: the endpoint that fails most, and the slowest;
 * where nothing failed, the slowest alone. Null where there is but one endpoint, whose figures stand everywhere else
 * already.
 */
export function worstEndpoint(summary: Figures): WorstEndpoint | null {
  if (summary.endpoints.filter(({ part }) => !part).length < 2) return null;
  const { errors } = summary.worst;
  const slowest = slowestText(summary);
  if (errors === null) return slowest === '' ? null : { label: 'Slowest endpoint', text: slowest };
  const failing = `${errors.service} ${errors.endpoint}, ${formatPercent(errors.errorRatePercent)} failed`;
  return { label: 'Worst endpoint', text: slowest === '' ? failing : `${failing}; slowest: ${slowest}` };
}

/** Without evidence for its p95 an endpoint is not called the slowest. */
function slowestText(summary: Figures): string {
  const { latency } = summary.worst;
  const row = summary.endpoints.find(
    ({ service, endpoint, part }) => !part && service === latency?.service && endpoint === latency.endpoint,
  );
  if (row === undefined) return '';
  const { value, text } = showPlacePercentile(summary, row, 'p95');
  return value === null ? '' : `${row.service} ${row.endpoint}, p95 ${text}`;
}
