import { fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import type {
  GradingOrigin,
  ThresholdChoice,
  ThresholdSet,
  ThresholdSource,
  ThresholdVersion,
} from '../../../contract/grading.ts';
import type { OpenedPlan, PlanRow, PlanSource } from '../../../contract/plan-editing.ts';
import { PRESETS } from '../plans/library/presets.ts';

/** What is asked of the plans to find thresholds. */
export interface ThresholdPlans {
  list(): PlanRow[];
  get(source: PlanSource): Promise<Result<OpenedPlan>>;
  versions(planId: string): Promise<Result<ThresholdVersion[]>>;
  /** The thresholds in the text of a plan. @returns a failure as the plan has it, where it cannot be read */
  setOf(text: string): Promise<Result<ThresholdSet>>;
}

/** A set, and whose it is. */
interface FoundSet {
  readonly set: ThresholdSet;
  readonly origin: GradingOrigin;
}

/** The thresholds that a source names. @returns failures `regrade.…`, and those of the plan */
export async function findThresholds(
  source: ThresholdSource,
  plans: ThresholdPlans,
): Promise<Result<FoundSet>> {
  const found = await setFrom(source, plans);
  if (!found.ok || found.value.set.thresholds.length > 0) return found;
  return fail(
    testFailure(
      'regrade.no_thresholds',
      'This plan sets no thresholds, so nothing can be graded by it.',
      'Choose another version, or a plan that has thresholds.',
    ),
  );
}

async function setFrom(source: ThresholdSource, plans: ThresholdPlans): Promise<Result<FoundSet>> {
  if (source.kind === 'stored') return ofVersion(source, plans);
  if (source.kind === 'text') {
    const set = await plans.setOf(source.text);
    return set.ok ? succeed({ set: set.value, origin: { kind: 'file', name: source.name } }) : set;
  }
  const opened = await plans.get(source);
  if (!opened.ok) return opened;
  const set = await plans.setOf(opened.value.text);
  return set.ok
    ? succeed({ set: set.value, origin: { kind: 'plan', name: source.name, version: null } })
    : set;
}

async function ofVersion(
  { planId, version }: Extract<ThresholdSource, { kind: 'stored' }>,
  plans: ThresholdPlans,
): Promise<Result<FoundSet>> {
  const opened = await plans.get({ kind: 'stored', planId });
  if (!opened.ok) return opened;
  const versions = await plans.versions(planId);
  if (!versions.ok) return versions;
  const name = opened.value.row?.name ?? planId;
  const present = versions.value.at(-1);
  const chosen = version === undefined ? present : versions.value.find((one) => one.version === version);
  if (chosen !== undefined)
    return succeed({ set: chosen, origin: { kind: 'plan', name, version: chosen.version } });
  if (version === undefined || present === undefined) {
    // Its text was never a plan that could be read: what is wrong with it is said.
    const set = await plans.setOf(opened.value.text);
    return set.ok ? succeed({ set: set.value, origin: { kind: 'plan', name, version: null } }) : set;
  }
  return fail(
    testFailure(
      'regrade.no_version',
      `The thresholds of ${name} have no version ${version}.`,
      `It has ${present.version === 1 ? 'version 1 only' : `versions 1 to ${present.version}`}.`,
    ),
  );
}

/** What a run of a plan of this name may be graded with: of each such plan the present set, then those before it. */
export async function choicesFor(planName: string, plans: ThresholdPlans): Promise<ThresholdChoice[]> {
  const choices: ThresholdChoice[] = [];
  for (const { planId, name } of plans.list()) {
    if (name !== planName) continue;
    const versions = await plans.versions(planId);
    if (!versions.ok) continue;
    for (const { version, thresholds } of versions.value.toReversed()) {
      if (thresholds.length === 0) continue;
      choices.push({
        source: { kind: 'stored', planId, version },
        origin: { kind: 'plan', name, version },
        thresholds: thresholds.length,
      });
    }
  }
  for (const { name } of PRESETS) {
    const opened = await plans.get({ kind: 'preset', name });
    if (!opened.ok || nameIn(opened.value.text) !== planName) continue;
    const set = await plans.setOf(opened.value.text);
    if (!set.ok || set.value.thresholds.length === 0) continue;
    choices.push({
      source: { kind: 'preset', name },
      origin: { kind: 'plan', name, version: null },
      thresholds: set.value.thresholds.length,
    });
  }
  return choices;
}

/** The name a preset gives itself: ours are written one way. */
function nameIn(text: string): string | null {
  const [, name] = /^name: *["']?(.*?)["']? *$/m.exec(text) ?? [];
  return name ?? null;
}
