import type { Failure } from '../../../contract/failure.ts';
import type { Answer } from '../../../contract/tick.ts';
import type { Micros } from '../../../contract/units.ts';
import { hopOf, isRedirect, targetOf, tooFar } from '../../engine/connections/redirects.ts';
import { headersFor, placeOf } from '../../engine/cookies/cookie-headers.ts';
import type { CookieJar } from '../../engine/cookies/cookie-jar.ts';
import { headText } from '../../engine/drivers/answer-text.ts';
import { BODY_WAIT_US, BodyStartReader } from '../../engine/drivers/body-start.ts';
import { type DialContext, type StreamTimes, timesFrom } from '../../engine/drivers/dial.ts';
import type { Origin, ResponseHeaders } from '../../engine/drivers/driver.ts';
import { failureFor, statusFailure } from '../../engine/drivers/failure-codes.ts';
import { headerLinesOf } from '../../engine/drivers/response-headers.ts';
import { roomFull, roomOf, type UnfinishedRoom } from '../../engine/drivers/unfinished-text.ts';
import type { TimerHandle } from '../../engine/time/clock.ts';
import { EventStreamReader } from './event-stream.ts';
import type { SseDriver, SseEvents, SseLink, SseRequest } from './sse-port.ts';
import { SseHttpRequest, type SseRequestOwner } from './sse-request.ts';
import { warmUpSse } from './sse-warm-up.ts';
import { TurnBudget } from './turn-budget.ts';

/** Event streams over undici, each on a connection of its own. Loaded by sse-on-demand.ts. */
export function createUndiciSseDriver(context: DialContext): SseDriver {
  const shared = { ...context, room: roomOf(context), turns: new TurnBudget(context.clock) };
  const driver: SseDriver = {
    open(request, events) {
      const link = new Link(shared, request, events);
      link.start();
      return link;
    },
    warmUp: () => warmUpSse(driver),
  };
  return driver;
}

type LinkContext = DialContext & { readonly room: UnfinishedRoom; readonly turns: TurnBudget };

class Link implements SseLink, SseRequestOwner {
  readonly times: StreamTimes;
  status = -1;
  #answerHeaders: ResponseHeaders | null = null;
  /** An answer that is no stream: why, and the beginning of its body. */
  #refusal: { readonly failure: Failure; readonly atUs: Micros; readonly body: BodyStartReader } | null =
    null;
  readonly #context: LinkContext;
  readonly #events: SseEvents;
  readonly #reader: EventStreamReader;
  #method: string;
  #headers: readonly string[];
  readonly #secretHeaders: ReadonlySet<string> | undefined;
  #body: string | Uint8Array | null;
  #url: string;
  #request: SseHttpRequest | null = null;
  #hops = 0;
  /** Of the user; null: it keeps none. */
  readonly #jar: CookieJar | null;
  /** Method and URL of each request of this chain of redirects, to know a loop. */
  readonly #asked: string[] = [];
  /** Of the requests that were answered by a redirect. */
  #bytesInBefore = 0;
  #bytesOutBefore = 0;
  #isStreaming = false;
  /** The body says itself where it ends: by a length or in chunks. */
  #isFramed = false;
  /** A redirect waits so long for the rate cap, and the time is counted as if it had. */
  #heldUntilUs: Micros = 0;
  #isStarting = false;
  #isOver = false;
  #waiting: TimerHandle | null = null;

  constructor(context: LinkContext, request: SseRequest, events: SseEvents) {
    this.times = timesFrom(context.clock.nowUs());
    this.#context = context;
    this.#events = events;
    this.#url = request.url;
    this.#jar = request.cookies ?? null;
    this.#headers = headersOf(request);
    this.#secretHeaders = request.secretHeaders;
    this.#body = request.body ?? null;
    this.#method = this.#body === null ? 'GET' : 'POST';
    this.#reader = new EventStreamReader(
      {
        onEvent: (name, data, bytes, id) => {
          if (!this.#isOver) events.onEvent(name, bytes, data, id);
        },
        onRetry: (ms) => {
          if (!this.#isOver) events.onRetry(ms);
        },
        onTooLong: (of) =>
          this.#finish(
            of === 'this' ? failureFor('sse.too_big') : roomFull('sse.too_big', context.room),
            false,
          ),
      },
      { maxEventChars: context.limits.maxBodyBytes, room: context.room },
    );
  }

