import type { Socket } from 'node:net';
import { Client, type Dispatcher } from 'undici';
import type { Failure } from '../../../contract/failure.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import { Deadline, Deadlines } from '../deadlines.ts';
import { LateTurns } from '../late-turns.ts';
import { decodeBody, isEncoded } from './decode-body.ts';
import { Dial, whereOf } from './dial.ts';
import type {
  Exchange,
  HttpConnection,
  HttpDriver,
  HttpDriverOptions,
  Origin,
  ResponseHeaders,
} from './driver.ts';
import { failureFor } from './failure-codes.ts';
import { failureOf } from './failure-of.ts';
import { HeadCap } from './head-cap.ts';
import { unsentBytes } from './unsent-bytes.ts';
import { warmUp } from './warm-up.ts';

interface WireContext extends HttpDriverOptions {
  readonly totals: Deadlines<Wire>;
  readonly connects: Deadlines<Wire>;
}

/**
 * HTTP/1.1 on undici, at its lowest level: one client per connection, one request in flight on it, handlers of our
 * own, no pool, no retry, no redirect, no timeout of undici's (they fire 500 to 800 ms late). Queueing, deadlines and
 * limits are the engine's.
 */
export function createHttpDriver(options: HttpDriverOptions): HttpDriver {
  return new UndiciDriver(options);
}

class UndiciDriver implements HttpDriver {
  readonly #context: WireContext;
  readonly #lateTurns = new LateTurns();

  constructor(options: HttpDriverOptions) {
    this.#context = { ...options, totals: new Deadlines<Wire>(), connects: new Deadlines<Wire>() };
  }

  open(origin: Origin): HttpConnection {
    return new Wire(this.#context, origin);
  }

  tick(nowUs: Micros): void {
    if (this.#lateTurns.waits(nowUs)) return;
    this.#context.connects.expire(nowUs, passed);
    this.#context.totals.expire(nowUs, passed);
  }

  warmUp(): Promise<void> {
    return warmUp(this);
  }
}

function passed(wire: Wire): void {
  wire.deadlinePassed();
}

type Connected = (error: Error | null, socket: Socket | null) => void;

/** How long a connection may lie idle before we close it; a shorter `keep-alive: timeout=` of the service goes before. */
const IDLE_MS = 60_000;
/** So much before the service would close it: its FIN and our next request would cross (closed.keepalive_race). */
const IDLE_MARGIN_MS = 1_000;
const NOTHING_LEFT = (): void => {};

/**
 * One connection: an undici client that makes it, a handler that undici calls, and the moments of the request on it.
 *
 * | stage   | until                                | a deadline then means           |
 * |---------|--------------------------------------|---------------------------------|
 * | dns     | the name is resolved                 | dns.timeout                     |
 * | connect | the TCP handshake is done            | connect.timeout                 |
 * | tls     | the TLS handshake is done            | tls.handshake_timeout           |
 * | headers | the final status and headers came    | timeout.headers; timeout.total where only 1xx answers came |
 * | body    | the last byte came                   | timeout.body_idle; timeout.total where it was still coming |
 *
 * undici connects again by itself when a request is fired on a connection that the service closed meanwhile. Nothing
 * had been sent on it then, so that is no retry.
 */
class Wire implements HttpConnection, Dispatcher.DispatchHandler {
  readonly origin: Origin;
  usable = true;
  readonly #context: WireContext;
  readonly #client: Client;
  /** undici reads it within `dispatch` and keeps nothing of it: one object serves every request. */
  readonly #options: Dispatcher.DispatchOptions = { path: '/', method: 'GET' };
  readonly #total = new Deadline<Wire>(this);
  readonly #connecting = new Deadline<Wire>(this);
  readonly #head: HeadCap;
  #exchange: Exchange | null = null;
  #socket: Socket | null = null;
  #stage: 'headers' | 'body' = 'headers';
  #dial: Dial | null = null;
  /** Known by us before undici tells of it: why there is no connection. */
  #failure: Failure | null = null;
  /** Of the socket, when the last request on it ended: nothing travels between two. */
  #readBefore = 0;
  #writtenBefore = 0;
  #interim = false;
  #bodyBytes = 0;
  #lastDataUs: Micros = 0;
  #chunks: Buffer[] = [];

  constructor(context: WireContext, origin: Origin) {
    this.#context = context;
    this.origin = origin;
    this.#head = new HeadCap(context.limits.maxHeaderBytes);
    this.#client = new Client(origin.url, {
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      keepAliveTimeout: IDLE_MS,
      keepAliveTimeoutThreshold: IDLE_MARGIN_MS,
      maxHeaderSize: context.limits.maxHeaderBytes,
      allowH2: false,
      connect: (options, connected) => this.#connect(options.servername ?? '', connected as Connected),
    });
  }

