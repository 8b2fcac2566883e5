import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of Linux in a second, as /proc counts them. */
const TICKS = 100;

/**
 * CPU that a process and all that it started took since they began, in ms; of those that have ended nothing is known.
 * Linux alone tells: NaN elsewhere.
 */
export function treeCpuMs(root: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? []);
  const tree = new Set([root]);
  // A process has a higher number than its parent, but for a wrap that no bench lives to see.
  for (const { pid, parent } of all.toSorted((a, b) => a.pid - b.pid)) if (tree.has(parent)) tree.add(pid);
  return all.reduce((sum, { pid, ticks }) => (tree.has(pid) ? sum + ticks : sum), 0) * (1_000 / TICKS);
}

function statOf(
  pid: number,
): { readonly pid: number; readonly parent: number; readonly ticks: number } | null {
  try {
    // `12 (name) S 1 …`; a name may hold brackets and blanks. User and system time are fields 14 and 15.
    const fields = (readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '').split(' ');
    return { pid, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return null;
  }
}
