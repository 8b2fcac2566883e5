import { type AppliedLoad, changedLoad } from '../../src/contract/applied-load.ts';
import { type Result, succeed } from '../../src/contract/failure.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import type { SteerAct, SteeringLogEntry } from '../../src/contract/steering.ts';
import { orderLoad } from '../../src/main/services/runs/steering/order-load.ts';
import type { Crew } from '../../src/workers/threads/crew-port.ts';

/** Steers a crew as the live run of the product does, without its bounds. */
export class CrewSteering {
  /** As it is applied, and is to go on. */
  load: readonly AppliedLoad[];
  readonly #crew: Pick<Crew, 'steer'>;
  readonly #plan: RunPlan;

  constructor(crew: Pick<Crew, 'steer'>, plan: RunPlan) {
    this.#crew = crew;
    this.#plan = plan;
    this.load = plan.load;
  }

  act(act: SteerAct): Result<SteeringLogEntry> {
    const { load: planned, durationMs } = this.#plan;
    let load = this.load;
    const steered = this.#crew.steer((atMs) => {
      const ordered = orderLoad({ load, planned, durationMs, atMs }, act);
      if (!ordered.ok) return ordered;
      const { changes, sentence } = ordered.value;
      load = changes.reduce(changedLoad, load);
      return succeed({ changes, entry: { atMs, act, by: 'hand', sentence } });
    });
    if (steered.ok) this.load = load;
    return steered;
  }
}
