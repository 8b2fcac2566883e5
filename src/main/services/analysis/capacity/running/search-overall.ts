import type { CapacityDocument } from '../../../../../contract/capacity.ts';
import { isCapacityMet } from '../../../../../contract/capacity-text.ts';
import type { Outcome } from '../../../../../contract/outcome.ts';
import type { Summary } from '../../../../../contract/summary.ts';

/**
 * What a search comes to, where grades would be of all its loads together: it passes with an answer, fails where the answer is
 * that no load will do, and cannot be graded where there is none.
 */
export function overallOfSearch(capacity: CapacityDocument): Summary['overall'] {
  const outcome = outcomeOf(capacity);
  return {
    grade: outcome === 'passed' ? 'not-applicable' : outcome === 'failed' ? 'poor' : 'not-gradable',
    gate: 'none',
    outcome,
    passed: outcome === 'passed',
    sentence: capacity.sentence,
  };
}

function outcomeOf(capacity: CapacityDocument): Outcome {
  if (isCapacityMet(capacity)) return 'passed';
  const { outcome, recovery } = capacity;
  const isLost = outcome === 'none' || outcome === 'contradicted';
  // Of a recovery alone there is no other outcome.
  const isBroken = outcome === 'unmeasured' && recovery?.recovered === 'no';
  return isLost || isBroken ? 'failed' : 'not gradable';
}
