/** One HTTP/1.1 request as a raw server sees it. The body is read and thrown away. */
export interface RawRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  /** Request line and headers without the closing blank line, one character per byte. */
  readonly head: string;
  /** Octets of the body, framing excluded. */
  readonly bodyBytes: number;
}

const HEAD_END = Buffer.from('\r\n\r\n');
const EMPTY = Buffer.alloc(0);

/** The value of a header in a raw head; undefined when it is absent. Names compare without case. */
export function headerOf(head: string, name: string): string | undefined {
  let pattern = patterns.get(name);
  if (pattern === undefined) {
    pattern = new RegExp(`\\r\\n${name}:[ \\t]*([^\\r]*)`, 'i');
    patterns.set(name, pattern);
  }
  return pattern.exec(head)?.[1]?.trim();
}

/** Compiled once per header name: the calibrated server looks two of them up in every request. */
const patterns = new Map<string, RegExp>();

interface Reading {
  readonly head: string;
  readonly chunked: boolean;
  bodyBytes: number;
  /** Octets of the body, or of the current chunk with its CRLF, still to come. */
  left: number;
}

/**
 * Cuts a stream of bytes into HTTP/1.1 requests: by Content-Length, by chunks, or without a body. Made for test
 * servers that answer at the socket level; it trusts its client.
 */
export class RequestReader {
  readonly #onRequest: (request: RawRequest) => void;
  #pending: Buffer = EMPTY;
  #reading: Reading | undefined;

  constructor(onRequest: (request: RawRequest) => void) {
    this.#onRequest = onRequest;
  }

  feed(bytes: Buffer): void {
    this.#pending = this.#pending.length === 0 ? bytes : Buffer.concat([this.#pending, bytes]);
    while (this.#step());
  }

  /** True when it moved on, false when it needs more bytes. */
  #step(): boolean {
    const reading = this.#reading;
    if (reading === undefined) return this.#readHead();
    if (reading.left > 0) return this.#skip(reading);
    if (reading.chunked) return this.#readChunkSize(reading);
    this.#finish(reading);
    return this.#pending.length > 0;
  }

  #readHead(): boolean {
    const end = this.#pending.indexOf(HEAD_END);
    if (end === -1) return false;
    const head = this.#pending.toString('latin1', 0, end);
    this.#pending = this.#pending.subarray(end + HEAD_END.length);
    const length = headerOf(head, 'content-length');
    const chunked = /\r\ntransfer-encoding:[^\r]*chunked/i.test(head);
    const left = length === undefined || chunked ? 0 : Number(length);
    this.#reading = { head, chunked, bodyBytes: left, left };
    return true;
  }

  #skip(reading: Reading): boolean {
    const taken = Math.min(reading.left, this.#pending.length);
    reading.left -= taken;
    this.#pending = this.#pending.subarray(taken);
    return reading.left === 0;
  }

  #readChunkSize(reading: Reading): boolean {
    const end = this.#pending.indexOf('\r\n');
    if (end === -1) return false;
    const size = Number.parseInt(this.#pending.toString('latin1', 0, end), 16);
    // The last chunk is followed by one blank line: these clients send no trailers.
    if (size === 0 && this.#pending.length < end + 4) return false;
    this.#pending = this.#pending.subarray(end + (size === 0 ? 4 : 2));
    if (size === 0) {
      this.#finish(reading);
      return this.#pending.length > 0;
    }
    reading.bodyBytes += size;
    reading.left = size + 2;
    return true;
  }

  #finish(reading: Reading): void {
    this.#reading = undefined;
    const [method = '', target = ''] = reading.head.slice(0, reading.head.indexOf('\r\n') >>> 0).split(' ');
    this.#onRequest({ method, target, head: reading.head, bodyBytes: reading.bodyBytes });
  }
}
