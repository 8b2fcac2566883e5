import { readFileSync } from 'node:fs';
import { codeOf } from '../../../contract/failure.ts';
import type { Millis } from '../../../contract/units.ts';

const LOOK_EVERY_MS: Millis = 250;
/** The launcher, npm's shell and npm, with one to spare. */
const MAX_ANCESTORS = 4;
const SHELLS = new Set(['sh', 'dash', 'bash', 'ash', 'busybox', 'zsh', 'ksh', 'cmd.exe']);

/** A process as the system tells of it; `unknown`: it would not say (no /proc, no descriptor left). */
export type Ancestor = { readonly name: string; readonly parent: number } | 'gone' | 'unknown';

/**
 * Those who must live for this program to go on: the launcher that started it, and npm with the shell it starts its
 * commands in. Who starts the program from a shell of their own may close it (`nohup`), so that one is not among them.
 */
export function ancestorsToWatch(
  parent: number,
  { launched, byNpm }: { readonly launched: boolean; readonly byNpm: boolean },
  look: (pid: number) => Ancestor,
): number[] {
  if (!byNpm) return launched ? [parent] : [];
  const pids: number[] = [];
  for (let pid = parent; pid > 1 && pids.length < MAX_ANCESTORS; ) {
    pids.push(pid);
    const seen = look(pid);
    if (typeof seen === 'string') break;
    const passesOn = (launched && pids.length === 1) || SHELLS.has(seen.name);
    if (!passesOn) break;
    pid = seen.parent;
  }
  return pids;
}

/** Whether one of them is gone: each is the parent of the one before it, until it dies. */
export function isOrphaned(
  parent: number,
  watched: readonly number[],
  look: (pid: number) => Ancestor,
): boolean {
  if (watched.length > 0 && parent !== watched[0]) return true;
  return watched.some((pid, index) => {
    const above = watched[index + 1];
    if (above === undefined) return false;
    const seen = look(pid);
    return seen === 'gone' || (seen !== 'unknown' && seen.parent !== above);
  });
}

/**
 * Calls back once when the launcher or npm that started this program is gone, whatever ended it: a signal that reaches
 * them alone would leave a load behind that nobody stops.
 */
export function watchParents(onGone: () => void): void {
  const launched = process.channel !== undefined;
  const byNpm = process.env.npm_command !== undefined;
  let told = false;
  const gone = () => {
    if (!told) onGone();
    told = true;
  };
  if (launched) {
    process.once('disconnect', gone);
    process.channel?.unref();
  }
  const watched = ancestorsToWatch(process.ppid, { launched, byNpm }, lookUp);
  if (watched.length === 0) return;
  const timer = setInterval(() => {
    if (!isOrphaned(process.ppid, watched, lookUp)) return;
    clearInterval(timer);
    gone();
  }, LOOK_EVERY_MS);
  timer.unref();
}

/** `/proc/PID/stat`: `12 (name) S 1 …`; a name may hold brackets and blanks. */
function lookUp(pid: number): Ancestor {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = text.lastIndexOf(')');
    const [state, parent] = text.slice(end + 2).split(' ');
    if (state === 'Z' || state === 'X') return 'gone';
    return { name: text.slice(text.indexOf('(') + 1, end), parent: Number(parent) };
  } catch (error) {
    const isGone = codeOf(error) === 'ENOENT';
    return isGone && process.platform === 'linux' ? 'gone' : 'unknown';
  }
}
