import { formatNumber } from '../../../../contract/format.ts';
import { NOT_SENT_FINDING } from '../../../../contract/summary.ts';
import { rule } from '../findings/finding.ts';
import { codesOf, sum } from '../findings/finding-words.ts';

/**
 * Requests that could not be written (a value without a value, a line break in a header) never left. The books have no
 * column of their own for them: each was due and failed, so they count it as sent and as an error. How many there
 * were is said here, and in the words that explain `sent`.
 */
export const notSent = rule(
  { code: NOT_SENT_FINDING, kind: 'bad', claim: 'plan' },
  ({ errors, ok, failed, leftOut }) => {
    const rows = errors.filter((row) => row.code.startsWith('value.'));
    const count = sum(rows, (row) => row.count);
    if (count === 0) return null;
    return {
      title: 'Requests that were never sent',
      evidence: `${formatNumber(count)} of what is counted as sent could not be written and never left: ${codesOf(rows)}.`,
      suggestion: 'The error table says which value was missing, and where; the plan has to define it first.',
      explains: count / Math.max(count, ok + failed + leftOut),
    };
  },
);
