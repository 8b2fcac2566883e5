import { type Result, succeed } from '../../../../contract/failure.ts';
import type { DocumentedServers } from '../../../../contract/plan-editing.ts';
import { offerPlan } from './imported-repair.ts';
import type { PlanDraft } from './plan-draft.ts';

/** A plan made from something else. */
export interface ImportedPlan {
  /** YAML. Holds references to secrets, never their values. */
  readonly text: string;
  /** What was not imported, or differs from what one may think: one sentence each. */
  readonly notes: readonly string[];
  /** The secrets that were found and taken out of the plan, by environment variable: for this session only. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Services for which the source names several addresses, the plan's first; absent: none. */
  readonly servers?: readonly DocumentedServers[];
}

/** The plan as it may be offered: the checker takes it, perhaps without some of its requests. */
export function finishImport(draft: PlanDraft, name: string): Result<ImportedPlan> {
  const offered = offerPlan(draft.plan(name));
  if (!offered.ok) return offered;
  for (const note of offered.value.notes) draft.note(note);
  draft.note(
    'The load (5 users for a minute) is a starting point. Only the error rate of each endpoint is graded; add a latency threshold to grade speed.',
  );
  return succeed({ text: offered.value.text, ...draft.found });
}
