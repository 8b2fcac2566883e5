import type { Failure, Result } from '../../../contract/failure.ts';
import { profileDurationMs } from '../../../contract/profile.ts';
import type { SseScenario } from '../../../contract/protocols/sse.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';
import { nextUse } from '../../engine/measure/sample.ts';
import { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import { HASTY_RECONNECTS } from '../../engine/streams/reconnect-delay.ts';
import type { OnThread } from '../../engine/streams/step-answer.ts';
import { createStreamContext, type StreamContext } from '../../engine/streams/stream-context.ts';
import { StreamUser } from '../../engine/streams/stream-user.ts';
import { createStreamRunner } from '../../engine/streams/stream-users.ts';
import { EVENTS_AFTER_STOP_US, SILENT_AFTER_END_US } from '../../engine/time/stop-policy.ts';
import type { ScenarioRunner } from '../../engine/users/scenario-runner.ts';
import { NO_EVENT, SseConnection, SseEndpoint, type SseEvent, type SseReader } from './sse-connection.ts';
import type { SseDriver, SseEnd, SseRequest } from './sse-port.ts';

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
/** Of the run: no event for so long of it, and none will be told apart from a service that sends none. */
const SILENT_SHARE = 1 / 3;

/** What the streams of one SSE class on one thread have in common. */
interface SseContext extends StreamContext {
  readonly scenario: SseScenario;
  readonly endpoint: SseEndpoint;
  readonly gaps: AttemptMeter;
  /** Between events, and from the headers to the first; Infinity: none. */
  readonly idleUs: Micros;
  /** A stream that is open so long by the end of the plan should have had an event. */
  readonly silentUs: Micros;
  /** Of a reading, from its first headers; Infinity: to the end. */
  readonly holdUs: Micros;
  /** The longest that a stream was open before its first event came. */
  longestFirstUs: Micros;
}

/** Runs an SSE class; compiles all of its templates. */
export function createSseRunner(scenario: SseScenario, onThread: OnThread<SseDriver>): ScenarioRunner {
  const { thread } = onThread;
  const { series, idleTimeoutMs, holdMs } = scenario;
  const timeoutMs = thread.plan.limits.requestTimeoutMs;
  const endpoint = new SseEndpoint({ ...scenario, body: null, timeoutMs }, onThread);
  const idleUs = idleTimeoutMs > 0 ? idleTimeoutMs * MICROS_PER_MILLI : Number.POSITIVE_INFINITY;
  const runUs = profileDurationMs(scenario.profile) * MICROS_PER_MILLI;
  const context: SseContext = {
    ...createStreamContext(thread, scenario),
    scenario,
    endpoint,
    gaps: new AttemptMeter(thread.meter, series.gap, endpoint.what),
    idleUs,
    silentUs: Math.min(idleUs, runUs * SILENT_SHARE),
    holdUs: holdMs === null ? Number.POSITIVE_INFINITY : holdMs * MICROS_PER_MILLI,
    longestFirstUs: 0,
  };
  return createStreamRunner({
    scenario,
    context,
    open: (index) => new SseUser(context, index),
    messagesPerSecond: 0,
    countsAway: true,
    answersAfterStopUs: EVENTS_AFTER_STOP_US,
  });
}

/**
 * One reader of event streams: opens one, reads it for a while, closes it, thinks, opens the next. A reading is what lies
 * between two think times: it goes on over reconnects, with Last-Event-ID. A stream that the service ends in order, after at
 * least one event, is no failure: it is opened again as the plan has it, by its reconnects or, where there are none, after
 * think time.
 */
class SseUser extends StreamUser<SseRequest> implements SseReader {
  readonly #context: SseContext;
  #connection: SseConnection | null = null;
  #isCut = false;
  #isClosing = false;
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
    super(context, index);
    this.#context = context;
  }

  protected renew(isReconnect: boolean): void {
    if (isReconnect) return;
    this.#holdUntilUs = Number.POSITIVE_INFINITY;
    this.#emptyInRow = 0;
    this.#hastyInRow = 0;
    this.#retryUs = DEFAULT_RETRY_US;
    this.#lastEventId = '';
    this.#ids.clear();
    this.scope.beginIteration();
  }

  protected request(): Result<SseRequest> {
    return this.#context.endpoint.request(this.scope, this.#lastEventId);
  }

  protected open(request: SseRequest): void {
    this.#isCut = false;
    this.#isClosing = false;
    const parts = { request, scope: this.scope, wanted: null };
    this.#connection = new SseConnection(this.#context.endpoint, parts, this);
  }

  protected refused(failure: Failure, credential: string, nowUs: Micros): void {
    this.#context.endpoint.refused(failure, null, credential);
    this.#think(nowUs, true);
  }

  protected wantedAgain(): void {
    // Still closing, or waiting for its first event: it goes on from there.
  }

  protected dismissed(): void {
    const connection = this.#connection;
    if (connection?.phase === 'reading') this.#close();
    else if (connection?.phase === 'open') connection.wait(this.#nowUs + SILENT_AFTER_END_US);
  }

  protected closeNow(isStop: boolean): void {
    const connection = this.#connection;
    if (connection?.phase === 'connecting') this.cutConnection();
    else if (connection?.phase === 'open' && !isStop && this.#isUnanswered())
      connection.link.cut(failureFor('sse.silent'));
    else if (connection?.phase === 'open') this.#close();
  }

  protected cutConnection(): void {
    this.#isCut = true;
    this.#connection?.link.cut();
  }

  opened(connection: SseConnection): void {
    const { answeredUs } = connection.link.times;
    this.life.opened(answeredUs);
    this.#openedUs = answeredUs;
    this.#heardUs = answeredUs;
    this.#longestUs = 0;
    if (this.#holdUntilUs === Number.POSITIVE_INFINITY) this.#holdUntilUs = answeredUs + this.#context.holdUs;
    // Dismissed meanwhile, it waits for its first event and nothing else.
    if (this.isWanted) this.#awaitEvent(connection);
    else connection.wait(Number.POSITIVE_INFINITY);
  }

  waited(connection: SseConnection, nowUs: Micros): void {
    const { phase, link } = connection;
    if (!this.isWanted) this.#lastLook(connection);
    // A reading that ends without a single event is no good one.
    else if (nowUs >= this.#holdUntilUs && phase === 'open') link.cut(failureFor('sse.silent'));
    else if (nowUs >= this.#holdUntilUs) this.#close();
    else if (nowUs - this.#heardUs >= this.#context.idleUs) link.cut(failureFor('sse.idle'));
    else this.#awaitEvent(connection);
  }

  event(connection: SseConnection, { name, bytes, id }: SseEvent): void {
    if (this.#isClosing) return;
    const context = this.#context;
    const nowUs = this.#nowUs;
    const waitedUs = nowUs - this.#heardUs;
    this.life.messageIn(name, bytes);
    if (this.#ids.isRepeated(id)) context.counters.sequence.duplicates += 1;
    if (connection.phase === 'open') {
      connection.firstCame(nowUs, { failure: null });
      this.life.move(nowUs, 'subscribed');
      context.longestFirstUs = Math.max(context.longestFirstUs, nowUs - this.#openedUs);
    } else {
      this.life.answered(waitedUs);
      const { link } = connection.link.times;
      const gap = { startedUs: this.#heardUs, endedUs: nowUs, failure: null };
      context.gaps.whole({ ...gap, reused: true, link, uses: nextUse(link) });
    }
    this.#longestUs = Math.max(this.#longestUs, waitedUs);
    this.#heardUs = nowUs;
    if (!this.isWanted) this.#close();
  }

  retry(ms: number): void {
    this.#retryUs = Math.min(ms * 1_000, LONGEST_RETRY_US);
  }

  ended(connection: SseConnection, end: SseEnd): void {
    const nowUs = this.#nowUs;
    const { link, phase } = connection;
    const { maxReconnects, holdMs } = this.#context.scenario;
    this.disconnected();
    this.#lastEventId = link.lastEventId ?? this.#lastEventId;
    this.#connection = null;
    const failure = this.#failureOf(connection, end);
    this.#count(connection, { ...end, failure }, end.atUs ?? nowUs);
    const isStorm = failure?.code === 'sse.reconnect_storm';
    const reconnects = end.mayReconnect && !isStorm && maxReconnects > 0;
    if (!this.isWanted) this.rest();
    // Dismissed, and wanted again while it was closing.
    else if (this.#isClosing && holdMs === null) this.begin(false);
    else if (!this.#isClosing && reconnects && nowUs + this.#retryUs < this.#holdUntilUs)
      this.#reconnect(phase !== 'connecting' && nowUs - this.#openedUs >= STEADY_AFTER_US, nowUs);
    else this.#think(nowUs, failure !== null || link.status === 204);
  }

  get #nowUs(): Micros {
    return this.#context.thread.clock.nowUs();
  }

  /** The idle limit is looked at when it could have passed, not set anew with each of a million events. */
  #awaitEvent(connection: SseConnection): void {
    connection.wait(Math.min(this.#heardUs + this.#context.idleUs, this.#holdUntilUs));
  }

  /**
   * The plan is over before the idle limit is. A stream that had no event is no good one if it was open for the idle limit or
   * a third of the run, and longer than any other of this thread needed for its first event: where events are rare,
   * those that opened late are left open, as requests are that a stop cuts off.
   */
  #isUnanswered(): boolean {
    const { silentUs, longestFirstUs } = this.#context;
    const openUs = this.#nowUs - this.#openedUs;
    return openUs >= silentUs && openUs > longestFirstUs;
  }

  /** Dismissed a while ago, and still without an event. Another may come, unless one should have long since. */
  #lastLook({ phase, link }: SseConnection): void {
    if (phase === 'open' && this.#isUnanswered()) link.cut(failureFor('sse.silent'));
  }

  /** Closed by us as planned. */
  #close(): void {
    this.#isClosing = true;
    this.#connection?.link.cut();
  }

  /** A 204 is the agreed end of a stream that has been; as the first answer of a reading it says that there is none. */
  #failureOf({ link, phase }: SseConnection, end: SseEnd): Failure | null {
    if (this.#isStorm(phase, end)) return failureFor('sse.reconnect_storm');
    if (link.status === 204 && !this.isReconnect) return failureFor('sse.ended');
    if (end.isInOrder && phase === 'open') return failureFor('sse.closed', NO_EVENT);
    return end.failure;
  }

  /** A service that ends its streams with events in them, however soon, means to be asked again. */
  #isStorm(phase: SseConnection['phase'], { mayReconnect }: SseEnd): boolean {
    if (!mayReconnect || !this.isWanted || this.#isClosing) return false;
    if (phase === 'reading') this.#emptyInRow = 0;
    const { maxReconnects } = this.#context.scenario;
    return maxReconnects > 0 && this.#emptyInRow >= maxReconnects;
  }

  #count(connection: SseConnection, end: SseEnd, endedUs: Micros): void {
    const { failure } = end;
    this.life.end(endedUs, this.#causeOf(connection, end));
    if (this.#isCut && connection.phase === 'connecting') return;
    connection.endAs(failure, endedUs);
    if (connection.phase !== 'reading') return;
    // The gap that its end left open was at least so long. Where it had been as long before, that says nothing new.
    if (failure === null && endedUs - this.#heardUs <= this.#longestUs) return;
    const told = { ...connection.told(failure), credential: '' };
    this.#context.gaps.whole({ ...told, startedUs: this.#heardUs, endedUs, reused: true });
  }

  #causeOf({ phase, link }: SseConnection, { failure, isInOrder }: SseEnd): string {
    if (this.#isCut) return phase === 'connecting' ? 'unanswered' : 'cut';
    if (failure !== null) return failure.code;
    if (isInOrder) return 'ended';
    return link.status === 204 ? 'sse.ended' : 'clean';
  }

  /** @param held the connection that ended was no hasty one */
  #reconnect(held: boolean, nowUs: Micros): void {
    this.#hastyInRow = held ? 0 : this.#hastyInRow + 1;
    this.#emptyInRow += 1;
    const shortestUs = this.#hastyInRow > HASTY_RECONNECTS ? SHORTEST_RETRY_US : 0;
    this.comeBack(nowUs + Math.max(this.#retryUs, shortestUs), true);
  }

  /** The reading is over. Without a hold there is one reading only. */
  #think(nowUs: Micros, hasFailed: boolean): void {
    const { scenario, random } = this.#context;
    if (scenario.holdMs === null || !this.isWanted) {
      this.rest();
      return;
    }
    const { minMs, maxMs } = scenario.thinkTime;
    const thinkUs = Math.round((minMs + (maxMs - minMs) * random.next()) * MICROS_PER_MILLI);
    this.comeBack(nowUs + (hasFailed ? Math.max(thinkUs, AFTER_FAILURE_US) : thinkUs), false);
  }
}

/** Ids a reader remembers: what a service repeats, it repeats soon, and a thread may have thousands of readers. */
const MAX_IDS = 256;

/** The ids of the latest events of a reader, over its reconnects: one that comes again is a duplicate. */
class RecentIds {
  readonly #seen = new Set<string>();

  /** @param id empty: the event names none, and is not looked for */
  isRepeated(id: string): boolean {
    if (id === '') return false;
    const isKnown = this.#seen.delete(id);
    this.#seen.add(id);
    if (this.#seen.size > MAX_IDS) {
      const [oldest = ''] = this.#seen;
      this.#seen.delete(oldest);
    }
    return isKnown;
  }

  clear(): void {
    this.#seen.clear();
  }
}
