import type { Failure } from '../../../contract/failure.ts';
import type { Bytes, Micros, Millis } from '../../../contract/units.ts';
import type { StreamTimes } from '../../engine/drivers/dial.ts';
import type { AnswerSource } from '../../engine/measure/sample.ts';

/**
 * What the engine asks of whatever speaks WebSocket for it; no type of the library gets past it.
 *
 *     link = driver.open(request, events)      connecting begins; every call of `events` comes later
 *     events.onOpen()                          the 101 came and holds; at most once
 *     events.onMessage, onPong, onHeard until the end
 *     events.onPeerClose(code)                 the peer's close frame came before one of ours; at most once
 *     events.onBroken(failure)                 the stream is beyond repair, the end follows; at most once
 *     events.onEnd(end)                        exactly once, nothing after it
 */
export interface WebSocketDriver {
  open(request: WebSocketRequest, events: WebSocketEvents): WebSocketLink;
  /** Loads and warms all that the first connections would otherwise pay for. */
  warmUp(): Promise<void>;
}

export interface WebSocketRequest {
  /** Absolute `ws:` or `wss:` URL. */
  readonly url: string;
  readonly subprotocols: readonly string[];
  /** Name, value, name, value … */
  readonly headers: readonly string[];
  readonly maxMessageBytes: Bytes;
  readonly perMessageDeflate: boolean;
  /** A peer that has sent a close frame and keeps the socket open is cut off a little after this. */
  readonly closeTimeoutMs: Millis;
}

/** It tells what refused the handshake; later, the close frame of the peer and the last message before it. */
export interface WebSocketLink extends AnswerSource {
  readonly times: StreamTimes;
  /** The subprotocol that was agreed on; empty: none, or not open yet. */
  readonly subprotocol: string;
  /** HTTP status of the answer to the upgrade; -1: none. */
  readonly status: number;
  /** Bytes of the handshake, then of all frames, headers included; also once the connection has ended. */
  readonly bytesIn: Bytes;
  readonly bytesOut: Bytes;
  /** True while frames can be sent. */
  readonly isOpen: boolean;
  /** Bytes handed over that the system has not taken yet. */
  readonly bufferedBytes: Bytes;
  /** Before `onOpen`: what has taken too long by now. */
  lateFailure(): Failure;
  sendText(text: string): void;
  sendBinary(bytes: Uint8Array): void;
  /** @param payload at most 125 bytes */
  ping(payload: Uint8Array): void;
  /** Sends a close frame; the end comes when the peer has answered, or by `cut`. */
  close(code: number): void;
  /** Drops the connection at once; the end follows, with this failure where nothing had gone wrong before. */
  cut(failure?: Failure): void;
}

export interface WebSocketEvents {
  onOpen(): void;
  /** The bytes are the callee's only until it returns. */
  onMessage(frame: Buffer, isBinary: boolean): void;
  onPong(payload: Buffer): void;
  /** A ping of the peer, already answered: a sign of life. */
  onHeard(): void;
  /**
   * It has been answered: nothing can be sent any more, nothing more will come, and the end follows when the peer lets go.
   * @param code as `closeCode` of the end
   */
  onPeerClose?(code: number): void;
  onBroken(failure: Failure): void;
  onEnd(end: WebSocketEnd): void;
}

export interface WebSocketEnd {
  /** The first thing that went wrong, of the handshake or of a frame; null: nothing did, see `closeCode`. */
  readonly failure: Failure | null;
  /** The code of the peer's close frame; 1005: a frame without a code; 1006: no close frame came. */
  readonly closeCode: number;
  /** What the peer's close frame says beside its code, at most 123 bytes, as it came; mostly empty. */
  readonly closeReason: string;
  /** When the failure was known, where the body of a refusal was waited for after that; absent: now. */
  readonly atUs?: Micros;
}
