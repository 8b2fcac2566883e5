import type { ExitCode } from '../../../contract/failure.ts';
import type { CommandContext } from './app-session.ts';

/** Makes what commander calls of what a command does. */
export type As = <Typed extends unknown[]>(
  work: (context: CommandContext, ...typed: Typed) => Promise<ExitCode>,
) => (...typed: Typed) => Promise<void>;

export const WHERE = ['--data-dir <dir>', 'where runs are kept'] as const;
export const AS_JSON = ['--json <file>', 'as JSON (- is standard output)'] as const;
