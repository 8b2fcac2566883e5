import type { Failure } from '../../../contract/failure.ts';
import type { Bytes, Micros } from '../../../contract/units.ts';
import { failureFor } from '../drivers/failure-codes.ts';
import { closedByPeer } from '../drivers/websocket-causes.ts';
import type { WebSocketEnd, WebSocketEvents, WebSocketLink } from '../drivers/websocket-port.ts';
import type { Scope, TextTemplate } from '../values/port.ts';
import { Appointment } from './agenda.ts';
import { Conversation } from './conversation.ts';
import { RECOVERED_AFTER_US, reconnectDelayUs } from './reconnect-delay.ts';
import { SequenceTracker } from './sequence-tracker.ts';
import type { WebSocketWorld } from './websocket-world.ts';

type State = 'idle' | 'away' | 'setting-up' | 'handshaking' | 'open' | 'subscribed' | 'closing';

/** A connection whose peer does not read gets no more than this many bytes of ours to hold. */
const MOST_BUFFERED_BYTES = 1_048_576;
/** A number of ours, so that pongs nobody asked for are told apart. */
const PING_BYTES = 4;
/** No close frame came. */
const ABNORMAL = 1006;
/** How often a connection that waits for its last answers looks whether they have come or timed out. */
const DRAIN_CHECK_US: Micros = 20_000;

/** How a connection ended: under which cause it is counted, and what failed; null: it ended as it was to. */
interface Ending {
  readonly cause: string;
  readonly failure: Failure | null;
}

/**
 * One connection of a scenario: a place that is opened, used, closed and, by policy, opened again. It waits for one
 * thing at a time, so it is its own appointment.
 *
 * | state       | meaning                                | waits for            | leaves it by                     |
 * |-------------|----------------------------------------|----------------------|----------------------------------|
 * | idle        | not wanted, or not coming back         | nothing              | `want`                           |
 * | away        | to be opened again                     | the end of its delay | that                             |
 * | setting-up  | its setup steps run                    | them                 | their end                        |
 * | handshaking | from opening the socket to the 101     | connect, then answer | 101, failure                     |
 * | open        | subscribe frames are out               | the confirmation     | that; at once where none is asked|
 * | subscribed  | in use                                 | the next heartbeat   | `dismiss`, the peer, a failure   |
 * | closing     | our close is out, or the stream broken | the close timeout    | the end of the connection        |
 */
export class WebSocketConnection extends Appointment implements WebSocketEvents {
  readonly #world: WebSocketWorld;
  readonly #scope: Scope;
  readonly #messages: Conversation;
  readonly #pings: Conversation;
  #state: State = 'idle';
  #wanted = false;
  #link: WebSocketLink | null = null;
  #sequence: SequenceTracker | null = null;
  #openedUs: Micros = -1;
  #heardUs: Micros = 0;
  #beatUs: Micros = 0;
  #pingNumber = 0;
  #heardMessage = false;
  #closeSent = false;
  #cut = false;
  #failuresInRow = 0;

  constructor(world: WebSocketWorld, index: number) {
    super();
    this.#world = world;
    this.#scope = world.openScope(index);
    this.#messages = new Conversation(world.messages);
    this.#pings = new Conversation(world.pings);
  }

  /** Nothing of it is open, under way or waited for. */
  get resting(): boolean {
    return this.#state === 'idle';
  }

