import type { Overrides } from '../../contract/plan.ts';
import type { SeriesLooks, SeriesState } from '../../contract/run-series.ts';
import type { SeriesCellKey, Side } from '../../contract/series-verdict.ts';
import type { EpochMillis, Millis } from '../../contract/units.ts';

/** How the runs of a series are taken and judged. */
export interface SeriesSettings {
  readonly looks: SeriesLooks;
  readonly runsPerSide: number;
  readonly pauseMs: Millis;
  /** Warm-up runs of each side. */
  readonly discard: number;
  readonly primary: SeriesCellKey | null;
  readonly minChangePercent: number;
  readonly force: boolean;
}

/** What a side runs, without credentials. */
export interface SeriesSideRecord {
  readonly label: string;
  readonly planName: string;
  readonly planText: string;
  readonly overrides: Overrides;
  readonly onSamples: boolean;
  /** Of its whole run, as planned. */
  readonly plannedMs: Millis;
  /** The folder of its plan's file, and the stored plan: where the files beside it are; null: there are none. */
  readonly planFolder: string | null;
  readonly planId: string | null;
}

/** A run of a series. */
export interface SeriesRunRecord {
  /** From 1, in the order they were taken. */
  readonly nth: number;
  readonly runId: string;
  readonly side: Side;
  /** Its turn in the planned order, from 0; −1: a warm-up run. */
  readonly slot: number;
  /** Why it does not count; empty: it does; null: it has not ended. */
  readonly leftOut: string | null;
  /** False: its turn is to be taken again. */
  readonly isFilled: boolean;
}

export interface SeriesRecord {
  readonly seriesId: string;
  readonly name: string;
  readonly state: SeriesState;
  readonly createdAt: EpochMillis;
  readonly endedAt: EpochMillis | null;
  readonly endReason: string;
  /** Of A, and of B where there are two sides. */
  readonly labels: readonly string[];
  readonly settings: SeriesSettings;
  readonly sides: readonly SeriesSideRecord[];
  /** What came out, in one sentence; empty: nothing yet. */
  readonly lead: string;
  readonly deleted: boolean;
  readonly runs: readonly SeriesRunRecord[];
  /** Present where the record no longer agrees with its seal: one sentence for the reader. */
  readonly damage?: string;
}

type NewSeries = Pick<SeriesRecord, 'seriesId' | 'name' | 'createdAt' | 'labels' | 'settings' | 'sides'>;

/** What a list shows: all but what the sides run. */
export type SeriesListing = Omit<SeriesRecord, 'sides'>;

/** Series and which runs are theirs, as the services use them. */
export interface SeriesStore {
  /** Inserts it as `running`, held by this process. */
  create(series: NewSeries): void;
  /** One more run, which goes on. */
  addRun(seriesId: string, run: Pick<SeriesRunRecord, 'runId' | 'side' | 'slot'>): void;
  /** What its end means to the series. */
  decide(
    seriesId: string,
    runId: string,
    end: { readonly leftOut: string; readonly isFilled: boolean },
  ): void;
  /** Leaves `running`. */
  end(
    seriesId: string,
    end: { readonly state: Exclude<SeriesState, 'running'>; readonly reason: string },
  ): void;
  /** `running` again, held by this process. @returns false where another process has gone on with it meanwhile */
  resume(seriesId: string, settings: SeriesSettings): boolean;
  setLead(seriesId: string, lead: string): void;
  /** Says that the process that holds it lives. */
  beat(seriesId: string): void;
  setDeleted(seriesId: string, deleted: boolean): void;
  /** The last begun first: those in the bin, or those that are not. */
  list(deleted?: boolean): SeriesListing[];
  listing(seriesId: string): SeriesListing | null;
  get(seriesId: string): SeriesRecord | null;
  /** A number for each series that changes with whatever a list shows of it. */
  seals(): ReadonlyMap<string, number>;
  /** Marks `running` series whose process is gone as `interrupted`; returns their ids. */
  repairInterrupted(): string[];
  /** Ids of `running` series that another living process holds, and of those that this one does. */
  runningElsewhere(): string[];
  heldHere(): string[];
}
