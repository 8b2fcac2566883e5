import { formatNumber } from '../../../contract/format.ts';
import { NOT_SENT_FINDING } from '../../../contract/summary.ts';
import type { Facts, Finding } from './finding.ts';

/**
 * Requests that could not be written (a value without a value, a line break in a header) never left. The books have no
 * column of their own for them: each was due and failed, so they count it as sent and as an error. How many there
 * were is said here, and in the words that explain `sent`.
 */
export function notSent({ errors }: Facts): Finding | null {
  const rows = errors.filter((row) => row.code.startsWith('value.'));
  const count = rows.reduce((sum, row) => sum + row.count, 0);
  if (count === 0) return null;
  const codes = [...new Set(rows.map((row) => row.code))].slice(0, 4).join(', ');
  return {
    code: NOT_SENT_FINDING,
    kind: 'bad',
    title: 'Requests that were never sent',
    evidence: `${formatNumber(count)} of what is counted as sent could not be written and did not leave: ${codes}.`,
    suggestion: 'The error table says which value was missing, and where; the plan has to give it first.',
  };
}
