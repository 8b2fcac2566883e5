import type { Bytes } from '../../../contract/units.ts';
import type { Clock } from '../../engine/time/clock.ts';

/** Read and parsed within some ten milliseconds. */
export const BYTES_PER_TURN: Bytes = 4 * 1_048_576;

/** A stream that can be kept from reading on. */
interface Pausable {
  pause(): void;
  resume(): void;
}

/**
 * What the event streams of a thread read in one turn of the loop. The system hands on whatever is there, of each socket
 * up to two MiB at once: with hundreds of floods a turn takes seconds, and nothing else has one meanwhile, a stop neither.
 */
export class TurnBudget {
  readonly #clock: Pick<Clock, 'setImmediate'>;
  readonly #waiting = new Set<Pausable>();
  #spent: Bytes = 0;

  constructor(clock: Pick<Clock, 'setImmediate'>) {
    this.#clock = clock;
  }

  spend(bytes: Bytes, stream: Pausable): void {
    if (bytes > 0 && this.#spent === 0) this.#clock.setImmediate(() => this.#nextTurn());
    this.#spent += bytes;
    if (this.#spent < BYTES_PER_TURN) return;
    stream.pause();
    this.#waiting.add(stream);
  }

  #nextTurn(): void {
    this.#spent = 0;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const stream of waiting) stream.resume();
  }
}
