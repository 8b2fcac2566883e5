import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
}

export interface Ended {
  /** Exit code, or null where a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Kept of each stream: the tail, so that an endless writer cannot fill the memory of the test. */
const KEPT_CHARACTERS = 1_048_576;

/** Collects the text a stream has written, at most the last `KEPT_CHARACTERS`. */
export class CapturedText {
  #text = '';

  constructor(stream: NodeJS.ReadableStream | null) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      this.#text = (this.#text + chunk).slice(-KEPT_CHARACTERS);
    });
  }

  get text(): string {
    return this.#text;
  }
}

/** Starts a command in a process group of its own, so that its whole tree can be ended by `killGroup`. */
export function startCommand(command: Command, options: SpawnOptions = {}): ChildProcess {
  return spawn(command.command, command.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...command.env },
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    ...options,
  });
}

/** Signals the group a child of `startCommand` leads. False when nothing of it is left. */
export function killGroup(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): boolean {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch {
    return false; // ESRCH: the group ended by itself between our look and our signal
  }
}

/** Runs a command to its end. Rejects, and kills its whole group, when it takes longer than `deadlineMs`. */
export async function runCommand(command: Command, deadlineMs = 30_000): Promise<Ended> {
  const child = startCommand(command);
  const stdout = new CapturedText(child.stdout);
  const stderr = new CapturedText(child.stderr);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    killGroup(child);
  }, deadlineMs);
  try {
    const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    if (late) throw new Error(`${command.command} ran longer than ${deadlineMs} ms\n${stderr.text}`);
    return { code, signal, stdout: stdout.text, stderr: stderr.text };
  } finally {
    clearTimeout(timer);
  }
}
