import { type Failure, fail, type Result } from '../../contract/failure.ts';
import { keysOf, tableOf } from '../../contract/keys.ts';
import type { Handlers } from '../../contract/wire.ts';
import type { Redact } from './secrets/redact.ts';

/** Runs a piece of work and answers with a failure where it throws. */
type NeverThrow = <Value>(work: () => Promise<Result<Value>>) => Promise<Result<Value>>;

/**
 * Turns what is thrown into a failure: what the database says by throwing into its own, a bug into
 * `internal.unexpected`, which is logged. No host ever sees an exception, nor a secret in what is said of a failure.
 */
export function neverThrowing(
  failureOf: (thrown: unknown) => Failure | null,
  onBug: (error: unknown) => void,
  redact: Redact,
): NeverThrow {
  return async (work) => {
    try {
      const result = await work();
      return result.ok ? result : fail(redact(result.failure));
    } catch (error) {
      const failure = failureOf(error);
      if (failure !== null) return fail(redact(failure));
      onBug(error);
      return fail({
        code: 'internal.unexpected',
        side: 'client',
        message: 'Something went wrong inside Plimsoll.',
        hint: 'Stored data is safe. The log has the details; please report them.',
      });
    }
  };
}

/** The same commands, none of which throws. */
export function safeHandlers(handlers: Handlers, neverThrow: NeverThrow): Handlers {
  const safe = tableOf(keysOf(handlers), (name) => {
    const handler = handlers[name];
    return (argument: never) => neverThrow<unknown>(() => handler(argument));
  });
  // Each still takes and answers what it did.
  return safe as Handlers;
}

/** A thrown value as text for the log. */
export function describeBug(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
