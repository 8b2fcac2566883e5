import type { ErrorCategory } from '../../../../contract/error-category.ts';
import type { Side } from '../../../../contract/failure.ts';
import { FAILURES } from '../../../../workers/engine/drivers/failure-codes.ts';

const CATALOGUE = new Map(Object.entries(FAILURES));

/**
 * Codes that are made as they are met, by checks, values and extractions and by the peer of a WebSocket; and those of an
 * earlier version or a later one, by their first word.
 */
const FAMILIES: readonly (readonly [begin: string, category: ErrorCategory])[] = [
  ['check.', 'check'],
  ['extract.', 'check'],
  // 3000 and 3003 are unauthorised and forbidden (IANA); 44xx are the HTTP statuses of many services.
  ['ws.closed.3000', 'authentication'],
  ['ws.closed.3003', 'authentication'],
  ['ws.closed.4401', 'authentication'],
  ['ws.closed.4403', 'authentication'],
  ['ws.closed.', 'connection'],
  ['auth.', 'authentication'],
  ['http.', 'http'],
  ['redirect.', 'http'],
  ['timeout.', 'timeout'],
  ['protocol.', 'protocol'],
  ['limit.', 'protocol'],
];

/**
 * The category of a failure. What this machine or the test did is never the target's, whatever its code.
 */
export function categoryOf({ code, side }: { readonly code: string; readonly side: Side }): ErrorCategory {
  const known = CATALOGUE.get(code);
  if (known !== undefined) return known[0];
  if (side === 'client') return 'machine';
  if (side === 'test' || side === 'guard') return 'test';
  return FAMILIES.find(([begin]) => code.startsWith(begin))?.[1] ?? 'connection';
}
