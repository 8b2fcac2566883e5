import {
  type ExitCode,
  exitCodeOf,
  type Failure,
  failureText,
  type Result,
} from '../../../contract/failure.ts';
import { createApp } from '../../services/app.ts';
import type { App } from '../../services/app-port.ts';
import { chooseDataDir, type Places } from '../places.ts';
import type { Terminal } from './terminal.ts';

/** What every command is given. */
export interface CommandContext {
  readonly places: Places;
  readonly terminal: Terminal;
}

/** What of a command line concerns the app as a whole. */
export interface AppFlags {
  readonly dataDir?: string | undefined;
  readonly allowHost?: readonly string[] | undefined;
  /** Default: the command line. */
  readonly host?: 'web';
}

/** Opens the app on the chosen data directory for the length of one command. */
export async function withApp(
  context: CommandContext,
  options: AppFlags,
  work: (app: App) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { places, terminal } = context;
  const absent = { able: false, reason: 'The terminal has no window.' } as const;
  const opened = await createApp({
    dataDir: chooseDataDir(options.dataDir, process.env),
    host: options.host ?? 'cli',
    capabilities: { saveToDisk: { able: true }, openExternal: absent, quit: absent },
    threadEntry: places.threadEntry,
    samplesEntry: places.samplesEntry,
    presetsDir: places.presetsDir,
    version: places.version,
    allowHosts: options.allowHost ?? [],
  });
  if (!opened.ok) return report(terminal, opened.failure);
  const app = opened.value;
  const notice = app.notice();
  if (notice !== null) terminal.err(`${notice}\n`);
  try {
    return await work(app);
  } finally {
    await app.close();
  }
}

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
