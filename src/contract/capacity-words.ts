import type {
  CapacityDocument,
  CapacityOutcome,
  CapacityStage,
  CapacityStep,
  StepVerdict,
} from './capacity.ts';
import { counted, formatNumber } from './format.ts';

/** What window, terminal and report say of a search for capacity, in the same words. */

/** What a search is doing, in the order in which it does it. */
export const STAGE_WORDS: Readonly<Record<CapacityStage, string>> = {
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

/** How a search came out, in a few words. */
export const OUTCOME_WORDS_OF_SEARCH: Readonly<Record<CapacityOutcome, string>> = {
  found: 'Capacity found',
  capped: 'Capacity not reached',
  none: 'Missed with one user',
  limited: 'Limit of this machine',
  contradicted: 'Contradictory',
  partial: 'Not finished',
  unmeasured: 'Nothing known',
};

type Unit = Pick<CapacityDocument, 'by' | 'unit'>;

/** `588 req/s`, `1 user`, `120 connections`. */
export function levelText(level: number, { by, unit }: Unit): string {
  if (by === 'rate') return `${formatNumber(level)} ${unit}`;
  return counted(level, by === 'users' ? 'user' : 'connection');
}

/** The load of a step: a search by rate begins with one user, and rests with none. */
export function stepLevelText({ stage, level }: Pick<CapacityStep, 'stage' | 'level'>, of: Unit): string {
  if (level === 0) return 'no load';
  if (stage === 'ladder') return counted(level, 'user');
  return stage === 'probe' && of.by === 'rate' ? 'one user' : levelText(level, of);
}

/** `567–610`; empty where the two ends are one. */
export function intervalText({ low, high }: { readonly low: number; readonly high: number }): string {
  const [from, to] = [formatNumber(low), formatNumber(high)];
  return from === to ? '' : `${from}–${to}`;
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
