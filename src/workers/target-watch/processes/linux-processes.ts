import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path/posix';
import { readGroupLimits } from './control-groups.ts';
import { LinuxDescriptors } from './linux-descriptors.ts';
import { holdersOf, listeningSockets } from './linux-listeners.ts';
import { pageSizeOf, parseProcIo, parseProcStat, readProcFile } from './proc-files.ts';
import type {
  Measured,
  Pid,
  PortListener,
  ProcessFigures,
  ProcessIdentity,
  ProcessLimits,
  ProcessSource,
} from './process-source.ts';
import { isContainerProxy, programName } from './program-name.ts';

/** Hold sockets of others, to start them once somebody connects. */
const STARTS_SERVICES = /^(?:systemd|xinetd|inetd)$/;
/** Limits are set before a program starts, and seldom afterwards: they are read again after so many readings. */
const LIMITS_EVERY = 10;

interface KeptLimit {
  readonly startedUs: number;
  readonly maxFds: number | null;
  age: number;
}

/** Processes as /proc shows them: no program is started, ever. */
export class LinuxProcesses implements ProcessSource {
  readonly givesDiskToParents = true;
  readonly remarks = ['This system does not count network bytes per process.'];
  readonly #proc: string;
  readonly #groups: string;
  readonly #pageSize: number;
  readonly #descriptors: LinuxDescriptors;
  /** A kernel may be built without. */
  readonly #countsDisk: boolean;
  readonly #limits = new Map<Pid, KeptLimit>();

  /** @param roots where a test has folders of its own */
  constructor({ proc = '/proc', groups = '/sys/fs/cgroup' } = {}) {
    this.#proc = proc;
    this.#groups = groups;
    const auxv = readProcFile(join(proc, 'self/auxv'));
    this.#pageSize = pageSizeOf(typeof auxv === 'string' ? '' : auxv.text);
    this.#descriptors = new LinuxDescriptors(proc, countsDescriptors(proc));
    this.#countsDisk = readProcFile(join(proc, 'self/io')) !== 'gone';
  }

