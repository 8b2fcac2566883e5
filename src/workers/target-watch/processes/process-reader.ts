import { formatClock } from '../../../contract/format.ts';
import { endedAtOnce, restartedAt } from '../../../contract/gap-reasons.ts';
import type { Micros } from '../../../contract/units.ts';
import type { Reading, ReadMoment, WatchReader } from '../watch-reader.ts';
import { PidSeeker, PortSeeker, type Seeker } from './process-seekers.ts';
import type { Pid, ProcessIdentity, ProcessSource } from './process-source.ts';
import { ProcessTable } from './process-table.ts';
import { ProcessTree, type TreeFigures } from './process-tree.ts';
import { anotherUsers, ProcessWords, UNREADABLE } from './process-words.ts';
import { systemProcesses, whyNoProcesses } from './system-processes.ts';

/** What readers of one thread share: the processes of a machine are listed once a second for all of them. */
interface Processes {
  readonly source: ProcessSource;
  readonly table: ProcessTable;
}

/**
 * Reads a process and all that descend from it:
 *
 *     seeking → watching      in the second -1: baseline; later: gap "Started at 0:12.", "Restarted at 0:42."
 *     watching → watching     figures; where those that were watched by the port have ended, and their children hold it, of these
 *     watching → seeking      its processes are gone, or others listen in its place: looks again at once, and each second
 *     seeking → seeking       found, but not all of it could be read: what it is counted from would be too little
 *
 * A watch by number seeks once: `Process 4711 has ended.`
 */
export class ProcessReader implements WatchReader {
  readonly #processes: Processes;
  readonly #seeker: Seeker;
  readonly #words: ProcessWords;
  #tree: ProcessTree | null = null;
  #hadOne = false;
  /** The second before could not be looked at: whether what is found then was there already is not known. */
  #wasUnreadable = false;

  constructor(seeker: Seeker, processes: Processes) {
    this.#seeker = seeker;
    this.#processes = processes;
    this.#words = new ProcessWords(processes.source);
  }

  read(moment: ReadMoment): Reading {
    const reading = this.#read(moment);
    this.#wasUnreadable = reading.gap === UNREADABLE;
    return reading;
  }

  close(): void {
    this.#tree = null;
  }

  #read({ second, atUs }: ReadMoment): Reading {
    if (!this.#processes.table.update(atUs)) return gap(UNREADABLE);
    const roots = this.#followed();
    let heirs: ReturnType<Seeker['seek']> | null = null;
    if (this.#tree !== null) {
      let state = this.#tree.read(atUs);
      if (state === 'ended') {
        this.#seeker.lost();
        heirs = this.#seeker.seek();
        // A master that ended may have left its workers, and they the port.
        if (typeof heirs !== 'string' && this.#tree.holds(heirs)) {
          this.#tree.adopt(heirs);
          state = this.#tree.read(atUs);
        }
      }
      if (state === 'unreadable') return gap(UNREADABLE);
      if (state === 'denied') return gap(anotherUsers(`Process ${this.#tree.root}`));
      if (state !== 'ended') return this.#told(this.#tree, state);
      this.#tree = null;
    }
    const found = roots ?? heirs ?? this.#seeker.seek();
    if (typeof found === 'string') return gap(found);
    return this.#begin(found, atUs, second < 0 ? null : formatClock(second * 1_000));
  }

  /** What has taken the place of a tree that lives; null: nothing has. */
  #followed(): ReadonlyMap<Pid, ProcessIdentity> | null {
    if (this.#tree === null || !this.#seeker.hasMoved()) return null;
    const roots = this.#seeker.seek();
    if (typeof roots === 'string') return null;
    if (this.#tree.holds(roots)) {
      this.#tree.adopt(roots);
      return null;
    }
    this.#tree = null;
    return roots;
  }

  /** @param clock when, on the clock of the run; null: before its first second */
  #begin(roots: ReadonlyMap<Pid, ProcessIdentity>, atUs: Micros, clock: string | null): Reading {
    const tree = new ProcessTree(this.#processes, roots, atUs);
    // At once again: how many they are is to be told, and nothing was used in no time.
    const state = tree.read(atUs);
    if (state === 'ended') return gap(endedAtOnce(clock ?? '0:00'));
    if (state === 'unreadable') return gap(UNREADABLE);
    if (state === 'denied') return gap(anotherUsers(`Process ${tree.root}`));
    this.#tree = tree;
    const why = clock === null ? null : this.#whyBegun(clock);
    this.#hadOne = true;
    const { found, remarks } = this.#told(tree, state);
    return {
      gauges: [],
      ...(why === null ? {} : { gap: why }),
      ...(found === undefined ? {} : { found }),
      ...(remarks === undefined ? {} : { remarks }),
    };
  }

  #whyBegun(clock: string): string {
    if (this.#hadOne) return restartedAt(clock);
    return this.#wasUnreadable ? 'Its figures begin with this reading.' : `Started at ${clock}.`;
  }

  #told(tree: ProcessTree, state: TreeFigures): Reading {
    return { gauges: state.gauges, ...this.#words.of(tree.root, state) };
  }
}

function gap(sentence: string): Reading {
  return { gauges: [], gap: sentence };
}

let shared: Processes | null = null;

/** What reads the process that listens on a port, or one by its number, on this machine. */
export function createProcessReader(
  target: { readonly kind: 'port'; readonly port: number } | { readonly kind: 'pid'; readonly pid: Pid },
): WatchReader {
  if (shared === null) {
    const source = systemProcesses();
    if (source === null) return { read: () => gap(whyNoProcesses()), close: () => undefined };
    shared = { source, table: new ProcessTable(source, process.pid) };
  }
  const { source } = shared;
  const seeker =
    target.kind === 'port' ? new PortSeeker(target.port, source) : new PidSeeker(target.pid, source);
  return new ProcessReader(seeker, shared);
}
