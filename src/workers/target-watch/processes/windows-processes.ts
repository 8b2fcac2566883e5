import type { ForeignCalls } from './foreign-calls.ts';
import type { Measured, Pid, PortListener, ProcessIdentity, ProcessSource } from './process-source.ts';
import { programName } from './program-name.ts';
import {
  decodeDuration,
  decodeListeners,
  decodeMoment,
  decodeProcessEntry,
  decodeResidentBytes,
  decodeTransfers,
  decodeUnicodeString,
  IO_COUNTERS,
  type OwnedListener,
  PROCESS_MEMORY_COUNTERS,
  PROCESSENTRY32W,
  type ProcessEntry,
  splitCommandLine,
} from './windows-layouts.ts';

/** <winnt.h>: enough for all that is asked here, and given for most processes of other users to administrators alone. */
const PROCESS_QUERY_LIMITED_INFORMATION = 0x1000;
/** <tlhelp32.h> */
const TH32CS_SNAPPROCESS = 2;
const INVALID_HANDLE = -1;
/** <winerror.h> */
const ERROR_ACCESS_DENIED = 5;
const ERROR_INSUFFICIENT_BUFFER = 122;
/** <minwinbase.h>: what GetExitCodeProcess tells of a process that lives. */
const STILL_ACTIVE = 259;
/** <iprtrmib.h>: sockets that listen, with the number of their process. */
const TCP_TABLE_OWNER_PID_LISTENER = 3;
/** <winsock2.h> */
const AF_INET = 2;
const AF_INET6 = 23;
/** ProcessCommandLineInformation of NtQueryInformationProcess, since Windows 8.1. */
const COMMAND_LINE = 60;
/** FILETIME: when it started, when it ended, in the kernel, in its own code. */
const TIMES = 4 * 8;
/** A command line has at most 32,767 characters. */
const MAX_COMMAND_LINE_BYTES = 65_536 + 16;

/** Processes of Windows, through the functions that its Task Manager uses: no program is started, ever. */
export class WindowsProcesses implements ProcessSource {
  readonly givesDiskToParents = false;
  readonly remarks = [
    'This system does not count network bytes per process.',
    'This system does not tell the CPU of children that have ended.',
    'This system does not count sockets per process; open files are handles of all kinds.',
    'What this system counts as read and written is not disk alone: files in its cache, pipes and devices are in it.',
  ];
  readonly #system: ReturnType<typeof declareWindows>;
  #snapshot: ReadonlyMap<Pid, ProcessEntry> = new Map();
  #table = Buffer.alloc(16_384);

  /** @throws where a function is not there */
  constructor(calls: ForeignCalls) {
    this.#system = declareWindows(calls);
  }

  list(): readonly Pid[] | null {
    const { createSnapshot, firstProcess, nextProcess, closeHandle } = this.#system;
    const handle = createSnapshot(TH32CS_SNAPPROCESS, 0);
    if (handle === INVALID_HANDLE) return null;
    const entries = new Map<Pid, ProcessEntry>();
    const memory = Buffer.alloc(PROCESSENTRY32W.bytes);
    memory.writeUInt32LE(memory.length, PROCESSENTRY32W.fields.dwSize[0]);
    for (let more = firstProcess(handle, memory); more !== 0; more = nextProcess(handle, memory)) {
      const entry = decodeProcessEntry(memory);
      // 0 stands for idle processors.
      if (entry.pid !== 0) entries.set(entry.pid, entry);
    }
    closeHandle(handle);
    this.#snapshot = entries;
    return [...entries.keys()];
  }

  identify(pid: Pid): ProcessIdentity | null {
    const identity = this.#with(pid, (handle) => this.#identity(pid, this.#times(handle)));
    return typeof identity === 'string' ? null : identity;
  }