  list(): readonly Pid[] | null {
    const pids = this.#pids();
    if (pids === null) return null;
    const living = new Set(pids);
    for (const pid of this.#limits.keys()) if (!living.has(pid)) this.#limits.delete(pid);
    this.#descriptors.nextRound(living);
    return pids;
  }

  identify(pid: Pid): ProcessIdentity | 'unreadable' | null {
    const stat = this.#stat(pid);
    if (stat === 'unreadable') return stat;
    return typeof stat === 'string'
      ? null
      : { parent: stat.parent, startedUs: stat.startedUs, session: stat.session };
  }

  measure(pid: Pid): Measured {
    const stat = this.#stat(pid);
    if (typeof stat === 'string') return stat;
    const { parent, startedUs, ownCpuUs, reapedCpuUs } = stat;
    const isZombie = stat.state === 'Z' || stat.state === 'X';
    const common = { parent, startedUs, ownCpuUs, reapedCpuUs };
    const disk = this.#disk(pid);
    if (disk === 'gone') return 'gone';
    if (isZombie) return { ...NOTHING, ...common, ...disk };
    const descriptors = this.#descriptors.read(pid, startedUs);
    // It ended while it was read: where its time has gone is seen the next time.
    if (descriptors === 'gone') return 'gone';
    return {
      ...common,
      ...disk,
      isZombie,
      residentBytes: stat.residentPages * this.#pageSize,
      threads: stat.threads,
      ...descriptorFigures(descriptors),
      maxFds: this.#maxFds(pid, startedUs),
    };
  }

  nameOf(pid: Pid): string | null {
    const stat = this.#stat(pid);
    return typeof stat === 'string' ? null : programName(this.#commandLine(pid), stat.command);
  }

  listeners(ports: readonly number[]): readonly PortListener[] {
    const sockets = listeningSockets(new Set(ports), this.#proc);
    const pids = this.#pids() ?? [];
    const { holders, closed } = holdersOf(new Set(sockets.map(({ inode }) => inode)), pids, this.#proc);
    return sockets.map(({ port, address, inode }) => {
      const held = holders.get(inode) ?? [];
      // Root's docker-proxy shows its command line to everybody, and its descriptors to nobody.
      const all = held.length > 0 ? held : closed.filter((pid) => this.#publishes(pid, port));
      return {
        port,
        address,
        pids: all.filter((pid) => !this.#startsServices(pid)),
        isDenied: all.length === 0 && closed.length > 0,
      };
    });
  }

  portMark(port: number): string {
    return listeningSockets(new Set([port]), this.#proc)
      .map(({ inode }) => inode)
      .sort()
      .join();
  }

  limitsOf(pid: Pid): ProcessLimits | null {
    return readGroupLimits(pid, { proc: this.#proc, groups: this.#groups });
  }

  #pids(): readonly Pid[] | null {
    try {
      return readdirSync(this.#proc).filter(isPid).map(Number);
    } catch {
      return null;
    }
  }

  #path(pid: Pid, name: string): string {
    return `${this.#proc}/${pid}/${name}`;
  }

  #stat(pid: Pid) {
    const read = readProcFile(this.#path(pid, 'stat'));
    if (typeof read === 'string') return read;
    return parseProcStat(read.text) ?? 'gone';
  }

  #disk(pid: Pid): Pick<ProcessFigures, 'diskReadBytes' | 'diskWrittenBytes'> | 'gone' {
    const read = this.#countsDisk ? readProcFile(this.#path(pid, 'io')) : 'denied';
    if (read === 'gone') return 'gone';
    const disk = typeof read === 'string' ? null : parseProcIo(read.text);
    return { diskReadBytes: disk?.read ?? null, diskWrittenBytes: disk?.written ?? null };
  }

  #commandLine(pid: Pid): string[] {
    const read = readProcFile(this.#path(pid, 'cmdline'));
    return typeof read === 'string' ? [] : read.text.split('\0');
  }

  /** Soft limit of open files. */
  #maxFds(pid: Pid, startedUs: number): number | null {
    const kept = this.#limits.get(pid);
    if (kept?.startedUs === startedUs && kept.age < LIMITS_EVERY) {
      kept.age += 1;
      return kept.maxFds;
    }
    const read = readProcFile(this.#path(pid, 'limits'));
    const text = typeof read === 'string' ? '' : read.text;
    const maxFds = /^Max open files +(\d+)/m.exec(text)?.[1];
    const limit = maxFds === undefined ? null : Number(maxFds);
    this.#limits.set(pid, { startedUs, maxFds: limit, age: 0 });
    return limit;
  }

  #startsServices(pid: Pid): boolean {
    const stat = this.#stat(pid);
    return typeof stat !== 'string' && STARTS_SERVICES.test(stat.command);
  }

  #publishes(pid: Pid, port: number): boolean {
    const words = this.#commandLine(pid);
    if (!isContainerProxy(programName(words, ''))) return false;
    return words[words.indexOf('-host-port') + 1] === String(port);
  }
}

const NOTHING = {
  isZombie: true,
  residentBytes: 0,
  threads: 0,
  openFds: 0,
  maxFds: null,
  openSockets: 0,
} as const satisfies Partial<ProcessFigures>;

function descriptorFigures(
  read: Exclude<ReturnType<LinuxDescriptors['read']>, 'gone'>,
): Pick<ProcessFigures, 'openFds' | 'openSockets' | 'areSocketsEstimated' | 'isPartlyDenied'> {
  if (typeof read === 'string') {
    return { openFds: null, openSockets: null, ...(read === 'denied' ? { isPartlyDenied: true } : {}) };
  }
  const { open, sockets, areEstimated } = read;
  return { openFds: open, openSockets: sockets, ...(areEstimated ? { areSocketsEstimated: true } : {}) };
}

function isPid(name: string): boolean {
  const first = name.charCodeAt(0);
  return first >= 0x30 && first <= 0x39;
}

/** Whether the length of a folder of descriptors is their number; before Linux 6.2 it is nothing. */
function countsDescriptors(proc: string): boolean {
  try {
    const folder = join(proc, 'self/fd');
    // Listing takes a descriptor of its own.
    return statSync(folder).size > 0 && Math.abs(statSync(folder).size - readdirSync(folder).length) <= 2;
  } catch {
    return false;
  }
}
