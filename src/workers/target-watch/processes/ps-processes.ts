import { execFileSync } from 'node:child_process';
import { basename } from 'node:path/posix';
import type { Micros, Millis } from '../../../contract/units.ts';
import type { Measured, Pid, PortListener, ProcessIdentity, ProcessSource } from './process-source.ts';
import { programName } from './program-name.ts';

/** What a program printed; null: it is not there, or did not end in time. */
type RunProgram = (program: string, words: readonly string[], timeoutMs: Millis) => string | null;

const PS_WORDS = ['-axo', 'pid=,ppid=,rss=,stat=,time=,lstart=,comm='];
/** Later than the next reading it is of no use. */
const PS_TIMEOUT_MS: Millis = 900;
/** Asks about every descriptor of every process. */
const LSOF_TIMEOUT_MS: Millis = 3_000;

interface PsRow extends ProcessIdentity {
  readonly cpuUs: Micros;
  readonly residentBytes: number;
  readonly isZombie: boolean;
  readonly program: string;
}

/**
 * Processes of macOS where its functions cannot be called: `ps` once a second, some 20 ms of it, and `lsof` for ports. The one
 * source that starts programs.
 */
export class PsProcesses implements ProcessSource {
  readonly givesDiskToParents = false;
  readonly remarks = [
    'This system does not count network bytes per process.',
    'Read by ps, for koffi could not be loaded: CPU in hundredths of a second, and not that of children that have ended; threads, open files, sockets and disk are not told.',
  ];
  readonly #run: RunProgram;
  #rows: ReadonlyMap<Pid, PsRow> = new Map();

  constructor(run: RunProgram = runProgram) {
    this.#run = run;
  }

  list(): readonly Pid[] | null {
    const text = this.#run('ps', PS_WORDS, PS_TIMEOUT_MS);
    if (text === null) return null;
    this.#rows = new Map(text.split('\n').flatMap(parseRow));
    return [...this.#rows.keys()];
  }

  identify(pid: Pid): ProcessIdentity | null {
    const row = this.#rows.get(pid);
    return row === undefined ? null : { parent: row.parent, startedUs: row.startedUs };
  }

  measure(pid: Pid): Measured {
    const row = this.#rows.get(pid);
    if (row === undefined) return 'gone';
    return {
      parent: row.parent,
      startedUs: row.startedUs,
      isZombie: row.isZombie,
      ownCpuUs: row.cpuUs,
      reapedCpuUs: null,
      residentBytes: row.residentBytes,
      threads: null,
      openFds: null,
      maxFds: null,
      openSockets: null,
      diskReadBytes: null,
      diskWrittenBytes: null,
    };
  }

  nameOf(pid: Pid): string | null {
    const row = this.#rows.get(pid);
    return row === undefined ? null : programName([], row.program);
  }

  listeners(ports: readonly number[]): readonly PortListener[] {
    if (ports.length === 0) return [];
    const where = ports.map((port) => `-iTCP:${port}`);
    const text = this.#run('lsof', ['-nP', '-sTCP:LISTEN', '-Fpnt', ...where], LSOF_TIMEOUT_MS);
    if (this.#rows.size === 0) this.list();
    return text === null ? [] : parseListeners(text);
  }

  portMark(): null {
    return null;
  }

  limitsOf(): null {
    return null;
  }
}

const ROW =
  /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+(?:\.\d+)?)\s+(\w{3}\s+\w{3}\s+\d+\s+[\d:]{8}\s+\d{4})\s+(.+?)\s*$/;

/** Time is `0:01.52` on macOS, where minutes go on counting, and `1-02:03:04` elsewhere. */
function parseRow(line: string): [Pid, PsRow][] {
  const found = ROW.exec(line);
  if (found === null) return [];
  const [
    ,
    pid,
    parent,
    kibibytes,
    state = '',
    days = 0,
    hours = 0,
    minutes,
    seconds,
    started = '',
    path = '',
  ] = found;
  const cpuSeconds = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  const row = {
    parent: Number(parent),
    startedUs: Date.parse(started) * 1_000,
    cpuUs: Math.round(cpuSeconds * 1_000_000),
    residentBytes: Number(kibibytes) * 1_024,
    isZombie: state.startsWith('Z'),
    program: basename(path),
  };
  return [[Number(pid), row]];
}

/** Fields of `lsof -F`, one a line: `p` opens a process, `t` a socket of it, `n` is where. */
function parseListeners(text: string): PortListener[] {
  const found = new Map<string, { port: number; address: string; pids: Pid[]; isDenied: boolean }>();
  let [pid, isSix] = [0, false];
  for (const line of text.split('\n')) {
    const value = line.slice(1);
    if (line.startsWith('p')) pid = Number(value);
    if (line.startsWith('t')) isSix = value === 'IPv6';
    const [, host = '', port] = (line.startsWith('n') && /^\[?(.*?)\]?:(\d+)$/.exec(value)) || [];
    if (port === undefined) continue;
    const address = host === '*' ? (isSix ? '::' : '0.0.0.0') : host;
    const key = `${port} ${address}`;
    const held = found.get(key) ?? { port: Number(port), address, pids: [], isDenied: false };
    if (!held.pids.includes(pid)) held.pids.push(pid);
    found.set(key, held);
  }
  return [...found.values()];
}

const MAX_OUTPUT_BYTES = 16_777_216;

function runProgram(program: string, words: readonly string[], timeoutMs: Millis): string | null {
  try {
    return execFileSync(program, words, {
      encoding: 'utf8',
      timeout: timeoutMs,
      maxBuffer: MAX_OUTPUT_BYTES,
      stdio: ['ignore', 'pipe', 'ignore'],
      // Months and days by their English names.
      env: { ...process.env, LC_ALL: 'C' },
    });
  } catch (error) {
    // `lsof` ends with 1 where it found nothing, or was shown only part.
    return error instanceof Error && 'stdout' in error && 'status' in error && error.status === 1
      ? String(error.stdout)
      : null;
  }
}
