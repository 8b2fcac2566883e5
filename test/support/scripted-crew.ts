import { succeed } from '../../src/contract/failure.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import type { Millis } from '../../src/contract/units.ts';
import type { Crew, CrewEnd, CrewOptions, StartCrew, Steering } from '../../src/workers/threads/crew-port.ts';

/** Load threads that do what the test says, in place of real ones: seconds come when it sends them. */
export class ScriptedCrews {
  /** Options of every crew that was started. */
  readonly started: CrewOptions[] = [];
  readonly stops: Parameters<Crew['stop']>[0][] = [];
  /** What was ordered of the load, and the moment for which it is. */
  readonly steered: Steering[] = [];
  steerAtMs: Millis = 1_500;
  /** Ends the crew as stopped as soon as it is told to. Default true. */
  obedient = true;
  #end: (end: CrewEnd) => void = () => undefined;

  readonly start: StartCrew = (options): Crew => {
    this.started.push(options);
    const { promise, resolve } = Promise.withResolvers<CrewEnd>();
    this.#end = resolve;
    return {
      addresses: Object.fromEntries(options.plan.services.map(({ name }) => [name, '127.0.0.1'])),
      steer: (order) => {
        const ordered = order(this.steerAtMs);
        if (!ordered.ok) return ordered;
        this.steered.push(ordered.value);
        return succeed(ordered.value.entry);
      },
      stop: (kind) => {
        this.stops.push(kind);
        if (!this.obedient) return;
        if (kind === 'finished') this.end({ state: 'completed', reason: '' });
        else this.end({ state: 'stopped', reason: 'Stopped before the end of the plan.' });
      },
      done: promise,
    };
  };

  /** What answers gave, as load threads tell it before the second it may stand in. */
  secrets(secrets: readonly (readonly [name: string, text: string])[], second = 0): void {
    this.started.at(-1)?.onSecrets?.(secrets, second);
  }

  second(second: RunSecond): void {
    this.started.at(-1)?.onSecond(second);
  }

  end(end: Partial<CrewEnd> = {}): void {
    this.#end({ state: 'completed', reason: '', startedAt: 0, durationUs: 2_000_000, ...end });
  }
}
