import type { Bytes, Micros } from '../../../contract/units.ts';
import type { ConnectionLog } from './connection-log.ts';
import type { LiveState, StreamCounters } from './stream-counters.ts';

/**
 * The states of one connection as they are counted, and told where it is followed: made once, kept as long as it can
 * come back.
 */
export class TrackedConnection {
  readonly #counters: StreamCounters;
  readonly #log: ConnectionLog | null;
  #state: LiveState | null = null;
  #openedUs: Micros = 0;

  /** @param connection its number over all threads */
  constructor(counters: StreamCounters, connection: number) {
    this.#counters = counters;
    this.#log = counters.logOf(connection);
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
