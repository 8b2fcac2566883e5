import type { Failure, Result } from '../../../contract/failure.ts';
import type { WebSocketScenario } from '../../../contract/protocols/websocket.ts';
import { MICROS_PER_MILLI, type Micros } from '../../../contract/units.ts';
import { failureFor } from '../../engine/drivers/failure-codes.ts';
import { AttemptMeter } from '../../engine/streams/attempt-meter.ts';
import { RECOVERED_AFTER_US, reconnectDelayUs } from '../../engine/streams/reconnect-delay.ts';
import type { OnThread } from '../../engine/streams/step-answer.ts';
import { createStreamContext } from '../../engine/streams/stream-context.ts';
import { StreamUser } from '../../engine/streams/stream-user.ts';
import { createStreamRunner } from '../../engine/streams/stream-users.ts';
import { DRAIN_CHECK_US, REPLIES_AFTER_STOP_US } from '../../engine/time/stop-policy.ts';
import type { ScenarioRunner } from '../../engine/users/scenario-runner.ts';
import { FrameDecoder } from './frame-decoder.ts';
import { MessageExchange, type WebSocketContext } from './message-exchange.ts';
import { RoundTrips } from './reply-matcher.ts';
import { closedByPeer } from './websocket-causes.ts';
import {
  type Ending,
  WebSocketConnection,
  WebSocketEndpoint,
  type WebSocketUse,
} from './websocket-connection.ts';
import type { WebSocketDriver, WebSocketRequest } from './websocket-port.ts';

/**
 * Questions without an answer on one thread, some 20 MB of them. Each ends with its timeout, so this is a backstop for
 * memory; the plan's `maxInFlight` is about requests, which hold a connection each, and questions do not.
 */
const MAX_QUESTIONS = 100_000;

/** Runs a WebSocket class; compiles all of its templates. */
export function createWebSocketRunner(
  scenario: WebSocketScenario,
  onThread: OnThread<WebSocketDriver>,
): ScenarioRunner {
  const context = contextOf(scenario, onThread);
  return createStreamRunner({
    scenario,
    context,
    open: (index) => new WebSocketUser(context, index),
    messagesPerSecond: scenario.messageRatePerConnection,
    countsAway: false,
    answersAfterStopUs: REPLIES_AFTER_STOP_US,
  });
}

function contextOf(scenario: WebSocketScenario, onThread: OnThread<WebSocketDriver>): WebSocketContext {
  const { thread } = onThread;
  const { values, meter, timers, clock } = thread;
  const { series, subscribe, message } = scenario;
  const timeoutMs = thread.plan.limits.requestTimeoutMs;
  const bytes = { connect: series.connect, messages: message === null ? series.ping : series.roundTrip };
  const endpoint = new WebSocketEndpoint({ ...scenario, timeoutMs, method: 'WS', series: bytes }, onThread);
  const { timeoutUs } = endpoint.limits;
  const attempts = (of: number | undefined) => new AttemptMeter(meter, of, endpoint.what);
  const asked = { timers, timeoutUs, mostUnderWay: MAX_QUESTIONS };
  const shared = createStreamContext(thread, scenario);
  return {
    ...shared,
    scenario,
    endpoint,
    subscribe: subscribe.map((frame) => values.compileText(frame)),
    message: message === null ? null : values.compileText(message),
    frameDecoder: new FrameDecoder(scenario, shared.counters, clock),
    firstMessages: attempts(series.firstMessage),
    sessions: attempts(series.session),
    messages: new RoundTrips({ ...asked, attempts: attempts(series.roundTrip), lateAs: 'timeout.reply' }),
    pings: new RoundTrips({ ...asked, attempts: attempts(series.ping), lateAs: 'timeout.pong' }),
  };
}

/**
 * One user of WebSockets: a connection that is opened, subscribed, used, closed and, by policy, opened again. Of an open
 * connection:
 *
 * | state      | meaning                  | waits for           | leaves it by                      |
 * |------------|--------------------------|---------------------|-----------------------------------|
 * | open       | subscribe frames are out | the confirmation    | that; at once where none is asked |
 * | subscribed | in use                   | the next heartbeat  | `dismiss`, the peer, a failure    |
 */
