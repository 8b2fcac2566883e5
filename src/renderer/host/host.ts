import type { Call, EventName, Events } from '../../contract/wire.ts';

/**
 * How the page and the program that does the work are joined:
 *
 * | state       | means                                             | next                 |
 * |-------------|---------------------------------------------------|----------------------|
 * | connecting  | not joined yet                                    | connected, lost, refused |
 * | connected   | commands are answered, events arrive              | lost, refused        |
 * | lost        | the program is not reachable; tried again shortly | connected, refused   |
 * | refused     | the page has no right to talk to it (any more)    | none                 |
 */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'refused';

/** The one door of the renderer: named commands out, named events in. */
export interface Host {
  readonly call: Call;
  /** Returns the function that stops listening. */
  on<Name extends EventName>(name: Name, listener: (event: Events[Name]) => void): () => void;
  connection(): ConnectionState;
  /** Calls back on every change of `connection()`; returns the function that stops it. */
  onConnection(listener: (state: ConnectionState) => void): () => void;
}

/** Listeners by event name; shared by every host that receives events itself. */
export class Listeners {
  readonly #byName = new Map<EventName, Set<(event: never) => void>>();

  on<Name extends EventName>(name: Name, listener: (event: Events[Name]) => void): () => void {
    const listeners = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  emit<Name extends EventName>(name: Name, event: Events[Name]): void {
    for (const listener of this.#byName.get(name) ?? []) listener(event as never);
  }
}
