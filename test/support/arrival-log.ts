import type { StallWindow } from './stall.ts';

/** What a calibrated server saw, in order of arrival. All stamps are microseconds of the monotonic clock. */
export interface ArrivalRecord {
  /** When the request had been read completely by the server's process. */
  readonly arrivedUs: Float64Array;
  /** Just before its answer was handed to the kernel; NaN where it was never answered. */
  readonly releasedUs: Float64Array;
  /** The number in header `x-id` or query `i`; NaN where the request carried none. */
  readonly id: Float64Array;
  /** Number of the connection it came on, from 0. */
  readonly connection: Float64Array;
  /** Requests beyond the capacity of the log: answered and counted, but not in the arrays. */
  readonly unlogged: number;
  /** Stalls that have happened. */
  readonly stalls: readonly StallWindow[];
}

/** A log that never allocates while it is written: four columns of a capacity fixed at the start. */
export class ArrivalLog {
  readonly #arrived: Float64Array;
  readonly #released: Float64Array;
  readonly #id: Float64Array;
  readonly #connection: Float64Array;
  #arrivals = 0;
  #answers = 0;

  constructor(capacity: number) {
    this.#arrived = new Float64Array(capacity);
    this.#released = new Float64Array(capacity).fill(Number.NaN);
    this.#id = new Float64Array(capacity);
    this.#connection = new Float64Array(capacity);
  }

  /** Requests that have arrived, logged or not. */
  get arrivals(): number {
    return this.#arrivals;
  }

  get answers(): number {
    return this.#answers;
  }

  /** Notes an arrival and answers its row. */
  arrive(atUs: number, id: number, connection: number): number {
    const row = this.#arrivals++;
    if (row < this.#arrived.length) {
      this.#arrived[row] = atUs;
      this.#id[row] = id;
      this.#connection[row] = connection;
    }
    return row;
  }

  release(row: number, atUs: number): void {
    this.#answers += 1;
    if (row < this.#released.length) this.#released[row] = atUs;
  }

  record(stalls: readonly StallWindow[]): ArrivalRecord {
    const rows = Math.min(this.#arrivals, this.#arrived.length);
    return {
      arrivedUs: this.#arrived.slice(0, rows),
      releasedUs: this.#released.slice(0, rows),
      id: this.#id.slice(0, rows),
      connection: this.#connection.slice(0, rows),
      unlogged: this.#arrivals - rows,
      stalls,
    };
  }
}
