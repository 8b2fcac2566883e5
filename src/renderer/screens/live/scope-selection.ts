import type { EndpointSummary, Summary } from '../../../contract/summary.ts';
import { ALL_ENDPOINTS, scopedTo, scopeName } from '../../result/analysis/selecting/scopes.ts';
import type { Analysis } from '../../result/analysis/use-analysis.ts';
import { endpointKey } from '../../result/grades/grade-lookup.ts';

/** What a table of endpoints needs so that a click on a line leaves its requests alone; another click, all again. */
interface ScopeSelection {
  readonly selected: string | null;
  readonly onSelect: (key: string) => void;
  readonly onService: (service: string) => void;
}

/** @returns for lines named by `endpointKey`, and services by their name */
export function scopeSelection({ summary, scope, act }: Analysis): ScopeSelection {
  const selected = keyOf(summary, scope);
  const choose = (key: string) => {
    const name = key === selected ? ALL_ENDPOINTS : nameOf(summary, key);
    act((now) => scopedTo(now, name));
  };
  return { selected, onSelect: choose, onService: choose };
}

function keyOf({ endpoints }: Summary, { service, endpoint }: Analysis['scope']): string | null {
  const isIt = (row: EndpointSummary) => row.service === service && row.endpoint === endpoint;
  const row = endpoints.find(isIt);
  return row === undefined ? service : endpointKey(row);
}

function nameOf({ endpoints }: Summary, key: string): string {
  const row = endpoints.find((one) => endpointKey(one) === key);
  return row === undefined ? scopeName(key, null) : scopeName(row.service, row.endpoint);
}
