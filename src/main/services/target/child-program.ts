import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ChildProgram, SpawnProcess } from '../app-port.ts';

/**
 * Starts a program of ours with the Node that runs this one. Its standard input is a pipe: when we die, however we die,
 * the system closes it, and `--parent-watch` tells the program to end then.
 */
export const spawnNode: SpawnProcess = (entry, args): ChildProgram => {
  const child = spawn(process.execPath, [fileURLToPath(entry), ...args, '--parent-watch'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Of a process group of its own: Ctrl-C in a terminal is for us, who still need it until the run has stopped.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let failure: Error | null = null;
  child.on('error', (error) => {
    failure = error;
  });
  // A child that is gone closes its end; that is told by its exit.
  child.stdin.on('error', () => undefined);
  const lines = createInterface({ input: child.stdout });
  return {
    onLine: (listener) => void lines.on('line', listener),
    onComplaint: (listener) => {
      child.stderr.setEncoding('utf8').on('data', listener);
      child.on('error', (error) => listener(error.message));
    },
    onExit: (listener) => {
      child.on('close', (code) => listener(failure === null ? code : null));
    },
    writeLine: (line) => void child.stdin.write(`${line}\n`),
    kill: (hard) => void child.kill(hard ? 'SIGKILL' : 'SIGTERM'),
  };
};
