import type { NeededText, PlanPlace, PlanProblem } from '../../../../contract/plan-editing.ts';
import type { PlanTab } from '../../../words/navigation.ts';

/** `Line 3`, and where in the plan that is. */
export function placeWords({ line, path }: PlanProblem): string {
  if (path.length === 0) return `Line ${line}`;
  const place = path
    .map((step, at) => (typeof step === 'number' ? `[${step + 1}]` : at === 0 ? step : ` › ${step}`))
    .join('');
  return `Line ${line}, ${place}`;
}

/** A plan that asks nothing yet: not wrong, not ready. */
export function isEmptyPlan(problems: readonly PlanProblem[]): boolean {
  const [only] = problems;
  return problems.length === 1 && only?.code === 'plan.empty' && only.path.length === 1;
}

/** What keeps a run from starting although nothing is wrong with the plan. */
export function warningOfNeed({ variable, from }: NeededText): string[] {
  return from === 'nowhere' ? [`${variable} is not set: a run is refused until it is, under Values.`] : [];
}

/** A problem as a sentence with its place. */
export function problemSentence(problem: PlanProblem): string {
  const { line, column, message } = problem;
  return `Line ${line}, column ${column}: ${message}.`;
}

const TABS: Readonly<Record<string, PlanTab>> = {
  services: 'requests',
  classes: 'requests',
  use: 'requests',
  watch: 'requests',
  load: 'load',
  sizes: 'load',
  size: 'load',
  thresholds: 'bounds',
  gate: 'bounds',
  stopWhen: 'bounds',
  values: 'values',
};

/** The part of the form where a problem can be mended; null: only in the text. */
export function tabOfProblem(path: PlanPlace): PlanTab | null {
  const [first] = path;
  if (first === undefined) return null;
  return TABS[String(first)] ?? 'about';
}
