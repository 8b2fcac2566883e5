import type { StressAnswers } from './stress.ts';

/** The four answers as they are printed, each under its name. */
export function stressLines(stress: StressAnswers): { readonly name: string; readonly sentence: string }[] {
  return [
    { name: 'Degradation', sentence: stress.degradation.sentence },
    { name: 'Breaking point', sentence: stress.breakingPoint.sentence },
    { name: 'Recovery', sentence: stress.recovery.sentence },
    { name: 'Exhausted resource', sentence: stress.resource.sentence },
  ];
}
