import { z } from 'zod';

/** Most runs that one command moves or empties. */
export const MAX_RUNS_AT_ONCE = 10_000;
const days = z.number().int().min(1).max(36_500);

/**
 * A run stays where it is among the last so many, or no older than so many days: what either keeps is kept. Both null:
 * every run stays. What a rule does not keep goes to the bin, never further; runs that are pinned, in progress, or part of a
 * baseline or a series always stay.
 */
export const retentionRuleSchema = z.strictObject({
  lastRuns: z.number().int().min(1).max(1_000_000).nullable(),
  lastDays: days.nullable(),
});
export type RetentionRule = z.infer<typeof retentionRuleSchema>;
export const KEEP_ALL: RetentionRule = { lastRuns: null, lastDays: null };

/** Why a run stays where it is although it might go. */
export type KeptBecause = 'pinned' | 'baseline' | 'series';

/** A run that goes, or stays. */
export interface BinRun {
  readonly runId: string;
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** What it takes of the disk, within a few percent. */
  readonly bytes: number;
}

/** What a rule would move to the bin now, newest first. */
export interface RetentionPreview {
  readonly rule: RetentionRule;
  readonly moves: readonly Omit<BinRun, 'bytes'>[];
}

export interface RetentionState {
  readonly rule: RetentionRule;
  /** What was moved to the bin by setting it. */
  readonly moved: readonly string[];
}

/** What emptying the bin would do now. */
export interface BinContents {
  /** What goes, newest first. */
  readonly goes: readonly BinRun[];
  /** Of all that goes. */
  readonly bytes: number;
  /** What stays in the bin. */
  readonly stays: readonly (BinRun & { readonly because: KeptBecause })[];
}

/** What emptying the bin has done. */
export interface Emptied {
  /** Gone for good. */
  readonly runs: number;
  /** What the files of the data folder are smaller by. */
  readonly freedBytes: number;
  /** Free inside the data file: the next runs use it, before the file grows. */
  readonly reusableBytes: number;
  /** Why that was not given back to the disk, as a sentence; empty where it was, or is little. */
  readonly note: string;
}

/** How much of the disk the data takes, in bytes. */
export interface DiskUse {
  /** The database and its log. */
  readonly fileBytes: number;
  readonly reusableBytes: number;
  /** Beside them: copies from before an upgrade, damaged files that were set aside. */
  readonly otherBytes: number;
  readonly runs: { readonly count: number; readonly bytes: number };
  readonly bin: { readonly count: number; readonly bytes: number };
  /** Of each run, in the bin or not, within a few percent. */
  readonly bytesOf: Readonly<Record<string, number>>;
}

const runId = z.string().regex(/^[\w-]{1,64}$/);
/** Arguments of the commands; the answers stand in the wire. */
export const RETENTION_ARGUMENTS = {
  pin: z.strictObject({ runId, pinned: z.boolean() }),
  /** Those that were shown: what came into the bin since stays. */
  empty: z.strictObject({ runIds: z.array(runId).min(1).max(MAX_RUNS_AT_ONCE) }),
  rule: z.strictObject({ rule: retentionRuleSchema }),
} as const;
