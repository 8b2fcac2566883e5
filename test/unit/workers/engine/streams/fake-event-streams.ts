import type { Failure } from '../../../../../src/contract/failure.ts';
import type { Answer } from '../../../../../src/contract/tick.ts';
import type { StreamTimes } from '../../../../../src/workers/engine/drivers/dial.ts';
import { failureFor } from '../../../../../src/workers/engine/drivers/failure-codes.ts';
import type {
  SseDriver,
  SseEvents,
  SseLink,
  SseRequest,
} from '../../../../../src/workers/protocols/sse/sse-port.ts';
import type { VirtualClock } from '../../../../support/virtual-clock.ts';

/** Event streams without a network, on a virtual clock: every connection is a `FakeStream` that a script moves. */
export class FakeEventStreams implements SseDriver {
  readonly streams: FakeStream[] = [];
  readonly #clock: VirtualClock;
  readonly #onConnect: (stream: FakeStream) => void;

  constructor(clock: VirtualClock, onConnect: (stream: FakeStream) => void) {
    this.#clock = clock;
    this.#onConnect = onConnect;
  }

  open(request: SseRequest, events: SseEvents): FakeStream {
    const stream = new FakeStream(this.#clock, { request, events, number: this.streams.length });
    this.streams.push(stream);
    this.#clock.setImmediate(() => this.#onConnect(stream));
    return stream;
  }

  async warmUp(): Promise<void> {}
}

export class FakeStream implements SseLink {
  readonly number: number;
  readonly request: SseRequest;
  readonly times: StreamTimes;
  /** What it tells of a failure. */
  told: Answer | null = null;
  bytesIn = 0;
  bytesOut = 0;
  status = -1;
  lastEventId: string | null = null;
  isConnecting = true;
  endedUs = -1;
  readonly #clock: VirtualClock;
  readonly #events: SseEvents;

  constructor(clock: VirtualClock, from: { request: SseRequest; events: SseEvents; number: number }) {
    this.#clock = clock;
    this.#events = from.events;
    this.request = from.request;
    this.number = from.number;
    const startedUs = clock.nowUs();
    this.times = { startedUs, dnsUs: -1, connectUs: -1, tlsUs: -1, link: null, sentUs: -1, answeredUs: -1 };
  }

  answerOf(): Answer | null {
    return this.told;
  }

  connected(): void {
    this.isConnecting = false;
    this.times.connectUs = this.#clock.nowUs();
    this.times.sentUs = this.#clock.nowUs();
    this.bytesOut += 200;
  }

  headers(afterMs: number): this {
    return this.#after(afterMs, () => {
      this.connected();
      this.status = 200;
      this.bytesIn += 100;
      this.times.answeredUs = this.#clock.nowUs();
      this.#events.onHeaders();
    });
  }

  event(afterMs: number, name = 'message', id?: string): this {
    return this.#after(afterMs, () => {
      if (id !== undefined) this.lastEventId = id;
      this.bytesIn += 10;
      this.#events.onEvent(name, 10, '0123456789', id ?? '');
    });
  }

  retry(afterMs: number, retryMs: number): this {
    return this.#after(afterMs, () => this.#events.onRetry(retryMs));
  }

  /** The service ends the stream by its last chunk. */
  finish(afterMs: number): this {
    return this.#after(afterMs, () => this.#end(null, true, true));
  }

  /** The service breaks the stream off. */
  close(afterMs: number): this {
    return this.#after(afterMs, () => this.#end(failureFor('sse.closed'), true));
  }

  /** A 204, or a status that is an error. */
  answer(afterMs: number, status: number, failure: Failure | null): this {
    return this.#after(afterMs, () => {
      this.status = status;
      this.times.answeredUs = this.#clock.nowUs();
      this.#end(failure, false);
    });
  }

  lateFailure(): Failure {
    return failureFor(this.isConnecting ? 'connect.timeout' : 'timeout.headers');
  }

  cut(failure?: Failure): void {
    this.#after(0, () => this.#end(failure ?? null, failure !== undefined));
  }

  #end(failure: Failure | null, mayReconnect: boolean, isInOrder = false): void {
    this.endedUs = this.#clock.nowUs();
    this.#events.onEnd({ failure, mayReconnect, isInOrder });
  }

  #after(ms: number, act: () => void): this {
    this.#clock.setTimer(this.#clock.nowUs() + ms * 1_000, () => {
      if (this.endedUs < 0) act();
    });
    return this;
  }
}
