import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { Bytes, Micros, Millis } from '../../../contract/units.ts';
import { headersFor } from '../../engine/cookies/cookie-headers.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';
import { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import { type OnThread, type StepLimits, stepLimits } from '../../engine/streams/step-answer.ts';
import { StreamConnection, type StreamConnectionParts } from '../../engine/streams/stream-connection.ts';
import { urlForExamples } from '../../engine/streams/stream-request.ts';
import { headersOver, type StepWanted } from '../../engine/users/task-step.ts';
import type { ThreadContext } from '../../engine/users/thread-context.ts';
import type { HeadersTemplate, Scope, TextTemplate } from '../../engine/values/port.ts';
import { causeOfRefusal } from './websocket-causes.ts';
import type {
  WebSocketDriver,
  WebSocketEnd,
  WebSocketEvents,
  WebSocketLink,
  WebSocketRequest,
} from './websocket-port.ts';

/** No close frame came. */
const ABNORMAL = 1006;

interface WebSocketEndpointParts {
  /** A template, absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly subprotocols?: readonly string[];
  readonly perMessageDeflate?: boolean;
  readonly maxMessageBytes: Bytes;
  readonly closeTimeoutMs: Millis;
  /** To the 101; of a step, to its answer. */
  readonly timeoutMs: Millis;
  /** For examples. */
  readonly method: string;
  /** Those that count the bytes of the handshake, and of all that comes after it. */
  readonly series: { readonly connect: number; readonly messages: number };
}

/** What the connections of a step or a class have in common: what is asked for, and the series of the handshake. */
export class WebSocketEndpoint {
  readonly thread: ThreadContext;
  readonly driver: WebSocketDriver;
  readonly limits: StepLimits;
  readonly closeUs: Micros;
  readonly series: WebSocketEndpointParts['series'];
  readonly connects: AttemptMeter;
  /** For examples. */
  readonly what: { readonly method: string; readonly url: string };
  readonly #parts: WebSocketEndpointParts;
  readonly #url: TextTemplate;
  readonly #headers: HeadersTemplate;

  constructor(parts: WebSocketEndpointParts, { thread, driver }: OnThread<WebSocketDriver>) {
    const { url, headers, timeoutMs, closeTimeoutMs, series, method } = parts;
    const { values, meter, userAgent } = thread;
    this.#parts = parts;
    this.thread = thread;
    this.driver = driver;
    this.limits = stepLimits(timeoutMs, thread);
    this.closeUs = closeTimeoutMs * 1_000;
    this.series = series;
    this.what = { method, url: urlForExamples(url) };
    this.connects = new AttemptMeter(meter, series.connect, this.what);
    this.#url = values.compilePath(url);
    this.#headers = values.compileHeaders(headersOver({ 'user-agent': userAgent }, headers));
  }

  request(scope: Scope): Result<WebSocketRequest> {
    const { subprotocols = [], perMessageDeflate = false, maxMessageBytes, closeTimeoutMs } = this.#parts;
    const url = this.#url.render(scope);
    const headers = headersFor(scope.cookies, this.#headers.render(scope), url);
    const problem = scope.takeProblem();
    if (problem !== null) return fail(problem);
    return succeed({ url, headers, subprotocols, perMessageDeflate, maxMessageBytes, closeTimeoutMs });
  }

  /** An attempt ended before a socket was opened. */
  refused(failure: Failure, wanted: StepWanted | null, credential = ''): void {
    const nowUs = this.thread.clock.nowUs();
    if (wanted === null) this.connects.begin(nowUs);
    this.connects.end({ ...wanted, startedUs: nowUs, endedUs: nowUs, failure, credential });
  }
}

/** How a connection ended: under which cause it is counted, and what failed; null: it ended as it was to. */
export interface Ending {
  readonly cause: string;
  readonly failure: Failure | null;
}

/** What a connection is used for, from the 101 on. */
export interface WebSocketUse {
  /** Is to say what is waited for, by `wait`. */
  opened(connection: WebSocketConnection): void;
  frame(connection: WebSocketConnection, frame: Buffer, isBinary: boolean): void;
  pong?(payload: Buffer): void;
  /** A sign of life. */
  heard?(): void;
  /** What was waited for is due. */
  waited(connection: WebSocketConnection, nowUs: Micros): void;
  /** A close is out, ours or the peer's, or the stream is broken: nothing more is to be sent. */
  closing?(nowUs: Micros): void;
  /** What it means that the peer closed with this code. */
  closedByPeer(code: number): Ending;
  /** The connection is over. What its handshake came to has been counted. */
  ended(connection: WebSocketConnection, ending: Ending & { readonly closeCode: number }, atUs: Micros): void;
}

/**
 * One WebSocket, from opening the socket to its end.
 *
 * | phase      | meaning                                  | waits for            | leaves it by              |
 * |------------|------------------------------------------|----------------------|---------------------------|
 * | connecting | from opening the socket to the 101       | connect, then answer | 101, failure              |
 * | open       | in use                                   | what its use says    | `close`, the peer, failure|
 * | closing    | a close is out, ours or the peer's, or   | the close timeout    | the end of the connection |
 * |            | the stream is broken                     |                      |                           |
 */
export class WebSocketConnection
  extends StreamConnection<WebSocketLink, WebSocketRequest>
  implements WebSocketEvents
{
  readonly link: WebSocketLink;
  phase: 'connecting' | 'open' | 'closing' = 'connecting';
  /** Our close is out. */
  isClosed = false;
  /** Of the peer's close frame; null: none came before ours. */
  peerCode: number | null = null;
  readonly #endpoint: WebSocketEndpoint;
  readonly #use: WebSocketUse;
  #isCut = false;

  constructor(
    endpoint: WebSocketEndpoint,
    parts: StreamConnectionParts<WebSocketRequest>,
    use: WebSocketUse,
  ) {
    const { connects, series, thread, limits, driver } = endpoint;
    super(thread, parts, series.connect);
    this.#endpoint = endpoint;
    this.#use = use;
    this.link = driver.open(parts.request, this);
    if (parts.wanted === null) connects.begin(this.link.times.startedUs);
    this.opening(limits.connectUs);
  }

  protected get bytesTo(): number {
    const { connect, messages } = this.#endpoint.series;
    return this.phase === 'connecting' ? connect : messages;
  }

  close(): void {
    this.#toClosing();
    this.isClosed = true;
    this.link.close(1000);
  }

  /** Dropped at once; the end follows. */
  cut(): void {
    this.#isCut = true;
    this.link.cut();
  }

  due(nowUs: Micros): void {
    const { link } = this;
    const byUs = link.times.startedUs + this.#endpoint.limits.timeoutUs;
    if (this.phase === 'open') this.#use.waited(this, nowUs);
    else if (this.phase === 'closing') link.cut(failureFor('ws.close_timeout'));
    else if (link.times.sentUs >= 0 && nowUs < byUs) this.wait(byUs);
    else link.cut(link.lateFailure());
  }

  onOpen(): void {
    if (this.isOver) return;
    const { times, status } = this.link;
    const openedUs = times.answeredUs;
    const ended = { ...times, endedUs: openedUs, firstByteUs: openedUs, status, failure: null };
    this.account();
    this.#endpoint.connects.end({ ...this.parts.wanted, ...ended });
    this.phase = 'open';
    this.#use.opened(this);
  }

  onMessage(frame: Buffer, isBinary: boolean): void {
    if (!this.isOver) this.#use.frame(this, frame, isBinary);
  }

  onPong(payload: Buffer): void {
    if (!this.isOver) this.#use.pong?.(payload);
  }

  onHeard(): void {
    if (!this.isOver) this.#use.heard?.();
  }

  /** The peer may keep the socket open for as long as it likes; what it said decides how this ended. */
  onPeerClose(code: number): void {
    if (this.isOver || this.phase !== 'open') return;
    this.peerCode = code;
    this.#toClosing();
  }

  onBroken(): void {
    if (!this.isOver && this.phase === 'open') this.#toClosing();
  }

  onEnd(end: WebSocketEnd): void {
    if (this.isOver) return;
    this.ended();
    this.account();
    const atUs = end.atUs ?? this.#endpoint.thread.clock.nowUs();
    const ending = this.phase === 'connecting' ? this.#refused(end, atUs) : this.#endingOf(end);
    this.#use.ended(this, { ...ending, closeCode: end.closeCode }, atUs);
  }

  #refused(end: WebSocketEnd, endedUs: Micros): Ending {
    const { times, status } = this.link;
    const failure = end.failure ?? failureFor('network.other');
    if (this.#isCut) return { cause: 'unanswered', failure: null };
    const ended = { ...times, endedUs, firstByteUs: times.answeredUs, ...this.told(failure) };
    this.#endpoint.connects.end({ ...this.parts.wanted, ...ended });
    return { cause: causeOfRefusal(failure, status), failure };
  }

  /**
   * The peer's close frame is its last word: what becomes of the socket after it (a reset, as our message was still on its
   * way; a limit of ours) is no matter, so that the end is the same whichever of them comes first.
   */
  #endingOf({ failure, closeCode }: WebSocketEnd): Ending {
    const isAnswered = closeCode !== ABNORMAL;
    if (isAnswered && this.isClosed) return { cause: 'clean', failure: null };
    if (isAnswered && this.peerCode !== null) return this.#use.closedByPeer(closeCode);
    if (this.#isCut) return { cause: 'cut', failure: null };
    return failure === null ? this.#use.closedByPeer(closeCode) : { cause: failure.code, failure };
  }

  #toClosing(): void {
    const nowUs = this.#endpoint.thread.clock.nowUs();
    this.phase = 'closing';
    this.wait(nowUs + this.#endpoint.closeUs);
    this.#use.closing?.(nowUs);
  }
}
