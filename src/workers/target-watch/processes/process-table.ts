import type { Micros } from '../../../contract/units.ts';
import type { Pid, ProcessIdentity, ProcessSource } from './process-source.ts';

/** Watches of one thread read one after the other: what one has listed serves those that read within this time. */
const FRESH_US: Micros = 100_000;

/**
 * Which processes there are and whose children they were when they appeared. Of a machine's hundreds only those that are
 * new are looked at; a parent that ends later is still the parent here, so a worker whose master is gone stays known as his.
 */
export class ProcessTable {
  readonly #source: ProcessSource;
  readonly #own: Pid | null;
  #known = new Map<Pid, ProcessIdentity>();
  #updatedUs: Micros = Number.NEGATIVE_INFINITY;

  /** @param own Plimsoll's own process, which generates the load: neither it nor what it starts belongs to who started it */
  constructor(source: ProcessSource, own: Pid | null = null) {
    this.#source = source;
    this.#own = own;
  }

  /**
   * Looks which there are now. @returns false: the system cannot be asked now, and what is known stays: a process that was left
   * out would be taken for a new one later
   */
  update(atUs: Micros): boolean {
    // A clock of another run may have begun before this one.
    if (Math.abs(atUs - this.#updatedUs) < FRESH_US) return true;
    const pids = this.#source.list();
    if (pids === null) return false;
    const known = new Map<Pid, ProcessIdentity>();
    for (const pid of pids) {
      const identity = this.#known.get(pid) ?? this.#source.identify(pid);
      if (identity === 'unreadable') return false;
      if (identity !== null) known.set(pid, identity);
    }
    this.#known = known;
    this.#updatedUs = atUs;
    return true;
  }

  /** Looks at a process again: its number may be another one's by now. */
  identify(pid: Pid): void {
    const identity = this.#source.identify(pid);
    // It is looked at with the next update then.
    if (identity === null || identity === 'unreadable') this.#known.delete(pid);
    else if (this.#known.get(pid)?.startedUs !== identity.startedUs) this.#known.set(pid, identity);
  }

  /**
   * Whether its session tells whose it is, though those between have ended before anybody saw them: a session is joined by being
   * born in it, and its number is not given out while one is in it.
   */
  #isOfSession(pid: Pid, identity: ProcessIdentity): identity is ProcessIdentity & { readonly session: Pid } {
    return identity.session !== undefined && identity.session !== pid && !this.#isOwn(pid);
  }

  /** Plimsoll, or what it started. */
  #isOwn(pid: Pid): boolean {
    const seen = new Set<Pid>();
    for (let at: Pid | undefined = pid; at !== undefined && !seen.has(at); at = this.#known.get(at)?.parent) {
      if (at === this.#own) return true;
      seen.add(at);
    }
    return false;
  }

  /** Whether Plimsoll itself is one of these, or would be if it were not left out. */
  ownAmong(members: ReadonlyMap<Pid, unknown>): 'member' | 'left out' | 'none' {
    if (this.#own === null) return 'none';
    if (members.has(this.#own)) return 'member';
    const parent = this.#known.get(this.#own)?.parent;
    return parent !== undefined && members.has(parent) ? 'left out' : 'none';
  }

  /** Those that descend from one of these and are none of them, parents before children. */
  descendants(roots: ReadonlyMap<Pid, { readonly startedUs: Micros }>): Map<Pid, ProcessIdentity> {
    const found = new Map<Pid, ProcessIdentity>();
    for (let isMore = true; isMore; ) {
      isMore = false;
      for (const [pid, identity] of this.#known) {
        if (found.has(pid) || roots.has(pid) || pid === this.#own) continue;
        const isOlder = (one: Pid) => {
          const known = found.get(one) ?? roots.get(one);
          // Where the number of a parent that ended is another one's now, that one is the younger.
          return known !== undefined && known.startedUs <= identity.startedUs;
        };
        if (!isOlder(identity.parent) && !(this.#isOfSession(pid, identity) && isOlder(identity.session)))
          continue;
        found.set(pid, identity);
        isMore = true;
      }
    }
    return found;
  }
}
