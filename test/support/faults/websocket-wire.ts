/** The WebSocket protocol by hand (RFC 6455), so that it can be broken at will. */
import { createHash } from 'node:crypto';
import type { RawRequest } from '../request-reader.ts';
import { headerOf } from '../request-reader.ts';

export const OPCODE = {
  continuation: 0,
  text: 1,
  binary: 2,
  reserved: 3,
  close: 8,
  ping: 9,
  pong: 10,
} as const;

export interface Frame {
  readonly opcode: number;
  readonly payload?: Uint8Array | string;
  /** Default true. */
  readonly fin?: boolean;
  /** The three reserved bits, RSV1 = 4, RSV2 = 2, RSV3 = 1. Default 0. */
  readonly rsv?: number;
  /** Servers must not; default false. The mask is all zeros, so that the payload stays readable. */
  readonly masked?: boolean;
  /** The length to declare, where it differs from that of the payload. */
  readonly declaredLength?: number;
}

function lengthOctets(length: number, maskBit: number): Buffer {
  if (length < 126) return Buffer.of(maskBit | length);
  const octets = Buffer.alloc(length < 65_536 ? 3 : 9);
  octets[0] = maskBit | (length < 65_536 ? 126 : 127);
  if (length < 65_536) octets.writeUInt16BE(length, 1);
  else octets.writeBigUInt64BE(BigInt(length), 1);
  return octets;
}

export function encodeFrame(frame: Frame): Buffer {
  const payload = Buffer.from(frame.payload ?? '');
  const first = (frame.fin === false ? 0 : 0x80) | ((frame.rsv ?? 0) << 4) | frame.opcode;
  const masked = frame.masked === true;
  const length = lengthOctets(frame.declaredLength ?? payload.length, masked ? 0x80 : 0);
  return Buffer.concat([Buffer.of(first), length, Buffer.alloc(masked ? 4 : 0), payload]);
}

export const textFrame = (text: string): Buffer => encodeFrame({ opcode: OPCODE.text, payload: text });

/** A close frame; without a code its payload is empty. Codes that must not travel are encoded like any other. */
export function closeFrame(code?: number, reason = ''): Buffer {
  if (code === undefined) return encodeFrame({ opcode: OPCODE.close });
  return encodeFrame({
    opcode: OPCODE.close,
    payload: Buffer.concat([Buffer.of(code >> 8, code & 0xff), Buffer.from(reason)]),
  });
}

/** RFC 6455, section 4.2.2: SHA-1 over the key and a fixed string. */
export function acceptKey(request: RawRequest): string {
  const key = headerOf(request.head, 'sec-websocket-key') ?? '';
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}

export interface Acceptance {
  /** Instead of the right one. */
  readonly accept?: string;
  readonly extraHeaders?: string;
}

/** The answer that opens a WebSocket. */
export function switchingProtocols(
  request: RawRequest,
  { accept, extraHeaders = '' }: Acceptance = {},
): Buffer {
  return Buffer.from(
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      `Sec-WebSocket-Accept: ${accept ?? acceptKey(request)}\r\n${extraHeaders}\r\n`,
    'latin1',
  );
}

export interface ClientFrame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** Cuts the bytes a client sends after the handshake into unmasked frames. */
export class ClientFrameReader {
  readonly #onFrame: (frame: ClientFrame) => void;
  #pending: Buffer = Buffer.alloc(0);

  constructor(onFrame: (frame: ClientFrame) => void) {
    this.#onFrame = onFrame;
  }

  feed(bytes: Buffer): void {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    while (this.#step());
  }

  #step(): boolean {
    const bytes = this.#pending;
    if (bytes.length < 2) return false;
    const short = (bytes[1] ?? 0) & 0x7f;
    const lengthEnd = short === 126 ? 4 : short === 127 ? 10 : 2;
    const masked = ((bytes[1] ?? 0) & 0x80) !== 0;
    const start = lengthEnd + (masked ? 4 : 0);
    if (bytes.length < start) return false;
    const length =
      short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
    if (bytes.length < start + length) return false;
    const mask = bytes.subarray(lengthEnd, start);
    const payload = Buffer.from(bytes.subarray(start, start + length));
    for (let i = 0; masked && i < payload.length; i += 1) payload[i] = (payload[i] ?? 0) ^ (mask[i % 4] ?? 0);
    this.#pending = bytes.subarray(start + length);
    this.#onFrame({ opcode: (bytes[0] ?? 0) & 0x0f, payload });
    return true;
  }
}
