import type { Grading } from '../../../contract/grading.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { RunGradings, StoredGrading } from '../../storage/gradings.ts';

/** The grading whose gate counts: the one somebody chose, else the one the run ran with. Null: there is none. */
export function countingGrading({ gradings, chosen }: RunGradings): StoredGrading | null {
  return (
    gradings.find(({ id }) => id === chosen) ?? gradings.find(({ origin }) => origin.kind === 'run') ?? null
  );
}

/** Gradings as they are told. @param now the document, of which the grading that counts takes its part */
export function toldGradings(kept: RunGradings, now?: Pick<Summary, 'grades' | 'overall'>): Grading[] {
  const counting = countingGrading(kept);
  return kept.gradings.map(({ id, gradedAt, origin, result }, index) => {
    const counts = id === counting?.id;
    return {
      number: index + 1,
      gradedAt: new Date(gradedAt).toISOString(),
      origin,
      counts,
      ...result,
      ...(counts && now !== undefined && { grades: now.grades, overall: now.overall }),
    };
  });
}

/** What a document says of its gradings: nothing where the run was graded once. */
export function gradingsPart(
  kept: RunGradings | undefined,
  now: Pick<Summary, 'grades' | 'overall'>,
): Pick<Summary, 'gradings'> {
  if (kept === undefined || kept.gradings.length < 2) return {};
  return { gradings: toldGradings(kept, now) };
}
