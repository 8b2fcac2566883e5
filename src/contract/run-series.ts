import type { Side } from './series-verdict.ts';
import type { Millis } from './units.ts';

/**
 * States of a series and what may follow:
 *
 * | state       | means                                                     | next |
 * |-------------|-----------------------------------------------------------|------|
 * | running     | a live process takes its runs                             | completed, stopped, interrupted |
 * | completed   | every planned run was taken                               | running |
 * | stopped     | a person ended it early, or a run of it could not start   | running |
 * | interrupted | its process vanished; what was finished is kept           | running |
 *
 * Each that is not running can be continued.
 */
export const SERIES_STATES = ['running', 'completed', 'stopped', 'interrupted'] as const;
export type SeriesState = (typeof SERIES_STATES)[number];

/**
 * When verdicts may be given. `declared`: once, at the number of runs that was set before the first. `open`: at fixed
 * numbers of runs, each held to a stricter level, so that one may look, and go on.
 */
export const SERIES_LOOKS = ['declared', 'open'] as const;
export type SeriesLooks = (typeof SERIES_LOOKS)[number];

/** Runs per side at which an open series is judged; the last one is final. */
export const OPEN_LOOKS = [4, 6, 8, 12, 20] as const;

/**
 * What a run is to its series. `counted`: its figures are in the verdict. `warm-up`: taken first, to be left out. `left
 * out`: it failed, was ended early or was not trusted, which was decided before its figures were looked at. `pending`: it goes on.
 */
export const SERIES_RUN_ROLES = ['counted', 'warm-up', 'left out', 'pending'] as const;

/** How far a series is that goes on. */
export interface SeriesProgress {
  readonly phase: 'run' | 'pause';
  /** The run under way, or the one after the pause: counted from 1, warm-up runs too. */
  readonly nth: number;
  readonly of: number;
  readonly side: Side;
  readonly isWarmUp: boolean;
  /** Null in a pause. */
  readonly runId: string | null;
  /** Of the whole series, pauses included: what is planned, and what of it lies before this run or pause. */
  readonly plannedMs: Millis;
  readonly doneMs: Millis;
}

/**
 * Runs taken one after another, as one thing, as a list shows it. *Repeated*: one side, run again and again. *Alternated*: two
 * sides (two targets, two plans, or two values of a setting) that take turns, in pairs of which each begins with A or with B.
 */
export interface SeriesRow {
  readonly seriesId: string;
  readonly name: string;
  readonly state: SeriesState;
  readonly createdAt: string;
  readonly endedAt: string | null;
  /** Why it ended before its last run; absent: it did not, or goes on. */
  readonly endReason?: string;
  readonly looks: SeriesLooks;
  /** As planned now. */
  readonly runsPerSide: number;
  /** What each side is, in a few words: A, and B where there are two. */
  readonly labels: readonly string[];
  /** Finished runs whose figures count, of each side. */
  readonly counted: readonly number[];
  readonly leftOut: number;
  /** In the order they were taken. */
  readonly runIds: readonly string[];
  /** What came out, in one sentence; empty: nothing yet. */
  readonly lead: string;
  /** In the bin, from which it can be restored; its runs are not. */
  readonly deleted: boolean;
  /** Absent: it does not go on in this process. */
  readonly progress?: SeriesProgress;
}

/** What a series can be exported as. */
export const SERIES_EXPORTS = ['json', 'markdown', 'junit'] as const;
