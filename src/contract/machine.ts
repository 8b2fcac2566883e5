import type { Failure } from './failure.ts';
import { formatNumber } from './format.ts';
import type { Bytes, Millis, PerSecond } from './units.ts';

/** What this machine has; null where it does not say. */
export interface MachineLimits {
  readonly cores: number;
  /** Descriptors this process may have, and has now. */
  readonly openFiles: { readonly limit: number; readonly inUse: number } | null;
  /** Local ports the system may give out, both included. */
  readonly localPorts: { readonly first: number; readonly last: number } | null;
  readonly freeMemoryBytes: Bytes;
}

/** One figure of the pre-flight: what the plan needs of something there is only so much of. */
export interface PreflightFigure {
  readonly code: 'open_files' | 'local_ports' | 'cores' | 'memory' | 'connections';
  readonly name: string;
  readonly needed: number;
  /** null where the machine does not say: then nothing is refused. */
  readonly available: number | null;
  readonly unit: string;
  /** needed / available; null where the machine does not say. */
  readonly share: number | null;
  readonly refused: boolean;
}

/** What this machine has, and what a plan would take of it. */
export interface Diagnosis {
  readonly machine: MachineLimits;
  /** Name of the plan that was looked at; null: none. */
  readonly plan: string | null;
  /** What the plan needs of the machine; empty without a plan. */
  readonly figures: readonly PreflightFigure[];
  readonly refusals: readonly Failure[];
}

/** One attempt at a rate. */
export interface CalibrationStep {
  readonly ratePerSecond: PerSecond;
  readonly sentPerSecond: PerSecond;
  /** Worst over the step of the 99th percentile of starts behind the plan. */
  readonly latenessP99Ms: Millis;
  readonly loopDelayMaxMs: Millis;
  readonly trusted: boolean;
}

export interface Calibration {
  /** As fast as answers come, 32 users: what this machine can do at all, sink included. */
  readonly ceilingPerSecond: PerSecond;
  readonly steps: readonly CalibrationStep[];
  /** The highest rate that was tried and kept to the plan in every second; null: not even the lowest. */
  readonly feasiblePerSecond: PerSecond | null;
}

/** What a calibration comes to, in a sentence or two. */
export function calibrationText({ feasiblePerSecond }: Calibration): string {
  if (feasiblePerSecond === null)
    return 'No rate stayed on schedule: something else is using this machine. Close it and try again.';
  return `Feasible: about ${formatNumber(feasiblePerSecond)} requests/s on one load thread, started on time. The sink shares this machine; against a target elsewhere it is more.`;
}
