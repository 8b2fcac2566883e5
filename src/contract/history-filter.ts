import { z } from 'zod';
import { GRADE_RESULTS } from './grades.ts';
import { OUTCOMES } from './outcome.ts';
import { PURPOSES, RUN_STATES } from './run-state.ts';

const name = z.string().max(200);

/** Which runs of a history; what is absent is not asked for. Runs that are asked for have all of it. */
export const historyFilterShape = {
  /** True: those in the bin; else those that are not. */
  deleted: z.boolean().optional(),
  /** Name of the plan, as it was when the run began. */
  plan: name.optional(),
  /** Runs that measured a service, or an endpoint of it. */
  service: name.optional(),
  endpoint: name.optional(),
  /** Any of these. */
  grades: z.array(z.enum(GRADE_RESULTS)).min(1).max(GRADE_RESULTS.length).optional(),
  outcomes: z.array(z.enum(OUTCOMES)).min(1).max(OUTCOMES.length).optional(),
  states: z.array(z.enum(RUN_STATES)).min(1).max(RUN_STATES.length).optional(),
  purposes: z.array(z.enum(PURPOSES)).min(1).max(PURPOSES.length).optional(),
  tag: name.optional(),
  /** Host name of the machine that generated the load. */
  machine: name.optional(),
  /** When they began, epoch milliseconds: from this one on, and before that one. */
  from: z.number().optional(),
  before: z.number().optional(),
  /** Every word of it stands somewhere: in name, tags, notes, plan, machine, outcome, grade, state, purpose, trust or id. */
  text: z.string().max(500).optional(),
} as const;

export const historyFilterSchema = z.strictObject(historyFilterShape);
export type HistoryFilter = z.infer<typeof historyFilterSchema>;

/** A page of the runs of a filter. */
export const runPageSchema = z.strictObject({
  ...historyFilterShape,
  limit: z.number().int().min(1).max(10_000).optional(),
  /** So many of the newest are passed over. */
  skip: z.number().int().min(0).optional(),
});

/** What the runs of a filter can be filtered by further, each with how many they are; the most first. */
export interface HistoryChoices {
  readonly total: number;
  readonly plans: readonly CountedName[];
  readonly machines: readonly CountedName[];
  readonly tags: readonly CountedName[];
  /** Where figures were measured; both null: all that a run measured. */
  readonly places: readonly { readonly service: string | null; readonly endpoint: string | null }[];
  /** Runs whose figures are still being read from their seconds. */
  readonly unread: number;
}

export interface CountedName {
  readonly name: string;
  readonly runs: number;
}
