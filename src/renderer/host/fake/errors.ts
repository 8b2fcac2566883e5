import { categoryOf } from '../../../contract/error-category.ts';
import type { Counts, ErrorCategoryRow, ErrorRow, SummarySecond } from '../../../contract/summary.ts';
import type { RunShape } from './shape.ts';

const ERROR_TEXTS: Readonly<Record<string, readonly [string, string, ErrorRow['side']]>> = {
  'http.503': [
    'The service answered 503 Service Unavailable.',
    'Look at the log of the service; it may be shedding load.',
    'target',
  ],
  'timeout.total': [
    'No complete answer within 10 s.',
    'Raise the timeout only if users would wait that long.',
    'target',
  ],
  'connect.refused': [
    'Nothing listens at this address.',
    'Start the service, or change its address.',
    'target',
  ],
  'reset.before_headers': [
    'The connection was reset before any answer.',
    'Look for a restart or a proxy between here and the service.',
    'network',
  ],
};

export function errorsOf(shape: RunShape, seconds: readonly SummarySecond[]): ErrorRow[] {
  const rows = new Map<string, ErrorRow>();
  for (const second of seconds) {
    for (const [code, count] of Object.entries(second.errorsByCode)) {
      const [message, hint, side] = ERROR_TEXTS[code] ?? ['The request failed.', '', 'target'];
      const known = rows.get(code);
      const at = second.second * 1_000 + 412;
      const endpoint = second.endpoints.find((row) => row.errors > 0) ?? shape.endpoints[0];
      rows.set(code, {
        code,
        side,
        service: known?.service ?? endpoint?.service ?? 'gateway',
        endpoint: known?.endpoint ?? endpoint?.endpoint ?? 'curves',
        count: (known?.count ?? 0) + count,
        firstAt: known?.firstAt ?? at,
        lastAt: at,
        message,
        hint,
        example: `GET ${urlOf(endpoint?.endpoint)} → ${code}`,
        category: categoryOf({ code, side }),
        sample: known?.sample ?? sampleOf(code, urlOf(endpoint?.endpoint), at),
      });
    }
  }
  return [...rows.values()].sort((a, b) => b.count - a.count);
}

function urlOf(endpoint = 'curves'): string {
  return `http://127.0.0.1:8000/api/v1/${endpoint}`;
}

/** What came back, where something did. */
function sampleOf(code: string, url: string, atMs: number): ErrorRow['sample'] {
  const nothing = { method: 'GET', url, status: null, atMs, head: '', body: '', note: '' };
  if (code !== 'http.503') return nothing;
  const head =
    'HTTP/1.1 503 Service Unavailable\ncontent-type: application/json\nretry-after: 2\nset-cookie: sid=[hidden]; Path=/';
  return { ...nothing, status: 503, head, body: '{"error":"upstream <b>busy</b>","retry_after":2}' };
}

/** By category, as the analysis has them. */
export function errorCategoriesOf(
  errors: readonly ErrorRow[],
  totals: Pick<Counts, 'ok' | 'errors'>,
  seconds: number,
): ErrorCategoryRow[] {
  const rowOf = (category: ErrorRow['category']): ErrorCategoryRow => {
    const rows = errors.filter((row) => row.category === category);
    const count = rows.reduce((sum, row) => sum + row.count, 0);
    return {
      category,
      count,
      percent: (count / Math.max(1, totals.ok + totals.errors)) * 100,
      perSecond: count / Math.max(1, seconds),
      firstAt: Math.min(...rows.map(({ firstAt }) => firstAt)),
      lastAt: Math.max(...rows.map(({ lastAt }) => lastAt)),
    };
  };
  return [...new Set(errors.map(({ category }) => category))].map(rowOf).sort((a, b) => b.count - a.count);
}
