import type { CapacityDocument, CapacityOutcome } from '../../../../../contract/capacity.ts';
import type { Outcome } from '../../../../../contract/outcome.ts';
import type { Summary } from '../../../../../contract/summary.ts';
import { type Obstacle, outcomeWith } from '../../grades/obstacles.ts';

const OUTCOMES: Readonly<Record<CapacityOutcome, Outcome>> = {
  found: 'passed',
  capped: 'passed',
  none: 'failed',
  limited: 'not gradable',
  contradicted: 'failed',
  partial: 'not gradable',
  unmeasured: 'not gradable',
  recovered: 'passed',
  'not recovered': 'failed',
  'not returned': 'failed',
  'reference missed': 'failed',
};

/**
 * What a search comes to, where grades would be of all its loads together: it passes with an answer, fails where the answer is
 * that no load will do, and cannot be graded where there is none. What keeps a run from passing whatever its gate keeps a
 * search from it too; its answer stays, and the sentence says both.
 * @param obstacles what stands in the way of any gate
 */
export function overallOfSearch(
  { outcome: own, sentence }: CapacityDocument,
  obstacles: readonly Obstacle[],
): Summary['overall'] {
  const outcome = outcomeWith(OUTCOMES[own], obstacles);
  return {
    grade: outcome === 'passed' ? 'not-applicable' : outcome === 'failed' ? 'poor' : 'not-gradable',
    gate: 'none',
    outcome,
    passed: outcome === 'passed',
    sentence: [sentence, ...obstacles.map((obstacle) => obstacle.sentence)].join(' '),
  };
}
