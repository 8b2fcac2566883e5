import type { PlanPlace } from '../../../../contract/plan-editing.ts';
import type { PlanTab } from '../../../words/navigation.ts';

const TABS: Readonly<Record<string, PlanTab>> = {
  services: 'requests',
  classes: 'requests',
  use: 'requests',
  load: 'load',
  sizes: 'load',
  size: 'load',
  thresholds: 'bounds',
  gate: 'bounds',
  values: 'values',
};

/** The part of the form where a problem can be mended; null: only in the text. */
export function tabOfProblem(path: PlanPlace): PlanTab | null {
  const [first] = path;
  if (first === undefined) return null;
  return TABS[String(first)] ?? 'about';
}
