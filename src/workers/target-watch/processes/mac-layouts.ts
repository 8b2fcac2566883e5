import type { Bytes, Micros } from '../../../contract/units.ts';
import { addressText, fieldsOf, type Layout, textAt } from './c-layout.ts';

/**
 * What macOS writes where. Sizes and offsets were taken from the headers of the macOS 27 SDK by a compiler, for Apple silicon
 * and Intel alike; they have stood since OS X 10.11, where the last of them came.
 */

/** <sys/proc_info.h>, PROC_PIDTBSDINFO. */
export const PROC_BSDINFO = {
  struct: 'proc_bsdinfo',
  bytes: 136,
  fields: {
    pbi_status: [4, 'u32'],
    pbi_ppid: [16, 'u32'],
    pbi_comm: [48, 'u8'],
    pbi_name: [64, 'u8'],
    pbi_start_tvsec: [120, 'u64'],
    pbi_start_tvusec: [128, 'u64'],
  },
} as const satisfies Layout<string>;

/** <sys/proc.h>: it has ended and was not waited for. */
const SZOMB = 5;

export interface BsdInfo {
  readonly parent: number;
  readonly isZombie: boolean;
  /** Since 1970. */
  readonly startedUs: Micros;
  /** Up to 31 characters. */
  readonly command: string;
}

export function decodeBsdInfo(memory: Buffer): BsdInfo {
  const field = fieldsOf(PROC_BSDINFO, memory);
  const { pbi_name, pbi_comm } = PROC_BSDINFO.fields;
  return {
    parent: field('pbi_ppid'),
    isZombie: field('pbi_status') === SZOMB,
    startedUs: field('pbi_start_tvsec') * 1_000_000 + field('pbi_start_tvusec'),
    // MAXCOMLEN is 16; the longer name is empty where none was given.
    command: textAt(memory, pbi_name[0], 32) || textAt(memory, pbi_comm[0], 16),
  };
}

/** <sys/proc_info.h>, PROC_PIDT_SHORTBSDINFO: told of processes of other users too. */
export const PROC_BSDSHORTINFO = {
  struct: 'proc_bsdshortinfo',
  bytes: 64,
  fields: {},
} as const satisfies Layout<string>;

/** <sys/proc_info.h>, PROC_PIDTASKINFO. */
export const PROC_TASKINFO = {
  struct: 'proc_taskinfo',
  bytes: 96,
  fields: { pti_threadnum: [84, 'i32'] },
} as const satisfies Layout<string>;

export function decodeThreads(memory: Buffer): number {
  return fieldsOf(PROC_TASKINFO, memory)('pti_threadnum');
}

/** <sys/resource.h>, RUSAGE_INFO_V4. */
export const RUSAGE_INFO_V4 = {
  struct: 'rusage_info_v4',
  bytes: 296,
  fields: {
    ri_user_time: [16, 'u64'],
    ri_system_time: [24, 'u64'],
    ri_resident_size: [64, 'u64'],
    ri_child_user_time: [96, 'u64'],
    ri_child_system_time: [104, 'u64'],
    ri_diskio_bytesread: [144, 'u64'],
    ri_diskio_byteswritten: [152, 'u64'],
  },
} as const satisfies Layout<string>;

export interface ResourceUsage {
  /** Ticks of Mach's clock: `microsPerTick` of `mac-processes.ts` tells how long one is. */
  readonly ownTicks: number;
  /** Of children that were waited for, with theirs. */
  readonly reapedTicks: number;
  readonly residentBytes: Bytes;
  readonly diskReadBytes: Bytes;
  readonly diskWrittenBytes: Bytes;
}

export function decodeResourceUsage(memory: Buffer): ResourceUsage {
  const field = fieldsOf(RUSAGE_INFO_V4, memory);
  return {
    ownTicks: field('ri_user_time') + field('ri_system_time'),
    reapedTicks: field('ri_child_user_time') + field('ri_child_system_time'),
    residentBytes: field('ri_resident_size'),
    diskReadBytes: field('ri_diskio_bytesread'),
    diskWrittenBytes: field('ri_diskio_byteswritten'),
  };
}

/** <mach/mach_time.h>: how many nanoseconds a tick has, as a fraction. */
export const MACH_TIMEBASE_INFO = {
  struct: 'mach_timebase_info',
  bytes: 8,
  fields: { numer: [0, 'u32'], denom: [4, 'u32'] },
} as const satisfies Layout<string>;

export function decodeNanosPerTick(memory: Buffer): number {
  const field = fieldsOf(MACH_TIMEBASE_INFO, memory);
  return field('numer') / field('denom');
}

/** <sys/proc_info.h>, PROC_PIDLISTFDS: one of each open descriptor. */
export const PROC_FDINFO = {
  struct: 'proc_fdinfo',
  bytes: 8,
  fields: { proc_fd: [0, 'i32'], proc_fdtype: [4, 'u32'] },
} as const satisfies Layout<string>;

const PROX_FDTYPE_SOCKET = 2;

/** @param length bytes that were written */
export function decodeDescriptors(memory: Buffer, length: number): { open: number; sockets: number[] } {
  const open = Math.floor(length / PROC_FDINFO.bytes);
  const sockets: number[] = [];
  for (let at = 0; at < open; at += 1) {
    const field = fieldsOf(PROC_FDINFO, memory, at * PROC_FDINFO.bytes);
    if (field('proc_fdtype') === PROX_FDTYPE_SOCKET) sockets.push(field('proc_fd'));
  }
  return { open, sockets };
}

/** <sys/proc_info.h>, PROC_PIDFDSOCKETINFO. Fields of TCP are those of `psi.soi_proto.pri_tcp`. */
export const SOCKET_FDINFO = {
  struct: 'socket_fdinfo',
  bytes: 792,
  fields: {
    soi_kind: [256, 'i32'],
    insi_lport: [268, 'port'],
    insi_vflag: [288, 'u8'],
    insi_laddr: [312, 'u8'],
    tcpsi_state: [344, 'i32'],
  },
} as const satisfies Layout<string>;

const SOCKINFO_TCP = 2;
const TSI_S_LISTEN = 1;
const INI_IPV6 = 2;

/** Where a socket listens; null: it is none of TCP that does. */
export function decodeListener(memory: Buffer): { port: number; address: string } | null {
  const field = fieldsOf(SOCKET_FDINFO, memory);
  if (field('soi_kind') !== SOCKINFO_TCP || field('tcpsi_state') !== TSI_S_LISTEN) return null;
  const [at] = SOCKET_FDINFO.fields.insi_laddr;
  // One that listens for both families has both flags. An address of four bytes stands at the end of its sixteen.
  const isSix = (field('insi_vflag') & INI_IPV6) !== 0;
  return { port: field('insi_lport'), address: addressText(memory.subarray(isSix ? at : at + 12, at + 16)) };
}

/**
 * The words of a command line as KERN_PROCARGS2 gives them (`sysctl(3)`): how many there are, the path of the program, zeros,
 * then each with a zero behind it. What follows is the environment, which is not read.
 */
export function decodeCommandLine(memory: Buffer, length: number): string[] {
  if (length < 4) return [];
  const count = memory.readInt32LE(0);
  let at = memory.indexOf(0, 4);
  if (at === -1) return [];
  while (at < length && memory[at] === 0) at += 1;
  const words: string[] = [];
  while (words.length < count && at < length) {
    const word = textAt(memory, at, length - at);
    words.push(word);
    at += Buffer.byteLength(word) + 1;
  }
  return words;
}
