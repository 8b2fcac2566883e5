import type { Summary } from '../../../contract/summary.ts';
import { isRunTab, paths, type RunTab } from '../../words/navigation.ts';

/** What a run opens with: the answer of a search for capacity, else the page for those who were not there. */
function firstTab({ capacity }: Pick<Summary, 'capacity'>): RunTab {
  return capacity === undefined ? 'summary' : 'capacity';
}

/** The tab that an address names; the first where it names none that the run has. */
export function tabOf(name: string, summary: Pick<Summary, 'capacity'>): RunTab {
  const isThere = isRunTab(name) && (name !== 'capacity' || summary.capacity !== undefined);
  return isThere ? name : firstTab(summary);
}

/** Where a tab of a run is. */
export function pathOfTab(summary: Pick<Summary, 'capacity' | 'run'>, tab: RunTab): string {
  return paths.run(summary.run.id, tab === firstTab(summary) ? undefined : tab);
}
