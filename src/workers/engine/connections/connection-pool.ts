import type { HttpConnection, HttpDriver, Origin } from '../drivers/driver.ts';
import type { AddressBook } from './address-book.ts';
import type { CapWaits } from './cap-waits.ts';

/** Who tells which of the addresses of a host has its turn. */
type Turns = Pick<AddressBook, 'isSpread' | 'next'>;

interface PoolOptions {
  /** Null, and absent: every host has one address. */
  readonly turns?: Turns | null;
  /** Told where all are busy, none may be opened and no room is on its way; null, and absent: nobody wants to know. */
  readonly waits?: CapWaits | null;
}

/**
 * All connections of a thread, idle and busy, under one cap. Idle ones are taken last in, first out, so that a load
 * that needs ten connections uses ten; where a host has several addresses, each has its turn with every request, so that a
 * load that needs one connection asks all of them as often. A connection kept by its user counts like any other.
 */
export class ConnectionPool {
  readonly #driver: HttpDriver;
  #most: number;
  #goal: number;
  readonly #turns: Turns | null;
  readonly #waits: CapWaits | null;
  /** By origin, and the address where it was opened with one. */
  readonly #idle = new Map<string, HttpConnection[]>();
  readonly #waiting = new Set<() => void>();
  #count = 0;

  constructor(driver: HttpDriver, most: number, { turns = null, waits = null }: PoolOptions = {}) {
    this.#driver = driver;
    this.#most = most;
    this.#goal = most;
    this.#turns = turns;
    this.#waits = waits;
  }

  /** More of the cap is on its way from other threads: who finds no room waits for it. */
  get isGrowing(): boolean {
    return this.#goal > this.#most;
  }

  /** Connections that exist, whether or not their socket is open at the moment. */
  get count(): number {
    return this.#count;
  }

  /**
   * Another part of the cap: idle connections beyond it are closed, busy ones when they are given back.
   * @param goal what it is to be soon
   */
  limit(most: number, goal = most): void {
    this.#most = most;
    this.#goal = goal;
    while (this.#count > most && this.#closeIdle());
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** Wakes once, when the part of the cap is another; told twice, still once. */
  whenLimited(wake: () => void): void {
    this.#waiting.add(wake);
  }

  /** An idle connection to the origin, or a new one; null where the cap is reached and all are busy. */
  take(origin: Origin): HttpConnection | null {
    const address = this.#turn(origin);
    const idle = this.#takeIdle(this.#idle.get(placeOf(origin, address)));
    if (idle !== null) return idle;
    // Where no more may be opened, one to another address of it is not closed for this one.
    if (address !== null && this.#count >= this.#most) {
      for (const others of this.#idle.values()) {
        const other = others[0]?.origin.url === origin.url ? this.#takeIdle(others) : null;
        if (other !== null) return other;
      }
    }
    return this.open(origin, address);
  }

  /** A new connection, making room by closing an idle one if need be; null where the cap is reached. */
  open(origin: Origin, address = this.#turn(origin)): HttpConnection | null {
    return this.reserve() ? this.#driver.open(origin, address) : null;
  }

  /** Makes room for a connection of another kind, which counts like any other; false where there is none. */
  reserve(): boolean {
    if (this.#count >= this.#most && !this.#closeIdle()) {
      // The cap has more: other threads are about to give it up.
      if (!this.isGrowing) this.#waits?.note('maxConnections');
      return false;
    }
    this.#count += 1;
    return true;
  }

  /** What `reserve` made room for is gone. */
  release(): void {
    this.#count -= 1;
  }

  /** Takes a connection back for the next who wants it. */
  give(connection: HttpConnection): void {
    if (!connection.usable) {
      this.#count -= 1;
      return;
    }
    if (this.#count > this.#most) {
      this.discard(connection);
      return;
    }
    const place = placeOf(connection.origin, connection.address);
    const idle = this.#idle.get(place);
    if (idle === undefined) this.#idle.set(place, [connection]);
    else idle.push(connection);
  }

  /** Closes a connection that was taken; a request on it is cut. */
  discard(connection: HttpConnection): void {
    this.#count -= 1;
    connection.close();
  }

  /** Lets go of idle connections whose socket is gone: after a storm of thousands, few are ever taken again. */
  sweep(): void {
    for (const [place, idle] of this.#idle) {
      if (idle.every(({ connected }) => connected)) continue;
      const kept = idle.filter(({ connected }) => connected);
      for (const connection of idle) if (!connection.connected) this.discard(connection);
      this.#idle.set(place, kept);
    }
  }

  closeIdle(): void {
    while (this.#closeIdle());
  }

  /** Null: its host has one address, or is not resolved. */
  #turn({ host, port }: Origin): string | null {
    return this.#turns?.isSpread === true ? this.#turns.next(host, port) : null;
  }

  #takeIdle(idle: HttpConnection[] | undefined): HttpConnection | null {
    for (let found = idle?.pop(); found !== undefined; found = idle?.pop()) {
      if (found.usable) return found;
      this.#count -= 1;
    }
    return null;
  }

  #closeIdle(): boolean {
    for (const idle of this.#idle.values()) {
      const connection = idle.pop();
      if (connection === undefined) continue;
      this.discard(connection);
      return true;
    }
    return false;
  }
}

function placeOf({ url }: Origin, address: string | null): string {
  return address === null ? url : `${url} ${address}`;
}
