import type { EventName, Events } from '../../contract/wire.ts';

type Listener<Name extends EventName> = (event: Events[Name]) => void;

/** Tells listeners what happened. One that throws is reported and disturbs nobody else. */
export class EventHub {
  readonly #listeners: { [Name in EventName]: Set<Listener<Name>> } = {
    'run.second': new Set(),
    'run.changed': new Set(),
    'runs.emptied': new Set(),
    'series.changed': new Set(),
    'history.changed': new Set(),
    'services.changed': new Set(),
    'samples.changed': new Set(),
    'plans.changed': new Set(),
    'baselines.changed': new Set(),
    'baseline.judged': new Set(),
    'alert.raised': new Set(),
    'alert.settled': new Set(),
    'console.frame': new Set(),
  };
  readonly #onBug: (error: unknown) => void;

  constructor(onBug: (error: unknown) => void) {
    this.#onBug = onBug;
  }

  /** @returns takes the listener away again */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void {
    this.#listeners[name].add(listener);
    return () => void this.#listeners[name].delete(listener);
  }

  emit<Name extends EventName>(name: Name, event: Events[Name]): void {
    for (const listener of [...this.#listeners[name]]) {
      try {
        listener(event);
      } catch (error) {
        this.#onBug(error);
      }
    }
  }
}
