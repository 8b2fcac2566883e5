import type { ForeignCalls, ForeignFunction } from './foreign-calls.ts';
import {
  type BsdInfo,
  decodeBsdInfo,
  decodeCommandLine,
  decodeDescriptors,
  decodeListener,
  decodeNanosPerTick,
  decodeResourceUsage,
  decodeThreads,
  MACH_TIMEBASE_INFO,
  PROC_BSDINFO,
  PROC_BSDSHORTINFO,
  PROC_FDINFO,
  PROC_TASKINFO,
  RUSAGE_INFO_V4,
  SOCKET_FDINFO,
} from './mac-layouts.ts';
import { decodeTcpList } from './mac-tcp-list.ts';
import type { Measured, Pid, PortListener, ProcessIdentity, ProcessSource } from './process-source.ts';
import { programName } from './program-name.ts';

/** Holds all of these functions on every macOS that runs Node 24; it is no file there, but the loader knows it. */
const LIBRARY = '/usr/lib/libSystem.B.dylib';

/** <sys/proc_info.h> */
const PROC_PIDLISTFDS = 1;
const PROC_PIDTBSDINFO = 3;
const PROC_PIDTASKINFO = 4;
const PROC_PIDT_SHORTBSDINFO = 13;
const PROC_PIDFDSOCKETINFO = 3;
/** <sys/resource.h> */
const RUSAGE_INFO_VERSION = 4;
/** <sys/sysctl.h> */
const CTL_KERN = 1;
const KERN_PROCARGS2 = 49;
/** All words of a command line and its environment are at most so long: kern.argmax. */
const ARG_MAX = 1_048_576;
const TCP_LIST = Buffer.from('net.inet.tcp.pcblist64\0');
/** As the argument of PROC_PIDTBSDINFO: also of processes that have ended. */
const ENDED_TOO = 1;

/** Processes of macOS, through the functions that `ps` and Activity Monitor use: no program is started, ever. */
export class MacProcesses implements ProcessSource {
  readonly givesDiskToParents = false;
  readonly remarks = [
    'This system does not count network bytes per process.',
    'This system does not tell how many files a process may have open.',
    'Memory that this system has compressed is not in the resident memory.',
  ];
  readonly #system: ReturnType<typeof declareMac>;
  readonly #microsPerTick: number;
  #pids = Buffer.alloc(4 * 2_048);
  #descriptors = Buffer.alloc(PROC_FDINFO.bytes * 1_024);

  /** @param ownCpuUs CPU time of this process so far by another clock @throws where a function is not there */
  constructor(calls: ForeignCalls, ownCpuUs = ownCpuTime) {
    this.#system = declareMac(calls);
    this.#microsPerTick = this.#learnTicks(ownCpuUs);
  }

