import type { Socket } from 'node:net';

/** What one service has seen since it started, or since the last reset. */
export interface ServiceCounts {
  /** Requests received (headers complete), per endpoint; `health`, `index`, `not_found`, `method_not_allowed` too. */
  readonly received: Readonly<Record<string, number>>;
  readonly receivedTotal: number;
  /** Answers written whole, per status. */
  readonly answered: Readonly<Record<string, number>>;
  /** Connections reset on purpose. */
  readonly resets: number;
  /** Requests whose client was gone when the answer was ready. */
  readonly abandoned: number;
  /** Requests received and not yet answered, reset or abandoned. Never reset. */
  readonly inFlight: number;
}

/** Counts requests of one service; a request is received once and ends exactly once. */
export class RequestCounter {
  readonly #received = new Map<string, number>();
  readonly #answered = new Map<number, number>();
  readonly #others = { resets: 0, abandoned: 0 };
  #inFlight = 0;

  receive(endpoint: string): void {
    this.#received.set(endpoint, (this.#received.get(endpoint) ?? 0) + 1);
    this.#inFlight += 1;
  }

  answer(status: number): void {
    this.#answered.set(status, (this.#answered.get(status) ?? 0) + 1);
    this.#inFlight -= 1;
  }

  reset(): void {
    this.#others.resets += 1;
    this.#inFlight -= 1;
  }

  abandon(): void {
    this.#others.abandoned += 1;
    this.#inFlight -= 1;
  }

  /** Resets the connection of a request on purpose, unless it is gone. */
  cut(socket: Socket): void {
    if (socket.destroyed) this.abandon();
    else {
      socket.resetAndDestroy();
      this.reset();
    }
  }

  zero(): void {
    this.#received.clear();
    this.#answered.clear();
    Object.assign(this.#others, { resets: 0, abandoned: 0 });
  }

  snapshot(): ServiceCounts {
    return {
      received: Object.fromEntries(this.#received),
      receivedTotal: [...this.#received.values()].reduce((sum, count) => sum + count, 0),
      answered: Object.fromEntries(this.#answered),
      ...this.#others,
      inFlight: this.#inFlight,
    };
  }
}
