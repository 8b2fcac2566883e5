import type { z } from 'zod';

/** A line of the wire: what it takes, and what it answers. */
export interface Command<Argument extends z.ZodType, Answer> {
  readonly argument: Argument;
  /** Carries the type only. */
  readonly __answer?: Answer;
}

/** `command<Answer>()(argument)`: the argument is parsed at the door, in every host, by this schema. */
export function command<Answer>() {
  return <Argument extends z.ZodType>(argument: Argument): Command<Argument, Answer> => ({ argument });
}
