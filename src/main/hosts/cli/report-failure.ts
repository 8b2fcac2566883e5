import {
  type ExitCode,
  exitCodeOf,
  type Failure,
  failureText,
  type Result,
} from '../../../contract/failure.ts';
import type { Terminal } from './terminal.ts';

/** A failure as one sentence and a way out, on standard error. @returns its exit code */
export function report(terminal: Terminal, failure: Failure): ExitCode {
  const { red } = terminal.errColors;
  terminal.err(`${red('plimsoll:')} ${failureText(failure)}\n`);
  return exitCodeOf(failure);
}

/** The value of a result, or its report. */
export async function orReport<T>(
  terminal: Terminal,
  result: Promise<Result<T>> | Result<T>,
  use: (value: T) => ExitCode | Promise<ExitCode>,
): Promise<ExitCode> {
  const settled = await result;
  return settled.ok ? use(settled.value) : report(terminal, settled.failure);
}
