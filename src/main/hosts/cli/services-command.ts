import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { EXIT, type ExitCode } from '../../../contract/failure.ts';
import type { CommandContext } from './app-session.ts';

/** `plimsoll services`: the sample services in a process of their own, until Ctrl-C. @returns their exit code */
export function servicesCommand(
  { places, terminal }: CommandContext,
  flags: { basePort?: string; profile?: string; seed?: string },
): Promise<ExitCode> {
  const args = [
    ...['--base-port', flags.basePort ?? '8000'],
    ...(flags.profile === undefined ? [] : ['--profile', flags.profile]),
    ...(flags.seed === undefined ? [] : ['--seed', flags.seed]),
  ];
  // The channel closes when this process is gone, however it ended: the services end then, too.
  const child = spawn(process.execPath, [fileURLToPath(places.samplesEntry), ...args, '--parent-watch'], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  const forward = (signal: NodeJS.Signals) => child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward).on('SIGHUP', forward);
  return new Promise((resolve) => {
    child.on('error', (error) => {
      terminal.err(`plimsoll: the sample services could not be started (${error.message}).\n`);
      resolve(EXIT.unexpected);
    });
    child.on('exit', (code) => resolve(code === 0 || code === null ? EXIT.passed : EXIT.usage));
  });
}