  list(): readonly Pid[] | null {
    for (;;) {
      const count = this.#system.listAllPids(this.#pids, this.#pids.length);
      if (count <= 0) return null;
      if (count * 4 < this.#pids.length) {
        const pids = Array.from({ length: count }, (_, at) => this.#pids.readInt32LE(4 * at));
        // 0 is the kernel.
        return pids.filter((pid) => pid > 0);
      }
      this.#pids = Buffer.alloc(2 * this.#pids.length);
    }
  }

  identify(pid: Pid): ProcessIdentity | null {
    const info = this.#bsdInfo(pid);
    return info === null ? null : { parent: info.parent, startedUs: info.startedUs };
  }

  measure(pid: Pid): Measured {
    const info = this.#bsdInfo(pid);
    const usage = this.#usage(pid);
    if (info === null || usage === null) return this.#isThere(pid) ? 'denied' : 'gone';
    const { parent, startedUs, isZombie } = info;
    const descriptors = isZombie ? NO_DESCRIPTORS : this.#listDescriptors(pid);
    return {
      parent,
      startedUs,
      isZombie,
      ownCpuUs: usage.ownTicks * this.#microsPerTick,
      reapedCpuUs: usage.reapedTicks * this.#microsPerTick,
      residentBytes: isZombie ? 0 : usage.residentBytes,
      threads: isZombie ? 0 : this.#threads(pid),
      openFds: descriptors?.open ?? null,
      maxFds: null,
      openSockets: descriptors?.sockets.length ?? null,
      diskReadBytes: usage.diskReadBytes,
      diskWrittenBytes: usage.diskWrittenBytes,
    };
  }

  nameOf(pid: Pid): string | null {
    const info = this.#bsdInfo(pid);
    return info === null ? null : programName(this.#commandLine(pid), info.command);
  }

  listeners(ports: readonly number[]): readonly PortListener[] {
    const found = new Map<string, { port: number; address: string; pids: Pid[]; isDenied: boolean }>();
    const memory = Buffer.alloc(SOCKET_FDINFO.bytes);
    for (const pid of this.list() ?? []) {
      for (const socket of this.#listDescriptors(pid)?.sockets ?? []) {
        const { pidFdInfo } = this.#system;
        if (pidFdInfo(pid, socket, PROC_PIDFDSOCKETINFO, memory, memory.length) < memory.length) continue;
        const listener = decodeListener(memory);
        if (listener === null || !ports.includes(listener.port)) continue;
        const key = `${listener.port} ${listener.address}`;
        const held = found.get(key) ?? { ...listener, pids: [], isDenied: false };
        if (!held.pids.includes(pid)) held.pids.push(pid);
        found.set(key, held);
      }
    }
    const held = new Set([...found.values()].map(({ port }) => port));
    const others = ports.filter((port) => !held.has(port));
    return [...found.values(), ...(others.length === 0 ? [] : this.#heldByOthers(others))];
  }

  /** To look at every descriptor of every process takes longer than a millisecond. */
  portMark(): null {
    return null;
  }

  limitsOf(): null {
    return null;
  }

  /** Null: gone, or another user's. */
  #bsdInfo(pid: Pid): BsdInfo | null {
    const memory = Buffer.alloc(PROC_BSDINFO.bytes);
    const length = this.#system.pidInfo(pid, PROC_PIDTBSDINFO, ENDED_TOO, memory, memory.length);
    return length < memory.length ? null : decodeBsdInfo(memory);
  }

  #isThere(pid: Pid): boolean {
    const memory = Buffer.alloc(PROC_BSDSHORTINFO.bytes);
    return this.#system.pidInfo(pid, PROC_PIDT_SHORTBSDINFO, ENDED_TOO, memory, memory.length) > 0;
  }

  #usage(pid: Pid) {
    const memory = Buffer.alloc(RUSAGE_INFO_V4.bytes);
    return this.#system.pidUsage(pid, RUSAGE_INFO_VERSION, memory) === 0 ? decodeResourceUsage(memory) : null;
  }

  #threads(pid: Pid): number | null {
    const memory = Buffer.alloc(PROC_TASKINFO.bytes);
    const length = this.#system.pidInfo(pid, PROC_PIDTASKINFO, 0, memory, memory.length);
    return length < memory.length ? null : decodeThreads(memory);
  }

