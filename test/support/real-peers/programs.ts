/**
 * Programs of Debian packages to hold the product against. Nothing is installed: what is not there is fetched by apt, with what
 * it depends on, and unpacked into a folder of this user's, where it stays for the next time.
 */
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { delimiter, join } from 'node:path';

export interface Program {
  readonly command: string;
  readonly env: Readonly<Record<string, string>>;
}

const FOLDER = join(tmpdir(), `plimsoll-real-peers-${userInfo().uid}`);
const LIBRARIES = [
  'usr/lib/x86_64-linux-gnu',
  'usr/lib/aarch64-linux-gnu',
  'lib/x86_64-linux-gnu',
  'lib/aarch64-linux-gnu',
];
/** What is drawn by the programs' own web pages. */
const NOT_NEEDED = /^(?:libjs-|fonts-|node-)/;
const TIMEOUT_MS = 300_000;

/** Of this machine, or unpacked. @returns null: it is not there */
export function findProgram(name: string): Program | null {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    ...versioned('/usr/lib/postgresql'),
  ];
  const here = folders.map((folder) => join(folder, name)).find(isExecutable);
  if (here !== undefined) return { command: here, env: {} };
  const own = ['usr/bin', 'usr/sbin', 'bin', 'sbin'].map((folder) => join(FOLDER, folder));
  const unpacked = [...own, ...versioned(join(FOLDER, 'usr/lib/postgresql'))];
  const there = unpacked.map((folder) => join(folder, name)).find(isExecutable);
  if (there === undefined) return null;
  const libraries = LIBRARIES.map((folder) => join(FOLDER, folder)).join(':');
  return {
    command: there,
    env: { LD_LIBRARY_PATH: libraries, PATH: [...own, process.env.PATH ?? ''].join(delimiter) },
  };
}

/** `…/15/bin` for each version. */
function versioned(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((version) => join(folder, version, 'bin'));
}

/**
 * Fetches packages and what they need beyond what is installed.
 * @returns why that could not be; null: they are unpacked
 */
export function fetchPackages(names: readonly string[]): string | null {
  mkdirSync(FOLDER, { recursive: true, mode: 0o700 });
  const downloads = mkdtempSync(join(FOLDER, 'downloads-'));
  const run = (command: string, ...args: readonly string[]) =>
    execFileSync(command, args, {
      cwd: downloads,
      encoding: 'utf8',
      timeout: TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  try {
    const listed = run('apt-get', 'install', '--print-uris', '-qq', '--no-install-recommends', ...names);
    const needed = [...listed.matchAll(/^'[^']*' ([^_\s]+)_/gm)].map(([, name]) => name ?? '');
    const wanted = [...new Set([...names, ...needed])].filter((name) => !NOT_NEEDED.test(name));
    run('apt-get', 'download', ...wanted);
    for (const file of readdirSync(downloads)) run('dpkg', '-x', file, FOLDER);
    return null;
  } catch (error) {
    return `apt could not fetch ${names.join(', ')}: ${String(error).split('\n')[0]}`;
  } finally {
    rmSync(downloads, { recursive: true, force: true });
  }
}

/** Fetches what is missing. @returns by program; or why one cannot be had */
export function havePrograms(
  packages: Readonly<Record<string, string>>,
  isFetched: boolean,
): Readonly<Record<string, Program>> | string {
  const missing = Object.keys(packages).filter((program) => findProgram(program) === null);
  if (missing.length > 0 && !isFetched) return `no ${missing.join(', ')} on this machine`;
  const why =
    missing.length === 0 ? null : fetchPackages(missing.map((program) => packages[program] ?? program));
  if (why !== null) return why;
  const found = Object.keys(packages).map((program) => [program, findProgram(program)] as const);
  const absent = found.find(([, program]) => program === null);
  if (absent !== undefined) return `the package ${packages[absent[0]]} has no ${absent[0]}`;
  return Object.fromEntries(found.flatMap(([name, program]) => (program === null ? [] : [[name, program]])));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
