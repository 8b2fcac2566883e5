import type { Scope } from '../../../../contract/area.ts';
import type { Summary } from '../../../../contract/summary.ts';
import type { AnalysisState } from './analysis-state.ts';

export const ALL_ENDPOINTS = '';

/** What a heatmap can be of, by the name that a link has for it: all, each service, each endpoint. */
export function scopeChoices({
  endpoints,
}: Pick<Summary, 'endpoints'>): (readonly [name: string, text: string])[] {
  const services = [...new Set(endpoints.map(({ service }) => service))];
  return [
    [ALL_ENDPOINTS, 'All endpoints'],
    ...(services.length > 1 ? services.map((name) => [name, `${name}, all`] as const) : []),
    ...endpoints.map(
      ({ service, endpoint }) => [`${service}.${endpoint}`, `${service} ${endpoint}`] as const,
    ),
  ];
}

/** What a name of a link means in this run; all of it where the run has nothing of that name. */
export function scopeOf(
  { endpoint: name, clock }: Pick<AnalysisState, 'endpoint' | 'clock'>,
  { endpoints }: Pick<Summary, 'endpoints'>,
): Scope {
  const one = endpoints.find(({ service, endpoint }) => `${service}.${endpoint}` === name);
  if (one !== undefined) return { service: one.service, endpoint: one.endpoint, clock };
  const service = endpoints.find((row) => row.service === name)?.service ?? null;
  return { service, endpoint: null, clock };
}

/** The name of an endpoint in a link. */
export function scopeName(service: string, endpoint: string): string {
  return `${service}.${endpoint}`;
}

/** Whether requests had an intended start anywhere: without, both clocks are one. */
export function hasIntended({ endpoints }: Pick<Summary, 'endpoints'>): boolean {
  return endpoints.some(({ responseTimeMs }) => responseTimeMs.clock === 'intended');
}
