import type { Scope } from '../../../../contract/area.ts';
import { indexesWhere, PRIMARY_ROLES, type Series } from '../../../../contract/series.ts';

/**
 * The series that a scope is about: an endpoint, or what stands for a service (its requests, without any its round trips
 * and so on), or the primary ones of the run.
 */
export function seriesInScope(series: readonly Series[], { service, endpoint }: Scope): number[] {
  const isOf = (one: Series) => service === null || one.service === service;
  if (endpoint !== null) return indexesWhere(series, (one) => isOf(one) && one.endpoint === endpoint);
  if (service === null) return indexesWhere(series, ({ primary }) => primary);
  const primary = indexesWhere(series, (one) => isOf(one) && one.primary);
  if (primary.length > 0) return primary;
  for (const role of ['request', ...PRIMARY_ROLES] as const) {
    const indexes = indexesWhere(series, (one) => isOf(one) && one.inTotals && one.role === role);
    if (indexes.length > 0) return indexes;
  }
  return [];
}
