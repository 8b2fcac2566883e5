import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Whether this process has the terminal: a job in the background (`plimsoll run … &`) that sets the mode of its terminal, or
 * reads from it, is stopped by the system.
 */
export function isForeground(): boolean {
  if (process.platform === 'win32') return true;
  try {
    if (process.platform === 'linux') return hasTerminal(readFileSync('/proc/self/stat', 'utf8'));
    // `+` is what every ps writes of a process in the foreground.
    return execFileSync('ps', ['-o', 'stat=', '-p', String(process.pid)], { encoding: 'utf8' }).includes('+');
  } catch {
    return false;
  }
}

/**
 * From `PID (name) state ppid pgrp session tty tpgid …`; a name may hold brackets and blanks.
 * @param stat of /proc, see proc(5)
 */
export function hasTerminal(stat: string): boolean {
  const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return group !== undefined && group === foreground;
}
