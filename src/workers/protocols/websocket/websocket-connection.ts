import type { Failure } from '../../../contract/failure.ts';
import type { Micros } from '../../../contract/units.ts';
import { headersFor } from '../../engine/cookies/cookie-headers.ts';
import { failureFor, failureOfSetup } from '../../engine/drivers/failure-codes.ts';
import { RECOVERED_AFTER_US, reconnectDelayUs } from '../../engine/streams/reconnect-delay.ts';
import { TrackedConnection } from '../../engine/streams/tracked-connection.ts';
import { WireBytes } from '../../engine/streams/wire-bytes.ts';
import { DRAIN_CHECK_US } from '../../engine/time/stop-policy.ts';
import { Timer } from '../../engine/time/timer-heap.ts';
import type { Scope } from '../../engine/values/port.ts';
import { MessageExchange } from './message-exchange.ts';
import { causeOfRefusal, closedByPeer } from './websocket-causes.ts';
import type { WebSocketContext } from './websocket-context.ts';
import type { WebSocketEnd, WebSocketEvents, WebSocketLink } from './websocket-port.ts';

type State = 'idle' | 'away' | 'setting-up' | 'held-back' | 'handshaking' | 'open' | 'subscribed' | 'closing';

/** No close frame came. */
const ABNORMAL = 1006;

/** How a connection ended: under which cause it is counted, and what failed; null: it ended as it was to. */
interface Ending {
  readonly cause: string;
  readonly failure: Failure | null;
}

/**
 * One connection of a scenario: a place that is opened, used, closed and, by policy, opened again. It waits for one
 * thing at a time, so it is its own timer.
 *
 * | state       | meaning                                | waits for            | leaves it by                     |
 * |-------------|----------------------------------------|----------------------|----------------------------------|
 * | idle        | not wanted, or not coming back         | nothing              | `want`                           |
 * | away        | to be opened again                     | the end of its delay | that                             |
 * | setting-up  | its setup steps run                    | them                 | their end                        |
 * | held-back   | the rate cap of the second is used up  | the next second      | that                             |
 * | handshaking | from opening the socket to the 101     | connect, then answer | 101, failure                     |
 * | open        | subscribe frames are out               | the confirmation     | that; at once where none is asked|
 * | subscribed  | in use                                 | the next heartbeat   | `dismiss`, the peer, a failure   |
 * | closing     | a close is out, ours or the peer's, or | the close timeout    | the end of the connection        |
 * |             | the stream is broken                   |                      |                                  |
 */
export class WebSocketConnection extends Timer implements WebSocketEvents {
  readonly #context: WebSocketContext;
  readonly #scope: Scope;
  readonly #life: TrackedConnection;
  readonly #messageExchange: MessageExchange;
  readonly #bytes: WireBytes;
  #state: State = 'idle';
  #wanted = false;
  #link: WebSocketLink | null = null;
  #openedUs: Micros = -1;
  #beatUs: Micros = 0;
  #closeSent = false;
  #closedByPeer = false;
  #cut = false;
  #failuresInRow = 0;
  /** Held back from a reconnect, not from its first connection. */
  #comesBack = false;

  constructor(context: WebSocketContext, index: number) {
    super();
    this.#context = context;
    this.#scope = context.openScope(index);
    this.#life = new TrackedConnection(context.counters, index);
    this.#messageExchange = new MessageExchange(context, this.#scope, this.#life);
    this.#bytes = new WireBytes(context.meter);
  }

