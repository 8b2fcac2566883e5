import type { HttpConnection, HttpDriver, Origin } from '../drivers/driver.ts';

/**
 * All connections of a thread, idle and busy, under one cap. Idle ones are taken last in, first out, so that a load
 * that needs ten connections uses ten. A connection kept by its user counts like any other.
 */
export class ConnectionPool {
  readonly #driver: HttpDriver;
  readonly #most: number;
  readonly #idle = new Map<string, HttpConnection[]>();
  #count = 0;

  constructor(driver: HttpDriver, most: number) {
    this.#driver = driver;
    this.#most = most;
  }

  /** Connections that exist, whether or not their socket is open at the moment. */
  get count(): number {
    return this.#count;
  }

  /** An idle connection to the origin, or a new one; null where the cap is reached and all are busy. */
  take(origin: Origin): HttpConnection | null {
    const idle = this.#idle.get(origin.url);
    for (let found = idle?.pop(); found !== undefined; found = idle?.pop()) {
      if (found.usable) return found;
      this.#count -= 1;
    }
    return this.open(origin);
  }

  /** A new connection, making room by closing an idle one if need be; null where the cap is reached. */
  open(origin: Origin): HttpConnection | null {
    return this.reserve() ? this.#driver.open(origin) : null;
  }

  /** Makes room for a connection of another kind, which counts like any other; false where there is none. */
  reserve(): boolean {
    if (this.#count >= this.#most && !this.#closeIdle()) return false;
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
    const idle = this.#idle.get(connection.origin.url);
    if (idle === undefined) this.#idle.set(connection.origin.url, [connection]);
    else idle.push(connection);
  }

  /** Closes a connection that was taken; a request on it is cut. */
  discard(connection: HttpConnection): void {
    this.#count -= 1;
    connection.close();
  }

  /** Lets go of idle connections whose socket is gone: after a storm of thousands, few are ever taken again. */
  sweep(): void {
    for (const [url, idle] of this.#idle) {
      if (idle.every(({ connected }) => connected)) continue;
      const kept = idle.filter(({ connected }) => connected);
      for (const connection of idle) if (!connection.connected) this.discard(connection);
      this.#idle.set(url, kept);
    }
  }

  closeIdle(): void {
    while (this.#closeIdle());
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
