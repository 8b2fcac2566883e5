import type { RunSetups, SetupOutcome } from '../engine/users/run-setups.ts';

/** What a load thread tells of its shared setups, and hears of those of other threads, by way of the crew. */
export class ToldSetups implements RunSetups {
  readonly tell: (outcome: SetupOutcome) => void;
  readonly #hearers: ((outcome: SetupOutcome) => void)[] = [];

  /** @param tell posts to the crew */
  constructor(tell: (outcome: SetupOutcome) => void) {
    this.tell = tell;
  }

  onTold(hear: (outcome: SetupOutcome) => void): void {
    this.#hearers.push(hear);
  }

  /** The crew passed on what another thread told. */
  told(outcome: SetupOutcome): void {
    for (const hear of this.#hearers) hear(outcome);
  }
}
