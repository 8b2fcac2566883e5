import type { Bytes, Micros } from '../../../contract/units.ts';
import { addressText, fieldsOf, type Layout } from './c-layout.ts';

/**
 * What Windows writes where, on 64 bits. Sizes and offsets were taken from the headers of mingw-w64 10 by a compiler.
 */

/** <tlhelp32.h>, PROCESSENTRY32W. */
export const PROCESSENTRY32W = {
  struct: 'PROCESSENTRY32W',
  bytes: 568,
  fields: {
    dwSize: [0, 'u32'],
    th32ProcessID: [8, 'u32'],
    cntThreads: [28, 'u32'],
    th32ParentProcessID: [32, 'u32'],
    szExeFile: [44, 'u8'],
  },
} as const satisfies Layout<string>;

export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly threads: number;
  /** `node.exe`. */
  readonly program: string;
}

export function decodeProcessEntry(memory: Buffer): ProcessEntry {
  const field = fieldsOf(PROCESSENTRY32W, memory);
  const [at] = PROCESSENTRY32W.fields.szExeFile;
  const name = memory.toString('utf16le', at, PROCESSENTRY32W.bytes - 4);
  return {
    pid: field('th32ProcessID'),
    parent: field('th32ParentProcessID'),
    threads: field('cntThreads'),
    program: name.slice(0, name.indexOf('\0') === -1 ? undefined : name.indexOf('\0')),
  };
}

/** Units of 100 ns between 1601, where Windows begins to count, and 1970. */
const FROM_1601_TO_1970 = 116_444_736_000_000_000n;

/** A moment (FILETIME, <minwindef.h>: two words, the lower first, of 100 ns), since 1970. */
export function decodeMoment(memory: Buffer, at = 0): Micros {
  return Number((memory.readBigUInt64LE(at) - FROM_1601_TO_1970) / 10n);
}

/** A length of time in units of 100 ns. */
export function decodeDuration(memory: Buffer, at = 0): Micros {
  return Number(memory.readBigUInt64LE(at)) / 10;
}

/** <psapi.h>, PROCESS_MEMORY_COUNTERS. */
export const PROCESS_MEMORY_COUNTERS = {
  struct: 'PROCESS_MEMORY_COUNTERS',
  bytes: 72,
  fields: { cb: [0, 'u32'], WorkingSetSize: [16, 'u64'] },
} as const satisfies Layout<string>;

export function decodeResidentBytes(memory: Buffer): Bytes {
  return fieldsOf(PROCESS_MEMORY_COUNTERS, memory)('WorkingSetSize');
}

/** <winnt.h>, IO_COUNTERS. */
export const IO_COUNTERS = {
  struct: 'IO_COUNTERS',
  bytes: 48,
  fields: { ReadTransferCount: [24, 'u64'], WriteTransferCount: [32, 'u64'] },
} as const satisfies Layout<string>;

export function decodeTransfers(memory: Buffer): { readonly read: Bytes; readonly written: Bytes } {
  const field = fieldsOf(IO_COUNTERS, memory);
  return { read: field('ReadTransferCount'), written: field('WriteTransferCount') };
}

/** <tcpmib.h>, a row of MIB_TCPTABLE_OWNER_PID. */
export const MIB_TCPROW_OWNER_PID = {
  struct: 'MIB_TCPROW_OWNER_PID',
  bytes: 24,
  fields: { dwLocalAddr: [4, 'u8'], dwLocalPort: [8, 'port'], dwOwningPid: [20, 'u32'] },
} as const satisfies Layout<string>;

/** <tcpmib.h>, a row of MIB_TCP6TABLE_OWNER_PID. */
export const MIB_TCP6ROW_OWNER_PID = {
  struct: 'MIB_TCP6ROW_OWNER_PID',
  bytes: 56,
  fields: { ucLocalAddr: [0, 'u8'], dwLocalPort: [20, 'port'], dwOwningPid: [52, 'u32'] },
} as const satisfies Layout<string>;

export interface OwnedListener {
  readonly port: number;
  readonly address: string;
  readonly pid: number;
}

/** A table of sockets that listen: how many rows there are, in four bytes, and the rows. */
export function decodeListeners(memory: Buffer, isSix: boolean): OwnedListener[] {
  const { bytes } = isSix ? MIB_TCP6ROW_OWNER_PID : MIB_TCPROW_OWNER_PID;
  const count = Math.min(memory.readUInt32LE(0), Math.floor((memory.length - 4) / bytes));
  return Array.from({ length: count }, (_, index) => {
    const at = 4 + index * bytes;
    return isSix ? sixAt(memory, at) : fourAt(memory, at);
  });
}

function fourAt(memory: Buffer, at: number): OwnedListener {
  const field = fieldsOf(MIB_TCPROW_OWNER_PID, memory, at);
  const start = at + MIB_TCPROW_OWNER_PID.fields.dwLocalAddr[0];
  const address = addressText(memory.subarray(start, start + 4));
  return { port: field('dwLocalPort'), address, pid: field('dwOwningPid') };
}

function sixAt(memory: Buffer, at: number): OwnedListener {
  const field = fieldsOf(MIB_TCP6ROW_OWNER_PID, memory, at);
  const start = at + MIB_TCP6ROW_OWNER_PID.fields.ucLocalAddr[0];
  const address = addressText(memory.subarray(start, start + 16));
  return { port: field('dwLocalPort'), address, pid: field('dwOwningPid') };
}

/** <winternl.h>, UNICODE_STRING: how many bytes, how many at most, and where; NtQueryInformationProcess puts them behind it. */
export const UNICODE_STRING = {
  struct: 'UNICODE_STRING',
  bytes: 16,
  fields: {},
} as const satisfies Layout<string>;

export function decodeUnicodeString(memory: Buffer): string {
  return memory.toString('utf16le', UNICODE_STRING.bytes, UNICODE_STRING.bytes + memory.readUInt16LE(0));
}

/**
 * The words of a command line, as programs of Microsoft's C library split it: blanks part them, quotes hold together, and
 * backslashes are themselves but before a quote.
 */
export function splitCommandLine(line: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let isQuoted = false;
  for (const part of line.match(/\\+"|"|[ \t]+|[^\\" \t]+|\\+/g) ?? []) {
    if (part.endsWith('"')) {
      const slashes = part.length - 1;
      word = `${word ?? ''}${'\\'.repeat(Math.floor(slashes / 2))}${slashes % 2 === 1 ? '"' : ''}`;
      if (slashes % 2 === 0) isQuoted = !isQuoted;
    } else if (isQuoted || !/^[ \t]/.test(part)) {
      word = `${word ?? ''}${part}`;
    } else if (word !== null) {
      words.push(word);
      word = null;
    }
  }
  return word === null ? words : [...words, word];
}
