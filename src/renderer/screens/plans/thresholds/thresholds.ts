import { GRADE_METRIC_NAMES, GRADE_METRICS } from '../../../../contract/grade-metrics.ts';
import { listOf, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { VisualEdit } from '../../../../contract/plan-editing.ts';
import type { PlanPreview } from '../../../../contract/plan-preview.ts';
import type { Threshold } from '../../../../contract/threshold.ts';
import { appendEdits } from '../fields/plan-data.ts';

/** What is known of a metric; of any text, for what is written may be none. */
export function metricOf(text: string) {
  const name = GRADE_METRIC_NAMES.find((candidate) => candidate === text);
  if (name === undefined) return { word: text, unit: '', better: 'lower', statistic: null } as const;
  const known = GRADE_METRICS[name];
  return known.unit === '1/s' ? { ...known, unit: '/s' } : known;
}

/** Something a threshold can be set for: an endpoint, or a whole service (or each endpoint of it). */
export interface Measured {
  readonly service: string;
  readonly endpoint: string | null;
}

/** What the plan measures, and what its bounds name already. Services first. */
export function measuredOf(endpoints: PlanPreview['endpoints'], data: unknown): Measured[] {
  const named = listOf(valueAt(data, ['thresholds'])).map((row): Measured => {
    const { service, endpoint } = recordOf(row);
    return { service: textOf(service), endpoint: typeof endpoint === 'string' ? endpoint : null };
  });
  const services = [...endpoints, ...named].map(({ service }): Measured => ({ service, endpoint: null }));
  const all = [...services, ...endpoints.map(({ service, endpoint }) => ({ service, endpoint })), ...named];
  const known = new Map(all.map((one) => [JSON.stringify([one.service, one.endpoint]), one]));
  return [...known.values()].filter((one) => one.service !== '');
}

/** Of the thresholds in force, those the plan does not write itself: they come with the classes of a suite. */
export function suiteThresholds(inForce: readonly Threshold[], rows: readonly unknown[]): Threshold[] {
  const own = rows.map(recordOf);
  const written = new Set(own.filter(({ scope }) => scope === undefined).map(keyOf));
  const scoped = new Set(own.filter(({ scope }) => scope !== undefined).map(keyOf));
  return inForce.filter(
    (row) =>
      !written.has(keyOf({ ...row })) &&
      !(row.endpoint !== undefined && scoped.has(keyOf({ ...row, endpoint: undefined }))),
  );
}

function keyOf({ service, endpoint, metric }: Readonly<Record<string, unknown>>): string {
  return JSON.stringify([service, endpoint ?? null, metric]);
}

/** Bounds to begin with, for every service that has none: people call a second long, and an error in a hundred bad. */
export function usualEdits(data: unknown, measured: readonly Measured[]): VisualEdit[] {
  const rows = listOf(valueAt(data, ['thresholds']));
  const bounded = new Set(rows.map((row) => textOf(recordOf(row).service)));
  const services = measured.filter((one) => one.endpoint === null && !bounded.has(one.service));
  const added = services.flatMap(({ service }) => {
    const each = { service, scope: 'every-endpoint' };
    const latency = { metric: 'latency', statistic: 'p95', excellent: 100, good: 300, acceptable: 1_000 };
    return [
      { ...each, ...latency },
      { ...each, metric: 'errorRate', excellent: 0.1, good: 0.5, acceptable: 1 },
    ];
  });
  return appendEdits(data, ['thresholds'], ...added);
}
