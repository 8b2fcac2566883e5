import type { CapacityDocument } from './capacity.ts';
import type { StressAnswers } from './stress.ts';

/**
 * The four answers as they are printed, each under its name.
 * @param told what a search of capacity says beside them: its breaking point and recovery are not said again
 */
export function stressLines(
  stress: StressAnswers,
  told?: Pick<CapacityDocument, 'recovery'>,
): { readonly name: string; readonly sentence: string }[] {
  const { degradation, breakingPoint, recovery, resource } = stress;
  return [
    { name: 'Degradation', sentence: degradation.sentence },
    ...(told === undefined ? [{ name: 'Breaking point', sentence: breakingPoint.sentence }] : []),
    ...(told === undefined || told.recovery === null
      ? [{ name: 'Recovery', sentence: recovery.sentence }]
      : []),
    { name: 'Exhausted resource', sentence: resource.sentence },
  ];
}
