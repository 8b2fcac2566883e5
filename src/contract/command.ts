import type { z } from 'zod';

/** A command of the wire: what it takes, and what it answers. */
export interface Command<Argument extends z.ZodType, Answer> {
  readonly argument: Argument;
  /** Carries the type only. */
  readonly __answer?: Answer;
}

/** A line of the table of commands: the answer by its type, the argument by the schema that it is parsed with. */
export function command<Answer>() {
  return <Argument extends z.ZodType>(argument: Argument): Command<Argument, Answer> => ({ argument });
}
