import { spawnSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { codeOf } from '../../contract/failure.ts';

/**
 * Names a process so that a later one can tell whether it still lives, although process ids are used again.
 * `host` names the machine, its boot and, on Linux, the pid namespace: within one host, a pid means one process at a time.
 */
export interface ProcessIdentity {
  readonly host: string;
  readonly pid: number;
  /** When the process began, in the words of its system; null where the system does not say. */
  readonly start: string | null;
}

let own: ProcessIdentity | null = null;

/** Identity of this process. */
export function ownIdentity(): ProcessIdentity {
  own ??= { host: hostIdentity(), pid: process.pid, start: processStart(process.pid) };
  return own;
}

/** True where a process of this id lives, ours to signal or not. One that is dead but not yet fetched by its parent does not. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^[ZX]/.test(linuxStatFields(pid)[0] ?? '');
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** When a living process began: clock ticks since boot on Linux, a date on macOS, null elsewhere or when it is gone. */
export function processStart(pid: number): string | null {
  if (process.platform === 'linux') return linuxStatFields(pid)[19] ?? null;
  if (process.platform !== 'darwin') return null;
  const answer = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 2_000 });
  const text = (answer.stdout ?? '').trim();
  return text === '' ? null : text;
}

/**
 * /proc/PID/stat from field 3 on: the state is first, the start time (field 22) at 19. The name in field 2 may hold spaces
 * and brackets, so fields count from its last one.
 */
function linuxStatFields(pid: number): string[] {
  const stat = textOf(() => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return stat === '' ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function hostIdentity(): string {
  const boot = textOf(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  const namespace = textOf(() => readlinkSync('/proc/self/ns/pid'));
  return [hostname(), boot, namespace].filter((part) => part !== '').join(' ');
}

function textOf(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