  get connected(): boolean {
    return this.#socket !== null;
  }

  fire(exchange: Exchange): void {
    const nowUs = this.#context.clock.nowUs();
    if (exchange.startedUs < 0) exchange.startedUs = nowUs;
    exchange.dnsUs = -1;
    exchange.connectUs = -1;
    exchange.tlsUs = -1;
    exchange.sentUs = -1;
    exchange.firstByteUs = -1;
    exchange.reused = this.#socket !== null;
    this.#exchange = exchange;
    this.#stage = 'headers';
    this.#failure = null;
    this.#interim = false;
    this.#bodyBytes = 0;
    this.#context.totals.arm(this.#total, exchange.startedUs + exchange.timeoutUs, exchange.timeoutUs);
    const options = this.#options;
    options.path = exchange.path;
    options.method = exchange.method;
    options.headers = exchange.headers as string[];
    options.body = exchange.body;
    // Left out, undici closes after every HEAD, and after a GET with a body; whether a connection goes on is the plan's.
    options.reset = exchange.lastOnConnection;
    this.#client.dispatch(options, this);
  }

  close(): void {
    this.usable = false;
    if (this.#exchange !== null) this.#count(this.#exchange);
    this.#exchange = null;
    this.#forget();
    this.#tearDown();
  }

  /** A deadline of the request passed: what had it been waiting for? */
  deadlinePassed(): void {
    const exchange = this.#exchange;
    if (exchange !== null) this.#cut(this.#timeoutOf(exchange, this.#context.clock.nowUs()));
  }

  onRequestStart(): void {
    // undici wants the method; the moment that matters is when the request has been written.
  }

  onRequestSent(): void {
    if (this.#exchange !== null) this.#exchange.sentUs = this.#context.clock.nowUs();
  }

  onResponseStarted(): void {
    const exchange = this.#exchange;
    if (exchange !== null && exchange.firstByteUs < 0) exchange.firstByteUs = this.#context.clock.nowUs();
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: ResponseHeaders): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    if (status < 200) {
      this.#interim = true;
      // The wait goes on: the first byte that counts is the final answer's.
      exchange.firstByteUs = -1;
      return;
    }
    exchange.status = status;
    exchange.responseHeaders = headers;
    this.#stage = 'body';
    this.#lastDataUs = exchange.firstByteUs;
    if (exchange.method !== 'HEAD' && this.#declaredBytes(exchange) > this.#context.limits.maxBodyBytes) {
      this.#cut(failureFor('limit.body_bytes'));
    }
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Buffer): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    this.#bodyBytes += chunk.length;
    this.#lastDataUs = this.#context.clock.nowUs();
    if (this.#bodyBytes > this.#context.limits.maxBodyBytes) this.#cut(failureFor('limit.body_bytes'));
    else if (exchange.keepBody) this.#chunks.push(chunk);
  }

  onResponseEnd(): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    exchange.responseBytes = this.#bodyBytes;
    exchange.responseBody = null;
    if (!exchange.keepBody) {
      this.#end(exchange, null);
      return;
    }
    const body = this.#takeBody();
    const encoding = headerText(exchange.responseHeaders, 'content-encoding');
    if (isEncoded(encoding)) void this.#endDecoded(exchange, body, encoding);
    else {
      exchange.responseBody = textOf(body, exchange.responseHeaders);
      this.#end(exchange, null);
    }
  }

