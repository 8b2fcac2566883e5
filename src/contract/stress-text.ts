import type { StressAnswers } from './stress.ts';

/**
 * The four answers as they are printed, each under its name.
 * @param isBesideSearch the section of a capacity search on the same page has its breaking point and recovery
 */
export function stressLines(
  stress: StressAnswers,
  isBesideSearch = false,
): { readonly name: string; readonly sentence: string }[] {
  const { degradation, breakingPoint, recovery, resource } = stress;
  const searched = [
    { name: 'Breaking point', sentence: breakingPoint.sentence },
    { name: 'Recovery', sentence: recovery.sentence },
  ];
  return [
    { name: 'Degradation', sentence: degradation.sentence },
    ...(isBesideSearch ? [] : searched),
    { name: 'Exhausted resource', sentence: resource.sentence },
  ];
}
