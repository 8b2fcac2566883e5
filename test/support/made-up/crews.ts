import { setImmediate } from 'node:timers/promises';
import type { Millis } from '../../../src/contract/units.ts';
import type { Crew, CrewEnd, StartCrew } from '../../../src/workers/threads/crew-port.ts';
import { VirtualCrew } from '../virtual-crew.ts';
import { weatherOf } from './past-runs.ts';
import { sampleScript } from './sample-script.ts';
import { withWatched } from './watched-target.ts';

export interface Pace {
  /** Seconds of a run per second of the clock. */
  readonly speed: number;
  /** Seconds of the first run that pass before it is looked at. */
  readonly already: number;
}

/** What a graceful stop takes: long enough to see that it can be cut short. */
const GRACE_MS: Millis = 4_000;
const SEED = 90;

/** Load threads that play each run on the virtual clock, a second of it in every so much of ours. */
export class MadeUpCrews {
  readonly #speed: number;
  #already: number;
  readonly #hurried = Promise.withResolvers<void>();

  constructor({ speed, already }: Pace) {
    this.#speed = speed;
    this.#already = already;
  }

  readonly start: StartCrew = ({ plan, onSecond }): Crew => {
    const isSearch = plan.capacity !== undefined;
    const run = new VirtualCrew({
      plan,
      // What is searched for its capacity has one, and a machine that keeps up.
      service: sampleScript(isSearch ? 'overloaded' : 'flaky', SEED),
      weather: weatherOf(SEED, isSearch ? [] : [21, 22]),
      onSecond: (second) => onSecond(withWatched(second, plan)),
    });
    const startedAt = Date.now();
    let stopped = false;
    return {
      addresses: Object.fromEntries(plan.services.map(({ name }) => [name, '127.0.0.1'])),
      steer: (order) => run.steer(order),
      stop: (kind) => {
        if (kind === 'finished') return run.stop('graceful');
        stopped = true;
        if (kind === 'now') run.stop('now');
        else void this.#pause(GRACE_MS).then(() => run.stop('graceful'));
      },
      done: this.#play(run).then((): CrewEnd => {
        const reason = stopped ? 'Stopped before the plan had run to its end.' : '';
        const state = stopped ? 'stopped' : 'completed';
        return { state, reason, startedAt, durationUs: run.durationUs };
      }),
    };
  };

  /** From now on nothing is waited for: nobody looks any more. */
  hurry(): void {
    this.#hurried.resolve();
  }

  async #play(run: VirtualCrew): Promise<void> {
    await run.begin();
    const already = this.#already;
    this.#already = 0;
    let isOver = false;
    for (let second = 0; !isOver; second += 1) {
      // Whoever steers hears of a second before the next is played.
      await (second < already ? setImmediate() : this.#pause(1_000 / this.#speed));
      isOver = await run.play(1_000);
    }
  }

  async #pause(ms: Millis): Promise<void> {
    const later = new Promise<void>((resolve) => setTimeout(resolve, ms).unref());
    await Promise.race([later, this.#hurried.promise]);
  }
}