  onResponseError(_: Dispatcher.DispatchController | null, error: Error): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    const failure = this.#failure ?? failureOf(this.#causeOf(exchange, error));
    this.#end(exchange, failure);
  }

  #causeOf(exchange: Exchange, error: Error) {
    const answered = exchange.firstByteUs >= 0 || (this.#socket?.bytesRead ?? 0) > this.#readBefore;
    const chunked = headerText(exchange.responseHeaders, 'transfer-encoding') !== '';
    const cutShort = this.#stage === 'body' && !chunked && this.#bodyBytes < this.#declaredBytes(exchange);
    const where = whereOf(this.origin, this.#context.addresses);
    return { stage: this.#stage, error, reused: exchange.reused, answered, cutShort, where };
  }

  #timeoutOf(exchange: Exchange, nowUs: Micros): Failure {
    if (this.#dial !== null) return this.#dial.timeout();
    if (this.#stage === 'headers') return failureFor(this.#interim ? 'timeout.total' : 'timeout.headers');
    const idle = nowUs - this.#lastDataUs > exchange.timeoutUs / 2;
    return failureFor(idle ? 'timeout.body_idle' : 'timeout.total');
  }

  /** Ends the request here and now; what undici still says of it is not heard. */
  #cut(failure: Failure): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    this.usable = false;
    this.#end(exchange, failure);
    this.#tearDown();
  }

  #end(exchange: Exchange, failure: Failure | null): void {
    exchange.endedUs = this.#context.clock.nowUs();
    this.#deliver(exchange, failure);
  }

  async #endDecoded(exchange: Exchange, body: Buffer, encoding: string): Promise<void> {
    exchange.endedUs = this.#context.clock.nowUs();
    this.#context.totals.disarm(this.#total);
    const decoded = await decodeBody(body, encoding, this.#context.limits.maxBodyBytes);
    // Closed meanwhile.
    if (this.#exchange !== exchange) return;
    if ('failure' in decoded) {
      this.#deliver(exchange, decoded.failure);
      return;
    }
    exchange.responseBytes = decoded.bytes.length;
    exchange.responseBody = textOf(decoded.bytes, exchange.responseHeaders);
    this.#deliver(exchange, null);
  }

  /** Adds to the request what has moved since the last one, or since the last time. */
  #count(exchange: Exchange): void {
    const socket = this.#socket;
    const read = socket?.bytesRead ?? 0;
    const written = socket === null ? 0 : socket.bytesWritten - unsentBytes(socket);
    exchange.bytesIn += read - this.#readBefore;
    exchange.bytesOut += written - this.#writtenBefore;
    this.#readBefore = read;
    this.#writtenBefore = written;
  }

  #deliver(exchange: Exchange, failure: Failure | null): void {
    this.#count(exchange);
    exchange.failure = failure;
    this.#exchange = null;
    this.#forget();
    exchange.owner.answered(exchange);
  }

  #forget(): void {
    this.#context.totals.disarm(this.#total);
    this.#context.connects.disarm(this.#connecting);
    if (this.#chunks.length > 0) this.#chunks = [];
    this.#head.begin();
  }

  #tearDown(): void {
    this.#dial?.cancel();
    this.#dial = null;
    this.#client.destroy(new Error('closed by the load generator'), NOTHING_LEFT);
    this.#socket?.destroy();
    this.#socket = null;
  }

  /** undici asks for a connection, because of a request. */
  #connect(servername: string, connected: Connected): void {
    const exchange = this.#exchange;
    if (exchange === null) {
      // Given up meanwhile.
      connected(new Error('no request'), null);
      return;
    }
    exchange.reused = false;
    this.#readBefore = 0;
    this.#writtenBefore = 0;
    const { clock, connects, limits } = this.#context;
    const limitUs = limits.connectTimeoutMs * MICROS_PER_MILLI;
    connects.arm(this.#connecting, clock.nowUs() + limitUs, limitUs);
    this.#dial = new Dial(this.#context, this.origin, exchange, (failure, socket) => {
      this.#dial = null;
      connects.disarm(this.#connecting);
      this.#failure = failure;
      if (socket === null) connected(new Error(failure?.message), null);
      else this.#attach(socket, connected);
    });
    this.#dial.start(servername);
  }

  #attach(socket: Socket, connected: Connected): void {
    this.#socket = socket;
    this.#stage = 'headers';
    const read = socket.read.bind(socket);
    socket.read = (size) => this.#capped(read(size));
    socket.once('close', () => {
      if (this.#socket !== socket) return;
      this.#socket = null;
      // undici may tell of the end after this; without a socket, bytes are counted from zero.
      this.#readBefore -= socket.bytesRead;
      this.#writtenBefore -= socket.bytesWritten;
    });
    connected(null, socket);
  }

  /** What undici reads; nothing more where the head of the answer is too long. */
  #capped(bytes: Buffer | null): Buffer | null {
    if (bytes === null || this.#stage !== 'headers' || !this.#head.exceeds(bytes)) return bytes;
    this.#cut(failureFor('limit.header_bytes'));
    return null;
  }

  #takeBody(): Buffer {
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks);
    this.#chunks = [];
    return body;
  }

  /** -1 where the answer declares no length. */
  #declaredBytes(exchange: Exchange): number {
    const text = headerText(exchange.responseHeaders, 'content-length');
    return text === '' ? -1 : Number(text);
  }
}

function headerText(headers: ResponseHeaders | null, name: string): string {
  const value = headers?.[name];
  if (value === undefined) return '';
  return typeof value === 'string' ? value : value.join(', ');
}

/** UTF-8 unless the content type says Latin-1: other charsets are rare, and JSON has none but UTF-8. */
function textOf(body: Buffer, headers: ResponseHeaders | null): string {
  const type = headerText(headers, 'content-type');
  return /charset="?(?:iso-8859-1|latin1|windows-1252)/i.test(type)
    ? body.toString('latin1')
    : body.toString('utf8');
}
