import type { CapacityStage } from '../../../../contract/capacity.ts';
import type { Thoroughness } from '../../../../contract/capacity-search.ts';
import type { Millis } from '../../../../contract/units.ts';
import { CLIMB_LOOKS, EFFORTS, PROBE_LOOKS, type SearchSettings } from './search-settings.ts';
import { STEP_STAGES, type StepPurpose } from './search-step.ts';

/** A level that is to be held, and how it is judged. */
export interface HoldOrder {
  readonly number: number;
  readonly purpose: StepPurpose;
  readonly stage: CapacityStage;
  readonly level: number;
  /** Seconds of known starts, in ascending order; the last one decides. */
  readonly looks: readonly number[];
  /** Whether it passes without being shown, where its shares are low. */
  readonly mayPass: boolean;
  /** Whether its starts wait for no response, so that its queue can grow without end. */
  readonly isOpen: boolean;
  /** It counts from then on, though the same load may have been applied before. */
  readonly notBeforeMs: Millis;
}

/** What only the search knows of a level. */
type Asked = Pick<HoldOrder, 'number' | 'purpose' | 'level' | 'notBeforeMs'> & {
  readonly effort: Thoroughness;
};

/** How a level is looked at, by what it is held for. */
export function holdOrder(
  { effort, ...asked }: Asked,
  { by, to }: Pick<SearchSettings, 'by' | 'to'>,
): HoldOrder {
  const { purpose, level } = asked;
  const { refineSeconds, bracketLooks } = EFFORTS[effort];
  const isLong = purpose === 'refine' || purpose === 'confirm';
  const looks = isLong ? [refineSeconds] : bracketLooks;
  return {
    ...asked,
    stage: STEP_STAGES[purpose],
    looks: purpose === 'probe' ? PROBE_LOOKS : purpose === 'climb' ? CLIMB_LOOKS : looks,
    mayPass: purpose === 'climb' && (to === null || level < to),
    isOpen: by === 'rate' && purpose !== 'probe',
  };
}
