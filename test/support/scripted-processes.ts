import type {
  Measured,
  Pid,
  PortListener,
  ProcessFigures,
  ProcessIdentity,
  ProcessLimits,
  ProcessSource,
} from '../../src/workers/target-watch/processes/process-source.ts';

/** A process as a script has it; what is left out is nothing, or what a small one has. */
export type ScriptedProcess = Partial<ProcessFigures> & {
  readonly name?: string;
  /** All that is told of it. */
  readonly answer?: 'denied' | 'unreadable';
};

/** A second of CPU. */
export const SECOND_US = 1_000_000;

/** An operating system whose processes a test starts, changes and ends between two readings. */
export class ScriptedProcesses implements ProcessSource {
  readonly givesDiskToParents: boolean;
  readonly remarks: readonly string[] = [];
  readonly #processes = new Map<Pid, ScriptedProcess>();
  listening: PortListener[] = [];
  limits: ProcessLimits | null = null;
  /** False: it can be asked nothing now. */
  isReadable = true;
  /** So many more of them can be looked at: as where this process has hardly any descriptors left. */
  looksLeft = Number.POSITIVE_INFINITY;
  /** How often each was asked. */
  readonly asked = { list: 0, identify: 0, measure: 0, listeners: 0 };

  constructor({ givesDiskToParents = true } = {}) {
    this.givesDiskToParents = givesDiskToParents;
  }

  /** Starts a process, or changes one. */
  set(pid: Pid, values: ScriptedProcess): void {
    this.#processes.set(pid, { ...this.#processes.get(pid), ...values });
  }

  end(...pids: Pid[]): void {
    for (const pid of pids) this.#processes.delete(pid);
  }

  /** It listens on a port; another one that did no longer does. */
  listen(port: number, ...pids: Pid[]): void {
    this.listening = this.listening.filter((one) => one.port !== port);
    if (pids.length > 0) this.listening.push({ port, address: '127.0.0.1', pids, isDenied: false });
  }

  list(): readonly Pid[] | null {
    this.asked.list += 1;
    return this.isReadable ? [...this.#processes.keys()] : null;
  }

  identify(pid: Pid): ProcessIdentity | 'unreadable' | null {
    this.asked.identify += 1;
    if (this.#isUsedUp()) return 'unreadable';
    const { parent = 1, startedUs = pid, session } = this.#processes.get(pid) ?? {};
    if (!this.#processes.has(pid)) return null;
    return { parent, startedUs, ...(session === undefined ? {} : { session }) };
  }

  measure(pid: Pid): Measured {
    this.asked.measure += 1;
    if (!this.isReadable || this.#isUsedUp()) return 'unreadable';
    const { name: _name, answer, ...figures } = this.#processes.get(pid) ?? {};
    if (answer !== undefined) return answer;
    return this.#processes.has(pid) ? { ...SMALL_PROCESS, startedUs: pid, ...figures } : 'gone';
  }

  #isUsedUp(): boolean {
    this.looksLeft -= 1;
    return this.looksLeft < 0;
  }

  nameOf(pid: Pid): string | null {
    return this.#processes.get(pid)?.name ?? null;
  }

  listeners(ports: readonly number[]): readonly PortListener[] {
    this.asked.listeners += 1;
    return this.listening.filter(({ port }) => ports.includes(port));
  }

  portMark(port: number): string | null {
    return this.listening
      .filter((one) => one.port === port)
      .map(({ pids }) => pids.join())
      .join('|');
  }

  limitsOf(): ProcessLimits | null {
    return this.limits;
  }
}

/** What is told of a small process that has done nothing yet. */
export const SMALL_PROCESS: ProcessFigures = {
  parent: 1,
  startedUs: 0,
  isZombie: false,
  ownCpuUs: 0,
  reapedCpuUs: 0,
  residentBytes: 1_000,
  threads: 1,
  openFds: 10,
  maxFds: 100,
  openSockets: 1,
  diskReadBytes: 0,
  diskWrittenBytes: 0,
};
