import type { Marker } from '../../contract/marker.ts';
import type { Overrides } from '../../contract/plan.ts';
import type { KeptBecause } from '../../contract/retention.ts';
import type { RunHeadline } from '../../contract/run-headline.ts';
import type { RunPlan } from '../../contract/run-plan.ts';
import type { Purpose, RunState } from '../../contract/run-state.ts';
import type { Environment } from '../../contract/summary.ts';
import type { RunSecond } from '../../contract/tick.ts';
import type { EpochMillis, Millis } from '../../contract/units.ts';
import type { NewGrading, RunGradings } from './gradings.ts';

/** What is known of a run besides its seconds. */
export interface RunRecord {
  readonly runId: string;
  readonly name: string;
  readonly state: RunState;
  readonly purpose: Purpose;
  readonly startedAt: EpochMillis;
  readonly endedAt: EpochMillis | null;
  /** Seconds actually covered by data, in ms. */
  readonly durationMs: Millis;
  readonly plan: RunPlan;
  /** The plan as the user wrote it; kept word for word. */
  readonly planText: string;
  readonly overrides: Overrides;
  readonly environment: Environment;
  readonly notes: string;
  readonly tags: readonly string[];
  /** In order of time. */
  readonly markers: readonly Marker[];
  readonly endReason: string;
  readonly headline: RunHeadline;
  /** Absent: none was kept. */
  readonly gradings?: RunGradings;
  readonly deleted: boolean;
  /** Absent: it is not. */
  readonly pinned?: true;
  /** Present where the record no longer agrees with its seal: one sentence for the reader. */
  readonly damage?: string;
}

/** What a list shows of a run: everything but the long texts, so that a thousand of them load at once. */
export type RunListing = Omit<RunRecord, 'plan' | 'planText' | 'overrides' | 'environment' | 'gradings'> & {
  readonly plannedDurationMs: Millis;
  /** Names of its plan and its machine; absent: not known, or not yet. */
  readonly planName?: string;
  readonly machine?: string;
};

export type NewRun = Pick<
  RunRecord,
  'runId' | 'name' | 'purpose' | 'startedAt' | 'plan' | 'planText' | 'overrides' | 'environment'
>;

/** What was found to set the slow and failed requests of a run apart, as JSON, and by which version of the search. */
export interface StoredCauses {
  readonly found: string;
  readonly version: number;
}

/** The runs table and its seconds, as the services use it. */
export interface RunStore {
  /** Inserts the run as `running`, with a lease of this process. */
  create(run: NewRun): void;
  /** One transaction: every series row of the second, its CRC, the lease's heartbeat and the headline. */
  appendSecond(runId: string, second: RunSecond, headline: RunHeadline): void;
  /** Leaves `running`; releases the lease. `durationMs` is what the data covers. */
  finish(
    runId: string,
    end: {
      state: Exclude<RunState, 'running'>;
      endedAt: EpochMillis;
      durationMs: Millis;
      reason: string;
      headline: RunHeadline;
      environment: Environment;
    },
  ): void;
  /** What a list shows of a run whose process vanished: what was last written is of a run that was going on. */
  retell(runId: string, headline: RunHeadline): void;
  addGrading(runId: string, grading: NewGrading): void;
  /** Null where there is no such run. */
  gradings(runId: string): RunGradings | null;
  /** @param grading its id */
  chooseGrading(runId: string, grading: number): void;
  /** A pinned run is never emptied from the bin, and no rule moves it there. */
  setPinned(runId: string, pinned: boolean): void;
  /** Runs that something holds on to, by id, and what: neither emptying the bin nor a rule takes these. */
  held(): ReadonlyMap<string, KeptBecause>;
  /** Whether an emptying of the bin was ended before it was done. */
  hasMarked(): boolean;
  /** Runs whose plan has this name, not those in the bin: the oldest first. */
  ofPlan(name: string): string[];
  /** Newest first: those in the bin, or those that are not. */
  list(limit: number, deleted?: boolean): RunListing[];
  /** A number for each run, in the bin or not, that changes with whatever a list shows of it. */
  seals(): ReadonlyMap<string, number>;
  listing(runId: string): RunListing | null;
  /** Null where there is no such run; throws `DamagedRunError` where its plan can no longer be read. */
  get(runId: string): RunRecord | null;
  /** In order. Damaged seconds (CRC) are left out and named. */
  seconds(runId: string): { seconds: RunSecond[]; damaged: number[] };
  /** How far the seconds of a run go; −1 for none. */
  lastSecond(runId: string): number;
  /**
   * The same second by second, a few of them in memory at a time. Damaged ones are left out.
   * @param from default 0 @param to default the last one stored; both ends included
   */
  eachSecond(runId: string, from?: number, to?: number): Generator<RunSecond>;
  /** @param change what is undefined stays */
  annotate(
    runId: string,
    change: {
      readonly [Part in 'name' | 'notes' | 'tags' | 'markers' | 'purpose']?: RunRecord[Part] | undefined;
    },
  ): void;
  /** Null: none were kept. */
  causes(runId: string): StoredCauses | null;
  keepCauses(runId: string, causes: StoredCauses): void;
  /** What came of holding it against a baseline, as JSON; null: it was held against none. */
  verdict(runId: string): string | null;
  /** @param baseline its name */
  keepVerdict(runId: string, baseline: string, verdict: string): void;
  setDeleted(runId: string, deleted: boolean): void;
  /** Marks `running` runs whose process is gone as `interrupted`; returns their ids. */
  repairInterrupted(): string[];
  /** Ids of `running` runs whose lease is held by another living process. */
  runningElsewhere(): string[];
}

export interface SettingsStore {
  get(key: string): string | null;
  set(key: string, value: string): void;
  /**
   * Reads and writes as one transaction that takes the write lock at its start: what another process writes comes before
   * it or after it. @param work is synchronous; what it throws undoes what it wrote
   */
  atomically<Value>(work: () => Value): Value;
}
