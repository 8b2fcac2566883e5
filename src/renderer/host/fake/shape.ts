import type { Purpose, RunState } from '../../../contract/run-state.ts';
import type { SampleProfile } from '../../../contract/wire.ts';
import type { DemoEndpoint } from './catalogue.ts';

/** Everything a demo run is made from; the same shape always gives the same seconds and figures. */
export interface RunShape {
  readonly runId: string;
  readonly name: string;
  readonly preset: string;
  readonly purpose: Purpose;
  readonly description: string;
  readonly seed: number;
  readonly users: number;
  readonly spawnRate: number;
  readonly durationS: number;
  readonly warmupS: number;
  readonly startedAt: number;
  readonly profile: SampleProfile;
  readonly endpoints: readonly DemoEndpoint[];
  /** Seconds in which the generator itself was disturbed. */
  readonly disturbed: readonly number[];
  readonly endState: Exclude<RunState, 'running'>;
  /** Seconds that really ran; less than `durationS` for a stopped or interrupted run. */
  readonly ranS: number;
  readonly notes: string;
  readonly tags: readonly string[];
}
