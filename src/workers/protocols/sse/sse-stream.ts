import type { Failure } from '../../../contract/failure.ts';
import type { Bytes, Micros } from '../../../contract/units.ts';
import { failureFor, failureOfSetup } from '../../engine/drivers/failure-codes.ts';
import { PresentedCredential, presenting } from '../../engine/streams/presented-credential.ts';
import { HASTY_RECONNECTS } from '../../engine/streams/reconnect-delay.ts';
import type { StreamPlace } from '../../engine/streams/stream-runner.ts';
import { TrackedConnection } from '../../engine/streams/tracked-connection.ts';
import { WireBytes } from '../../engine/streams/wire-bytes.ts';
import { SILENT_AFTER_END_US } from '../../engine/time/stop-policy.ts';
import { Timer } from '../../engine/time/timer-heap.ts';
import type { Scope } from '../../engine/values/port.ts';
import { RecentIds } from './recent-ids.ts';
import type { SseContext } from './sse-context.ts';
import type { SseEnd, SseEvents, SseLink } from './sse-port.ts';

/** A stream is for its events: one that ends without any served nobody, however politely. */
export const NO_EVENT = 'in order, but no event had come';

type State = 'idle' | 'thinking' | 'away' | 'setting-up' | 'held-back' | 'connecting' | 'open' | 'reading';

/** The reconnection time where the stream has named none, as browsers have it. */
const DEFAULT_RETRY_US: Micros = 3_000_000;
/** A service may ask for any number of digits. */
const LONGEST_RETRY_US: Micros = 86_400_000_000;
/** A connection that held this long was not hasty. */
const STEADY_AFTER_US: Micros = 1_000_000;
/** After `HASTY_RECONNECTS` hasty connections in a row the next comes no sooner, whatever `retry:` asks for. */
const SHORTEST_RETRY_US: Micros = 100_000;
/** A stream that failed for good is opened anew no sooner, however short the think time. */
const AFTER_FAILURE_US: Micros = 1_000_000;

/**
 * One reader of event streams: opens one, reads it for a while, closes it, thinks, opens the next. It waits for one
 * thing at a time, so it is its own timer.
 *
 * | state      | meaning                                     | waits for               | leaves it by                 |
 * |------------|---------------------------------------------|-------------------------|------------------------------|
 * | idle       | not wanted, or nothing more to read         | nothing                 | `want`                       |
 * | thinking   | between two readings                        | the end of think time   | that                         |
 * | away       | closed on us; to be opened again            | the reconnection time   | that                         |
 * | setting-up | its setup steps run                         | them                    | their end                    |
 * | held-back  | the rate cap of the second is used up       | the next second         | that                         |
 * | connecting | from opening the socket to the headers      | connect, then headers   | headers, failure             |
 * | open       | headers came, no event yet                  | idle limit, end of hold | event, end                   |
 * | reading    | events come                                 | idle limit, end of hold | end                          |
 *
 * A reading is what lies between two think times: it goes on over reconnects, with Last-Event-ID. A stream that the service
 * ends in order, after at least one event, is no failure: it is opened again as the plan has it, by its reconnects or, where
 * there are none, after think time.
 */
export class SseStream extends Timer implements StreamPlace, SseEvents {
  readonly #context: SseContext;
  readonly #scope: Scope;
  readonly #life: TrackedConnection;
  readonly #bytes: WireBytes;
  readonly #credential: PresentedCredential;
  #state: State = 'idle';
  #wanted = false;
  #cut = false;
  #closing = false;
  #link: SseLink | null = null;
  #isReconnect = false;
  /** Reconnects in a row, the last connection included, that brought no event. */
  #emptyInRow = 0;
  /** Connections in a row that did not hold for `STEADY_AFTER_US`. */
  #hastyInRow = 0;
  #holdUntilUs: Micros = Number.POSITIVE_INFINITY;
  #openedUs: Micros = 0;
  #heardUs: Micros = 0;
  /** The longest wait for an event of this connection, its first one's included. */
  #longestUs: Micros = 0;
  #retryUs = DEFAULT_RETRY_US;
  #lastEventId = '';
  readonly #ids = new RecentIds();

  constructor(context: SseContext, index: number) {
    super();
    this.#context = context;
    this.#scope = context.openScope(index);
    this.#life = new TrackedConnection(context.counters, index);
    this.#bytes = new WireBytes(context.meter);
    const { credentials, meter, scenario } = context;
    this.#credential = new PresentedCredential({ credentials, meter, series: scenario.series.headers });
  }

