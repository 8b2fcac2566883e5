import type { z } from 'zod';
import { type Failure, fail, type Result, testFailure } from '../../contract/failure.ts';
import { COMMANDS, type CommandName, type Handlers } from '../../contract/wire.ts';

/**
 * The one door for commands from outside: parses the argument with the wire's own schema, then asks the handler.
 * @param handlers safe ones: they answer with a failure where they would throw
 * @returns `command.unknown`, `command.bad_argument` (naming the field), or what the handler answers
 */
export async function dispatch(
  handlers: Handlers,
  name: string,
  rawArgument: unknown,
): Promise<Result<unknown>> {
  if (!isCommand(name)) return fail(unknownCommand(name));
  const parsed = COMMANDS[name].argument.safeParse(rawArgument ?? {});
  if (!parsed.success) return fail(badArgument(name, parsed.error));
  // Parsed by the very schema the handler's argument type is made from.
  const handler = handlers[name] as (argument: unknown) => Promise<Result<unknown>>;
  return handler(parsed.data);
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

function unknownCommand(name: string): Failure {
  return testFailure(
    'command.unknown',
    `There is no command ${JSON.stringify(String(name).slice(0, 60))}.`,
    'Reload the page: it may be of another version.',
  );
}

function badArgument(name: string, error: z.ZodError): Failure {
  const [issue] = error.issues;
  const path = issue === undefined || issue.path.length === 0 ? 'the argument' : issue.path.join('.');
  return testFailure(
    'command.bad_argument',
    `${name}: ${path.slice(0, 200)}: ${(issue?.message ?? 'is not valid').slice(0, 500)}.`,
  );
}
