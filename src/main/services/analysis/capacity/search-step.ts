import type { CapacityStage, StepVerdict } from '../../../../contract/capacity.ts';
import type { SetCap } from '../../../../contract/run-caps.ts';
import type { Micros, Millis, PerSecond } from '../../../../contract/units.ts';
import type { EffectiveSample } from './effective-sample.ts';

/** Why a level is held. `again`: one that met or missed before, to see whether it still does. */
export type StepPurpose = 'probe' | 'climb' | 'bracket' | 'met again' | 'missed again' | 'refine' | 'confirm';

/** What a step is shown as. */
export const STEP_STAGES: Readonly<Record<StepPurpose, CapacityStage>> = {
  probe: 'probe',
  climb: 'climb',
  bracket: 'bracket',
  'met again': 'bracket',
  'missed again': 'bracket',
  refine: 'refine',
  confirm: 'refine',
};

/** A level that was held, and what it showed. */
export interface SearchStep {
  /** From 1 on, in the order of time. */
  readonly number: number;
  readonly purpose: StepPurpose;
  readonly stage: CapacityStage;
  readonly level: number;
  readonly fromMs: Millis;
  readonly toMs: Millis;
  readonly verdict: StepVerdict;
  /** It passed on the way up without being shown. */
  readonly isProvisional: boolean;
  /** It would have missed, but requests waited for this cap of the run, so it decides nothing; null: they did not. */
  readonly cap: SetCap | null;
  /** Requests by which its queue grew every second; null: it was not broken off for that. */
  readonly growth: PerSecond | null;
  /** One for each objective. */
  readonly samples: readonly EffectiveSample[];
  readonly starts: number;
  /** Of counted starts. */
  readonly seconds: number;
  /** Successes per second: throughout, and in the last three. */
  readonly throughput: PerSecond;
  readonly lastThroughput: PerSecond;
  readonly errorShare: number | null;
  readonly p50Us: Micros | null;
  readonly p95Us: Micros | null;
  /** One for each objective: its percentile; null for errors, and where it is a request that was not answered. */
  readonly quantilesUs: readonly (Micros | null)[];
  readonly meanUs: Micros | null;
  /** Failures by code, those of this machine and the test left out, and when the first of each was to start. */
  readonly failures: ReadonlyMap<string, { readonly count: number; readonly firstAtMs: Millis }>;
}

export function isMet({ verdict }: Pick<SearchStep, 'verdict'>): boolean {
  return verdict === 'met' || verdict === 'probably met';
}

export function isMissed({ verdict }: Pick<SearchStep, 'verdict'>): boolean {
  return verdict === 'missed' || verdict === 'probably missed';
}
