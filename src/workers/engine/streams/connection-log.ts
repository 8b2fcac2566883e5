import { type LaneState, MAX_LANE_CHANGES, MAX_LANES, type StreamLane } from '../../../contract/tick.ts';
import type { Micros } from '../../../contract/units.ts';
import { wholeLevel } from '../load/connection-times.ts';

/**
 * The connections that are followed one by one: all of few, of many 20 that lie evenly among them, so that the ramp
 * is seen from its beginning to its end.
 * @param peak the most connections the scenario has, over all threads
 */
export function followedConnections(peak: number): Set<number> {
  const total = wholeLevel(peak);
  const count = Math.min(MAX_LANES, total);
  return new Set(Array.from({ length: count }, (_, i) => Math.floor((i * total) / count)));
}

/** What one followed connection did since the last take. Times are those of the engine clock until they are taken. */
export class ConnectionLog {
  readonly #connection: number;
  #changes: { atUs: Micros; to: LaneState; cause: string }[] = [];
  #messagesIn = 0;
  #messagesOut = 0;
  #slowestUs = -1;

  constructor(connection: number) {
    this.#connection = connection;
  }

  change(atUs: Micros, to: LaneState, cause: string): void {
    if (this.#changes.length < MAX_LANE_CHANGES) this.#changes.push({ atUs, to, cause });
  }

  messageIn(): void {
    this.#messagesIn += 1;
  }

  messageOut(): void {
    this.#messagesOut += 1;
  }

  answered(us: Micros): void {
    if (us > this.#slowestUs) this.#slowestUs = us;
  }

  /** null where nothing happened. */
  take(startUs: Micros): StreamLane | null {
    if (this.#changes.length + this.#messagesIn + this.#messagesOut === 0) return null;
    const taken: StreamLane = {
      connection: this.#connection,
      changes: this.#changes.map(({ atUs, to, cause }) => ({ atUs: Math.max(0, atUs - startUs), to, cause })),
      messagesIn: this.#messagesIn,
      messagesOut: this.#messagesOut,
      slowestUs: this.#slowestUs < 0 ? null : this.#slowestUs,
    };
    this.#changes = [];
    this.#messagesIn = 0;
    this.#messagesOut = 0;
    this.#slowestUs = -1;
    return taken;
  }
}
