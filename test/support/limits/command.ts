/** The command line under a limit: as whom it runs, what it was given, and what became of it. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Summary } from '../../../src/contract/summary.ts';
import { createTempDir, type TempDir } from '../temp-dir.ts';

export const LAUNCHER = fileURLToPath(new URL('../../../src/main/hosts/cli/launch.mjs', import.meta.url));
/** nobody and nogroup, on every Linux. */
const NOBODY = 65_534;

/** Somebody with a home of their own. */
export interface Identity {
  readonly name: 'root' | 'user';
  readonly home: TempDir;
  readonly ids: { readonly uid: number; readonly gid: number } | null;
}

/** Root, and a user without any right; who is no root is the user. */
export function identities(): Identity[] {
  const own = (name: Identity['name'], ids: Identity['ids']): Identity => {
    const home = createTempDir('plimsoll-home-');
    if (ids !== null) chownSync(home.path, ids.uid, ids.gid);
    return { name, home, ids };
  };
  if (process.getuid?.() !== 0) return [own('user', null)];
  return [own('root', null), own('user', { uid: NOBODY, gid: NOBODY })];
}

/** The folder on the way to the checkout that another user may not enter; null: they may run the command. */
export function closedFolder(): string | null {
  const OTHERS_ENTER = 0o001;
  for (let folder = dirname(LAUNCHER); folder !== dirname(folder); folder = dirname(folder))
    if ((statSync(folder).mode & OTHERS_ENTER) === 0) return folder;
  return null;
}

/** A new folder that belongs to them. */
export function folderOf(who: Identity, name: string): string {
  const path = join(who.home.path, name);
  mkdirSync(path, { recursive: true });
  if (who.ids !== null) chownSync(path, who.ids.uid, who.ids.gid);
  return path;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface CommandOptions {
  readonly descriptors?: number;
  readonly stdio?: SpawnOptions['stdio'];
  readonly cwd?: string;
  onStart?(child: ChildProcess): void;
}

/** Runs the command line to its end as somebody, with at most so many descriptors. */
export function plimsollAs(
  who: Identity,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<Ended> {
  const command = [process.execPath, LAUNCHER, ...args];
  const limited =
    options.descriptors === undefined
      ? command
      : ['sh', '-c', `ulimit -n ${options.descriptors}; exec "$0" "$@"`, ...command];
  const child = spawn(limited[0] ?? '', limited.slice(1), {
    stdio: options.stdio ?? ['ignore', 'pipe', 'pipe'],
    cwd: options.cwd ?? who.home.path,
    env: { ...process.env, HOME: who.home.path, PLIMSOLL_HOME: join(who.home.path, 'data') },
    ...(who.ids ?? {}),
  });
  const said = { out: '', err: '' };
  for (const [name, stream] of [
    ['out', child.stdout],
    ['err', child.stderr],
  ] as const) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said[name] += text;
    });
  }
  options.onStart?.(child);
  return new Promise((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, out: said.out, err: said.err })),
  );
}

/** Ended by a signal, or with the trace of an error nobody expected. */
export function isCrash({ code, signal, err }: Ended): boolean {
  if (signal !== null || code === null || code > 130) return true;
  return /^\s+at |Uncaught|node:internal|FATAL ERROR|Assertion|out of memory/im.test(err);
}

/** What was said on standard error that is not the usual: without where traffic goes and what was written. */
export function sentencesOf({ err }: Ended): string[] {
  return err
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^(?:Traffic goes|Wrote |Stopping)/.test(line));
}

export function documentIn(file: string): Summary | null {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Summary) : null;
}

/** Whether everything due was sent, dropped or cancelled, and everything sent ended or was open at the end. */
export function isBalanced({ totals }: Summary): boolean {
  const { planned, sent, dropped, cancelled, ok, errors, openAtStop } = totals;
  return planned === sent + dropped + cancelled && sent === ok + errors + openAtStop;
}
