import { noProcess, processEnded } from '../../../contract/gap-reasons.ts';
import { portOwners } from './port-owner.ts';
import type { Pid, ProcessIdentity, ProcessSource } from './process-source.ts';
import { anotherUsers, UNREADABLE } from './process-words.ts';

/** Which processes a watch is of: at its start, and after those it had are gone. */
export interface Seeker {
  /** Roots of the tree to be watched, or why there is none, in a sentence. */
  seek(): ReadonlyMap<Pid, ProcessIdentity> | string;
  /** Asked once a second while a tree is watched: whether others may have taken its place although it lives. */
  hasMoved(): boolean;
  /** The tree that was found has ended. */
  lost(): void;
}

/** A mark takes up to a millisecond, and looking for the holders of a socket tens: so many readings apart where nothing tells of a change. */
const LOOKS_EVERY = 5;

/** The process that listens on a port, whichever that is now. */
export class PortSeeker implements Seeker {
  readonly #port: number;
  readonly #source: ProcessSource;
  /** Of the sockets that were looked at last. */
  #mark: string | null = null;
  #refusal: string | null = null;
  #readings = 0;

  constructor(port: number, source: ProcessSource) {
    this.#port = port;
    this.#source = source;
  }

  seek(): ReadonlyMap<Pid, ProcessIdentity> | string {
    this.#readings += 1;
    const mark = this.#source.portMark(this.#port);
    const isAsBefore = mark !== null && mark === this.#mark && this.#readings < LOOKS_EVERY;
    if (isAsBefore && this.#refusal !== null) return this.#refusal;
    this.#mark = mark;
    this.#readings = 0;
    const owner = portOwners([this.#port], this.#source).get(this.#port);
    this.#refusal = owner?.kind === 'nobody' ? owner.sentence : null;
    if (this.#refusal === UNREADABLE) this.#mark = null;
    return owner?.kind === 'processes' ? owner.roots : (this.#refusal ?? UNREADABLE);
  }

  /** A program that ends slowly lives on while the one that replaces it listens. */
  hasMoved(): boolean {
    this.#readings += 1;
    if (this.#readings < LOOKS_EVERY) return false;
    this.#readings = 0;
    const mark = this.#source.portMark(this.#port);
    return mark !== null && mark !== '' && mark !== this.#mark;
  }

  lost(): void {
    this.#mark = null;
  }
}

/** One process: when it has ended, its number is another's. */
export class PidSeeker implements Seeker {
  readonly #pid: Pid;
  readonly #source: ProcessSource;
  #over: string | null = null;

  constructor(pid: Pid, source: ProcessSource) {
    this.#pid = pid;
    this.#source = source;
  }

  seek(): ReadonlyMap<Pid, ProcessIdentity> | string {
    if (this.#over !== null) return this.#over;
    const measured = this.#source.measure(this.#pid);
    if (measured === 'unreadable') return UNREADABLE;
    if (measured === 'denied') return anotherUsers(`Process ${this.#pid}`);
    if (measured !== 'gone' && !measured.isZombie) return new Map([[this.#pid, measured]]);
    this.#over = measured === 'gone' ? noProcess(this.#pid) : processEnded(this.#pid);
    return this.#over;
  }

  hasMoved(): boolean {
    return false;
  }

  lost(): void {
    this.#over = `Process ${this.#pid} has ended.`;
  }
}