  get bytesIn(): number {
    return this.#bytesInBefore + (this.#request?.bytesIn ?? 0);
  }

  get bytesOut(): number {
    return this.#bytesOutBefore + (this.#request?.bytesOut ?? 0);
  }

  get lastEventId(): string | null {
    return this.#reader.lastEventId;
  }

  get isConnecting(): boolean {
    return this.#request?.connectTimeout() !== null;
  }

  start(): void {
    const target = targetOf(this.#url, this.#url);
    this.#isStarting = true;
    if (!('failure' in target)) this.#ask(target);
    else this.#finish(failureFor('config.invalid_url', this.#url), false);
    this.#isStarting = false;
  }

  lateFailure(): Failure {
    return this.#request?.connectTimeout() ?? failureFor('timeout.headers');
  }

  cut(failure?: Failure): void {
    if (this.#isOver) return;
    if (this.#refusal !== null) {
      this.#finishRefusal();
      return;
    }
    this.#request?.close();
    this.#stopWaiting();
    this.#later(failure ?? null, failure !== undefined);
  }

  sent(): void {
    this.times.sentUs = this.#context.clock.nowUs();
  }

  answerOf(): Answer | null {
    if (this.status < 0) return null;
    const head = [`HTTP/1.1 ${this.status}`, ...headerLinesOf(this.#answerHeaders)].join('\n');
    const text = this.#refusal?.body.text(this.#answerHeaders) ?? { body: '', note: '' };
    return { head: headText(head, true), ...text };
  }

  answered(status: number, headers: ResponseHeaders): void {
    this.status = status;
    this.#answerHeaders = headers;
    this.times.answeredUs = this.#context.clock.nowUs();
    const from = this.#jar === null ? null : placeOf(this.#url);
    if (from !== null) this.#jar?.store(headers['set-cookie'], from);
    const follows = this.#context.limits.followRedirects > 0;
    if (follows && isRedirect(status)) this.#follow(headers);
    else if (status === 204) this.#finish(null, false);
    else if (status !== 200) this.#refuse(statusFailure(status));
    else this.#begin(headers);
  }

  data(chunk: Buffer): void {
    if (this.#isStreaming) this.#reader.feed(chunk);
    else if (this.#refusal?.body.add(chunk) === true) this.#finishRefusal();
  }

  closed(failure: Failure | null): void {
    if (this.#refusal !== null) {
      this.#refusal.body.isWhole = failure === null;
      this.#finishRefusal();
      return;
    }
    if (this.#isStreaming && failure === null) {
      const broken = this.#brokenAtEnd();
      this.#finish(broken, true, broken === null);
      return;
    }
    // However a stream was broken off, it was closed on us; what breaks HTTP keeps its name.
    if (this.#isStreaming && failure !== null && /^(?:closed|reset)\./.test(failure.code)) {
      this.#finish(failureFor('sse.closed', failure.code), true);
      return;
    }
    const reason = failure ?? failureFor('closed.before_headers');
    this.#finish(reason, reason.side !== 'guard' && reason.side !== 'test');
  }

  /** Of a body that HTTP calls complete. null: the stream ended in order. */
  #brokenAtEnd(): Failure | null {
    if (this.#reader.isInsideEvent) return failureFor('sse.closed', 'inside an event');
    if (this.#isFramed) return null;
    return failureFor('sse.closed', 'without a length or a last chunk, as a service that dies does');
  }

  #begin(headers: ResponseHeaders): void {
    const type = String(headers['content-type'] ?? '');
    const encoding = String(headers['content-encoding'] ?? 'identity');
    if (!/^\s*text\/event-stream\s*(?:;|$)/i.test(type)) {
      this.#refuse(failureFor('sse.bad_content_type', type === '' ? 'it names no content type' : type));
    } else if (encoding.toLowerCase() !== 'identity') {
      this.#refuse(failureFor('sse.bad_content_type', `${encoding}, which was not asked for`));
    } else {
      this.#isStreaming = true;
      const isChunked = /\bchunked\s*$/i.test(String(headers['transfer-encoding'] ?? ''));
      this.#isFramed = isChunked || headers['content-length'] !== undefined;
      this.#events.onHeaders();
    }
  }

  /** The failure is known; what the service says about it may still be on its way. */
  #refuse(failure: Failure): void {
    const { clock } = this.#context;
    const atUs = clock.nowUs();
    this.#refusal = { failure, atUs, body: new BodyStartReader() };
    this.#waiting = clock.setTimer(atUs + BODY_WAIT_US, () => this.#finishRefusal());
  }

  #finishRefusal(): void {
    const { failure } = this.#refusal ?? {};
    if (failure !== undefined) this.#later(failure, false);
  }

  #ask({ origin, path }: Target): void {
    const headers = headersFor(this.#jar, this.#headers, this.#url);
    this.#asked.push(`${this.#method} ${origin.url}${path}`);
    const request = { method: this.#method, path, headers, body: this.#body };
    const options = { origin, ...request, moments: this.times, turns: this.#context.turns };
    this.#request = new SseHttpRequest(this.#context, options, this);
    this.#request.send();
  }

  #follow(responseHeaders: ResponseHeaders): void {
    this.#hops += 1;
    const asked = { status: this.status, method: this.#method, headers: this.#headers, url: this.#url };
    const hop = hopOf({ ...asked, responseHeaders }, this.#secretHeaders);
    if ('failure' in hop) this.#finish(hop.failure, false);
    else if (this.#hops > this.#context.limits.followRedirects) {
      const next = `${hop.method} ${hop.origin.url}${hop.path}`;
      this.#finish(tooFar([...this.#asked, next]), false);
    } else {
      this.#method = hop.method;
      this.#headers = hop.headers;
      if (!hop.hasBody) this.#body = null;
      this.#url = hop.href;
      this.#bytesInBefore = this.bytesIn;
      this.#bytesOutBefore = this.bytesOut;
      this.#request?.close();
      this.#goTo(hop);
    }
  }

  /** A hop is a request like others to the rate cap: where the second has none left, it waits for the next. */
  #goTo(target: Target): void {
    const { clock, rate } = this.#context;
    const nowUs = clock.nowUs();
    this.#heldUntilUs = nowUs;
    this.#waiting = null;
    if (rate === undefined || rate.take(nowUs)) {
      this.#ask(target);
      return;
    }
    this.#heldUntilUs = rate.nextSecondUs(nowUs);
    this.times.startedUs += this.#heldUntilUs - nowUs;
    this.#waiting = clock.setTimer(this.#heldUntilUs, () => this.#goTo(target));
  }

  /** For the body of a refusal, or for the rate cap. */
  #stopWaiting(): void {
    const { clock } = this.#context;
    if (this.#waiting !== null) clock.clearTimer(this.#waiting);
    this.#waiting = null;
    this.times.startedUs -= Math.max(0, this.#heldUntilUs - clock.nowUs());
    this.#heldUntilUs = 0;
  }

  /** Like every other end, after the call that caused it. */
  #later(failure: Failure | null, mayReconnect: boolean): void {
    this.#context.clock.setImmediate(() => this.#finish(failure, mayReconnect));
  }

  #finish(failure: Failure | null, mayReconnect: boolean, isInOrder = false): void {
    if (this.#isOver) return;
    if (this.#isStarting) {
      this.#later(failure, mayReconnect);
      return;
    }
    this.#isOver = true;
    this.#reader.close();
    this.#stopWaiting();
    this.#request?.close();
    const atUs = this.#refusal?.atUs;
    this.#events.onEnd({ failure, mayReconnect, isInOrder, ...(atUs === undefined ? {} : { atUs }) });
  }
}

interface Target {
  readonly origin: Origin;
  readonly path: string;
  readonly href: string;
}

/** Control characters but for the tab. */
const UNSENDABLE = /(?!\t)\p{Cc}/u;

function headersOf({ headers, lastEventId }: SseRequest): readonly string[] {
  // What no header may hold (RFC 9110, 5.5) is not sent: the stream begins anew, as for a reader who knows no id.
  const isSendable = lastEventId !== '' && !UNSENDABLE.test(lastEventId);
  // The id's UTF-8 bytes, as the standard has it; a header is written as Latin-1.
  return !isSendable ? headers : [...headers, 'last-event-id', Buffer.from(lastEventId).toString('latin1')];
}
