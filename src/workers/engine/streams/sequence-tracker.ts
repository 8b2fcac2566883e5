import type { FrameValue } from './frame-reader.ts';

/** How many later numbers a missing one is waited for before it counts as missed. */
export const REORDER_WINDOW = 100;
/** Topics of one connection that are followed; a server that invents more gets no memory for them. */
const MAX_TOPICS = 1_000;

export interface SequenceCounts {
  missed: number;
  duplicates: number;
  outOfOrder: number;
}

interface TopicState {
  /** The number expected next. */
  next: number;
  /** Numbers passed over and still awaited, ascending. */
  awaited: Set<number>;
}

/**
 * Finds missed, repeated and late messages of one connection by the sequence number they carry: per topic, and of
 * frames without a topic for the connection.
 *
 * | number                       | counts as                                                       |
 * |------------------------------|-----------------------------------------------------------------|
 * | the expected one             | in order                                                        |
 * | beyond the expected one      | those passed over are awaited                                   |
 * | an awaited one               | out of order                                                    |
 * | below, and not awaited       | duplicate                                                       |
 * | awaited, but 100 later came  | missed; so is what is awaited when the connection ends          |
 *
 * The first number of a topic on a connection is taken as it comes.
 */
export class SequenceTracker {
  readonly #counts: SequenceCounts;
  readonly #topics = new Map<FrameValue, TopicState>();

  constructor(counts: SequenceCounts) {
    this.#counts = counts;
  }

  /**
   * What is no whole number (or text of one) is left out.
   * @param topic undefined: the frame has none; all such frames of the connection have one sequence
   */
  see(topic: FrameValue, value: FrameValue): void {
    const sequence = typeof value === 'string' && value !== '' ? Number(value) : value;
    if (typeof sequence !== 'number' || !Number.isSafeInteger(sequence)) return;
    const state = this.#topics.get(topic);
    if (state !== undefined) this.#follow(state, sequence);
    else if (this.#topics.size < MAX_TOPICS) {
      this.#topics.set(topic, { next: sequence + 1, awaited: new Set() });
    }
  }

  /** The connection has ended: nothing awaited will come. */
  end(): void {
    for (const state of this.#topics.values()) this.#counts.missed += state.awaited.size;
    this.#topics.clear();
  }

  #follow(state: TopicState, sequence: number): void {
    if (sequence < state.next) {
      if (state.awaited.delete(sequence)) this.#counts.outOfOrder += 1;
      else this.#counts.duplicates += 1;
      return;
    }
    const oldest = sequence - REORDER_WINDOW;
    if (state.next < oldest) this.#counts.missed += oldest - state.next;
    for (let missing = Math.max(state.next, oldest); missing < sequence; missing += 1)
      state.awaited.add(missing);
    state.next = sequence + 1;
    this.#giveUp(state, oldest);
  }

  #giveUp(state: TopicState, oldest: number): void {
    for (const missing of state.awaited) {
      if (missing >= oldest) return;
      state.awaited.delete(missing);
      this.#counts.missed += 1;
    }
  }
}
