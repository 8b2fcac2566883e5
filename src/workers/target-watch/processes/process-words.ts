import type { Pid, ProcessSource } from './process-source.ts';
import type { TreeFigures } from './process-tree.ts';

/** What is said of a watched process beside its figures. */

export const UNREADABLE = 'This machine could not be asked about its processes.';

export function anotherUsers(what: string): string {
  return `${what} belongs to another user; no permission.`;
}

const PARTLY_HIDDEN =
  'Open files, sockets and disk traffic of a process of another user are not told: no permission.';
const SHARED_PAGES =
  'Memory is the sum over all its processes: pages that they share are counted in each of them.';
const ESTIMATED_SOCKETS =
  'Of many descriptors some are looked at each second: the number of sockets is estimated.';

const WITHOUT_PLIMSOLL = 'Plimsoll itself is among its processes and is left out.';
const WITH_PLIMSOLL = 'This is Plimsoll itself: the load that it generates is in its figures.';

/** @example 'process 4711 (node server.js) and 3 children' */
export function foundText(pid: Pid, name: string | null, children: number): string {
  const own = `process ${pid}${name === null ? '' : ` (${name})`}`;
  if (children === 0) return own;
  return `${own} and ${children} ${children === 1 ? 'child' : 'children'}`;
}

/** Readings in a row in which the number of children has to stand before it is told anew. */
const STANDS_FOR = 10;

/**
 * What was said already, and is not said again. What was found is told when another process is. That its children are more
 * or fewer is told only once their number has stood for ten readings: a server that starts a process for each request has
 * others each second, and `target_processes` tells of those.
 */
export class ProcessWords {
  readonly #source: ProcessSource;
  readonly #remarks = new Set<string>();
  #told: { readonly root: Pid; readonly children: number } | null = null;
  #standing = { children: 0, readings: 0 };

  constructor(source: ProcessSource) {
    this.#source = source;
  }

  /** Of a reading, what is new about it. */
  of(root: Pid, figures: TreeFigures): { readonly found?: string; readonly remarks?: readonly string[] } {
    const found = this.#found(root, figures.children);
    const remarks = this.#newRemarks(figures);
    return {
      ...(found === null ? {} : { found }),
      ...(remarks.length === 0 ? {} : { remarks }),
    };
  }

  #found(root: Pid, children: number): string | null {
    const { children: before, readings } = this.#standing;
    this.#standing = { children, readings: children === before ? readings + 1 : 1 };
    const told = this.#told;
    if (told?.root === root && (children === told.children || this.#standing.readings < STANDS_FOR))
      return null;
    this.#told = { root, children };
    return foundText(root, this.#source.nameOf(root), children);
  }

  #newRemarks({ children, isPartlyHidden, areSocketsEstimated, own }: TreeFigures): string[] {
    const all = [
      ...this.#source.remarks,
      ...(children > 0 ? [SHARED_PAGES] : []),
      ...(isPartlyHidden ? [PARTLY_HIDDEN] : []),
      ...(areSocketsEstimated ? [ESTIMATED_SOCKETS] : []),
      ...(own === 'left out' ? [WITHOUT_PLIMSOLL] : []),
      ...(own === 'member' ? [WITH_PLIMSOLL] : []),
    ].filter((remark) => !this.#remarks.has(remark));
    for (const remark of all) this.#remarks.add(remark);
    return all;
  }
}
