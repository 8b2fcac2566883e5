import type { Area } from './area.ts';
import type { Evidence, Percentile } from './percentiles.ts';
import type { GradeRow } from './threshold.ts';
import type { Phase } from './tick.ts';
import type { Millis } from './units.ts';

/** Latency of some requests, exact: counts from the stored histograms, quantiles within one bucket of theirs. */
export interface SelectedTimes {
  readonly count: number;
  readonly p50Ms: Millis | null;
  readonly p90Ms: Millis | null;
  readonly p95Ms: Millis | null;
  readonly p99Ms: Millis | null;
  readonly p999Ms: Millis | null;
  readonly maxMs: Millis | null;
  readonly evidence: Readonly<Record<Percentile, Evidence>>;
}

/** One endpoint in an area against the same endpoint in what it is compared with. */
export interface SelectedEndpoint {
  readonly service: string;
  readonly endpoint: string;
  readonly here: SelectedTimes;
  readonly there: SelectedTimes;
  /** Failures within the time of each. */
  readonly failedHere: number;
  readonly failedThere: number;
}

/** Mean time that a request spent in a phase. */
interface SelectedPhase {
  readonly phase: Phase;
  readonly hereMs: Millis;
  readonly thereMs: Millis;
}

/** What an area holds, against the rest of the run or a second area. */
export interface Selection {
  readonly area: Area;
  /** Null: against the rest of the run, its warm-up left out unless the area reaches into it. */
  readonly against: Area | null;
  /** Successes in the area, and in the scope over the time that it is a part of. */
  readonly count: number;
  readonly of: number;
  readonly all: Omit<SelectedEndpoint, 'service' | 'endpoint'>;
  /** Those in scope that have a request in either, the ones with most requests here first. */
  readonly endpoints: readonly SelectedEndpoint[];
  readonly phases: readonly SelectedPhase[];
  /** Kept requests that the phases are estimated from; null: they are exact, the area is time alone. */
  readonly phasesFrom: number | null;
  /** Failures within the time of the area by code, most first. */
  readonly errors: readonly { readonly code: string; readonly here: number; readonly there: number }[];
}

/** What a stretch of a run would be graded by itself. */
export interface StretchGrades {
  /** One for each threshold of the plan. */
  readonly rows: readonly GradeRow[];
}
