import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { HttpStep } from '../../../contract/run-plan.ts';
import type { Bytes, Micros, Millis } from '../../../contract/units.ts';
import { AttemptMeter, type Measured } from '../../engine/streams/attempt-meter.ts';
import { type OnThread, type StepLimits, stepLimits } from '../../engine/streams/step-answer.ts';
import { StreamConnection, type StreamConnectionParts } from '../../engine/streams/stream-connection.ts';
import { urlForExamples } from '../../engine/streams/stream-request.ts';
import { headersOver, type StepWanted } from '../../engine/users/task-step.ts';
import type { ThreadContext } from '../../engine/users/thread-context.ts';
import type { BodyTemplate, HeadersTemplate, Scope, TextTemplate } from '../../engine/values/port.ts';
import type { SseDriver, SseEnd, SseEvents, SseLink, SseRequest } from './sse-port.ts';

/** A stream is for its events: one that ends without any served nobody, however politely. */
export const NO_EVENT = 'in order, but no event had come';

interface SseEndpointParts {
  /** A template, absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: HttpStep['body'];
  /** To the headers. */
  readonly timeoutMs: Millis;
  readonly series: { readonly headers: number; readonly firstEvent: number };
}

/** What the streams of a step or a class have in common: what is asked for, and the series from that to the first event. */
export class SseEndpoint {
  readonly thread: ThreadContext;
  readonly driver: SseDriver;
  readonly limits: StepLimits;
  readonly series: SseEndpointParts['series'];
  readonly headers: AttemptMeter;
  readonly firstEvents: AttemptMeter;
  /** For examples. */
  readonly what: { readonly method: string; readonly url: string };
  readonly #url: TextTemplate;
  readonly #headers: HeadersTemplate;
  readonly #body: BodyTemplate | null;

  constructor(parts: SseEndpointParts, { thread, driver }: OnThread<SseDriver>) {
    const { url, headers, body, timeoutMs, series } = parts;
    const { values, meter, userAgent } = thread;
    this.thread = thread;
    this.driver = driver;
    this.limits = stepLimits(timeoutMs, thread);
    this.series = series;
    this.#url = values.compilePath(url);
    this.#body = values.compileBody(body);
    const always = { accept: 'text/event-stream', 'cache-control': 'no-cache', 'user-agent': userAgent };
    const contentType = this.#body?.contentType ?? null;
    const ours = contentType === null ? always : { ...always, 'content-type': contentType };
    this.#headers = values.compileHeaders(headersOver(ours, headers));
    this.what = { method: this.#body === null ? 'GET' : 'POST', url: urlForExamples(url) };
    this.headers = new AttemptMeter(meter, series.headers, this.what);
    this.firstEvents = new AttemptMeter(meter, series.firstEvent, this.what);
  }

  /** @param lastEventId empty: a stream that begins anew */
  request(scope: Scope, lastEventId: string): Result<SseRequest> {
    const request = {
      url: this.#url.render(scope),
      headers: this.#headers.render(scope),
      secretHeaders: this.#headers.secrets,
      lastEventId,
      body: this.#body?.render(scope) ?? null,
      cookies: scope.cookies,
    };
    const problem = scope.takeProblem();
    return problem === null ? succeed(request) : fail(problem);
  }

  /** An attempt ended before a socket was opened. */
  refused(failure: Failure, wanted: StepWanted | null, credential = ''): void {
    const nowUs = this.thread.clock.nowUs();
    const ended = { startedUs: nowUs, endedUs: nowUs, failure, credential };
    this.headers.whole(ended);
    if (wanted === null) this.firstEvents.start(nowUs);
    this.endFirst(ended, wanted, false);
  }

  /** @param isBegun by its headers; that of a step is when the step is */
  endFirst(measured: Measured, wanted: StepWanted | null, isBegun: boolean): void {
    if (wanted === null && !isBegun) this.firstEvents.beginStarted();
    this.firstEvents.end({ ...measured, ...wanted });
  }
}

/** What a stream is read for, from its headers on. */
export interface SseReader {
  /** Headers came: is to say what is waited for, by `wait`. */
  opened(connection: SseConnection): void;
  event(connection: SseConnection, event: SseEvent): void;
  /** What was waited for is due. */
  waited(connection: SseConnection, nowUs: Micros): void;
  retry?(ms: number): void;
  /** The stream is over; its socket is gone. */
  ended(connection: SseConnection, end: SseEnd): void;
}

export interface SseEvent {
  readonly name: string;
  readonly data: string;
  /** Of the data, in UTF-8. */
  readonly bytes: Bytes;
  /** Empty: it names none. */
  readonly id: string;
}

/**
 * One event stream, from opening the socket to its end.
 *
 * | phase      | meaning                               | waits for             | leaves it by        |
 * |------------|---------------------------------------|-----------------------|---------------------|
 * | connecting | from opening the socket to the headers| connect, then headers | headers, failure    |
 * | open       | headers came, no event yet            | what its reader says  | event, end          |
 * | reading    | events come                           | what its reader says  | end                 |
 */
export class SseConnection extends StreamConnection<SseLink, SseRequest> implements SseEvents {
  readonly link: SseLink;
  phase: 'connecting' | 'open' | 'reading' = 'connecting';
  readonly #endpoint: SseEndpoint;
  readonly #reader: SseReader;
  /** When it was opened: a redirect that is held back puts off `startedUs`. */
  readonly #begunUs: Micros;

