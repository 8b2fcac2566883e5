import { type LaneState, MAX_LANE_CHANGES, MAX_LANES, type StreamLane } from '../../../contract/tick.ts';
import type { Bytes, Micros } from '../../../contract/units.ts';
import { connectionsAt } from '../load/connection-times.ts';
import type { LiveState, StreamCounters } from './stream-counters.ts';

/**
 * The connections that are followed one by one: all of few, of many 20 that lie evenly among them, so that the ramp
 * is seen from its beginning to its end.
 * @param peak the most connections the scenario has, over all threads
 */
export function followedConnections(peak: number): Set<number> {
  const total = connectionsAt(peak);
  const count = Math.min(MAX_LANES, total);
  return new Set(Array.from({ length: count }, (_, i) => Math.floor((i * total) / count)));
}

/** What one followed connection did since the last take. Times are those of the engine clock until they are taken. */
export class LaneLog {
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

/** The states of one connection as they are counted, and told where it is followed. */
export class TrackedConnection {
  readonly #counters: StreamCounters;
  readonly #log: LaneLog | null;
  #state: LiveState | null = null;
  #openedUs: Micros = 0;

  constructor(counters: StreamCounters, log: LaneLog | null) {
    this.#counters = counters;
    this.#log = log;
  }

  attempt(nowUs: Micros, isReconnect: boolean): void {
    this.#counters.attempt(isReconnect);
    this.#state = 'handshaking';
    this.#log?.change(nowUs, 'handshaking', '');
  }

  opened(nowUs: Micros): void {
    this.#counters.open();
    this.#state = 'open';
    this.#openedUs = nowUs;
    this.#log?.change(nowUs, 'open', '');
  }

  move(nowUs: Micros, to: LiveState): void {
    if (this.#state === null || this.#state === to) return;
    this.#counters.move(this.#state, to);
    this.#state = to;
    this.#log?.change(nowUs, to, '');
  }

  /** @param cause as in `closedBy` */
  end(nowUs: Micros, cause: string): void {
    if (this.#state === null) return;
    this.#counters.end(this.#state, cause);
    if (this.#state !== 'handshaking') this.#counters.wasOpen(Math.max(0, nowUs - this.#openedUs));
    this.#log?.change(nowUs, this.#state === 'handshaking' ? 'failed' : 'closed', cause);
    this.#state = null;
  }

  messageIn(topic: string, bytes: Bytes): void {
    this.#counters.messageIn(topic, bytes);
    this.#log?.messageIn();
  }

  messageOut(): void {
    this.#counters.messageOut();
    this.#log?.messageOut();
  }

  /** An answer came, or, of an event stream, an event after another. */
  answered(us: Micros): void {
    this.#log?.answered(us);
  }
}