  want(): void {
    this.#wanted = true;
    if (this.#state === 'idle') {
      this.#context.active += 1;
      this.#beginReading();
    }
  }

  dismiss(): void {
    this.#wanted = false;
    if (this.#state === 'reading') this.#close();
    else if (this.#state === 'open') {
      this.#context.timers.set(this, this.#context.clock.nowUs() + SILENT_AFTER_END_US);
    } else if (this.#link === null && this.#state !== 'idle') this.#rest();
  }

  closeNow(isStop: boolean): void {
    if (this.#state === 'open' && !isStop && this.#isUnanswered()) this.#silent();
    else if (this.#state === 'open') this.#close();
    else if (this.#state === 'connecting') this.cut();
  }

  cut(): void {
    this.#wanted = false;
    this.#cut = true;
    if (this.#link !== null) this.#link.cut();
    else if (this.#state !== 'idle') this.#rest();
  }

  account(): void {
    if (this.#link !== null) this.#bytes.take(this.#link, this.#context.scenario.series.firstEvent);
  }

  due(nowUs: Micros): void {
    const link = this.#link;
    if (this.#state === 'thinking') this.#beginReading();
    else if (this.#state === 'away') this.#begin(true);
    else if (this.#state === 'held-back') this.#connect();
    else if (link === null) return;
    else if (this.#state === 'connecting') this.#connectDue(link, nowUs);
    else if (!this.#wanted) this.#lastLook();
    else if (nowUs >= this.#holdUntilUs) this.#holdEnded(link);
    else if (nowUs - this.#heardUs >= this.#context.limits.idleUs) link.cut(failureFor('sse.idle'));
    else this.#awaitEvent();
  }

  onHeaders(): void {
    const link = this.#link;
    if (link === null) return;
    const { headers, firstEvents, limits, timers } = this.#context;
    const { times, status } = link;
    const { headersUs } = times;
    const moments = { ...times, firstByteUs: headersUs, endedUs: headersUs };
    headers.end({ ...moments, status, failure: null });
    this.#credential.accepted();
    firstEvents.begin();
    this.#life.opened(headersUs);
    this.#state = 'open';
    this.#openedUs = headersUs;
    this.#heardUs = headersUs;
    this.#longestUs = 0;
    if (this.#holdUntilUs === Number.POSITIVE_INFINITY) this.#holdUntilUs = headersUs + limits.holdUs;
    // Dismissed meanwhile, it waits for its first event and nothing else.
    if (this.#wanted) this.#awaitEvent();
    else timers.remove(this);
  }

  onEvent(name: string, bytes: Bytes, _: string, id: string): void {
    const link = this.#link;
    if (link === null || this.#closing) return;
    const { clock, firstEvents, gaps } = this.#context;
    const nowUs = clock.nowUs();
    this.#life.messageIn(name, bytes);
    if (this.#ids.isRepeated(id)) this.#context.counters.sequence.duplicates += 1;
    if (this.#state === 'open') {
      const { times, status } = link;
      firstEvents.end({ ...times, firstByteUs: times.headersUs, endedUs: nowUs, status, failure: null });
      this.#life.move(nowUs, 'subscribed');
      this.#context.longestFirstUs = Math.max(this.#context.longestFirstUs, nowUs - this.#openedUs);
      this.#state = 'reading';
    } else {
      this.#life.answered(nowUs - this.#heardUs);
      gaps.whole({ startedUs: this.#heardUs, endedUs: nowUs, failure: null, reused: true });
    }
    this.#longestUs = Math.max(this.#longestUs, nowUs - this.#heardUs);
    this.#heardUs = nowUs;
    if (!this.#wanted) this.#close();
  }

  onRetry(ms: number): void {
    this.#retryUs = Math.min(ms * 1_000, LONGEST_RETRY_US);
  }

  onEnd(end: SseEnd): void {
    const link = this.#link;
    if (link === null) return;
    const { timers, clock, pool } = this.#context;
    const nowUs = clock.nowUs();
    this.account();
    timers.remove(this);
    pool.release();
    this.#lastEventId = link.lastEventId ?? this.#lastEventId;
    this.#link = null;
    const opened = this.#state !== 'connecting';
    const failure = this.#failureOf(end, link);
    this.#account(link, { ...end, failure }, end.atUs ?? nowUs);
    const isStorm = failure?.code === 'sse.reconnect_storm';
    const reconnects = end.mayReconnect && !isStorm && this.#context.scenario.maxReconnects > 0;
    if (!this.#wanted) this.#rest();
    // Dismissed, and wanted again while it was closing.
    else if (this.#closing && this.#context.scenario.holdMs === null) this.#beginReading();
    else if (!this.#closing && reconnects && nowUs + this.#retryUs < this.#holdUntilUs)
      this.#comeBack(opened, nowUs);
    else this.#think(nowUs, failure !== null || link.status === 204);
  }

  #beginReading(): void {
    this.#holdUntilUs = Number.POSITIVE_INFINITY;
    this.#emptyInRow = 0;
    this.#hastyInRow = 0;
    this.#retryUs = DEFAULT_RETRY_US;
    this.#lastEventId = '';
    this.#ids.clear();
    this.#scope.beginIteration();
    this.#begin(false);
  }

  #begin(isReconnect: boolean): void {
    this.#state = 'setting-up';
    this.#cut = false;
    this.#closing = false;
    this.#isReconnect = isReconnect;
    this.#context.setup.run(this.#scope, (failure, rejected) => {
      if (this.#state !== 'setting-up') return;
      if (failure === null) this.#connect();
      else this.#refused(failureOfSetup(failure), rejected);
    });
  }

  #connect(): void {
    const { templates, driver, headers, timers, limits, pool, rate, clock } = this.#context;
    if (!rate.has(clock.nowUs())) {
      this.#state = 'held-back';
      timers.set(this, rate.nextSecondUs(clock.nowUs()));
      return;
    }
    const request = {
      url: templates.url.render(this.#scope),
      headers: templates.headers.render(this.#scope),
      lastEventId: this.#lastEventId,
      cookies: this.#scope.cookies,
    };
    const problem = this.#scope.takeProblem();
    if (problem !== null || !pool.reserve()) {
      this.#refused(problem ?? failureFor('guard.connection_cap'));
      return;
    }
    rate.take(clock.nowUs());
    this.#life.attempt(clock.nowUs(), this.#isReconnect);
    headers.begin();
    this.#state = 'connecting';
    this.#bytes.begin();
    this.#credential.begin(presenting(request));
    this.#link = driver.open(request, this);
    timers.set(this, this.#link.times.startedUs + Math.min(limits.connectUs, limits.answerUs));
  }

  /** An attempt that ends before a socket was opened: the plan's own fault, or that of its setup. */
  #refused(failure: Failure, credential = ''): void {
    const { headers, firstEvents, clock } = this.#context;
    const nowUs = clock.nowUs();
    this.#life.attempt(nowUs, this.#isReconnect);
    const ended = { startedUs: nowUs, endedUs: nowUs, failure, credential };
    headers.whole(ended);
    firstEvents.whole(ended);
    this.#life.end(nowUs, failure.code);
    this.#think(nowUs, true);
  }

  #connectDue(link: SseLink, nowUs: Micros): void {
    const { connectUs, answerUs } = this.#context.limits;
    // Later than it was when the limit was set, where a redirect was held back.
    const { startedUs } = link.times;
    const answerByUs = startedUs + answerUs;
    const firstByUs = startedUs + Math.min(connectUs, answerUs);
    if (nowUs < firstByUs) this.#context.timers.set(this, firstByUs);
    else if (!link.isConnecting && nowUs < answerByUs) this.#context.timers.set(this, answerByUs);
    else link.cut(link.lateFailure());
  }

  /** The idle limit is looked at when it could have passed, not set anew with each of a million events. */
  #awaitEvent(): void {
    const { timers, limits } = this.#context;
    const atUs = Math.min(this.#heardUs + limits.idleUs, this.#holdUntilUs);
    if (atUs === Number.POSITIVE_INFINITY) timers.remove(this);
    else timers.set(this, atUs);
  }

  /** A reading that ends without a single event is no good one. */
  #holdEnded(link: SseLink): void {
    if (this.#state === 'open') link.cut(failureFor('sse.silent'));
    else this.#close();
  }

  /**
   * The plan is over before the idle limit is. A stream that had no event is no good one if it was open for the idle limit or
   * a third of the run, and longer than any other of this thread needed for its first event: where events are rare,
   * those that opened late are left open, as requests are that a stop cuts off.
   */
  #isUnanswered(): boolean {
    const { limits, clock, longestFirstUs } = this.#context;
    const openUs = clock.nowUs() - this.#openedUs;
    return openUs >= limits.silentUs && openUs > longestFirstUs;
  }

  /** Dismissed a while ago, and still without an event. Another may come, unless one should have long since. */
  #lastLook(): void {
    if (this.#state === 'open' && this.#isUnanswered()) this.#silent();
    else this.#context.timers.remove(this);
  }

  #silent(): void {
    this.#link?.cut(failureFor('sse.silent'));
  }

  /** Closed by us as planned. */
  #close(): void {
    this.#closing = true;
    this.#link?.cut();
  }

  /** A 204 is the agreed end of a stream that has been; as the first answer of a reading it says that there is none. */
  #failureOf(end: SseEnd, link: SseLink): Failure | null {
    if (this.#isStorm(end)) return failureFor('sse.reconnect_storm');
    if (link.status === 204 && !this.#isReconnect) return failureFor('sse.ended');
    if (end.isInOrder && this.#state === 'open') return failureFor('sse.closed', NO_EVENT);
    return end.failure;
  }

  /** A service that ends its streams with events in them, however soon, means to be asked again. */
  #isStorm(end: SseEnd): boolean {
    if (!end.mayReconnect || !this.#wanted || this.#closing) return false;
    if (this.#state === 'reading') this.#emptyInRow = 0;
    const { maxReconnects } = this.#context.scenario;
    return maxReconnects > 0 && this.#emptyInRow >= maxReconnects;
  }

  #account(link: SseLink, { failure, isInOrder }: SseEnd, nowUs: Micros): void {
    const { headers, firstEvents, gaps } = this.#context;
    const { times, status } = link;
    const credential = this.#credential.of(failure);
    const told = { status, failure, credential, source: link, holder: this.#scope };
    const failed = { ...times, firstByteUs: times.headersUs, endedUs: nowUs, ...told };
    this.#life.end(nowUs, this.#causeOf(link, failure, isInOrder));
    if (this.#state === 'connecting') {
      if (this.#cut) return;
      headers.end(failed);
      if (failure !== null) firstEvents.whole(failed);
    } else if (this.#state === 'open') {
      if (failure !== null) firstEvents.end(failed);
    } else if (this.#state === 'reading') {
      // The gap that its end left open was at least so long. Where it had been as long before, that says nothing new.
      if (failure !== null || nowUs - this.#heardUs > this.#longestUs)
        gaps.whole({ ...told, startedUs: this.#heardUs, endedUs: nowUs, reused: true, credential: '' });
    }
  }

  #causeOf(link: SseLink, failure: Failure | null, isInOrder: boolean): string {
    if (this.#cut) return this.#state === 'connecting' ? 'unanswered' : 'cut';
    if (failure !== null) return failure.code;
    if (isInOrder) return 'ended';
    return link.status === 204 ? 'sse.ended' : 'clean';
  }

  #comeBack(opened: boolean, nowUs: Micros): void {
    const held = opened && nowUs - this.#openedUs >= STEADY_AFTER_US;
    this.#hastyInRow = held ? 0 : this.#hastyInRow + 1;
    this.#emptyInRow += 1;
    this.#state = 'away';
    const shortestUs = this.#hastyInRow > HASTY_RECONNECTS ? SHORTEST_RETRY_US : 0;
    this.#context.timers.set(this, nowUs + Math.max(this.#retryUs, shortestUs));
  }

  /** The reading is over. Without a hold there is one reading only. */
  #think(nowUs: Micros, hasFailed: boolean): void {
    const { scenario, timers, random } = this.#context;
    if (scenario.holdMs === null || !this.#wanted) {
      this.#rest();
      return;
    }
    const { minMs, maxMs } = scenario.thinkTime;
    const thinkUs = Math.round((minMs + (maxMs - minMs) * random()) * 1_000);
    this.#state = 'thinking';
    timers.set(this, nowUs + (hasFailed ? Math.max(thinkUs, AFTER_FAILURE_US) : thinkUs));
  }

  #rest(): void {
    this.#context.timers.remove(this);
    this.#context.active -= 1;
    this.#state = 'idle';
  }
}
