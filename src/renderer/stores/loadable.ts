import { combine } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import type { Failure, Result } from '../../contract/failure.ts';
import type { AnswerOf, ArgumentOf, CommandName } from '../../contract/wire.ts';
import type { Host } from '../host/host.ts';

/**
 * Something asked of the host:
 *
 * | state   | means                                  | next          |
 * |---------|----------------------------------------|---------------|
 * | loading | asked, nothing to show yet             | ready, failed |
 * | ready   | a value; a new one may replace it      | ready         |
 * | failed  | no value, and why; may be asked again  | loading       |
 */
export type Loadable<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly failure: Failure };

export function loading<T>(): Loadable<T> {
  return { state: 'loading' };
}

export function ready<T>(value: T): Loadable<T> {
  return { state: 'ready', value };
}

/** An answer as something to show. A failed refresh keeps the value already shown. */
export function settle<T>(result: Result<T>, before: Loadable<T> = loading()): Loadable<T> {
  if (result.ok) return ready(result.value);
  return before.state === 'ready' ? before : { state: 'failed', failure: result.failure };
}

export function valueIn<T>(loadable: Loadable<T>): T | null {
  return loadable.state === 'ready' ? loadable.value : null;
}

/** What a command of the host answers, as it was when it was last asked. */
export function createAnswerStore<Name extends CommandName>(
  host: Host,
  name: Name,
  argument: ArgumentOf<Name>,
) {
  return createStore(
    combine({ answer: loading<AnswerOf<Name>>() }, (set, get) => ({
      load: async () => set({ answer: settle(await host.call(name, argument), get().answer) }),
    })),
  );
}
