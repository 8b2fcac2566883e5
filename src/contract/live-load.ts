import type { SteeredUnit } from './steering.ts';

/** How much of a unit is applied at a moment of a run that goes on. */
export interface AppliedLevel {
  readonly unit: SteeredUnit;
  readonly level: number;
  /** What the plan has at the same moment. */
  readonly planned: number;
  /** The most the plan ever has of it. */
  readonly peak: number;
}

/** The load of a run that goes on in this process, and what a person may do about it. */
export interface LiveLoad {
  /** One for each unit that the plan has. */
  readonly levels: readonly AppliedLevel[];
  /** What is applied now is not what the plan has. */
  readonly isSteered: boolean;
  /** Why nobody may steer it by hand, in a sentence; empty: they may. */
  readonly refusal: string;
}
