import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The command line, as a person starts it. */
export const LAUNCHER = fileURLToPath(new URL('../../src/main/hosts/cli/launch.mjs', import.meta.url));

/** `plimsoll serve` as a person starts it, on a data directory of its own. */
export interface Workbench {
  readonly dataDir: string;
  readonly pid: number;
  /** A fresh one-time address. */
  address(): Promise<string>;
  /** Ends it as Ctrl-C does. @returns its exit code */
  close(): Promise<number | null>;
}

export async function startWorkbench(
  options: { dataDir?: string; args?: readonly string[]; env?: NodeJS.ProcessEnv } = {},
): Promise<Workbench> {
  const ownDir = options.dataDir === undefined;
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'plimsoll-workbench-'));
  const args = [LAUNCHER, 'serve', '--no-open', '--data-dir', dataDir, ...(options.args ?? [])];
  const child = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const nextAddress = async (): Promise<string> => {
    const { value, done } = await lines.next();
    const address = /(http:\/\/\S+)/.exec(done === true ? '' : String(value))?.[1];
    if (address === undefined) throw new Error(`the workbench did not start: ${complaints}`);
    return address;
  };
  let unused: string | null = await nextAddress();
  return {
    dataDir,
    pid: child.pid ?? 0,
    async address() {
      const first = unused;
      unused = null;
      if (first !== null) return first;
      child.stdin.write('\n');
      return nextAddress();
    },
    async close() {
      child.kill('SIGINT');
      const code = await exited;
      if (ownDir) rmSync(dataDir, { recursive: true, force: true });
      return code;
    },
  };
}

/** Runs the command line to its end. */
export function runPlimsoll(
  args: readonly string[],
  options: { env?: NodeJS.ProcessEnv; onStart?: (child: ChildProcess) => void } = {},
): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, [LAUNCHER, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  options.onStart?.(child);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}
