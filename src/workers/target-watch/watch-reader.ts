import type { TargetGauge } from '../../contract/target-gauges.ts';
import type { Micros, SecondIndex } from '../../contract/units.ts';
import type { WatchedGauge } from '../../contract/watch.ts';

/** What a reading gave. */
export interface Reading {
  /** Empty where all is a gap. */
  readonly gauges: readonly WatchedGauge[];
  /** Why figures are missing, in words; absent: none is. An address in it is without credentials. */
  readonly gap?: string;
  /** What was found, where that has changed. */
  readonly found?: string;
  /** What is never told, once. */
  readonly remarks?: readonly string[];
}

export interface ReadMoment {
  /** The one that ends; -1: nothing ends, what is read is what the first second begins with. */
  readonly second: SecondIndex;
  /** Of the reading, microseconds of the run's clock. */
  readonly atUs: Micros;
}

/** Reads one watch. Never throws: what is wrong is a gap. */
export interface WatchReader {
  /**
   * Called at the end of each second, never while the call before has not ended. Counters are differenced over the interval
   * that was measured, not over a second.
   */
  read(moment: ReadMoment): Promise<Reading> | Reading;
  close(): void;
  /** What it gives is all of the moment of a reading, by whatever name. Absent: `isRate` says which figures are not. */
  readonly readsLevelsOnly?: true;
}

const RATES: ReadonlySet<string> = new Set<TargetGauge>([
  'target_cpu_usage_cores',
  'target_cpu_busiest_cores',
  'target_cpu_throttled_ratio',
]);
/** As counters and observations are named; labels may stand behind it, in a name with quotes too. */
const RATE_NAME = /_(?:per_second|mean)(?:$|["{])/;

/** Whether a figure is of the time since the reading before: without a sound one it is none. */
export function isRate({ name }: WatchedGauge): boolean {
  return RATES.has(name) || RATE_NAME.test(name);
}

/** Of a run's limits, what holds for every address that is asked: see `guardRun`. */
export interface WatchLimits {
  /** False: certificates of test systems are taken as they are. */
  readonly verifyTls: boolean;
  readonly allowedHosts: readonly string[];
  readonly refusePublic?: boolean;
}
