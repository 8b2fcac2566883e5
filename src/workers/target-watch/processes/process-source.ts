import type { Bytes, Micros } from '../../../contract/units.ts';

/** A number, as a process has it as long as it lives; afterwards another one may get it. */
export type Pid = number;

/** What tells a process from another one that got its number later, and whose child it is. */
export interface ProcessIdentity {
  /** Whose child it is now: another one's where its parent has ended (Windows: the number of the one that has). */
  readonly parent: Pid;
  /**
   * When it started, from an origin of the system's own, below 2^53: equal for the same process, greater for one that was
   * started later.
   */
  readonly startedUs: Micros;
  /** The process that began its session, which may have ended; absent: not told. Only its descendants are ever in it. */
  readonly session?: Pid;
}

/** What a system tells of a process at one moment. Null: it does not tell it, or not to us. Counters count since it started. */
export interface ProcessFigures extends ProcessIdentity {
  /** It has ended, and its parent has not asked how: it holds its number and its CPU time, and nothing else. */
  readonly isZombie: boolean;
  /** User and system time of all its threads. */
  readonly ownCpuUs: Micros;
  /** User and system time of children that have ended and were waited for, with what those had from theirs. */
  readonly reapedCpuUs: Micros | null;
  readonly residentBytes: Bytes;
  readonly threads: number | null;
  /** File descriptors or handles, sockets included. */
  readonly openFds: number | null;
  /** How many descriptors it may have open; null as well where it may have any number. */
  readonly maxFds: number | null;
  readonly openSockets: number | null;
  /** It is another user's: of it only part is told to us. */
  readonly isPartlyDenied?: true;
  /** There are so many descriptors that its sockets were estimated from some of them, or from those of seconds before. */
  readonly areSocketsEstimated?: true;
  /** Read from disk: what the page cache answers is not. See `givesDiskToParents`. */
  readonly diskReadBytes: Bytes | null;
  readonly diskWrittenBytes: Bytes | null;
}

/** A socket that listens. */
export interface PortListener {
  readonly port: number;
  /** `127.0.0.1`, `::1`; `0.0.0.0` and `::` stand for all addresses. */
  readonly address: string;
  /** Those that hold it, as far as they can be seen, but for what starts services (`systemd`). */
  readonly pids: readonly Pid[];
  /** It is another user's, and who holds it is not told; `pids` is empty then. */
  readonly isDenied: boolean;
}

/** What a process may use at most, by what contains it (a control group). */
export interface ProcessLimits {
  readonly cpuCores: number | null;
  readonly memoryBytes: Bytes | null;
  /** Periods in which it ran, and those of them in which it was held back, since it began; null: no CPU limit. */
  readonly throttling: { readonly periods: number; readonly throttled: number } | null;
}

/**
 * Figures of a process, or why there are none. `denied`: it is another user's, and the system tells nothing of it.
 * `unreadable`: this process cannot ask now, for it has no file descriptors left or the like.
 */
export type Measured = ProcessFigures | 'gone' | 'denied' | 'unreadable';

/**
 * The processes of an operating system. Nothing here throws, and nothing but `PsProcesses` starts a process; most of it is asked
 * once a second.
 */
export interface ProcessSource {
  /** All there are now; null: it cannot be asked now. Once a second: what `identify` and `measure` answer may be kept until the next call. */
  list(): readonly Pid[] | null;
  /** Cheap: asked once of each process that appears. Null: gone, or not told; `unreadable`: as of `Measured`. */
  identify(pid: Pid): ProcessIdentity | 'unreadable' | null;
  measure(pid: Pid): Measured;
  /** Name of its program, and of its script where an interpreter runs one: `node server.js`. Never an argument. Null: gone. */
  nameOf(pid: Pid): string | null;
  /** Sockets that listen on one of the ports. May take tens of milliseconds: asked at the start, and where a mark changed. */
  listeners(ports: readonly number[]): readonly PortListener[];
  /**
   * Stays the same as long as the same sockets listen on a port; empty: none does. Null: this system has no cheap way to tell
   * (under a millisecond); a restart is seen by the end of the process alone then.
   */
  portMark(port: number): string | null;
  /** Null: nothing limits it, or the system does not tell. */
  limitsOf(pid: Pid): ProcessLimits | null;
  /** Whether what children read and wrote is in the counters of the parent that waited for them, once they have ended. */
  readonly givesDiskToParents: boolean;
  /** What this system never tells, in sentences. */
  readonly remarks: readonly string[];
}
