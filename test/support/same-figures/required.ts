import type { Summary } from '../../../src/contract/summary.ts';

/** What each output has to show of a document: a figure that is left out without a word is a fault like a wrong one. */

const BOOKS = ['planned', 'sent', 'ok', 'errors', 'dropped', 'cancelled', 'openAtStop'] as const;
const TIMES = ['mean', 'p50', 'p95', 'p99', 'max'] as const;

export const totals = (names: readonly string[] = BOOKS): string[] => names.map((name) => `totals.${name}`);

export function runRates(): string[] {
  return ['rates.throughputPerSecond', 'rates.errorRatePercent'];
}

/** Rates and times of every endpoint. */
export function endpoints(summary: Summary, times: readonly string[] = TIMES): string[] {
  return summary.endpoints.flatMap((_, index) => [
    ...['ok', 'throughputPerSecond', 'failed'].map((name) => `endpoints.${index}.rates.${name}`),
    ...times.map((name) => `endpoints.${index}.responseTimeMs.${name}`),
  ]);
}

/** Of the services as wholes, where there are more than one. */
export function services(summary: Summary): string[] {
  if (summary.services.length < 2) return [];
  return summary.services.flatMap((_, index) => [
    ...['ok', 'throughputPerSecond', 'failed'].map((name) => `services.${index}.rates.${name}`),
    ...TIMES.map((name) => `services.${index}.responseTimeMs.${name}`),
  ]);
}

/** Failures that are in no rate stand beside the rate. */
export function leftOut({ rates }: Summary): string[] {
  return rates.leftOut > 0 ? ['rates.leftOut'] : [];
}

export function grades(
  { grades: rows }: Summary,
  names: readonly string[] = ['value', 'grade', 'margin'],
): string[] {
  return rows.flatMap((_, index) => names.map((name) => `grades.${index}.${name}`));
}

export function expectations({ expectations: rows }: Summary): string[] {
  return rows.map((_, index) => `expectations.${index}.verdict`);
}

export function errors({ errors: rows }: Summary, most = Number.POSITIVE_INFINITY): string[] {
  return rows.slice(0, most).flatMap((_, index) => [`errors.${index}.count`, `errors.${index}.firstAt`]);
}

export function errorCategories({ errorCategories: rows }: Summary): string[] {
  return rows.map((_, index) => `errorCategories.${index}.count`);
}

export function endings(summary: Summary): string[] {
  return (['webSocket', 'sse'] as const).flatMap((kind) =>
    Object.keys(summary[kind]?.closedBy ?? {}).map((cause) => `${kind}.closedBy.${cause}`),
  );
}

export function sockets({ webSocket }: Summary, names: readonly string[]): string[] {
  return webSocket === null ? [] : names.map((name) => `webSocket.${name}`);
}

export function streams({ sse }: Summary, names: readonly string[]): string[] {
  return sse === null ? [] : names.map((name) => `sse.${name}`);
}

/** Every figure of a distribution. */
export function times(path: string, names: readonly string[]): string[] {
  return names.map((name) => `${path}.${name}`);
}
