import { parseObjective, parseObjectives } from '../../../../contract/objective-text.ts';
import type { Plan } from '../../../../contract/plan.ts';
import { capacitySettings } from '../compile/capacity-settings.ts';
import { searchedClasses } from '../compile/searched-classes.ts';
import { type Issue, type Path, refusalOf } from '../text/issue.ts';

/** What a block `capacity` says that no search could do, each where it stands. */
export function checkCapacity(plan: Plan): Issue[] {
  const { capacity } = plan;
  if (capacity === undefined) return [];
  const at: Path = ['capacity'];
  const wrong = capacity.objectives.flatMap((text, index) =>
    refusalOf(parseObjective(text), [...at, 'objectives', index]),
  );
  if (wrong.length > 0) return wrong;
  const together = parseObjectives(capacity.objectives);
  if (!together.ok) return refusalOf(together, [...at, 'objectives']);
  // Without classes there is a better sentence elsewhere.
  if (Object.keys(plan.classes).length === 0) return [];
  const searched = searchedClasses(plan, capacity.by);
  if (!searched.ok) return refusalOf(searched, capacity.by === undefined ? at : [...at, 'by']);
  return refusalOf(capacitySettings(plan, {}, searched.value), at);
}
