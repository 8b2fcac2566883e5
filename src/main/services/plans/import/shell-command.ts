import type { StandIn } from './shell-stand-ins.ts';

export interface ShellCommand {
  readonly words: readonly string[];
  /** What a here-document, a here-string or an `echo` before a pipe gives it to read. */
  readonly input: string | null;
}

/** Words of command lines as a shell splits them; nothing is run. */
export interface ShellWords {
  /** `;`, `&&`, `||`, `|`, `&` and line ends separate them. */
  readonly commands: readonly ShellCommand[];
  /** What stands for `$NAME` and `$(…)` in the words. */
  readonly standIns: readonly StandIn[];
  /** True where a quote was never closed. */
  readonly unfinished: boolean;
}
