import type { ShownPlace } from '../../../../contract/summary.ts';
import { linkOf } from './analysis-link.ts';
import { scopeName } from './scopes.ts';

/** What leads to a place of the heatmap: all that is not said there is as it is at first. */
export function linkOfPlace({ service, endpoint, area }: ShownPlace): string {
  const name = service === null ? '' : scopeName(service, endpoint);
  const brush = { a: area, b: null };
  return linkOf({ brush, endpoint: name, clock: 'intended', zoom: null, request: null, list: 'slowest' });
}
