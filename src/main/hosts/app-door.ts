import type { Result } from '../../contract/failure.ts';
import type { EventName, Events } from '../../contract/wire.ts';

/** The part of the app a host with screens needs: commands in, events out. */
export interface AppDoor {
  dispatch(name: string, argument: unknown): Promise<Result<unknown>>;
  on<Name extends EventName>(name: Name, listener: (event: Events[Name]) => void): () => void;
}
