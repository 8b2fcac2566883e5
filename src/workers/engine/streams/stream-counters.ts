import { noStates, noStreamFlows, type StreamStates } from '../../../contract/counts.ts';
import type { StreamLane, StreamSecond } from '../../../contract/tick.ts';
import type { Bytes, Micros } from '../../../contract/units.ts';
import { Histogram } from '../measure/histogram.ts';
import { ConnectionLog } from './connection-log.ts';
import type { SequenceCounts } from './sequence-tracker.ts';

/** Names a server may invent per thread and second; what goes beyond is counted together. */
const MAX_NAMES = 200;
const LONGEST_NAME = 200;
export const OTHER_NAMES = '(others)';

export type LiveState = keyof StreamStates;

/**
 * The counters of a stream scenario on one thread. At every moment, over all that was ever counted:
 *
 *     attempted = handshaking + open + subscribed + closing + closed + failed
 *     opened    =               open + subscribed + closing + closed
 *     failed + closed = Σ closedBy
 */
export class StreamCounters {
  readonly #flows = noStreamFlows();
  readonly #scenario: string;
  readonly #followed: ReadonlySet<number>;
  readonly #logs: ConnectionLog[] = [];
  readonly #states = noStates();
  readonly #closedBy = new Map<string, number>();
  readonly #topics = new Map<string, { count: number; bytes: Bytes }>();
  readonly #lag = new Histogram();
  #startUs: Micros = 0;
  #openUs: Micros = 0;

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

  /** Where what is found by the numbers of messages is counted. */
  get sequence(): SequenceCounts {
    return this.#flows;
  }

  /** Connections that exist in any state. */
  get live(): number {
    const { handshaking, open, subscribed, closing } = this.#states;
    return handshaking + open + subscribed + closing;
  }

  attempt(isReconnect: boolean): void {
    this.#flows.attempted += 1;
    this.#states.handshaking += 1;
    if (isReconnect) this.#flows.reconnects += 1;
  }

  open(): void {
    this.#flows.opened += 1;
    this.move('handshaking', 'open');
  }

  move(from: LiveState, to: LiveState): void {
    this.#states[from] -= 1;
    this.#states[to] += 1;
  }

  /** A connection ended: from `handshaking` it failed, from any other state it closed. */
  end(from: LiveState, cause: string): void {
    this.#states[from] -= 1;
    if (from === 'handshaking') this.#flows.failed += 1;
    else this.#flows.closed += 1;
    const key = this.#closedBy.has(cause) || this.#closedBy.size < MAX_NAMES ? cause : OTHER_NAMES;
    this.#closedBy.set(key, (this.#closedBy.get(key) ?? 0) + 1);
  }

  /** A connection that ended had been open for so long. */
  wasOpen(us: Micros): void {
    this.#openUs += us;
  }

  messageIn(topic: string, bytes: Bytes): void {
    this.#flows.messagesIn += 1;
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
    this.#flows.messagesOut += 1;
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
      ...this.#flows,
      openUs: this.#openUs,
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
    Object.assign(this.#flows, noStreamFlows());
    this.#openUs = 0;
    this.#closedBy.clear();
    this.#topics.clear();
    this.#lag.reset();
  }
}

/** A name is a key of plain objects on its way to the reader: `constructor` would be found in every one of them. */
function isName(topic: string): boolean {
  return topic.length <= LONGEST_NAME && !(topic in Object.prototype);
}