  #listDescriptors(pid: Pid): ReturnType<typeof decodeDescriptors> | null {
    for (;;) {
      const memory = this.#descriptors;
      const length = this.#system.pidInfo(pid, PROC_PIDLISTFDS, 0, memory, memory.length);
      if (length <= 0) return null;
      if (length < memory.length) return decodeDescriptors(memory, length);
      this.#descriptors = Buffer.alloc(2 * memory.length);
    }
  }

  #commandLine(pid: Pid): string[] {
    const name = Buffer.alloc(12);
    for (const [at, part] of [CTL_KERN, KERN_PROCARGS2, pid].entries()) name.writeInt32LE(part, 4 * at);
    const memory = Buffer.alloc(ARG_MAX);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(memory.length));
    const { sysctl } = this.#system;
    if (sysctl(name, 3, memory, length, null, 0) !== 0) return [];
    return decodeCommandLine(memory, Number(length.readBigUInt64LE(0)));
  }

  /** Whoever shows us no descriptors may hold them. */
  #heldByOthers(ports: readonly number[]): PortListener[] {
    const all = this.#tcpList() ?? [];
    return all
      .filter(({ port }) => ports.includes(port))
      .map(({ port, address }) => ({ port, address, pids: [], isDenied: true }));
  }

  #tcpList(): ReturnType<typeof decodeTcpList> {
    const { sysctlByName } = this.#system;
    const length = Buffer.alloc(8);
    if (sysctlByName(TCP_LIST, null, length, null, 0) !== 0) return null;
    // It may grow meanwhile: an eighth more, and a page.
    const memory = Buffer.alloc(Math.ceil(Number(length.readBigUInt64LE(0)) * 1.125) + 4_096);
    length.writeBigUInt64LE(BigInt(memory.length));
    if (sysctlByName(TCP_LIST, memory, length, null, 0) !== 0) return null;
    return decodeTcpList(memory, Number(length.readBigUInt64LE(0)));
  }

  #learnTicks(ownCpuUs: () => number): number {
    const memory = Buffer.alloc(MACH_TIMEBASE_INFO.bytes);
    const told = this.#system.timebase(memory) === 0 ? decodeNanosPerTick(memory) : Number.NaN;
    return microsPerTick(told, this.#usage(process.pid)?.ownTicks ?? 0, ownCpuUs());
  }
}

const NO_DESCRIPTORS = { open: 0, sockets: [] };

/** Nanoseconds that a tick has: on Intel, on Apple silicon. */
const KNOWN_NANOS_PER_TICK = [1, 125 / 3];

/**
 * How long a tick of CPU time is. A program for Intel that runs on Apple silicon is told Intel's while the kernel counts in its
 * own (htop, issue 765): so the one is taken by which this process has used what it is known to have used.
 * @param toldNanos what the system says a tick has; NaN: nothing
 * @param ownTicks CPU time of this process
 * @param ownCpuUs the same, by a clock in microseconds
 */
export function microsPerTick(toldNanos: number, ownTicks: number, ownCpuUs: number): number {
  const nanos = [toldNanos, ...KNOWN_NANOS_PER_TICK].filter((one) => one > 0 && Number.isFinite(one));
  // By how many times it would be wrong.
  const error = (one: number) => Math.abs(Math.log((ownTicks * one) / 1_000 / ownCpuUs));
  const [first = 1, ...others] = nanos;
  return others.reduce((best, one) => (error(one) < error(best) - Math.LN2 ? one : best), first) / 1_000;
}

function ownCpuTime(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

function declareMac(
  calls: ForeignCalls,
): Readonly<
  Record<
    'listAllPids' | 'pidInfo' | 'pidUsage' | 'pidFdInfo' | 'timebase' | 'sysctl' | 'sysctlByName',
    ForeignFunction
  >
> {
  const declare = (prototype: string) => calls.declare(LIBRARY, prototype);
  return {
    listAllPids: declare('int proc_listallpids(void *pids, int bytes)'),
    pidInfo: declare('int proc_pidinfo(int pid, int flavor, uint64_t arg, void *info, int bytes)'),
    pidUsage: declare('int proc_pid_rusage(int pid, int flavor, void *usage)'),
    pidFdInfo: declare('int proc_pidfdinfo(int pid, int fd, int flavor, void *info, int bytes)'),
    timebase: declare('int mach_timebase_info(void *info)'),
    sysctl: declare(
      'int sysctl(void *name, uint32_t parts, void *value, void *length, void *newValue, size_t newLength)',
    ),
    sysctlByName: declare(
      'int sysctlbyname(void *name, void *value, void *length, void *newValue, size_t newLength)',
    ),
  };
}
