import type { Capabilities } from '../../../contract/app-info.ts';
import type { ExitCode } from '../../../contract/failure.ts';
import { createApp } from '../../services/app.ts';
import type { App } from '../../services/app-port.ts';
import { chooseDataDir, type Places } from '../places.ts';
import { report } from './report-failure.ts';
import type { Terminal } from './terminal.ts';

/** What every command is given. */
export interface CommandContext {
  readonly places: Places;
  readonly terminal: Terminal;
}

/** What stands behind a command: of the words typed after it, and of its options. */
export type Work<Flags, Words extends readonly unknown[] = []> = (
  context: CommandContext,
  ...typed: [...words: Words, flags: Flags]
) => Promise<ExitCode>;

/** Ends the program with the exit code of a command. */
export type As = <Typed extends unknown[]>(
  work: (context: CommandContext, ...typed: Typed) => Promise<ExitCode>,
) => (...typed: Typed) => Promise<void>;

/** What of a command line concerns the app as a whole. */
export interface AppFlags {
  readonly dataDir?: string | undefined;
  readonly allowHost?: readonly string[] | undefined;
  /** Default: the command line. */
  readonly host?: 'web';
}

/** What each host of the command line can do; a reason is a sentence of its own, for Settings lists them. */
export const CAPABILITIES: Readonly<Record<'cli' | 'web', Capabilities>> = {
  cli: {
    saveToDisk: { able: true },
    openExternal: { able: false, reason: 'The command line opens no web pages.' },
    quit: { able: false, reason: 'A command ends by itself, or with Ctrl-C.' },
  },
  web: {
    saveToDisk: {
      able: false,
      reason: 'Files go to the downloads of the browser, not to a folder of your choice.',
    },
    openExternal: { able: false, reason: 'Links open in this browser.' },
    quit: {
      able: false,
      reason: 'Closing the tab leaves Plimsoll running; press Ctrl-C in its terminal to end it.',
    },
  },
};

/** Opens the app on the chosen data directory for the length of one command. */
export async function withApp(
  context: CommandContext,
  options: AppFlags,
  work: (app: App) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { places, terminal } = context;
  const host = options.host ?? 'cli';
  const opened = await createApp({
    ...places,
    dataDir: chooseDataDir(options.dataDir, process.env),
    host,
    capabilities: CAPABILITIES[host],
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
