import { createServer, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import WebSocket, { type ClientOptions, WebSocketServer } from 'ws';
import type { Failure } from '../../../contract/failure.ts';
import type { Answer } from '../../../contract/tick.ts';
import { headText } from '../../engine/drivers/answer-text.ts';
import { BODY_WAIT_US, BodyStartReader, LastFrame } from '../../engine/drivers/body-start.ts';
import { Dial, type DialContext, type StreamTimes, timesFrom, whereOf } from '../../engine/drivers/dial.ts';
import type { Origin } from '../../engine/drivers/driver.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';
import { roomFull, roomOf } from '../../engine/drivers/unfinished-text.ts';
import { listenOnLoopback } from '../../engine/drivers/warm-up-server.ts';
import { originOfStream } from '../../engine/streams/stream-request.ts';
import type { Clock, TimerHandle } from '../../engine/time/clock.ts';
import { CLOSE_MARGIN_MS } from '../../engine/time/stop-policy.ts';
import { PongReplies } from './pong-replies.ts';
import { refusedUpgrade, webSocketFailure } from './websocket-causes.ts';
import type { WebSocketDriver, WebSocketEvents, WebSocketLink, WebSocketRequest } from './websocket-port.ts';

const AS_TEXT = { binary: false } as const;
/** A message may come in so many fragments, or in as many as its largest size allows of 64 bytes each: each costs memory. */
const FEWEST_FRAGMENTS = 16_384;
const BYTES_PER_FRAGMENT = 64;
/** What ws says where no close frame came, and where one came without a code. */
const ABNORMAL = 1006;
const NO_CODE = 1005;
/** ws wants the type of net.createConnection. */
type CreateConnection = NonNullable<ClientOptions['createConnection']>;
type Created = (error: Error | null, socket?: Socket) => void;

/** Tells of the peer's close frame when it comes: ws itself speaks up only once the socket is closed. */
class ClosingWebSocket extends WebSocket {
  onCloseFrame: ((code: number) => void) | null = null;

  /** ws answers a close frame by calling this with what the frame said: without a code, or with a reason in bytes. */
  override close(code?: number, reason?: string | Buffer): void {
    const isAnswer = code === undefined || Buffer.isBuffer(reason);
    const wasOpen = this.readyState === WebSocket.OPEN;
    super.close(code, reason);
    if (isAnswer && wasOpen) this.onCloseFrame?.(code ?? NO_CODE);
  }
}

/** WebSockets over ws. Redirects are not followed: a 3xx is a refused upgrade. */
export function createWebSocketDriver(context: DialContext): WebSocketDriver {
  return {
    open(request, events) {
      const link = new Link(context, request, events);
      link.start();
      return link;
    },
    warmUp: () => warmUp(context),
  };
}

class Link implements WebSocketLink {
  readonly times: StreamTimes;
  status = -1;
  readonly #context: DialContext;
  readonly #request: WebSocketRequest;
  readonly #events: WebSocketEvents;
  #origin: Origin = { secure: false, host: '', port: 0, url: '' };
  #dial: Dial | null = null;
  #socket: Socket | null = null;
  #ws: ClosingWebSocket | null = null;
  #failure: Failure | null = null;
  #opened = false;
  #ended = false;
  #refusal: Refusal | null = null;
  readonly #lastFrame = new LastFrame();
  /** Bytes read by the end of the last whole frame, and what of the room is held for those after it. */
  #wholeBytes = 0;
  #held = 0;
  #closeFrame: { readonly code: number; readonly reason: string } | null = null;

  constructor(context: DialContext, request: WebSocketRequest, events: WebSocketEvents) {
    this.#context = context;
    this.#request = request;
    this.#events = events;
    this.times = timesFrom(context.clock.nowUs());
  }

  start(): void {
    try {
      const url = new URL(this.#request.url);
      this.#origin = originOfStream(this.#request.url) ?? this.#origin;
      this.#ws = new ClosingWebSocket(url, [...this.#request.subprotocols], this.#clientOptions());
    } catch (error) {
      // ws throws for a bad scheme or subprotocol instead of emitting.
      this.#failure = webSocketFailure(error, { opened: false, where: this.#request.url });
      this.#context.clock.setImmediate(() => this.#end(1006));
      return;
    }
    this.#listen(this.#ws);
  }

  get subprotocol(): string {
    return this.#ws?.protocol ?? '';
  }

  get isOpen(): boolean {
    return this.#ws?.readyState === WebSocket.OPEN;
  }

  get bufferedBytes(): number {
    return this.#ws?.bufferedAmount ?? 0;
  }

  get bytesIn(): number {
    return this.#socket?.bytesRead ?? 0;
  }

  get bytesOut(): number {
    return this.#socket?.bytesWritten ?? 0;
  }

  lateFailure(): Failure {
    return this.#dial?.timeout() ?? failureFor('ws.handshake_timeout');
  }

  answerOf(): Answer | null {
    if (this.#refusal !== null) return this.#refusal.answer();
    if (!this.#opened) return null;
    const close = this.#closeFrame;
    return { head: close === null ? '' : closeText(close), ...this.#lastFrame.text() };
  }

  /** As bytes: of bytes that are not its own, ws makes one write of header and payload, of a text it makes two. */
  sendText(text: string): void {
    this.#ws?.send(Buffer.from(text), AS_TEXT);
  }

  sendBinary(bytes: Uint8Array): void {
    this.#ws?.send(bytes);
  }

  ping(payload: Uint8Array): void {
    this.#ws?.ping(payload, true);
  }

  close(code: number): void {
    this.#ws?.close(code);
  }

  cut(failure?: Failure): void {
    if (failure !== undefined) this.#failure ??= failure;
    this.#refusal?.end();
    this.#dial?.cancel();
    this.#dial = null;
    this.#ws?.terminate();
  }

  #clientOptions(): ClientOptions {
    const { headers, maxMessageBytes, perMessageDeflate, closeTimeoutMs } = this.#request;
    const options = {
      headers: headerObject(headers),
      perMessageDeflate,
      maxPayload: maxMessageBytes,
      maxFragments: Math.max(FEWEST_FRAGMENTS, Math.ceil(maxMessageBytes / BYTES_PER_FRAGMENT)),
      maxHeaderSize: this.#context.limits.maxHeaderBytes,
      closeTimeout: closeTimeoutMs + CLOSE_MARGIN_MS,
      // The library gives up a connection at 60 unanswered pings; a busy loop of ours is no reason to.
      autoPong: false,
      createConnection: ((_: unknown, created: Created) => {
        this.#connect(created);
        // No socket yet: Node's HTTP client takes the one handed to `created`.
        return undefined;
      }) as unknown as CreateConnection,
    };
    return options;
  }

  #connect(created: Created): void {
    const { times } = this;
    this.#dial = new Dial(this.#context, { origin: this.#origin, moments: times }, (failure, socket) => {
      this.#dial = null;
      if (socket === null) {
        this.#failure ??= failure;
        created(new Error(failure?.code));
        return;
      }
      this.#socket = socket;
      times.sentUs = this.#context.clock.nowUs();
      created(null, socket);
    });
    this.#dial.start();
  }

  #listen(ws: ClosingWebSocket): void {
    const events = this.#events;
    const pongs = new PongReplies((payload, done) => ws.pong(payload, true, done));
    ws.once('upgrade', (response) => this.#answered(response.statusCode ?? -1));
    ws.once('unexpected-response', (_, response) => {
      const status = response.statusCode ?? -1;
      this.#answered(status);
      // Known from now on; what the service says about it may still be on its way.
      this.#failure ??= refusedUpgrade(status, response.headers);
      this.#refusal = new Refusal(response, this.#context.clock, () => this.cut());
    });
    ws.once('open', () => {
      this.#opened = true;
      // What came with the answer to the handshake has been read, and is heard later.
      this.#wholeBytes = this.bytesIn - (this.#socket?.readableLength ?? 0);
      // After the library's own listener: what is whole has been told by then, but for what has to be inflated.
      this.#socket?.on('data', () => this.#hold());
      events.onOpen();
    });
    ws.on('message', (data, isBinary) => {
      // Of one piece, because binaryType is left at "nodebuffer".
      if (!Buffer.isBuffer(data)) return;
      this.#lastFrame.set(data);
      this.#wholeBytes = this.bytesIn;
      this.#hold();
      events.onMessage(data, isBinary);
    });
    ws.on('ping', (payload) => {
      this.#passed(payload);
      if (ws.readyState === WebSocket.OPEN) pongs.reply(payload);
      events.onHeard();
    });
    ws.on('pong', (payload) => {
      this.#passed(payload);
      events.onPong(payload);
    });
    ws.onCloseFrame = (code) => events.onPeerClose?.(code);
    ws.on('error', (error) => this.#error(error));
    ws.once('close', (code, reason) => this.#end(code, reason.toString('utf8')));
  }

  /** A control frame ends no message: one may come amid a long one. Its head has two bytes. */
  #passed(payload: Buffer): void {
    this.#wholeBytes = Math.min(this.bytesIn, this.#wholeBytes + payload.length + 2);
    this.#hold();
  }

  #hold(bytes = this.bytesIn - this.#wholeBytes): void {
    if (bytes === this.#held || this.#ended) return;
    const room = roomOf(this.#context);
    if (room.take(bytes - this.#held)) this.#held = bytes;
    else this.cut(roomFull('ws.too_big', room));
  }

  #answered(status: number): void {
    this.status = status;
    this.times.answeredUs = this.#context.clock.nowUs();
  }

  #error(error: Error): void {
    const where = whereOf(this.#origin, this.times.link);
    this.#failure ??= webSocketFailure(error, { opened: this.#opened, where });
    if (this.#opened && !this.#ended) this.#events.onBroken(this.#failure);
  }

  #end(closeCode: number, closeReason = ''): void {
    if (this.#ended) return;
    this.#hold(0);
    this.#ended = true;
    if (closeCode !== ABNORMAL) this.#closeFrame = { code: closeCode, reason: closeReason };
    const end = { failure: this.#failure, closeCode, closeReason };
    this.#events.onEnd(this.#refusal === null ? end : { ...end, atUs: this.times.answeredUs });
  }
}

/** The answer to a handshake that was no 101: read until its body has ended, enough of it has come, or time is up. */
class Refusal {
  readonly #response: IncomingMessage;
  readonly #body = new BodyStartReader();
  readonly #clock: Clock;
  #timer: TimerHandle | null;

  constructor(response: IncomingMessage, clock: Clock, over: () => void) {
    this.#response = response;
    this.#clock = clock;
    this.#timer = clock.setTimer(clock.nowUs() + BODY_WAIT_US, over);
    response.on('data', (chunk: Buffer) => {
      if (this.#body.add(chunk)) over();
    });
    response.once('end', () => {
      this.#body.isWhole = response.complete;
      over();
    });
    response.once('error', over);
  }

  answer(): Answer {
    const { statusCode, statusMessage, rawHeaders, headers } = this.#response;
    const lines = rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${rawHeaders[at + 1]}`] : []));
    const head = [`HTTP/1.1 ${statusCode} ${statusMessage}`.trimEnd(), ...lines].join('\n');
    return { head: headText(head, true), ...this.#body.text(headers) };
  }

  end(): void {
    if (this.#timer !== null) this.#clock.clearTimer(this.#timer);
    this.#timer = null;
  }
}

/** A close frame as it is shown. */
function closeText({ code, reason }: { readonly code: number; readonly reason: string }): string {
  if (code === NO_CODE) return 'close frame without a code';
  return reason === '' ? `close frame: ${code}` : `close frame: ${code} ${JSON.stringify(reason)}`;
}

function headerObject(flat: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < flat.length; i += 2) headers[flat[i] ?? ''] = flat[i + 1] ?? '';
  return headers;
}

const WARM_UP_CONNECTIONS = 20;

/**
 * A few real connections to ourselves, one after the other: modules are loaded and the first handshake of the run is
 * like any other. Where no server can be made (a sandbox without sockets) the run begins cold. Never rejects.
 */
async function warmUp(context: DialContext): Promise<void> {
  const server = createServer();
  const port = await listenOnLoopback(server);
  if (port === null) return;
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (peer) => peer.on('message', () => peer.send('{}')));
  for (let n = 0; n < WARM_UP_CONNECTIONS; n += 1) await converse(context, `ws://127.0.0.1:${port}/`);
  server.close();
}

function converse(context: DialContext, url: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const request = { url, subprotocols: [], headers: [], maxMessageBytes: 1_024, perMessageDeflate: false };
  const nothing = () => {};
  const link = createWebSocketDriver(context).open(
    { ...request, closeTimeoutMs: 1_000 },
    {
      onOpen: () => link.sendText('{}'),
      onMessage: () => link.close(1000),
      onPong: nothing,
      onHeard: nothing,
      onBroken: nothing,
      onEnd: () => resolve(),
    },
  );
  return promise;
}
