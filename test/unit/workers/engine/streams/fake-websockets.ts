import type { Failure } from '../../../../../src/contract/failure.ts';
import type { Answer } from '../../../../../src/contract/tick.ts';
import { failureFor } from '../../../../../src/workers/engine/drivers/failure-codes.ts';
import { refusedUpgrade } from '../../../../../src/workers/protocols/websocket/websocket-causes.ts';
import type {
  WebSocketDriver,
  WebSocketEvents,
  WebSocketLink,
  WebSocketRequest,
} from '../../../../../src/workers/protocols/websocket/websocket-port.ts';
import type { VirtualClock } from '../../../../support/virtual-clock.ts';

/** What a fake peer does; unset, it accepts after 1 ms and answers nothing but pings and closes, at once. */
export interface FakePeer {
  onConnect?(link: FakeLink): void;
  onText?(link: FakeLink, text: string): void;
  onPing?(link: FakeLink, payload: Uint8Array): void;
  onClose?(link: FakeLink): void;
}

/** WebSockets without a network, on a virtual clock: every connection is a `FakeLink` that a script moves. */
export class FakeWebSockets implements WebSocketDriver {
  readonly links: FakeLink[] = [];
  readonly #clock: VirtualClock;
  readonly #peer: FakePeer;

  constructor(clock: VirtualClock, peer: FakePeer = {}) {
    this.#clock = clock;
    this.#peer = peer;
  }

  open(request: WebSocketRequest, events: WebSocketEvents): FakeLink {
    const link = new FakeLink(this.#clock, { request, events, peer: this.#peer, number: this.links.length });
    this.links.push(link);
    const { onConnect } = this.#peer;
    this.#clock.setImmediate(() => {
      if (onConnect === undefined) link.accept(1_000);
      else onConnect(link);
    });
    return link;
  }

  async warmUp(): Promise<void> {}
}

export class FakeLink implements WebSocketLink {
  readonly number: number;
  readonly request: WebSocketRequest;
  readonly times;
  readonly sent: { atUs: number; text: string }[] = [];
  /** What it tells of a failure. */
  answer: Answer | null = null;
  bytesIn = 0;
  bytesOut = 0;
  status = -1;
  bufferedBytes = 0;
  subprotocol = '';
  closedByUs: number | null = null;
  cutByUs = false;
  /** The peer's close frame has come, and the socket is still open. */
  answeredClose = 1006;
  isOpen = false;
  #over = false;
  readonly #clock: VirtualClock;
  readonly #events: WebSocketEvents;
  readonly #peer: FakePeer;

  constructor(
    clock: VirtualClock,
    from: { request: WebSocketRequest; events: WebSocketEvents; peer: FakePeer; number: number },
  ) {
    this.#clock = clock;
    this.#events = from.events;
    this.#peer = from.peer;
    this.request = from.request;
    this.number = from.number;
    const startedUs = clock.nowUs();
    this.times = { startedUs, dnsUs: -1, connectUs: -1, tlsUs: -1, link: null, sentUs: -1, answeredUs: -1 };
  }

  answerOf(): Answer | null {
    return this.answer;
  }

  /** The TCP connection is there. */
  connected(): void {
    this.times.connectUs = this.#clock.nowUs();
    this.times.sentUs = this.#clock.nowUs();
    this.bytesOut += 200;
  }

  accept(afterUs = 0): void {
    this.#after(afterUs, () => {
      if (this.times.sentUs < 0) this.connected();
      this.times.answeredUs = this.#clock.nowUs();
      this.status = 101;
      this.bytesIn += 100;
      this.isOpen = true;
      this.#events.onOpen();
    });
  }

  refuse(status: number, afterUs = 0): void {
    this.#after(afterUs, () => {
      this.status = status;
      this.end(refusedUpgrade(status), 1006);
    });
  }

  say(text: string, afterUs = 0): void {
    this.#after(afterUs, () => {
      this.bytesIn += text.length;
      this.#events.onMessage(Buffer.from(text), false);
    });
  }

  pong(payload: Uint8Array, afterUs = 0): void {
    this.#after(afterUs, () => this.#events.onPong(Buffer.from(payload)));
  }

  /** The peer's close frame; it keeps the socket open. */
  beginClose(code: number, afterUs = 0): void {
    this.#after(afterUs, () => {
      // Its answer to our close, where that came first.
      if (!this.isOpen && this.closedByUs === null) return;
      this.answeredClose = code;
      if (this.isOpen) this.#events.onPeerClose?.(code);
      this.isOpen = false;
    });
  }

  /** The socket is reset, as when it gets a message that nobody reads any more. */
  reset(afterUs = 0): void {
    this.#after(afterUs, () => {
      const failure = failureFor('ws.abnormal_close', 'ECONNRESET');
      this.#events.onBroken(failure);
      this.end(failure, this.answeredClose);
    });
  }

  /** The peer lets go of the socket, after a close frame of its or without. */
  letGo(afterUs = 0): void {
    this.#after(afterUs, () => this.end(null, this.answeredClose));
  }

  /** The peer's close frame and the end, or, with 1006, the end alone. */
  hangUp(code: number, afterUs = 0): void {
    this.#after(afterUs, () => this.end(null, code));
  }

  end(failure: Failure | null, closeCode: number): void {
    if (this.#over) return;
    this.#over = true;
    this.isOpen = false;
    this.#events.onEnd({ failure, closeCode, closeReason: '' });
  }

  lateFailure(): Failure {
    return failureFor(this.times.sentUs < 0 ? 'connect.timeout' : 'ws.handshake_timeout');
  }

  sendText(text: string): void {
    this.bytesOut += text.length;
    this.sent.push({ atUs: this.#clock.nowUs(), text });
    this.#peer.onText?.(this, text);
  }

  sendBinary(bytes: Uint8Array): void {
    this.sendText(`binary ${Buffer.from(bytes).toString('hex')}`);
  }

  ping(payload: Uint8Array): void {
    this.sent.push({ atUs: this.#clock.nowUs(), text: 'ping' });
    if (this.#peer.onPing === undefined) this.pong(payload);
    else this.#peer.onPing(this, payload);
  }

  close(code: number): void {
    this.closedByUs = code;
    this.isOpen = false;
    if (this.#peer.onClose === undefined) this.hangUp(code, 1_000);
    else this.#peer.onClose(this);
  }

  cut(failure?: Failure): void {
    this.cutByUs = true;
    this.#after(0, () => this.end(failure ?? null, this.answeredClose));
  }

  #after(us: number, act: () => void): void {
    this.#clock.setTimer(this.#clock.nowUs() + us, () => {
      if (!this.#over) act();
    });
  }
}