  constructor(endpoint: SseEndpoint, parts: StreamConnectionParts<SseRequest>, reader: SseReader) {
    const { headers, firstEvents, series, thread, limits, driver } = endpoint;
    super(thread, parts, series.headers);
    this.#endpoint = endpoint;
    this.#reader = reader;
    this.link = driver.open(parts.request, this);
    this.#begunUs = this.link.times.startedUs;
    headers.begin(this.#begunUs);
    if (parts.wanted === null) firstEvents.start(this.#begunUs);
    this.opening(limits.connectUs);
  }

  protected get bytesTo(): number {
    return this.#endpoint.series.firstEvent;
  }

  due(nowUs: Micros): void {
    if (this.phase === 'connecting') this.#connectDue(nowUs);
    else this.#reader.waited(this, nowUs);
  }

  onHeaders(): void {
    if (this.isOver) return;
    const { headers, firstEvents } = this.#endpoint;
    const { times, status } = this.link;
    const { answeredUs } = times;
    const cameUs = { begunUs: this.#begunUs, firstByteUs: answeredUs, endedUs: answeredUs };
    headers.end({ ...times, ...cameUs, status, failure: null });
    this.credential.accepted();
    if (this.parts.wanted === null) firstEvents.beginStarted();
    this.phase = 'open';
    this.#reader.opened(this);
  }

  onEvent(name: string, bytes: Bytes, data: string, id: string): void {
    if (this.isOver || this.phase === 'connecting') return;
    this.#reader.event(this, { name, bytes, data, id });
  }

  /** The first event came. @param checked what its checks say, and who tells what came */
  firstCame(nowUs: Micros, checked: Pick<Measured, 'failure' | 'source' | 'holder'>): void {
    const { times, status } = this.link;
    const moments = { ...times, begunUs: this.#begunUs, firstByteUs: times.answeredUs, endedUs: nowUs };
    const ended = { ...moments, status, ...checked };
    this.#endpoint.endFirst(ended, this.parts.wanted, true);
    this.phase = 'reading';
  }

  onRetry(ms: number): void {
    this.#reader.retry?.(ms);
  }

  onEnd(end: SseEnd): void {
    if (this.isOver) return;
    this.ended();
    this.account();
    this.#reader.ended(this, end);
  }

  /**
   * Counts what it had not got when it ended: headers, first event; null, where neither is a failure. What came after that
   * is its reader's to count.
   */
  endAs(failure: Failure | null, endedUs: Micros): void {
    const { times } = this.link;
    const moments = { ...times, begunUs: this.#begunUs, firstByteUs: times.answeredUs, endedUs };
    const failed = { ...moments, ...this.told(failure) };
    const isConnecting = this.phase === 'connecting';
    if (isConnecting) this.#endpoint.headers.end(failed);
    if (failure !== null && this.phase !== 'reading')
      this.#endpoint.endFirst(failed, this.parts.wanted, !isConnecting);
  }

  #connectDue(nowUs: Micros): void {
    const { link } = this;
    const { limits } = this.#endpoint;
    // Later than it was when the limit was set, where a redirect was held back.
    const { startedUs } = link.times;
    const byUs = startedUs + limits.timeoutUs;
    const firstByUs = startedUs + limits.connectUs;
    if (nowUs < firstByUs) this.wait(firstByUs);
    else if (!link.isConnecting && nowUs < byUs) this.wait(byUs);
    else link.cut(link.lateFailure());
  }
}