  measure(pid: Pid): Measured {
    return (
      this.#with(pid, (handle) => {
        const times = this.#times(handle);
        const identity = this.#identity(pid, times);
        const resident = this.#residentBytes(handle);
        if (times === null || identity === null || resident === null) return 'denied';
        const transfers = this.#transfers(handle);
        return {
          ...identity,
          isZombie: false,
          ownCpuUs: decodeDuration(times, 16) + decodeDuration(times, 24),
          reapedCpuUs: null,
          residentBytes: resident,
          threads: this.#snapshot.get(pid)?.threads ?? null,
          openFds: this.#handles(handle),
          maxFds: null,
          openSockets: null,
          diskReadBytes: transfers?.read ?? null,
          diskWrittenBytes: transfers?.written ?? null,
        };
      }) ?? 'gone'
    );
  }

  nameOf(pid: Pid): string | null {
    const program = this.#entry(pid)?.program;
    if (program === undefined) return null;
    const words = this.#with(pid, (handle) => this.#commandLine(handle));
    return programName(Array.isArray(words) ? words : [], program);
  }

  listeners(ports: readonly number[]): readonly PortListener[] {
    return this.#listening(ports).map(({ port, address, pid }) => {
      const isDenied = this.#with(pid, () => true) === 'denied';
      return { port, address, pids: isDenied ? [] : [pid], isDenied };
    });
  }

  /** The table holds sockets that listen and no others, so it is short. */
  portMark(port: number): string {
    return this.#listening([port])
      .map(({ address, pid }) => `${pid} ${address}`)
      .sort()
      .join();
  }

  limitsOf(): null {
    return null;
  }

  /** Opens a process for as long as something is asked of it. */
  #with<Answer>(pid: Pid, ask: (handle: number) => Answer): Answer | 'gone' | 'denied' {
    const { openProcess, lastError, exitCode, closeHandle } = this.#system;
    const handle = openProcess(PROCESS_QUERY_LIMITED_INFORMATION, 0, pid);
    if (handle === 0) return lastError() === ERROR_ACCESS_DENIED ? 'denied' : 'gone';
    try {
      // It stays known after its end for as long as somebody has it open.
      const code = Buffer.alloc(4);
      if (exitCode(handle, code) !== 0 && code.readUInt32LE(0) !== STILL_ACTIVE) return 'gone';
      return ask(handle);
    } finally {
      closeHandle(handle);
    }
  }

  #entry(pid: Pid): ProcessEntry | undefined {
    if (!this.#snapshot.has(pid)) this.list();
    return this.#snapshot.get(pid);
  }

  #identity(pid: Pid, times: Buffer | null): ProcessIdentity | null {
    const entry = this.#entry(pid);
    if (entry === undefined || times === null) return null;
    return { parent: entry.parent, startedUs: decodeMoment(times) };
  }

  #times(handle: number): Buffer | null {
    const memory = Buffer.alloc(TIMES);
    const [started, ended, kernel, user] = [0, 8, 16, 24].map((at) => memory.subarray(at, at + 8));
    const { processTimes } = this.#system;
    return processTimes(handle, started ?? null, ended ?? null, kernel ?? null, user ?? null) === 0
      ? null
      : memory;
  }

  #residentBytes(handle: number): number | null {
    const memory = Buffer.alloc(PROCESS_MEMORY_COUNTERS.bytes);
    memory.writeUInt32LE(memory.length, PROCESS_MEMORY_COUNTERS.fields.cb[0]);
    return this.#system.memoryInfo(handle, memory, memory.length) === 0 ? null : decodeResidentBytes(memory);
  }

  #transfers(handle: number) {
    const memory = Buffer.alloc(IO_COUNTERS.bytes);
    return this.#system.ioCounters(handle, memory) === 0 ? null : decodeTransfers(memory);
  }

  #handles(handle: number): number | null {
    const count = Buffer.alloc(4);
    return this.#system.handleCount(handle, count) === 0 ? null : count.readUInt32LE(0);
  }

  #commandLine(handle: number): string[] {
    const memory = Buffer.alloc(MAX_COMMAND_LINE_BYTES);
    const status = this.#system.queryProcess(handle, COMMAND_LINE, memory, memory.length, null);
    return status === 0 ? splitCommandLine(decodeUnicodeString(memory)) : [];
  }

  #listening(ports: readonly number[]): OwnedListener[] {
    return [AF_INET, AF_INET6].flatMap((family) => {
      const table = this.#readTable(family);
      const rows = table === null ? [] : decodeListeners(table, family === AF_INET6);
      return rows.filter(({ port }) => ports.includes(port));
    });
  }

  #readTable(family: number): Buffer | null {
    const size = Buffer.alloc(4);
    for (;;) {
      size.writeUInt32LE(this.#table.length);
      const error = this.#system.tcpTable(this.#table, size, 0, family, TCP_TABLE_OWNER_PID_LISTENER, 0);
      if (error === 0) return this.#table;
      if (error !== ERROR_INSUFFICIENT_BUFFER) return null;
      this.#table = Buffer.alloc(Math.max(size.readUInt32LE(0), 2 * this.#table.length));
    }
  }
}

/** Handles are numbers here: `intptr_t` instead of `HANDLE`. */
function declareWindows(calls: ForeignCalls) {
  const kernel = (prototype: string) => calls.declare('kernel32.dll', prototype);
  return {
    createSnapshot: kernel('intptr_t __stdcall CreateToolhelp32Snapshot(uint32_t flags, uint32_t pid)'),
    firstProcess: kernel('int __stdcall Process32FirstW(intptr_t snapshot, void *entry)'),
    nextProcess: kernel('int __stdcall Process32NextW(intptr_t snapshot, void *entry)'),
    closeHandle: kernel('int __stdcall CloseHandle(intptr_t handle)'),
    openProcess: kernel('intptr_t __stdcall OpenProcess(uint32_t access, int inherit, uint32_t pid)'),
    lastError: kernel('uint32_t __stdcall GetLastError()'),
    exitCode: kernel('int __stdcall GetExitCodeProcess(intptr_t process, void *code)'),
    processTimes: kernel(
      'int __stdcall GetProcessTimes(intptr_t process, void *start, void *end, void *kernel, void *user)',
    ),
    // In kernel32 under this name since Windows 7, where psapi.dll is not needed for it.
    memoryInfo: kernel(
      'int __stdcall K32GetProcessMemoryInfo(intptr_t process, void *counters, uint32_t bytes)',
    ),
    ioCounters: kernel('int __stdcall GetProcessIoCounters(intptr_t process, void *counters)'),
    handleCount: kernel('int __stdcall GetProcessHandleCount(intptr_t process, void *count)'),
    tcpTable: calls.declare(
      'iphlpapi.dll',
      'uint32_t __stdcall GetExtendedTcpTable(void *table, void *size, int order, uint32_t family, int kind, uint32_t zero)',
    ),
    queryProcess: calls.declare(
      'ntdll.dll',
      'int32_t __stdcall NtQueryInformationProcess(intptr_t process, int kind, void *info, uint32_t bytes, void *length)',
    ),
  };
}
