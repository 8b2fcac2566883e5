import type { StreamLane, StreamSecond } from '../../../contract/tick.ts';
import type { Bytes, Micros } from '../../../contract/units.ts';
import { Histogram } from '../measure/histogram.ts';
import { ConnectionLog } from './connection-log.ts';
import type { SequenceCounts } from './sequence-tracker.ts';

/** Names a server may invent per thread and second; what goes beyond is counted together. */
const MAX_NAMES = 200;
const LONGEST_NAME = 200;
export const OTHER_NAMES = '(others)';

export type LiveState = keyof StreamSecond['states'];

/**
 * The counters of a stream scenario on one thread. At every moment, over all that was ever counted:
 *
 *     attempted = handshaking + open + subscribed + closing + closed + failed
 *     opened    =               open + subscribed + closing + closed
 *     failed + closed = Σ closedBy
 */
export class StreamCounters {
  readonly sequence: SequenceCounts = { missed: 0, duplicates: 0, outOfOrder: 0 };
  readonly #scenario: string;
  readonly #followed: ReadonlySet<number>;
  readonly #logs: ConnectionLog[] = [];
  readonly #states = { handshaking: 0, open: 0, subscribed: 0, closing: 0 };
  readonly #closedBy = new Map<string, number>();
  readonly #topics = new Map<string, { count: number; bytes: Bytes }>();
  readonly #lag = new Histogram();
  #startUs: Micros = 0;
  #attempted = 0;
  #opened = 0;
  #failed = 0;
  #closed = 0;
  #reconnects = 0;
  #openUs: Micros = 0;
  #messagesIn = 0;
  #messagesOut = 0;

  /** @param followed connections, by their numbers over all threads, that are told of one by one */
  constructor(scenario: string, followed: ReadonlySet<number> = new Set()) {
    this.#scenario = scenario;
    this.#followed = followed;
  }

  /** Times of what is taken count from here. */
  begin(startUs: Micros): void {
    this.#startUs = startUs;
  }

  /** Where a connection is told of; null: it is only counted. To be asked for once. */
  logOf(connection: number): ConnectionLog | null {
    const log = this.#followed.has(connection) ? new ConnectionLog(connection) : null;
    if (log !== null) this.#logs.push(log);
    return log;
  }

  /** Connections that exist in any state. */
  get live(): number {
    const { handshaking, open, subscribed, closing } = this.#states;
    return handshaking + open + subscribed + closing;
  }

  attempt(isReconnect: boolean): void {
    this.#attempted += 1;
    this.#states.handshaking += 1;
    if (isReconnect) this.#reconnects += 1;
  }

  open(): void {
    this.#opened += 1;
    this.move('handshaking', 'open');
  }

  move(from: LiveState, to: LiveState): void {
    this.#states[from] -= 1;
    this.#states[to] += 1;
  }

  /** A connection ended: from `handshaking` it failed, from any other state it closed. */
  end(from: LiveState, cause: string): void {
    this.#states[from] -= 1;
    if (from === 'handshaking') this.#failed += 1;
    else this.#closed += 1;
    const key = this.#closedBy.has(cause) || this.#closedBy.size < MAX_NAMES ? cause : OTHER_NAMES;
    this.#closedBy.set(key, (this.#closedBy.get(key) ?? 0) + 1);
  }

  /** A connection that ended had been open for so long. */
  wasOpen(us: Micros): void {
    this.#openUs += us;
  }

  messageIn(topic: string, bytes: Bytes): void {
    this.#messagesIn += 1;
    let seen = this.#topics.get(topic);
    if (seen === undefined) {
      const key = this.#topics.size < MAX_NAMES && isName(topic) ? topic : OTHER_NAMES;
      seen = this.#topics.get(key);
      if (seen === undefined) {
        seen = { count: 0, bytes: 0 };
        this.#topics.set(key, seen);
      }
    }
    seen.count += 1;
    seen.bytes += bytes;
  }

  messageOut(): void {
    this.#messagesOut += 1;
  }

  /** From the server's stamp to our receipt. Clocks of two machines differ: what would be negative counts as 0. */
  deliveryLag(us: Micros): void {
    this.#lag.record(Math.max(0, us));
  }

  /** Counts since the last take, and the states as they are now. */
  take(): StreamSecond {
    const taken: StreamSecond = {
      scenario: this.#scenario,
      states: { ...this.#states },
      attempted: this.#attempted,
      opened: this.#opened,
      failed: this.#failed,
      closed: this.#closed,
      reconnects: this.#reconnects,
      openUs: this.#openUs,
      messagesIn: this.#messagesIn,
      messagesOut: this.#messagesOut,
      ...this.sequence,
      closedBy: Object.fromEntries(this.#closedBy),
      topics: Object.fromEntries(this.#topics),
      deliveryLag: this.#lag.count === 0 ? null : this.#lag.encode(),
      ...(this.#logs.length === 0 ? {} : { lanes: this.#takeLanes() }),
    };
    this.#reset();
    return taken;
  }

  #takeLanes(): StreamLane[] {
    return this.#logs.map((log) => log.take(this.#startUs)).filter((lane) => lane !== null);
  }

  #reset(): void {
    this.#attempted = 0;
    this.#opened = 0;
    this.#failed = 0;
    this.#closed = 0;
    this.#reconnects = 0;
    this.#openUs = 0;
    this.#messagesIn = 0;
    this.#messagesOut = 0;
    Object.assign(this.sequence, { missed: 0, duplicates: 0, outOfOrder: 0 });
    this.#closedBy.clear();
    this.#topics.clear();
    this.#lag.reset();
  }
}

/** A name is a key of plain objects on its way to the reader: `constructor` would be found in every one of them. */
function isName(topic: string): boolean {
  return topic.length <= LONGEST_NAME && !(topic in Object.prototype);
}