  want(): void {
    this.#wanted = true;
    if (this.#state === 'idle') this.#begin(false);
    else if (this.#state === 'subscribed') this.#awaitBeat(this.#context.clock.nowUs());
  }

  /** No longer wanted: closes once its last answers have come or timed out. */
  dismiss(): void {
    this.#wanted = false;
    if (this.#link === null && this.#state !== 'idle') this.#rest();
    else this.#closeWhenQuiet();
  }

  /** After `dismiss`: no longer waits for answers, nor for a handshake; what was asked stays open. */
  closeNow(): void {
    if (this.#state === 'open' || this.#state === 'subscribed') this.#close();
    else if (this.#state === 'handshaking') this.cut();
  }

  /** Dropped at once, whatever it does, and not coming back. */
  cut(): void {
    this.#wanted = false;
    this.#cut = true;
    if (this.#link === null) this.#rest();
    else this.#link.cut();
  }

  account(): void {
    if (this.#link === null) return;
    const { connect, messageExchange } = this.#context.bytes;
    this.#bytes.take(this.#link, this.#state === 'handshaking' ? connect : messageExchange);
  }

  /** A message is due. Connections that are not in use have none. */
  say(intendedUs: Micros): void {
    const link = this.#link;
    if (link !== null && this.#state === 'subscribed' && this.#wanted && link.isOpen) {
      this.#messageExchange.say(link, intendedUs);
    }
  }

  /** A message was due while this machine slept: it is not made up for. */
  miss(): void {
    if (this.#state === 'subscribed' && this.#wanted) this.#messageExchange.miss();
  }

  due(nowUs: Micros): void {
    const link = this.#link;
    if (this.#state === 'away') this.#begin(true);
    else if (this.#state === 'held-back') this.#connect(this.#comesBack);
    else if (link === null) return;
    else if (this.#state === 'handshaking') this.#handshakeDue(link, nowUs);
    else if (this.#state === 'closing') link.cut(failureFor('ws.close_timeout'));
    else if (!this.#wanted) this.#closeWhenQuiet();
    else if (this.#state === 'open') link.cut(failureFor('timeout.confirm'));
    else this.#beat(link, nowUs);
  }

  onOpen(): void {
    const link = this.#link;
    if (link === null) return;
    const { connects, sessions, clock } = this.#context;
    const { times, status } = link;
    const openedUs = times.answeredUs;
    this.account();
    connects.end({ ...times, endedUs: openedUs, firstByteUs: openedUs, status, failure: null });
    sessions.begin();
    this.#life.opened(openedUs);
    this.#state = 'open';
    this.#openedUs = openedUs;
    this.#closeSent = false;
    this.#closedByPeer = false;
    this.#messageExchange.begin(link, openedUs, clock.nowUs());
    if (this.#wanted) this.#subscribe(link);
    else this.#close();
  }

  onText(frame: Buffer): void {
    this.#frame(frame, false);
  }

  onBinary(frame: Buffer): void {
    this.#frame(frame, true);
  }

  onPong(payload: Buffer): void {
    this.#messageExchange.pong(payload, this.#context.clock.nowUs());
    if (!this.#wanted) this.#closeWhenQuiet();
  }

  onHeard(): void {
    this.#messageExchange.heardUs = this.#context.clock.nowUs();
  }

  /** The peer may keep the socket open for as long as it likes; what it said decides how this ended. */
  onPeerClose(): void {
    if (this.#state !== 'open' && this.#state !== 'subscribed') return;
    this.#closedByPeer = true;
    this.#toClosing();
  }

  onBroken(): void {
    if (this.#state === 'open' || this.#state === 'subscribed') this.#toClosing();
  }

  onEnd(end: WebSocketEnd): void {
    const link = this.#link;
    if (link === null) return;
    const nowUs = this.#context.clock.nowUs();
    const opened = this.#state !== 'handshaking';
    this.account();
    this.#context.timers.remove(this);
    this.#context.pool.release();
    this.#link = null;
    if (opened) this.#closed(link, this.#endingOf(end), { closeCode: end.closeCode, nowUs });
    else this.#failed(link, end.failure ?? failureFor('network.other'), end.atUs ?? nowUs);
    if (!this.#wanted) this.#rest();
    // Dismissed and wanted again while it was closing: that is no reconnect.
    else if (opened && this.#closeSent) this.#begin(false);
    else this.#comeBack(opened, nowUs);
  }

  #begin(isReconnect: boolean): void {
    this.#state = 'setting-up';
    this.#cut = false;
    this.#closeSent = false;
    this.#scope.beginIteration();
    this.#context.setup.run(this.#scope, (failure, rejected) => {
      if (this.#state !== 'setting-up') return;
      if (failure === null) this.#connect(isReconnect);
      else this.#refused(failureOfSetup(failure), isReconnect, rejected);
    });
  }

  #connect(isReconnect: boolean): void {
    const { scenario, templates, driver, connects, timers, limits, pool, rate, clock } = this.#context;
    if (!rate.has(clock.nowUs())) {
      this.#state = 'held-back';
      this.#comesBack = isReconnect;
      timers.set(this, rate.nextSecondUs(clock.nowUs()));
      return;
    }
    const url = templates.url.render(this.#scope);
    const headers = headersFor(this.#scope.cookies, templates.headers.render(this.#scope), url);
    const problem = this.#scope.takeProblem();
    if (problem !== null) {
      this.#refused(problem, isReconnect);
      return;
    }
    if (!pool.reserve()) {
      this.#refused(failureFor('guard.connection_cap'), isReconnect);
      return;
    }
    rate.take(clock.nowUs());
    this.#life.attempt(clock.nowUs(), isReconnect);
    connects.begin();
    this.#state = 'handshaking';
    const { subprotocols, maxMessageBytes, perMessageDeflate, closeTimeoutMs } = scenario;
    const request = { url, headers, subprotocols, maxMessageBytes, perMessageDeflate, closeTimeoutMs };
    this.#bytes.begin();
    this.#messageExchange.credential.begin(request);
    this.#link = driver.open(request, this);
    const { startedUs } = this.#link.times;
    timers.set(this, startedUs + Math.min(limits.connectUs, limits.answerUs));
  }

  /** An attempt that ends before a socket was opened: the plan's own fault, or that of its setup. */
  #refused(failure: Failure, isReconnect: boolean, credential = ''): void {
    const { connects, clock } = this.#context;
    const nowUs = clock.nowUs();
    this.#life.attempt(nowUs, isReconnect);
    connects.whole({ startedUs: nowUs, endedUs: nowUs, failure, credential });
    this.#life.end(nowUs, failure.code);
    this.#comeBack(false, nowUs);
  }

  #handshakeDue(link: WebSocketLink, nowUs: Micros): void {
    const answerByUs = link.times.startedUs + this.#context.limits.answerUs;
    if (link.times.sentUs >= 0 && nowUs < answerByUs) this.#context.timers.set(this, answerByUs);
    else link.cut(link.lateFailure());
  }

  #subscribe(link: WebSocketLink): void {
    const { scenario, timers, limits, clock } = this.#context;
    const problem = this.#messageExchange.subscribe(link);
    if (problem !== null) {
      link.cut(problem);
      return;
    }
    const nowUs = clock.nowUs();
    if (scenario.confirm === null || scenario.confirm === undefined) this.#subscribed(nowUs);
    else timers.set(this, nowUs + limits.answerUs);
  }

  #subscribed(nowUs: Micros): void {
    this.#life.move(nowUs, 'subscribed');
    this.#state = 'subscribed';
    this.#beatUs = nowUs;
    this.#messageExchange.heardUs = nowUs;
    this.#awaitBeat(nowUs);
  }

  #awaitBeat(nowUs: Micros): void {
    const { timers, limits } = this.#context;
    if (limits.heartbeatUs === 0) timers.remove(this);
    else timers.set(this, Math.max(nowUs, this.#beatUs + limits.heartbeatUs));
  }

  /** Silent since the ping of the last beat: gone. Else asks again. */
  #beat(link: WebSocketLink, nowUs: Micros): void {
    if (this.#messageExchange.heardUs < this.#beatUs) {
      link.cut(failureFor('ws.peer_silent'));
      return;
    }
    this.#beatUs = nowUs;
    if (!this.#messageExchange.hasPingUnderWay) this.#messageExchange.ping(link, nowUs);
    this.#awaitBeat(nowUs);
  }

  #frame(frame: Buffer, isBinary: boolean): void {
    const heard = this.#messageExchange.hear(frame, isBinary);
    if (this.#state === 'open' && this.#wanted) {
      if (heard?.kind === 'confirmed') this.#subscribed(this.#messageExchange.heardUs);
      else if (heard?.kind === 'refused') this.#link?.cut(failureFor('ws.subscribe_refused', heard.why));
    }
    if (!this.#wanted) this.#closeWhenQuiet();
  }

  #closeWhenQuiet(): void {
    if (this.#state !== 'open' && this.#state !== 'subscribed') return;
    const { timers, clock } = this.#context;
    if (this.#messageExchange.isQuiet) this.#close();
    else timers.set(this, clock.nowUs() + DRAIN_CHECK_US);
  }

  #close(): void {
    this.#messageExchange.release();
    this.#toClosing();
    this.#closeSent = true;
    this.#link?.close(1000);
  }

  #toClosing(): void {
    const { timers, clock, limits } = this.#context;
    const nowUs = clock.nowUs();
    this.#life.move(nowUs, 'closing');
    this.#state = 'closing';
    timers.set(this, nowUs + limits.closeUs);
  }

  #failed(link: WebSocketLink, failure: Failure, nowUs: Micros): void {
    const { connects } = this.#context;
    if (this.#cut) {
      this.#life.end(nowUs, 'unanswered');
      return;
    }
    const { times, status } = link;
    const ended = { ...times, endedUs: nowUs, firstByteUs: times.answeredUs, status, failure, source: link };
    connects.end({ ...ended, holder: this.#scope, credential: this.#messageExchange.credential.of(failure) });
    this.#life.end(nowUs, causeOfRefusal(failure, status));
  }

  #closed(link: WebSocketLink, ending: Ending, at: { closeCode: number; nowUs: Micros }): void {
    const { closeCode, nowUs } = at;
    const { sessions } = this.#context;
    const { cause, failure } = ending;
    this.#life.end(nowUs, cause);
    // What was asked will not be answered, even where the service may close. Our own stop leaves it open.
    const unanswered = cause === 'clean' || cause === 'cut' ? null : (failure ?? closedByPeer(closeCode));
    this.#messageExchange.end(nowUs, unanswered, failure);
    const ended = { startedUs: this.#openedUs, endedUs: nowUs, failure, source: link };
    if (cause !== 'cut')
      sessions.end({
        ...ended,
        holder: this.#scope,
        credential: this.#messageExchange.credential.of(failure),
      });
  }

  #endingOf(end: WebSocketEnd): Ending {
    // The peer's close frame is its last word: what becomes of the socket after it (a reset, as our message was still on
    // its way; a limit of ours) is no matter, so that the end is the same whichever of them comes first.
    const isAnswered = end.closeCode !== ABNORMAL;
    if (isAnswered && this.#closeSent) return { cause: 'clean', failure: null };
    if (isAnswered && this.#closedByPeer) return this.#endedByPeer(end.closeCode);
    if (this.#cut) return { cause: 'cut', failure: null };
    if (end.failure !== null) return { cause: end.failure.code, failure: end.failure };
    return this.#endedByPeer(end.closeCode);
  }

  #endedByPeer(closeCode: number): Ending {
    const refusal = closeCode === 1000 ? this.#messageExchange.refusal : null;
    if (refusal !== null) return { cause: refusal.code, failure: refusal };
    const isExpected = closeCode === 1000 && this.#context.scenario.reconnect.policy !== 'off';
    if (isExpected && !this.#messageExchange.isUnserved) return { cause: 'ws.closed.1000', failure: null };
    const failure = isExpected ? failureFor('ws.closed_silent') : closedByPeer(closeCode);
    return { cause: failure.code, failure };
  }

  #comeBack(opened: boolean, nowUs: Micros): void {
    const { scenario, timers, random } = this.#context;
    const recovered = opened && nowUs - this.#openedUs >= RECOVERED_AFTER_US;
    this.#failuresInRow = recovered ? 1 : this.#failuresInRow + 1;
    const { policy, delayMs } = scenario.reconnect;
    const ending = { opened, failuresInRow: this.#failuresInRow, random: random() };
    const delayUs = reconnectDelayUs(policy, delayMs, ending);
    if (delayUs === null) {
      this.#rest();
      return;
    }
    this.#state = 'away';
    timers.set(this, nowUs + delayUs);
  }

  #rest(): void {
    this.#context.timers.remove(this);
    this.#state = 'idle';
  }
}