  want(): void {
    this.#wanted = true;
    if (this.#state === 'idle') this.#begin(false);
    else if (this.#state === 'subscribed') this.#awaitBeat(this.#world.clock.nowUs());
  }

  /** No longer wanted: closes once its last answers have come or timed out. */
  dismiss(): void {
    this.#wanted = false;
    if (this.#state === 'away' || this.#state === 'setting-up') this.#rest();
    else this.#closeWhenQuiet();
  }

  /** After `dismiss`: no longer waits for answers; their questions stay open. */
  closeNow(): void {
    if (this.#state === 'open' || this.#state === 'subscribed') this.#close();
  }

  /** Dropped at once, whatever it does, and not coming back. */
  cut(): void {
    this.#wanted = false;
    this.#cut = true;
    if (this.#link === null) this.#rest();
    else this.#link.cut();
  }

  /** A message is due. Connections that are not in use have none. */
  say(intendedUs: Micros): void {
    const link = this.#link;
    if (link === null || this.#state !== 'subscribed' || !this.#wanted || !link.isOpen) return;
    const { templates, messages, pings, lane, clock } = this.#world;
    const trips = templates.message === null ? pings : messages;
    const takes = !trips.isFull && link.bufferedBytes <= MOST_BUFFERED_BYTES;
    if (!takes || !lane.perSecond.take(clock.nowUs())) trips.drop();
    else if (templates.message === null) this.#ping(link, intendedUs);
    else this.#message(link, templates.message, intendedUs);
  }

  /** A message was due while this machine slept: it is not made up for. */
  miss(): void {
    const { templates, messages, pings } = this.#world;
    if (this.#state !== 'subscribed' || !this.#wanted) return;
    if (templates.message === null) pings.drop();
    else messages.drop();
  }

  due(nowUs: Micros): void {
    const link = this.#link;
    if (this.#state === 'away') this.#begin(true);
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
    const { scenario, connects, sessions, tally, clock } = this.#world;
    const { times, status, bytesIn, bytesOut } = link;
    const openedUs = times.answeredUs;
    connects.end({
      ...times,
      endedUs: openedUs,
      firstByteUs: openedUs,
      status,
      bytesIn,
      bytesOut,
      failure: null,
    });
    sessions.begin();
    tally.open();
    this.#state = 'open';
    this.#openedUs = openedUs;
    this.#heardUs = clock.nowUs();
    this.#heardMessage = false;
    this.#closeSent = false;
    this.#sequence = scenario.fields.sequence === null ? null : new SequenceTracker(tally.sequence);
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
    this.#heardUs = this.#world.clock.nowUs();
    if (payload.length !== PING_BYTES) return;
    this.#pings.answerUpTo(payload.readUInt32BE(0), this.#heardUs, PING_BYTES);
    if (!this.#wanted) this.#closeWhenQuiet();
  }

  onHeard(): void {
    this.#heardUs = this.#world.clock.nowUs();
  }

  onBroken(): void {
    if (this.#state === 'open' || this.#state === 'subscribed') this.#toClosing();
  }

  onEnd(end: WebSocketEnd): void {
    const link = this.#link;
    if (link === null) return;
    const nowUs = this.#world.clock.nowUs();
    const opened = this.#state !== 'handshaking';
    this.#world.agenda.remove(this);
    this.#world.lane.connections -= 1;
    this.#link = null;
    if (opened) this.#closed(this.#endingOf(end), end.closeCode, nowUs);
    else this.#failed(link, end.failure ?? failureFor('network.other'), nowUs);
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
    this.#world.setup.run(this.#scope, (failure) => {
      if (this.#state !== 'setting-up') return;
      if (failure === null) this.#connect(isReconnect);
      else this.#refused(failureFor('setup.failed', failure.code), isReconnect);
    });
  }

  #connect(isReconnect: boolean): void {
    const { scenario, templates, driver, tally, connects, agenda, limits, lane } = this.#world;
    const url = templates.url.render(this.#scope);
    const headers = templates.headers.render(this.#scope);
    const problem = this.#scope.takeProblem();
    if (problem !== null) {
      this.#refused(problem, isReconnect);
      return;
    }
    if (lane.connections >= lane.caps.connections) {
      this.#refused(failureFor('guard.connection_cap'), isReconnect);
      return;
    }
    tally.attempt(isReconnect);
    connects.begin();
    lane.connections += 1;
    this.#state = 'handshaking';
    const { subprotocols, maxMessageBytes, perMessageDeflate, closeTimeoutMs } = scenario;
    const request = { url, headers, subprotocols, maxMessageBytes, perMessageDeflate, closeTimeoutMs };
    this.#link = driver.open(request, this);
    const { startedUs } = this.#link.times;
    agenda.set(this, startedUs + Math.min(limits.connectUs, limits.answerUs));
  }

  /** An attempt that ends before a socket was opened: the plan's own fault, or that of its setup. */
  #refused(failure: Failure, isReconnect: boolean): void {
    const { tally, connects, clock } = this.#world;
    const nowUs = clock.nowUs();
    tally.attempt(isReconnect);
    connects.whole({ startedUs: nowUs, endedUs: nowUs, failure });
    tally.end('handshaking', failure.code);
    this.#comeBack(false, nowUs);
  }

  #handshakeDue(link: WebSocketLink, nowUs: Micros): void {
    const answerByUs = link.times.startedUs + this.#world.limits.answerUs;
    if (link.times.sentUs >= 0 && nowUs < answerByUs) this.#world.agenda.set(this, answerByUs);
    else link.cut(link.lateFailure());
  }

  #subscribe(link: WebSocketLink): void {
    const { scenario, templates, agenda, limits, clock } = this.#world;
    for (const template of templates.subscribe) {
      const text = template.render(this.#scope);
      const problem = this.#scope.takeProblem();
      if (problem !== null) {
        link.cut(problem);
        return;
      }
      this.#send(link, text);
    }
    const nowUs = clock.nowUs();
    if (scenario.confirm === null || scenario.confirm === undefined) this.#subscribed(nowUs);
    else agenda.set(this, nowUs + limits.answerUs);
  }

  #subscribed(nowUs: Micros): void {
    this.#world.tally.move('open', 'subscribed');
    this.#state = 'subscribed';
    this.#beatUs = nowUs;
    this.#heardUs = nowUs;
    this.#awaitBeat(nowUs);
  }

  #awaitBeat(nowUs: Micros): void {
    const { agenda, limits } = this.#world;
    if (limits.heartbeatUs === 0) agenda.remove(this);
    else agenda.set(this, Math.max(nowUs, this.#beatUs + limits.heartbeatUs));
  }

  /** Silent since the ping of the last beat: gone. Else asks again. */
  #beat(link: WebSocketLink, nowUs: Micros): void {
    if (this.#heardUs < this.#beatUs) {
      link.cut(failureFor('ws.peer_silent'));
      return;
    }
    this.#beatUs = nowUs;
    if (this.#pings.size === 0) this.#ping(link, nowUs);
    this.#awaitBeat(nowUs);
  }

  #message(link: WebSocketLink, template: TextTemplate, intendedUs: Micros): void {
    const { clock, messages, intake } = this.#world;
    this.#scope.beginIteration();
    const text = template.render(this.#scope);
    const problem = this.#scope.takeProblem();
    const nowUs = clock.nowUs();
    if (problem !== null) {
      messages.refuse(intendedUs, nowUs, problem);
      return;
    }
    const bytes = this.#send(link, text);
    this.#messages.ask(intendedUs, nowUs, { bytes, key: intake.keyOf(text) });
  }

  #send(link: WebSocketLink, text: string): Bytes {
    this.#world.tally.messageOut();
    if (this.#world.scenario.frames !== 'base64') {
      link.sendText(text);
      return Buffer.byteLength(text);
    }
    const frame = Buffer.from(text, 'base64');
    link.sendBinary(frame);
    return frame.length;
  }

  #ping(link: WebSocketLink, intendedUs: Micros): void {
    this.#pingNumber = (this.#pingNumber + 1) >>> 0;
    const payload = Buffer.allocUnsafe(PING_BYTES);
    payload.writeUInt32BE(this.#pingNumber, 0);
    const nowUs = this.#world.clock.nowUs();
    link.ping(payload);
    this.#pings.ask(intendedUs, nowUs, { bytes: PING_BYTES, key: this.#pingNumber });
  }

  #frame(frame: Buffer, isBinary: boolean): void {
    const { clock, intake, firstMessages } = this.#world;
    const nowUs = clock.nowUs();
    this.#heardUs = nowUs;
    if (!this.#heardMessage) {
      this.#heardMessage = true;
      const bytesIn = frame.length;
      firstMessages.whole({ startedUs: this.#openedUs, endedUs: nowUs, bytesIn, failure: null });
    }
    intake.take(frame, isBinary, this.#sequence);
    if (this.#state === 'open') {
      if (intake.isConfirmation) this.#subscribed(nowUs);
    } else if (this.#messages.size > 0 && intake.isAnswer) {
      if (this.#world.scenario.correlate === null) this.#messages.answerOldest(nowUs, frame.length);
      else this.#messages.answerKey(intake.answerKey, nowUs, frame.length);
    }
    if (!this.#wanted) this.#closeWhenQuiet();
  }

  #closeWhenQuiet(): void {
    if (this.#state !== 'open' && this.#state !== 'subscribed') return;
    const { agenda, clock } = this.#world;
    if (this.#messages.size + this.#pings.size === 0) this.#close();
    else agenda.set(this, clock.nowUs() + DRAIN_CHECK_US);
  }

  #close(): void {
    this.#toClosing();
    this.#closeSent = true;
    this.#link?.close(1000);
  }

  #toClosing(): void {
    const { tally, agenda, clock, limits } = this.#world;
    if (this.#state === 'open' || this.#state === 'subscribed') tally.move(this.#state, 'closing');
    this.#state = 'closing';
    agenda.set(this, clock.nowUs() + limits.closeUs);
  }

  #failed(link: WebSocketLink, failure: Failure, nowUs: Micros): void {
    const { tally, connects } = this.#world;
    if (this.#cut) {
      tally.end('handshaking', 'cut');
      return;
    }
    const { times, status, bytesIn, bytesOut } = link;
    connects.end({
      ...times,
      endedUs: nowUs,
      firstByteUs: times.answeredUs,
      status,
      bytesIn,
      bytesOut,
      failure,
    });
    const refused = failure.code === 'ws.handshake_status';
    tally.end('handshaking', refused ? `${failure.code}.${status}` : failure.code);
  }

  #closed(ending: Ending, closeCode: number, nowUs: Micros): void {
    const { tally, sessions, firstMessages } = this.#world;
    const { cause, failure } = ending;
    if (this.#state === 'open' || this.#state === 'subscribed' || this.#state === 'closing') {
      tally.end(this.#state, cause);
    }
    // What was asked will not be answered, even where the service may close. Our own stop leaves it open.
    const unanswered = cause === 'clean' || cause === 'cut' ? null : (failure ?? closedByPeer(closeCode));
    this.#messages.end(nowUs, unanswered);
    this.#pings.end(nowUs, unanswered);
    const whole = { startedUs: this.#openedUs, endedUs: nowUs, failure };
    if (failure !== null && !this.#heardMessage) firstMessages.whole(whole);
    if (cause !== 'cut') sessions.end(whole);
    this.#sequence?.end();
    this.#sequence = null;
  }

  #endingOf(end: WebSocketEnd): Ending {
    if (this.#cut) return { cause: 'cut', failure: null };
    if (end.failure !== null) return { cause: end.failure.code, failure: end.failure };
    if (this.#closeSent && end.closeCode !== ABNORMAL) return { cause: 'clean', failure: null };
    const isExpected = end.closeCode === 1000 && this.#world.scenario.reconnect.policy !== 'off';
    if (isExpected) return { cause: 'ws.closed.1000', failure: null };
    const failure = closedByPeer(end.closeCode);
    return { cause: failure.code, failure };
  }

  #comeBack(opened: boolean, nowUs: Micros): void {
    const { scenario, agenda, random } = this.#world;
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
    agenda.set(this, nowUs + delayUs);
  }

  #rest(): void {
    this.#world.agenda.remove(this);
    this.#state = 'idle';
  }
}
