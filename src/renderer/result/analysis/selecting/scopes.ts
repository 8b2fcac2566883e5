import type { Scope } from '../../../../contract/area.ts';
import type { ErrorRow, Summary } from '../../../../contract/summary.ts';
import { type AnalysisState, narrowedTo } from './analysis-state.ts';
import { ALL_BANDS, type MeasuredRun, measuredArea } from './area-edit.ts';

export const ALL_ENDPOINTS = '';

/** What a heatmap can be of, by the name that a link has for it: all, each service, each endpoint. */
export function scopeChoices({
  endpoints,
}: Pick<Summary, 'endpoints'>): (readonly [name: string, text: string])[] {
  const services = [...new Set(endpoints.map(({ service }) => service))];
  return [
    [ALL_ENDPOINTS, 'All endpoints'],
    ...(services.length > 1 ? services.map((name) => [scopeName(name, null), `${name}, all`] as const) : []),
    // Endpoints of several protocols can share a name; they are looked at together.
    ...new Map(
      endpoints.map(({ service, endpoint }) => [scopeName(service, endpoint), `${service} ${endpoint}`]),
    ),
  ];
}

/** What a name of a link means in this run; all of it where the run has nothing of that name. */
export function scopeOf(
  { endpoint: name, clock }: Pick<AnalysisState, 'endpoint' | 'clock'>,
  { endpoints }: Pick<Summary, 'endpoints'>,
): Scope {
  const one = endpoints.find(({ service, endpoint }) => scopeName(service, endpoint) === name);
  if (one !== undefined) return { service: one.service, endpoint: one.endpoint, clock };
  const service = endpoints.find((row) => scopeName(row.service, null) === name)?.service ?? null;
  return { service, endpoint: null, clock };
}

/** What is chosen of the choices; what a run has not, as of a link from another one, is all of it. */
export function chosenScope(name: string, summary: Pick<Summary, 'endpoints'>): string {
  return scopeChoices(summary).some(([choice]) => choice === name) ? name : ALL_ENDPOINTS;
}

/** Whether a run has what a link names. */
export function hasScope(name: string, { endpoints }: Pick<Summary, 'endpoints'>): boolean {
  return (
    name === ALL_ENDPOINTS ||
    endpoints.some(({ service, endpoint }) =>
      [scopeName(service, null), scopeName(service, endpoint)].includes(name),
    )
  );
}

/** The name in a link of a service, or of one of its endpoints. A dot of its own name is told from the one that divides. */
export function scopeName(service: string, endpoint: string | null): string {
  const name = service.replaceAll(/[~.]/g, '~$&');
  return endpoint === null ? name : `${name}.${endpoint}`;
}

/** What is said of a name that a run has not, as one that reads it knows it. */
export function lostScopeWords(name: string): string {
  const [, service = name, endpoint] = /^((?:~.|[^~.])*)(?:\.(.*))?$/s.exec(name) ?? [];
  const own = service.replaceAll(/~([~.])/g, '$1');
  const what = endpoint === undefined ? `service ${own}` : `endpoint ${own} ${endpoint}`;
  return `This run has no ${what}: all are shown.`;
}

/** Whether requests had an intended start anywhere: without, both clocks are one. */
export function hasIntended({ endpoints }: Pick<Summary, 'endpoints'>): boolean {
  return endpoints.some(({ responseTimeMs }) => responseTimeMs.clock === 'intended');
}

/**
 * An endpoint and the requests of it that failed with a code, within the time of what is selected, else within that of the
 * figures: the warm-up is in them where the row has failures of it.
 */
export function showingFailures(
  state: AnalysisState,
  { service, endpoint, code, firstAt }: Pick<ErrorRow, 'service' | 'endpoint' | 'code' | 'firstAt'>,
  { length, warmup }: MeasuredRun,
): AnalysisState {
  const { a } = state.history.now;
  const counted = measuredArea({ length, warmup: firstAt < 1_000 * warmup ? 0 : warmup });
  // Failures have no latency that an area could cut.
  const filter = { service, endpoint, code, clock: state.clock, area: { ...(a ?? counted), ...ALL_BANDS } };
  const shown = { ...state, endpoint: scopeName(service, endpoint), request: null };
  return narrowedTo(shown, { words: code, filter });
}

/** An endpoint by itself, whatever is selected. */
export function showingEndpoint(
  state: AnalysisState,
  { service, endpoint }: { readonly service: string; readonly endpoint: string },
): AnalysisState {
  return scopedTo(state, scopeName(service, endpoint));
}

/** Whatever has this name, with all of its requests. @param endpoint as a link names it */
export function scopedTo(state: AnalysisState, endpoint: string): AnalysisState {
  return { ...state, endpoint, request: null, narrowed: null };
}
