import { z } from 'zod';
import { command } from './command.ts';
import { GRADING_ARGUMENTS, type Regraded, type ThresholdChoice, type ThresholdVersion } from './grading.ts';
import {
  type BinContents,
  type DiskUse,
  type Emptied,
  RETENTION_ARGUMENTS,
  type RetentionPreview,
  type RetentionRule,
  type RetentionState,
} from './retention.ts';

const none = z.strictObject({});
const planId = z.string().regex(/^[\w-]{1,64}$/);

/** The commands about gradings and about what is kept: lines of the wire. */
export const KEPT_COMMANDS = {
  /** Every set of thresholds that a plan of the user's had, the first one first. */
  'plans.thresholds': command<ThresholdVersion[]>()(z.strictObject({ planId })),
  /** What a run may be graded with, of the plans that have the name of its own: the present thresholds first. */
  'runs.regradeChoices': command<ThresholdChoice[]>()(GRADING_ARGUMENTS.choices),
  /** Adds a grading of a stored run; those it has stay. */
  'runs.regrade': command<Regraded>()(GRADING_ARGUMENTS.regrade),
  /** From now on the gate of this grading says whether the run passed. */
  'runs.chooseGrading': command<{ runId: string; number: number }>()(GRADING_ARGUMENTS.choose),
  /** Ids of the runs of a plan, by the name in it, the oldest first; those in the bin are left out. */
  'runs.ofPlan': command<string[]>()(GRADING_ARGUMENTS.ofPlan),
  /** A pinned run is never emptied from the bin, and no rule moves it there. */
  'runs.pin': command<{ runId: string; pinned: boolean }>()(RETENTION_ARGUMENTS.pin),
  /** What emptying the bin would remove, and what not. */
  'runs.bin': command<BinContents>()(none),
  /** Removes runs from the bin for good: those named, as far as they are in it and nothing holds them. */
  'runs.empty': command<Emptied>()(RETENTION_ARGUMENTS.empty),
  'storage.use': command<DiskUse>()(none),
  'retention.get': command<RetentionRule>()(none),
  /** What a rule would move to the bin now; nothing is moved, and the rule is not set. */
  'retention.preview': command<RetentionPreview>()(RETENTION_ARGUMENTS.rule),
  /** Sets the rule and moves what it does not keep to the bin, now and after every run. */
  'retention.set': command<RetentionState>()(RETENTION_ARGUMENTS.rule),
} as const;
export type KeptCommand = keyof typeof KEPT_COMMANDS;

export interface KeptEvents {
  /** Runs were removed from the bin for good. */
  'runs.emptied': { readonly runIds: readonly string[] };
}