class WebSocketUser extends StreamUser<WebSocketRequest> implements WebSocketUse {
  readonly #context: WebSocketContext;
  readonly #heartbeatUs: Micros;
  #connection: WebSocketConnection | null = null;
  /** Of the connection, from its 101 on. */
  #exchange: MessageExchange | null = null;
  #isSubscribed = false;
  #pingedUs: Micros = 0;
  #failuresInRow = 0;

  constructor(context: WebSocketContext, index: number) {
    super(context, index);
    this.#context = context;
    this.#heartbeatUs = context.scenario.heartbeatMs * MICROS_PER_MILLI;
  }

  /** Connections that are not in use have none. */
  override say(intendedUs: Micros): void {
    if (this.#isInUse && this.#connection?.link.isOpen === true) this.#exchange?.say(intendedUs);
  }

  override miss(intendedUs: Micros): void {
    if (this.#isInUse) this.#exchange?.miss(intendedUs);
  }

  protected renew(): void {
    this.scope.beginIteration();
  }

  protected request(): Result<WebSocketRequest> {
    return this.#context.endpoint.request(this.scope);
  }

  protected open(request: WebSocketRequest): void {
    const parts = { request, scope: this.scope, wanted: null };
    this.#isSubscribed = false;
    this.#connection = new WebSocketConnection(this.#context.endpoint, parts, this);
  }

  protected refused(failure: Failure, credential: string): void {
    this.#context.endpoint.refused(failure, null, credential);
    this.#reconnect(null);
  }

  protected wantedAgain(): void {
    if (this.#isInUse) this.#awaitHeartbeat(this.#nowUs);
  }

  /** Closes once its last answers have come or timed out. */
  protected dismissed(): void {
    this.#closeWhenQuiet();
  }

  /** No longer waits for answers, nor for a handshake; what was asked stays open. */
  protected closeNow(): void {
    if (this.#connection?.phase === 'open') this.#close();
    else if (this.#connection?.phase === 'connecting') this.cutConnection();
  }

  protected cutConnection(): void {
    this.#connection?.cut();
  }

  opened(connection: WebSocketConnection): void {
    const { scope, life } = this;
    const { answeredUs } = connection.link.times;
    this.#context.sessions.begin(answeredUs);
    life.opened(answeredUs);
    this.#exchange = new MessageExchange(this.#context, { connection, scope, life });
    if (this.isWanted) this.#subscribe(connection, this.#exchange);
    else this.#close();
  }

  frame(connection: WebSocketConnection, frame: Buffer, isBinary: boolean): void {
    const heard = this.#exchange?.hear(frame, isBinary);
    if (connection.phase === 'open' && !this.#isSubscribed && this.isWanted) {
      if (heard?.kind === 'confirmed') this.#subscribed(this.#nowUs);
      else if (heard?.kind === 'refused') connection.link.cut(failureFor('ws.subscribe_refused', heard.why));
    }
    if (!this.isWanted) this.#closeWhenQuiet();
  }

  pong(payload: Buffer): void {
    this.#exchange?.pong(payload);
    if (!this.isWanted) this.#closeWhenQuiet();
  }

  heard(): void {
    if (this.#exchange !== null) this.#exchange.heardUs = this.#nowUs;
  }

  waited({ link }: WebSocketConnection, nowUs: Micros): void {
    if (!this.isWanted) this.#closeWhenQuiet();
    else if (this.#isSubscribed) this.#checkHeartbeat(nowUs);
    else link.cut(failureFor('timeout.confirm'));
  }

  closing(nowUs: Micros): void {
    this.life.move(nowUs, 'closing');
  }

  closedByPeer(code: number): Ending {
    const refusal = code === 1000 ? (this.#exchange?.refusal ?? null) : null;
    if (refusal !== null) return { cause: refusal.code, failure: refusal };
    const isExpected = code === 1000 && this.#context.scenario.reconnect.policy !== 'off';
    if (isExpected && this.#exchange?.isUnserved === false) return { cause: 'ws.closed.1000', failure: null };
    const failure = isExpected ? failureFor('ws.closed_silent') : closedByPeer(code);
    return { cause: failure.code, failure };
  }

  ended(
    connection: WebSocketConnection,
    ending: Ending & { readonly closeCode: number },
    atUs: Micros,
  ): void {
    this.disconnected();
    this.#connection = null;
    this.life.end(atUs, ending.cause);
    if (connection.phase !== 'connecting') this.#count(connection, ending, atUs);
    this.#exchange = null;
    if (!this.isWanted) this.rest();
    // Dismissed and wanted again while it was closing: that is no reconnect.
    else if (connection.isClosed) this.begin(false);
    else this.#reconnect(connection.phase === 'connecting' ? null : connection.link.times.answeredUs);
  }

  get #nowUs(): Micros {
    return this.#context.thread.clock.nowUs();
  }

  get #isInUse(): boolean {
    return this.#isSubscribed && this.isWanted && this.#connection?.phase === 'open';
  }

  #subscribe(connection: WebSocketConnection, exchange: MessageExchange): void {
    const { scenario, endpoint } = this.#context;
    const problem = exchange.subscribe();
    if (problem !== null) connection.link.cut(problem);
    else if (scenario.confirm === null || scenario.confirm === undefined) this.#subscribed(this.#nowUs);
    else connection.wait(this.#nowUs + endpoint.limits.timeoutUs);
  }

  #subscribed(nowUs: Micros): void {
    this.life.move(nowUs, 'subscribed');
    this.#isSubscribed = true;
    this.#pingedUs = nowUs;
    if (this.#exchange !== null) this.#exchange.heardUs = nowUs;
    this.#awaitHeartbeat(nowUs);
  }

  #awaitHeartbeat(nowUs: Micros): void {
    const heartbeatUs = this.#heartbeatUs;
    const nextUs = Math.max(nowUs, this.#pingedUs + heartbeatUs);
    this.#connection?.wait(heartbeatUs === 0 ? Number.POSITIVE_INFINITY : nextUs);
  }

  /** Silent since the last ping: gone. Else asks again. */
  #checkHeartbeat(nowUs: Micros): void {
    const exchange = this.#exchange;
    if (exchange === null) return;
    if (exchange.heardUs < this.#pingedUs) {
      this.#connection?.link.cut(failureFor('ws.peer_silent'));
      return;
    }
    this.#pingedUs = nowUs;
    if (!exchange.hasPingUnderWay) exchange.ping(nowUs);
    this.#awaitHeartbeat(nowUs);
  }

  #closeWhenQuiet(): void {
    const connection = this.#connection;
    if (connection?.phase !== 'open') return;
    if (this.#exchange?.isQuiet === true) this.#close();
    else connection.wait(this.#nowUs + DRAIN_CHECK_US);
  }

  #close(): void {
    this.#exchange?.release();
    this.#connection?.close();
  }

  #count(
    connection: WebSocketConnection,
    ending: Ending & { readonly closeCode: number },
    endedUs: Micros,
  ): void {
    const { cause, failure, closeCode } = ending;
    // What was asked will not be answered, even where the service may close. Our own stop leaves it open.
    const unanswered = cause === 'clean' || cause === 'cut' ? null : (failure ?? closedByPeer(closeCode));
    this.#exchange?.end(endedUs, unanswered, failure);
    if (cause === 'cut') return;
    const ended = { startedUs: connection.link.times.answeredUs, endedUs, status: -1 };
    this.#context.sessions.end({ ...connection.told(failure), ...ended });
  }

  /** @param openedUs of the connection that ended; null: it never opened */
  #reconnect(openedUs: Micros | null): void {
    const { scenario, random } = this.#context;
    const nowUs = this.#nowUs;
    const recovered = openedUs !== null && nowUs - openedUs >= RECOVERED_AFTER_US;
    this.#failuresInRow = recovered ? 1 : this.#failuresInRow + 1;
    const { policy, delayMs } = scenario.reconnect;
    const ending = { opened: openedUs !== null, failuresInRow: this.#failuresInRow, random: random.next() };
    const delayUs = reconnectDelayUs(policy, delayMs, ending);
    if (delayUs === null) this.rest();
    else this.comeBack(nowUs + delayUs, true);
  }
}
