import type { PlanFacts } from '../../contract/plan-editing.ts';
import type { EpochMillis } from '../../contract/units.ts';
import type { StoredThresholds } from './plan-thresholds.ts';

/** A plan the user wrote, as stored: whatever the text is, it is kept word for word. */
export interface PlanRecord {
  readonly planId: string;
  readonly text: string;
  readonly facts: PlanFacts;
  /** One more with every change of the text, from 1. */
  readonly revision: number;
  readonly createdAt: EpochMillis;
  readonly updatedAt: EpochMillis;
  readonly deleted: boolean;
  /** Present where the record no longer agrees with its seal: one sentence for the reader. */
  readonly damage?: string;
}

export type PlanListing = Omit<PlanRecord, 'text'>;
type NewPlan = Pick<PlanRecord, 'planId' | 'text' | 'facts'>;

/** A file that belongs to a plan: a feed, or a body. */
export interface PlanFile {
  /** As the plan writes it. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The plans table, as the services use it. */
export interface PlanStore {
  create(plan: NewPlan): void;
  /**
   * Replaces the text where it is still the one of `revision`.
   * @returns the new revision, or null where someone else changed the text meanwhile; nothing is written then
   */
  change(planId: string, change: { text: string; facts: PlanFacts; revision: number }): number | null;
  /** Last changed first: those in the bin, or those that are not. */
  list(deleted?: boolean): PlanListing[];
  /** Of all plans, in the bin or not, and of the runs that name secrets: whatever may yet be run with its references. */
  texts(): string[];
  /** Null where there is no such plan; in the bin or not. */
  get(planId: string): PlanRecord | null;
  setDeleted(planId: string, deleted: boolean): void;
  /** By name. One that was changed on disk is left out. */
  files(planId: string): PlanFile[];
  /** Puts a file beside the plan, in place of one of that name. */
  putFile(planId: string, file: PlanFile): void;
  removeFile(planId: string, name: string): void;
  /** Every set of thresholds it had, in order of their versions. */
  thresholds(planId: string): StoredThresholds[];
  /** Keeps a set as the next version, unless the last one is the same. @returns the version it has */
  keepThresholds(planId: string, set: Omit<StoredThresholds, 'version'>): number;
}
