import type { Socket } from 'node:net';
import type { Failure } from '../../../contract/failure.ts';
import { type Bytes, MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../../contract/units.ts';
import { Dial, type DialContext, whereOf } from '../../engine/drivers/dial.ts';
import type { Exchange, HttpConnection, Origin } from '../../engine/drivers/driver.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';
import { failureOf } from '../../engine/drivers/failure-of.ts';
import { MAX_TEXT_BYTES } from '../../engine/drivers/lent-bytes.ts';
import { closeSoon } from '../../engine/drivers/socket-closer.ts';
import type { UnfinishedRoom } from '../../engine/drivers/unfinished-text.ts';
import { MARK } from '../../engine/measure/irregular.ts';
import { nextUse, ONE_WRITE_BYTES } from '../../engine/measure/sample.ts';
import { Timer, type TimerHeap } from '../../engine/time/timer-heap.ts';
import { AnswerBody, type BodyRead } from './answer-body.ts';
import { LastExchange } from './last-exchange.ts';
import { RequestHead } from './request-head.ts';
import { ResponseParser, type ResponseSink } from './response-parser.ts';
import { unsentBytes } from './unsent-bytes.ts';
import { writeRequest } from './write-request.ts';

/** What all connections of a driver share. */
export interface WireContext extends DialContext {
  /** All that they wait for. */
  readonly timers: TimerHeap;
  /** For encoded bodies that nobody reads. */
  readonly unread: UnfinishedRoom;
  /** Every read of every connection goes into it. */
  readonly readInto: Buffer;
}

/** How long a connection may lie idle before we close it; a shorter `keep-alive: timeout=` of the service goes before. */
const IDLE_US: Micros = 60 * MICROS_PER_SECOND;
/** So much before the service would close it: its FIN and our next request would cross (closed.keepalive_race). */
const IDLE_MARGIN_US: Micros = MICROS_PER_SECOND;

/** How a socket says that its peer closed it in order; libuv's name for it. */
const PEER_CLOSED = Object.assign(new Error('the peer closed the connection'), { code: 'EOF' });

/**
 * One connection, made when the first request wants it, and the moments of the request that is on it.
 *
 * | stage   | until                                | a deadline then means           |
 * |---------|--------------------------------------|---------------------------------|
 * | dns     | the name is resolved                 | dns.timeout                     |
 * | connect | the TCP handshake is done            | connect.timeout                 |
 * | tls     | the TLS handshake is done            | tls.handshake_timeout           |
 * | headers | the final status and headers came    | timeout.headers; timeout.total where only 1xx answers came |
 * | body    | the last byte came                   | timeout.body_idle; timeout.total where it was still coming |
 *
 * A request fired when the service has hung up meanwhile makes a new connection. Nothing had been sent on the old one,
 * so that is no retry.
 */
export class HttpWire extends Timer implements HttpConnection, ResponseSink {
  readonly origin: Origin;
  readonly address: string | null;
  usable = true;
  readonly #context: WireContext;
  readonly #parser: ResponseParser;
  #exchange: Exchange | null = null;
  #socket: Socket | null = null;
  /** Connecting. */
  #dial: Dial | null = null;
  /** What is told of the connection. */
  #wire: Exchange['link'] = null;
  /** What made the socket: words from a socket that was given up meanwhile are known by it. */
  #link: Dial | null = null;
  /** Found wrong while reading: cuts the request when all that was read has been looked at. */
  #unwanted: Failure | null = null;
  /** Of the socket, when the last request on it ended: nothing travels between two. */
  #readBefore: Bytes = 0;
  #writtenBefore: Bytes = 0;
  #interim = false;
  #lastDataUs: Micros = 0;
  /** What has come of a body that is to be read. */
  readonly #body: AnswerBody;
  /** The request under way, or the one before. */
  readonly #last: LastExchange;
  readonly #head: RequestHead;
  /** What the socket was told to be the name of the service, under TLS. */
  #serverName = '';

  constructor(context: WireContext, origin: Origin, address: string | null) {
    super();
    this.#context = context;
    this.#body = new AnswerBody(context.unread);
    this.origin = origin;
    this.address = address;
    this.#head = new RequestHead(origin.url.slice(origin.url.indexOf('//') + 2));
    const { maxHeaderBytes, strictHttp = false } = context.limits;
    this.#parser = new ResponseParser(this, maxHeaderBytes, strictHttp);
    this.#last = new LastExchange(this.#head, this.#parser);
  }

  get connected(): boolean {
    return this.#socket !== null;
  }

  fire(exchange: Exchange): void {
    const nowUs = this.#context.clock.nowUs();
    if (exchange.startedUs < 0) exchange.startedUs = nowUs;
    else exchange.hopUs = nowUs;
    exchange.dnsUs = -1;
    exchange.connectUs = -1;
    exchange.tlsUs = -1;
    exchange.isLong = false;
    exchange.sentUs = -1;
    exchange.firstByteUs = -1;
    exchange.reused = false;
    exchange.link = null;
    this.#exchange = exchange;
    this.#last.begin(exchange);
    exchange.responseHeaders = null;
    this.#unwanted = null;
    this.#interim = false;
    const unsendable = this.#head.make(exchange);
    if (unsendable !== null) {
      this.#end(exchange, unsendable);
      return;
    }
    // Certificate and virtual host were chosen by the name in the handshake.
    if (this.origin.secure && this.#serverName !== this.#head.lines.serverName) this.#tearDown();
    if (this.#socket === null) this.#connect(exchange);
    else {
      exchange.reused = true;
      exchange.link = this.#wire;
      this.#write(this.#socket, exchange);
    }
  }

  close(): void {
    this.usable = false;
    if (this.#exchange !== null) this.#count(this.#exchange);
    this.#exchange = null;
    this.#body.drop();
    this.#tearDown();
  }

  /**
   * The deadline of the request passed: what had it been waiting for? Or nobody has used the connection for long: the next
   * request makes another.
   */
  due(nowUs: Micros): void {
    const exchange = this.#exchange;
    // The answer is there, and may still be being decompressed.
    const isIdle = exchange === null || (this.#dial === null && this.#parser.ended);
    if (isIdle) this.#tearDown();
    else this.#cut(exchange, this.#timeoutOf(exchange, nowUs));
  }

  head(status: number): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    if (status < 200) {
      this.#interim = true;
      // The wait goes on: the first byte that counts is the final answer's.
      exchange.firstByteUs = -1;
      return;
    }
    if (exchange.firstByteUs < 0) exchange.firstByteUs = this.#lastDataUs;
    exchange.status = status;
    exchange.responseHeaders = this.#parser.headers;
    this.#last.stage = 'body';
    if (!this.#isSent) exchange.marks |= MARK.early_answer;
    this.#body.begin(exchange, this.#parser.coding, this.#mostBodyBytes(exchange));
    if (this.#parser.bodyBytes > this.#mostBodyBytes(exchange)) this.#refuse(failureFor('limit.body_bytes'));
  }

  body(bytes: Buffer, from: number, to: number): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    this.#last.bodyBytes += to - from;
    if (this.#last.bodyBytes > this.#mostBodyBytes(exchange)) this.#refuse(failureFor('limit.body_bytes'));
    else this.#body.append(bytes, from, to);
  }

  #mostBodyBytes({ keepBody }: Exchange): Bytes {
    const { maxBodyBytes } = this.#context.limits;
    return keepBody ? Math.min(maxBodyBytes, MAX_TEXT_BYTES) : maxBodyBytes;
  }

  #connect(exchange: Exchange): void {
    const { clock, timers, limits, readInto } = this.#context;
    this.#readBefore = 0;
    this.#writtenBefore = 0;
    const connectedByUs = clock.nowUs() + limits.connectTimeoutMs * MICROS_PER_MILLI;
    timers.set(this, Math.min(connectedByUs, deadlineOf(exchange)));
    const onread = { buffer: readInto, callback: (bytes: number): boolean => this.#read(dial, bytes) };
    const { serverName } = this.#head.lines;
    const { origin, address } = this;
    const to = { origin, address, moments: exchange, serverName, onread };
    const dial = new Dial(this.#context, to, (failure, socket) => {
      this.#dial = null;
      if (socket !== null) this.#attach(dial, socket, exchange);
      else {
        timers.remove(this);
        this.#end(exchange, failure);
      }
    });
    this.#dial = dial;
    this.#serverName = serverName;
    dial.start();
  }

  #attach(dial: Dial, socket: Socket, exchange: Exchange): void {
    this.#socket = socket;
    this.#link = dial;
    this.#wire = exchange.link;
    socket.on('error', (error) => this.#lost(dial, error));
    socket.once('end', () => this.#lost(dial, PEER_CLOSED));
    socket.once('close', () => this.#lost(dial, PEER_CLOSED));
    this.#write(socket, exchange);
  }

  #write(socket: Socket, exchange: Exchange): void {
    const { method, body, keepBody, keepHeaders } = exchange;
    this.#context.timers.set(this, deadlineOf(exchange));
    this.#parser.begin({ isHead: method === 'HEAD', keepHeaders: keepHeaders || keepBody });
    const { link } = exchange;
    exchange.uses = nextUse(link);
    const { bodyBytes } = this.#head;
    exchange.isLong = bodyBytes > ONE_WRITE_BYTES;
    const written = exchange.isLong ? () => this.#written(exchange, link) : null;
    writeRequest(socket, this.#head.text, { content: body, bytes: bodyBytes, written });
    if (!exchange.isLong) exchange.sentUs = this.#context.clock.nowUs();
  }

  /** All of a large request has left, on the connection it is on. An answer that began before was not waited for. */
  #written(exchange: Exchange, link: Exchange['link']): void {
    if (this.#exchange !== exchange || exchange.link !== link || exchange.firstByteUs >= 0) return;
    exchange.sentUs = this.#context.clock.nowUs();
  }

  /** Bytes have come into the shared buffer. False: no more of them are wanted. */
  #read(dial: Dial, bytes: number): boolean {
    const exchange = this.#exchange;
    const parser = this.#parser;
    if (this.#link !== dial) return false;
    if (exchange === null || parser.ended) {
      // What nobody has asked for would be taken for the next answer.
      this.#tearDown();
      return false;
    }
    const nowUs = this.#context.clock.nowUs();
    this.#lastDataUs = nowUs;
    if (exchange.firstByteUs < 0) exchange.firstByteUs = nowUs;
    const { readInto } = this.#context;
    const used = parser.feed(readInto, bytes);
    // An interim answer has taken it back, and the next one has begun.
    if (exchange.firstByteUs < 0 && parser.hasBegun) exchange.firstByteUs = nowUs;
    const { malformed } = parser;
    this.#last.heard(readInto, malformed === null ? used : bytes, nowUs, this.#body.isCoded);
    if (this.#unwanted !== null) this.#cut(exchange, this.#unwanted);
    else if (malformed !== null) this.#cut(exchange, failureFor(malformed.code, malformed.detail));
    else if (parser.ended) this.#complete(exchange, nowUs, used === bytes);
    return this.#link === dial;
  }

  /** Ends the request when all that was read has been looked at: the parser is not pulled from under itself. */
  #refuse(failure: Failure): void {
    this.#unwanted = failure;
    this.#parser.stop();
  }

  /** The answer is whole. @param isClean the connection is there, and nothing lies behind the answer */
  #complete(exchange: Exchange, endedUs: Micros, isClean: boolean): void {
    exchange.endedUs = endedUs;
    exchange.responseBytes = this.#last.bodyBytes;
    exchange.responseBody = null;
    exchange.marks |= this.#parser.setsCookie ? this.#parser.marks | MARK.cookie_ignored : this.#parser.marks;
    this.#count(exchange);
    if (!isClean || !this.#keepIdle(exchange)) this.#tearDown();
    const read = this.#body.read(exchange);
    if (read instanceof Promise) void this.#readLater(exchange, read);
    else this.#deliver(exchange, read);
  }

  /** An answer may come before a large request is out. A small one went out in one write, even where TLS has not said so yet. */
  get #isSent(): boolean {
    return this.#head.bodyBytes <= ONE_WRITE_BYTES || this.#socket?.writableLength === 0;
  }

  /** Leaves the connection open for the next request, as long as the service will; false: it is not to be used again. */
  #keepIdle({ lastOnConnection }: Exchange): boolean {
    const parser = this.#parser;
    // What is left of the request would be taken for the next one.
    if (lastOnConnection || this.#head.lines.closes || !parser.keepsAlive || !this.#isSent) return false;
    const limitUs = idleLimitUs(parser.keepAliveSeconds);
    if (limitUs <= 0) return false;
    this.#context.timers.set(this, this.#lastDataUs + limitUs);
    return true;
  }

  async #readLater(exchange: Exchange, reading: Promise<BodyRead>): Promise<void> {
    const read = await reading;
    // Closed meanwhile.
    if (this.#exchange !== exchange) return;
    if ('failure' in read) this.#deliver(exchange, read.failure);
    else {
      exchange.responseBytes = read.bytes;
      exchange.responseBody = read.text;
      this.#deliver(exchange, null);
    }
  }

  /** The connection is gone: in order, or broken. */
  #lost(dial: Dial, error: Error): void {
    if (this.#link !== dial) return;
    const exchange = this.#exchange;
    if (exchange === null || this.#parser.ended) {
      this.#tearDown();
      return;
    }
    if (error === PEER_CLOSED && this.#parser.finish()) {
      this.#complete(exchange, this.#context.clock.nowUs(), false);
      return;
    }
    const answered = exchange.firstByteUs >= 0 || this.#interim;
    const where = whereOf(this.origin, this.#wire);
    const failure = failureOf({ stage: this.#last.stage, error, reused: exchange.reused, answered, where });
    this.#count(exchange);
    this.#tearDown();
    this.#end(exchange, failure);
  }

  #timeoutOf(exchange: Exchange, nowUs: Micros): Failure {
    if (this.#dial !== null) return this.#dial.timeout();
    if (this.#last.stage === 'headers')
      return failureFor(this.#interim ? 'timeout.total' : 'timeout.headers');
    const idle = nowUs - this.#lastDataUs > exchange.timeoutUs / 2;
    return failureFor(idle ? 'timeout.body_idle' : 'timeout.total');
  }

  /** Ends the request here and now, and the connection with it. */
  #cut(exchange: Exchange, failure: Failure): void {
    this.usable = false;
    this.#count(exchange);
    this.#tearDown();
    this.#end(exchange, failure);
  }

  #end(exchange: Exchange, failure: Failure | null): void {
    exchange.endedUs = this.#context.clock.nowUs();
    this.#deliver(exchange, failure);
  }

  /** Adds to the request what has moved since the last one, or since the last time. */
  #count(exchange: Exchange): void {
    const socket = this.#socket;
    if (socket === null) return;
    const read = socket.bytesRead;
    const written = socket.bytesWritten - unsentBytes(socket);
    exchange.bytesIn += read - this.#readBefore;
    exchange.bytesOut += written - this.#writtenBefore;
    this.#readBefore = read;
    this.#writtenBefore = written;
  }

  #deliver(exchange: Exchange, failure: Failure | null): void {
    exchange.failure = failure;
    this.#exchange = null;
    this.#body.drop();
    exchange.owner.answered(exchange);
  }

  #tearDown(): void {
    this.#dial?.cancel();
    this.#dial = null;
    this.#link = null;
    this.#context.timers.remove(this);
    if (this.#socket !== null) closeSoon(this.#socket);
    this.#socket = null;
  }
}

function deadlineOf({ startedUs, timeoutUs }: Exchange): Micros {
  return startedUs + timeoutUs;
}

/** @param said seconds the service leaves it open; -1: it does not say. Zero or less: it is not to be used again */
function idleLimitUs(said: number): Micros {
  return said < 0 ? IDLE_US : Math.min(IDLE_US, said * MICROS_PER_SECOND - IDLE_MARGIN_US);
}
