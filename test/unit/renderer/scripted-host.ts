import { createStore } from 'zustand/vanilla';
import type { Result } from '../../../src/contract/failure.ts';
import type { Call, CommandName, Events } from '../../../src/contract/wire.ts';
import { type ConnectionState, type Host, Listeners } from '../../../src/renderer/host/host.ts';

type Answer = (argument: never) => Result<unknown>;

/** A host that answers from a script and remembers what it was asked. */
export class ScriptedHost implements Host {
  readonly asked: { name: CommandName; argument: unknown }[] = [];
  readonly answers: Partial<Record<CommandName, Answer>> = {};
  /** What an answer waits for. */
  readonly before: Partial<Record<CommandName, Promise<void>>> = {};
  readonly #listeners = new Listeners();
  readonly #connection = createStore<ConnectionState>(() => 'connected');

  readonly call: Call = async (name, argument) => {
    this.asked.push({ name, argument });
    const answer = this.answers[name];
    if (answer === undefined) throw new Error(`no response scripted for ${name}`);
    await this.before[name];
    return answer(argument as never) as never;
  };

  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void {
    return this.#listeners.on(name, listener);
  }

  emit<Name extends keyof Events>(name: Name, event: Events[Name]): void {
    this.#listeners.emit(name, event);
  }

  connection(): ConnectionState {
    return this.#connection.getState();
  }

  onConnection(listener: (state: ConnectionState) => void): () => void {
    return this.#connection.subscribe(listener);
  }

  becomes(state: ConnectionState): void {
    this.#connection.setState(state);
  }
}

/** Lets everything that has been promised happen. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}
