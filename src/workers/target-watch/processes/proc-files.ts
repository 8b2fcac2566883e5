import { closeSync, openSync, readSync } from 'node:fs';
import { codeOf } from '../../../contract/failure.ts';
import { MICROS_PER_SECOND, type Micros } from '../../../contract/units.ts';

/** Files of /proc as text, and what stands in them. */

/** Why a file of /proc has no text. `unreadable`: this process has no descriptors left, or the like. */
export type NoText = 'gone' | 'denied' | 'unreadable';

const CODES: Readonly<Record<string, NoText>> = {
  ENOENT: 'gone',
  ENOTDIR: 'gone',
  // A process that ends while its file is being read.
  ESRCH: 'gone',
  EACCES: 'denied',
  EPERM: 'denied',
};

/** Why something of a process could not be read. */
export function noTextOf(error: unknown): NoText {
  return CODES[codeOf(error)] ?? 'unreadable';
}

/** Most files are shorter: of a longer one, such as the table of sockets, the rest is asked for where it is wanted. */
const PIECE = Buffer.allocUnsafe(16_384);

/** The first 16 KiB of a file. A third of the time that `readFileSync` takes, which asks for a length that /proc does not know. */
export function readProcFile(path: string): { readonly text: string } | NoText {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, 'r');
    return { text: PIECE.toString('latin1', 0, readSync(descriptor, PIECE, 0, PIECE.length, 0)) };
  } catch (error) {
    return noTextOf(error);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/**
 * Lines of a file, as many as are taken: the table of sockets is written as it is read, and a load test has it long.
 * @returns nothing where the file cannot be read
 */
export function* procLines(path: string): Generator<string> {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(path, 'r');
    let rest = '';
    for (;;) {
      const length = readSync(descriptor, PIECE, 0, 4_096, null);
      if (length === 0) break;
      const lines = (rest + PIECE.toString('latin1', 0, length)).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
    if (rest !== '') yield rest;
  } catch {
    // What could be read has been told.
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** Clock ticks of a second, as the kernel writes times for programs, whatever its own are: USER_HZ. */
const TICKS_PER_SECOND = 100;

/** What stands in /proc/PID/stat, see proc_pid_stat(5). */
interface ProcStat {
  /** As the kernel has it: 15 characters, any of them. */
  readonly command: string;
  readonly state: string;
  readonly parent: number;
  readonly session: number;
  readonly ownCpuUs: Micros;
  readonly reapedCpuUs: Micros;
  readonly threads: number;
  /** Since the machine started. */
  readonly startedUs: Micros;
  readonly residentPages: number;
}

/** Null where it is none. */
export function parseProcStat(text: string): ProcStat | null {
  // `12 (name) S 1 …`: the name may hold anything, brackets and blanks too.
  const [opens, closes] = [text.indexOf('('), text.lastIndexOf(')')];
  if (opens === -1 || closes < opens) return null;
  // From the third field on, which is the state.
  const fields = text.slice(closes + 2).split(' ');
  const field = (number: number) => Number(fields[number - 3]);
  const residentPages = field(24);
  if (!Number.isFinite(residentPages)) return null;
  return {
    command: text.slice(opens + 1, closes),
    state: fields[0] ?? '',
    parent: field(4),
    session: field(6),
    ownCpuUs: ticks(field(14) + field(15)),
    reapedCpuUs: ticks(field(16) + field(17)),
    threads: field(20),
    startedUs: ticks(field(22)),
    residentPages,
  };
}

function ticks(count: number): Micros {
  return count * (MICROS_PER_SECOND / TICKS_PER_SECOND);
}

/** Bytes read from and written to disk in the text of /proc/PID/io. */
export function parseProcIo(text: string): { readonly read: number; readonly written: number } | null {
  const read = /^read_bytes: (\d+)/m.exec(text)?.[1];
  const written = /^write_bytes: (\d+)/m.exec(text)?.[1];
  return read === undefined || written === undefined
    ? null
    : { read: Number(read), written: Number(written) };
}

/** Bytes of a page in the text of /proc/self/auxv: pairs of machine words, the sixth kind is the page size (AT_PAGESZ). */
export function pageSizeOf(auxv: string): number {
  const words = Buffer.from(auxv, 'latin1');
  for (let at = 0; at + 16 <= words.length; at += 16) {
    if (words.readBigUInt64LE(at) === 6n) return Number(words.readBigUInt64LE(at + 8));
  }
  return 4_096;
}
