import type { CapacityDocument, CapacityStage, CapacityStep, StepVerdict } from './capacity.ts';

/** What a search for capacity does and shows, as people read it. */

/** What a search is doing, in the order in which it does it. */
const STAGE_WORDS: Readonly<Record<CapacityStage, string>> = {
  probe: 'One user first',
  climb: 'Raising the load',
  bracket: 'Narrowing it down',
  rest: 'Letting it settle',
  refine: 'Measuring at the limit',
  reference: 'Half the load, for reference',
  overload: 'Overloading it',
  recovering: 'Back to half the load',
  retest: 'Does the old capacity return?',
  ladder: 'Users, one level after another',
  done: 'Done',
};

/** What a search is doing; by connections it begins with one of them. */
export function stageText(stage: CapacityStage, { by }: Pick<CapacityDocument, 'by'>): string {
  return stage === 'probe' && by === 'connections' ? 'One connection first' : STAGE_WORDS[stage];
}

/**
 * | kind    | means                                                  |
 * |---------|--------------------------------------------------------|
 * | met     | shown by enough samples                                |
 * | missed  | shown by enough samples                                |
 * | open    | by the point estimate alone, or not judged             |
 */
export type StepKind = 'met' | 'missed' | 'open';

const KINDS: Readonly<Record<StepVerdict, StepKind>> = {
  met: 'met',
  missed: 'missed',
  'probably met': 'open',
  'probably missed': 'open',
  void: 'open',
  unfinished: 'open',
};

export function stepKind({ verdict }: Pick<CapacityStep, 'verdict'>): StepKind {
  return KINDS[verdict];
}

/** Stages in which a load is tried and judged. */
const SEARCHING: readonly CapacityStage[] = ['climb', 'bracket', 'refine'];

/** The steps that tried a load of the search, in the order of time: a rest tries none, one user alone is another load. */
export function triedSteps({ by, steps }: Pick<CapacityDocument, 'by' | 'steps'>): CapacityStep[] {
  return steps.filter(({ stage }) => SEARCHING.includes(stage) || (stage === 'probe' && by !== 'rate'));
}
